"""Pieces made by another thread while those before them are worked on: zlib works beside Python code."""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

__all__ = ["ahead"]

_WAITING: Final = 4  # pieces in memory at once


def ahead(pieces: Iterator[bytes]) -> Generator[bytes, None, None]:
    """Pass pieces on, a few of them made before they are asked for.

    >>> list(ahead(iter([b"a", b"b"])))
    [b'a', b'b']
    """
    with ThreadPoolExecutor(1) as other:
        coming = deque(other.submit(next, pieces, None) for _ in range(_WAITING))
        while (piece := coming.popleft().result()) is not None:
            coming.append(other.submit(next, pieces, None))
            yield piece
