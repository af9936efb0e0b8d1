"""Working time counted minute by minute, as a person with a paper calendar would: nothing like ours."""

from collections.abc import Container, Sequence
from datetime import date, datetime, timedelta

__all__ = ["Paper"]

_MINUTE = timedelta(minutes=1)


class Paper:
    """A calendar of some days from the first on, with a mark on each minute that is worked."""

    def __init__(self, first: datetime, days: int, worked: Container[date], blocks: Sequence[tuple[int, int]]) -> None:
        self._first = first
        self._marks = [
            (first + timedelta(days=day)).date() in worked and any(begin <= minute < end for begin, end in blocks)
            for day in range(days)
            for minute in range(1440)
        ]

    def between(self, start: datetime, end: datetime) -> int:
        """Count the worked minutes from one time to a later one."""
        return sum(self._marks[self._at(start) : self._at(end)])

    def later(self, start: datetime, minutes: int) -> datetime:
        """Give the time at which so many worked minutes are over."""
        at = self._at(start)
        while minutes:
            minutes -= self._marks[at]
            at += 1
        return self._first + at * _MINUTE

    def _at(self, time: datetime) -> int:
        return int((time - self._first) / _MINUTE)
