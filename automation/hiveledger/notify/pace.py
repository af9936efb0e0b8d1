"""How many messages a bot may send a minute."""

from collections import defaultdict, deque
from collections.abc import Callable
from typing import Final

__all__ = ["Pace"]

_A_MINUTE: Final = 20
_SECONDS: Final = 60.0


class Pace:
    """Counts what went to each address within the last minute, on a clock that is never put back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._gone: defaultdict[str, deque[float]] = defaultdict(deque)

    def has_room(self, address: str, count: int = 1) -> bool:
        """Tell whether so many more may go now; what is more than a minute's worth may begin in an empty one."""
        gone = self._gone[address]
        while gone and self._clock() - gone[0] >= _SECONDS:
            gone.popleft()
        return len(gone) + min(count, _A_MINUTE) <= _A_MINUTE

    def count(self, address: str) -> None:
        """Count one that goes now, taken or not."""
        self._gone[address].append(self._clock())
