"""What a person should look at, and why something was done: codes with parameters, never sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hiveledger.schema import TABLES
from hiveledger.text import Language, say

__all__ = ["Finding", "Level", "Reason"]


class Level(StrEnum):
    """Who a finding waits for."""

    INFO = "info"  # worth telling, nobody has to act
    PERSON = "person"  # a person has to look; the command ends with exit code 1


@dataclass(frozen=True)
class Reason:
    """Why a cell was filled: a code of the catalogue with its parameters.

    >>> Reason("core.rows", {"count": 2}).text()
    '2 行'
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Language = Language.ZH) -> str:
        """Put the reason into words. A parameter that is itself a Reason is put into words first."""
        return say(self.code, language, **_worded(self.params, language))


@dataclass(frozen=True)
class Finding:
    """One row (or cell, or file) that a person should look at, and why.

    `table`, `key` and `column` are schema keys and say where; they are empty when the finding is about a file.
    """

    code: str
    table: str = ""
    key: str = ""
    column: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    level: Level = Level.PERSON

    def text(self, language: Language = Language.ZH) -> str:
        """Put the finding into words: problem, place, next step.

        A sentence may use {table}, {key} and {column}: they become the sheet's name, the row's key and the header.

        >>> Finding("book.no_key", "people", column="staff_no", params={"cell": "团队!A2"}).text(Language.EN)
        '团队!A2 in People: “Staff no.” is blank, so the row was not read. Fill it in.'
        """
        place: dict[str, object] = {"key": self.key, "table": "", "column": ""}
        if self.table:
            table = TABLES[self.table]
            place["table"] = table.sheet(language)
            place["column"] = table[self.column].header(language) if self.column else ""
        return say(self.code, language, **place | _worded(self.params, language))


def _worded(params: Mapping[str, object], language: Language) -> dict[str, object]:
    return {name: value.text(language) if isinstance(value, Reason) else value for name, value in params.items()}
