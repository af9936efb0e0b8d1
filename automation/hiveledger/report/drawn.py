"""What the template draws: parts of pages, their tables and charts, in words that are ready to be printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Chart", "Part", "Table"]

_Row: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Table:
    """A table. `widths` are shares of the line; columns in `left` are set to the left, numbers stand to the right."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    title: str = ""
    left: Sequence[int] = (0,)
    more: str = ""  # under it
    nothing: str = ""  # instead of it, where it has no rows


@dataclass(frozen=True)
class Chart:
    """A chart of a kind that the template knows, with its rows."""

    kind: str
    title: str
    rows: Sequence[_Row]
    target: float = 0
    legend: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """A stretch of the report under a heading of its own; a fresh one begins a page. Charts stand in lines."""

    head: str
    tables: Sequence[Table] = ()
    charts: Sequence[Sequence[Chart]] = ()
    note: str = ""
    fresh: bool = False
