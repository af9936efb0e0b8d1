"""How the ledger looks: widths, number formats, colours, what is frozen. Data only; the other modules apply it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from unicodedata import east_asian_width

from hiveledger.schema import Column, Dtype, Filler, Table
from hiveledger.schema.decisions import COMPARED
from hiveledger.schema.words import Grade
from hiveledger.text import Language

__all__ = [
    "BAD",
    "BODY_LINE",
    "FILLER_PAINT",
    "FONT_NAME",
    "GOOD",
    "HONEY",
    "INFO",
    "INK",
    "MISSING",
    "PAPER",
    "PROMPT",
    "QUIET",
    "SLATE",
    "WARN",
    "Paint",
    "is_wrapped",
    "number_format",
    "room",
    "row_height",
    "sheet_look",
    "side",
    "width",
]


@dataclass(frozen=True)
class Paint:
    """Colours of a cell as RRGGBB; an empty fill leaves the cell's own."""

    fill: str
    ink: str
    is_bold: bool = False


HONEY: Final = "F2B134"
SLATE: Final = "44546A"
INK: Final = "262F3A"
PAPER: Final = "FFFFFF"
BODY_LINE: Final = "E4E8ED"

GOOD: Final = Paint("E2F3E5", "1E6B2E")
INFO: Final = Paint("E0ECF9", "1F4E79")
WARN: Final = Paint("FFEFC2", "7A4F00")
BAD: Final = Paint("FAD7D3", "A32018", is_bold=True)
MISSING: Final = Paint("FBE3EE", "8E1B5B")
PROMPT: Final = Paint("FFFBD6", INK)
QUIET: Final = Paint("", "9AA3AD")

FILLER_PAINT: Final[Mapping[Filler, Paint]] = {
    Filler.PERSON: Paint(HONEY, INK, is_bold=True),
    Filler.EITHER: Paint("FBE2A4", INK, is_bold=True),
    Filler.MACHINE: Paint(SLATE, PAPER, is_bold=True),
}

# Both are there on Windows and macOS; elsewhere the office program takes its own Chinese or Latin font.
FONT_NAME: Final[Mapping[Language, str]] = {Language.ZH: "Microsoft YaHei", Language.EN: "Calibri"}


@dataclass(frozen=True)
class _SheetLook:
    """What is particular to one sheet."""

    tab: str
    frozen: str  # the last column that stays in sight while scrolling to the right


_PEOPLE_TAB, _LOOKUP_TAB, _MACHINE_TAB = "4F7CAC", "8FA3B8", "B8C0CA"
_LOOKS: Final[Mapping[str, _SheetLook]] = {
    "leads": _SheetLook(HONEY, "lead_id"),
    "desk": _SheetLook("D9482B", "lead_id"),
    "pool": _SheetLook("3C8D6E", "company"),
    "claims": _SheetLook("3C8D6E", "lead_id"),
    "touches": _SheetLook("3C8D6E", "lead_id"),
    "mailings": _SheetLook("3C8D6E", "company"),
    "decisions": _SheetLook("D9482B", "company"),
    "people": _SheetLook(_PEOPLE_TAB, "name"),
    "settings": _SheetLook(_PEOPLE_TAB, "key"),
}


def sheet_look(table: Table) -> _SheetLook:
    """Give a table's look; a list that verbs look things up in has a plain one."""
    by_machine = all(column.by is Filler.MACHINE for column in table)
    return _LOOKS.get(table.name, _SheetLook(_MACHINE_TAB if by_machine else _LOOKUP_TAB, table.key))


_NUMBER_FORMATS: Final = {Dtype.NUMBER: "0", Dtype.DATE: "yyyy-mm-dd", Dtype.TIME: "yyyy-mm-dd hh:mm"}
_MONEY_UNIT: Final = "元"


def number_format(column: Column) -> str:
    """Give the number format of a column's cells. Text stays text, so that 0012 keeps its zeros."""
    if column.unit == _MONEY_UNIT:
        return "#,##0"
    return _NUMBER_FORMATS.get(column.dtype, "@")


_WIDTHS: Final = {  # of columns whose content is not told by their dtype, the same on every sheet
    "address": 34,
    "allowed": 18,
    "assign_reason": 46,
    "company": 28,
    "contact": 11,
    "detail": 56,
    "email": 28,
    "grade": 8,
    "grade_reason": 40,
    "image": 60,
    "industries": 30,
    "industry": 15,
    "key": 24,
    "keywords": 46,
    "last_case": 30,
    "line": 44,
    "link": 30,
    "lost_reason": 26,
    "meaning": 66,
    "mail": 26,
    "message": 80,
    "message_to": 30,
    "mobile": 15,
    "need": 28,
    "new_value": 18,
    "note": 30,
    "outcome": 76,
    "old_value": 18,
    "phone": 18,
    "promised": 34,
    "reason": 34,
    "region": 15,
    "regions": 22,
    "run_id": 24,
    "sizes": 18,
    "subject": 24,
    "summary": 90,
    "text": 60,
    "title": 14,
    "uscc": 22,
    "value": 14,
    "why": 44,
}
_DTYPE_WIDTHS: Final = {Dtype.NUMBER: 12, Dtype.DATE: 13, Dtype.TIME: 18, Dtype.PERSON: 12, Dtype.TEXT: 13}
_BUTTON: Final = 4  # the filter button of a header, and a little air


def width(column: Column, language: Language) -> float:
    """Give a column's width in characters: room for its header, its labels and what usually stands in it."""
    labels = [column.label(word, language) for word in column.words or ()]
    content = _WIDTHS.get(column.key) or _DTYPE_WIDTHS.get(column.dtype, 0)
    return max(room(column.header(language)) + _BUTTON, content, *(room(label) + _BUTTON for label in labels))


def room(text: str) -> int:
    """Give the room a text takes, in characters: a Chinese one is as wide as two Latin ones.

    >>> room("状态 ok")
    7
    """
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


_LINE_HEIGHT: Final = 18.0
_WRAPPED: Final = {"detail", "message", "outcome", "text", "why"}


def is_wrapped(table: Table, column: Column) -> bool:
    """Tell whether a column's texts go on in a second line."""
    return column.key in _WRAPPED or (table.name == "decisions" and column.key in COMPARED)


def row_height(table: Table) -> float:
    """Give the height of a table's rows: three lines where a text may need them, four where it tells of every fact.

    Fixed, since office programs differ in when they fit a row to its text by themselves.
    """
    if table.name == "decisions":
        return _LINE_HEIGHT * 4
    return _LINE_HEIGHT * (3 if any(is_wrapped(table, column) for column in table) else 1)


def side(column: Column) -> Literal["left", "center", "right"]:
    """Tell where a column's cells stand: moments and grades in the middle, numbers to the right."""
    if column.dtype is Dtype.NUMBER:
        return "right"
    return "center" if column.dtype in {Dtype.DATE, Dtype.TIME} or column.words is Grade else "left"
