"""What a column and a table of the ledger are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from hiveledger.text import Language, say

__all__ = ["Column", "Dtype", "Filler", "Presence", "Show", "Table"]


class Dtype(StrEnum):
    """How a column's cells are read and written."""

    TEXT = "text"  # stored as text even where it looks like a number: phones, codes, ids
    NUMBER = "number"
    DATE = "date"
    TIME = "time"  # date and time of day, naive, in the team's zone
    CHOICE = "choice"  # one of a closed word list; the frame holds the code, the cell its label
    PERSON = "person"  # a staff number; a name that only one person has is read as that person's number


class Filler(StrEnum):
    """Who fills a column."""

    PERSON = "person"
    MACHINE = "machine"
    EITHER = "either"


class Show(StrEnum):
    """Where a column stands when the sheet is opened."""

    VIEW = "view"  # always in sight
    GROUPED = "grouped"  # folded away, one click from sight
    HIDDEN = "hidden"


class Presence(StrEnum):
    """When a table's sheet comes into being."""

    START = "start"
    FIRST_USE = "first_use"


@dataclass(frozen=True)
class Column:
    """One column: its key in frames, its header in either language, and what may stand in it."""

    key: str
    zh: str
    en: str
    dtype: Dtype = Dtype.TEXT
    by: Filler = Filler.EITHER
    show: Show = Show.VIEW
    synonyms: tuple[str, ...] = ()
    unit: str = ""
    words: type[StrEnum] | None = None  # the closed list, for CHOICE

    def header(self, language: Language) -> str:
        """Give the header as it stands in a sheet of that language."""
        return self.zh if language is Language.ZH else self.en

    def label(self, code: str, language: Language) -> str:
        """Give the word that a cell shows for a code of this column's closed list."""
        assert self.words is not None, self.key  # noqa: S101 - only CHOICE columns are asked
        return say(f"word.{self.words.__name__.lower()}.{self.words(code).name.lower()}", language)

    def shown(self, value: str | float | datetime | None, language: Language) -> str:
        """Give a value as a person reads it in a sentence.

        >>> Column("budget_cny", "预算", "Budget", Dtype.NUMBER).shown(500000.0, Language.ZH)
        '500000'
        """
        if value is None:
            return say("core.blank", language)
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d}" if self.dtype is Dtype.DATE else f"{value:%Y-%m-%d %H:%M}"
        if isinstance(value, str):
            return self.label(value, language) if self.words is not None else value
        return f"{value:.15g}"


@dataclass(frozen=True)
class Table:
    """One table: the sheet it lives on, its key column and its columns in order."""

    name: str
    zh: str
    en: str
    key: str
    presence: Presence
    columns: tuple[Column, ...]
    id_prefix: str = ""  # of ids we mint: "L" gives L000001; empty where people name the rows themselves

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, key: str) -> Column:
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    @cached_property
    def _by_key(self) -> MappingProxyType[str, Column]:
        return MappingProxyType({column.key: column for column in self.columns})

    @property
    def keys(self) -> tuple[str, ...]:
        """The column keys in sheet order, the table's own key among them."""
        return tuple(self._by_key)

    def sheet(self, language: Language) -> str:
        """Give the sheet's name in that language."""
        return self.zh if language is Language.ZH else self.en

    def mint(self, number: int) -> str:
        """Give the id that we make of a number."""
        return f"{self.id_prefix}{number:06d}"

    def number(self, key: str) -> int:
        """Give the number of an id that we minted, 0 for any other key."""
        digits = key.removeprefix(self.id_prefix) if self.id_prefix else ""
        return int(digits) if digits != key and digits.isdecimal() else 0

    def meaning(self, key: str, language: Language) -> str:
        """Say in one sentence what a column means."""
        return say(f"column.{self.name}.{key}", language)
