"""Finding the headers of a sheet: under title lines, merged banners and blank rows, in one row or in two."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from hiveledger.intake.contents import Kind, kinds_of
from hiveledger.intake.labels import Label, Names, read_label, squeezed, unit_of
from hiveledger.intake.raw import Merge, RawSheet
from hiveledger.intake.vocabulary import REMARK
from hiveledger.rules.normalise.characters import plain

__all__ = ["WIDEST", "Header", "Layout", "find_layout"]

WIDEST: Final = 512  # columns; those beyond are not looked at
_SEARCHED_ROWS, _SURELY_SEARCHED = 60, 15
_SEARCHED_CELLS: Final = 3_000  # after which fewer rows have to do
_LONGEST_HEADER: Final = 40  # letters; what is longer is a note or data
_TELLING: Final = 500  # characters of a cell that tell whether it is a header: notes may follow it
_PLAINLY: Final = 0.9  # weight of a header that is a name as it stands
_UNSAID: Final = 0.1  # what a text that says nothing to us counts as a header,
_FOREIGN: Final = 0.8  # one that we know and have no column for,
_PERHAPS_DATA: Final = -0.4  # one that may be data,
_DATA: Final = -0.8  # and one that surely is
_SURE_KINDS: Final = frozenset(
    {
        Kind.EMAIL,
        Kind.URL,
        Kind.PERSON_ID,
        Kind.CODE,
        Kind.MOBILE,
        Kind.PHONE,
        Kind.DATE,
        Kind.LOCAL,
        Kind.NUMBER,
        Kind.MONEY,
    }
)
_LIKELY_KINDS: Final = frozenset({Kind.COMPANY, Kind.REGION, Kind.ADDRESS, Kind.GRADE, Kind.FLAG})
_ENOUGH_KNOWN: Final = 3  # headers that we know, with which the other cells may say anything;
_FEW_KNOWN: Final = 2  # these are enough where no other cell may be data,
_KNOWN_SHARE: Final = 0.5  # and even one where it is half of the row
_LOWER_SHARE: Final = 0.6  # of a second header row's cells that we know
_REMARKS: Final = 0.7  # share of a row's cells that explain how to fill a column in
_MOSTLY: Final = 0.7  # share of rows with data in one column, below headers that we do not know
_TITLE_SHARE: Final = 0.8  # of the table's width from which a lone merged cell is a title, not a group
_UNIT: Final = re.compile(r"单位\s*[::]\s*([^\s,,;;))]+)|in\s+(rmb|cny|usd)", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """One header cell, and the merged one above it if there is any."""

    column: int  # from 1
    text: str  # as in the cell
    group: str = ""


@dataclass(frozen=True)
class Layout:
    """Where the headers stand."""

    first_row: int  # of the headers, from 1
    header_row: int  # the last row that belongs to them: data begin below
    headers: tuple[Header, ...]
    unit: str = ""  # of all amounts, said above the headers (单位:万元)


class _Row:
    """One row near the top, read as headers."""

    def __init__(self, number: int, texts: Mapping[int, str], kinds: Sequence[Kind | None], names: Names) -> None:
        self.number, self.texts = number, texts
        self.labels = {
            column: _label(text, kind, names) for (column, text), kind in zip(texts.items(), kinds, strict=True)
        }
        self.worth = {
            column: _worth(text, self.labels[column], kind)
            for (column, text), kind in zip(texts.items(), kinds, strict=True)
        }

    @property
    def known(self) -> set[int]:
        """The columns whose header says something to us."""
        return {column for column, label in self.labels.items() if label.is_known}

    @property
    def is_plain(self) -> bool:
        """Tell whether no cell is surely data."""
        return _DATA not in self.worth.values()

    def score(self) -> float:
        """Tell how much the row looks like headers; headers hardly repeat."""
        distinct = len({squeezed(text) for text in self.texts.values()})
        return sum(self.worth.values()) * distinct / max(1, len(self.texts))

    def is_header(self) -> bool:
        """Tell whether the row can be headers at all."""
        known = len(self.known)
        is_clean = not {_DATA, _PERHAPS_DATA} & set(self.worth.values())
        is_told = known >= _FEW_KNOWN or 0 < known >= _KNOWN_SHARE * len(self.texts)
        return self.score() > 0 and (known >= _ENOUGH_KNOWN or (is_clean and is_told))


def _label(text: str, kind: Kind | None, names: Names) -> Label:
    """Read a cell as a header, unless it is data: a company's name ends like the header 公司."""
    if kind in _SURE_KINDS:
        return Label()
    label = read_label(text[:_TELLING], "", names)
    is_doubtful = kind in _LIKELY_KINDS and max(label.weights.values(), default=_PLAINLY) < _PLAINLY
    return Label() if is_doubtful else label


def _worth(text: str, label: Label, kind: Kind | None) -> float:
    if label.is_known:
        return max(label.weights.values(), default=_FOREIGN)
    if kind in _SURE_KINDS or len(text) > _LONGEST_HEADER:
        return _DATA
    if kind in _LIKELY_KINDS:
        return _PERHAPS_DATA
    return _UNSAID


def find_layout(sheet: RawSheet, names: Names) -> Layout | None:
    """Find the header row, or the two of them; None where there is none.

    Below the headers begin the data; rows that only say how to fill a column in (必填, 示例…) count as headers.
    """
    rows = _read_rows(sheet, names)
    row = max((row for row in rows if row.is_header()), key=_Row.score, default=None) or _unknown_headers(rows)
    if row is None:
        return None
    before = rows[row.number - 2] if row.number > 1 else None
    after = rows[row.number] if row.number < len(rows) else None
    if len(row.texts) == 1 and after is not None and len(after.texts) > 1:
        return None  # a title, and below it data without headers
    upper, lower = None, row
    if after is not None and _is_second(row, after, sheet):
        upper, lower = row, after
    elif before is not None and _is_group_row(before, row, sheet):
        upper = before
    headers = _headers(upper, lower, sheet)
    first = (upper or lower).number
    last = lower.number + sum(1 for _ in takewhile(_is_remark, rows[lower.number :]))
    return Layout(first, last, headers, _unit_above(sheet, first))


def _read_rows(sheet: RawSheet, names: Names) -> list[_Row]:
    texts: list[Mapping[int, str]] = []
    for cells in sheet.rows[:_SEARCHED_ROWS]:
        if len(texts) >= _SURELY_SEARCHED and sum(map(len, texts)) > _SEARCHED_CELLS:
            break
        texts.append({column: cell for column, cell in enumerate(cells[:WIDEST], 1) if cell and not cell.isspace()})
    kinds = iter(kinds_of([cell for row in texts for cell in row.values()]))  # one call: each costs milliseconds
    return [_Row(number, row, [next(kinds) for _ in row], names) for number, row in enumerate(texts, 1)]


def _unknown_headers(rows: Sequence[_Row]) -> _Row | None:
    """Find headers of which we know none by what is below: the first row without data over rows with data."""
    row = next((row for row in rows if len(row.texts) > 1), None)
    below = [other for other in rows if row and other.number > row.number and len(other.texts) > 1]
    if row is None or not below or not row.is_plain or len(set(row.texts.values())) < len(row.texts):
        return None
    data = [sum(other.worth.get(column) == _DATA for other in below) for column in row.texts]
    return row if max(data) > _MOSTLY * len(below) else None


def _is_second(row: _Row, after: _Row, sheet: RawSheet) -> bool:
    """Tell whether the next row goes on with the headers: parts below groups, or the same in another language."""
    if not after.is_plain or not after.known or len(after.known) < _LOWER_SHARE * len(after.texts):
        return False
    if all(_is_under_group(column, row, after, sheet) for column in after.texts):
        return True
    same = [
        column
        for column in after.known & row.known
        if row.labels[column].weights.keys() & after.labels[column].weights.keys()
    ]
    return len(same) > 1 and len(same) >= _LOWER_SHARE * len(after.known)


def _is_under_group(column: int, row: _Row, after: _Row, sheet: RawSheet) -> bool:
    """Tell whether the cell above is blank, merged over several columns or, unmerged, the first of such a run."""
    if column not in row.texts or _merge(sheet, row.number, column):
        return True
    return column + 1 in after.texts and column + 1 not in row.texts


def _is_group_row(before: _Row, row: _Row, sheet: RawSheet) -> bool:
    """Tell whether the row above holds groups (联系方式) or headers merged downwards, and is no title."""
    if not before.texts or not before.is_plain:
        return False
    if (before.known - row.texts.keys()) and before.known >= before.texts.keys() - row.texts.keys():
        return True  # it fills the gaps of this row
    width = max(row.texts) - min(row.texts) + 1
    merges = [merge for column in before.texts if (merge := _merge(sheet, before.number, column))]
    if merges:
        return all(merge.right - merge.left + 1 < _TITLE_SHARE * width for merge in merges)
    return not sheet.merged and 1 < len(before.texts) < len(row.texts)


def _merge(sheet: RawSheet, row: int, column: int) -> Merge | None:
    """Give the range over several columns that a cell belongs to."""
    return next(
        (
            merge
            for merge in sheet.merged
            if merge.top <= row <= merge.bottom and merge.left <= column <= merge.right > merge.left
        ),
        None,
    )


def _headers(upper: _Row | None, lower: _Row, sheet: RawSheet) -> tuple[Header, ...]:
    columns = sorted(lower.texts.keys() | (upper.texts.keys() if upper else set()))
    found = []
    for column in columns:
        if column in lower.texts:
            found.append(Header(column, lower.texts[column], _group(upper, column, sheet) if upper else ""))
        elif upper:
            found.append(Header(column, upper.texts[column]))
    return tuple(found)


def _group(upper: _Row, column: int, sheet: RawSheet) -> str:
    """Give the text above a header: of its merged range, or where ranges are not known the next one to the left."""
    merge = _merge(sheet, upper.number, column)
    if merge or sheet.merged or column in upper.texts:
        return upper.texts.get(merge.left if merge else column, "")
    return upper.texts.get(max((left for left in upper.texts if left < column), default=0), "")


def _is_remark(row: _Row) -> bool:
    remarks = [REMARK.fullmatch(text.strip()) for text in row.texts.values()]
    return bool(remarks) and sum(map(bool, remarks)) >= _REMARKS * len(remarks)


def _unit_above(sheet: RawSheet, first: int) -> str:
    for row in sheet.rows[: first - 1]:
        found = _UNIT.search(plain(" ".join(row)))
        if found:
            return unit_of(f"({found[1] or found[2]})")
    return ""
