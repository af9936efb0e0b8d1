"""Sheets that have not changed are not read again, and nobody can tell so from what was read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from xml.sax.saxutils import escape

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.book.reading import Known, Reading, read_book
from hiveledger.errors import LedgerError
from tests.workbooks import xlsx

Grid = tuple[tuple[str | float | None, ...], ...]
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEETS: Final = ("规则", "团队", "客户台账")
START: Final[tuple[Grid, ...]] = (
    (("规则名", "取值"), ("confirm_hours", 2.0)),
    (("工号", "姓名"), ("S001", "示例甲"), ("S002", "示例乙")),
    (
        ("线索编号", "公司名称", "客户经理工号", "收到时间"),
        ("L1", "示例", "示例甲", 46000.5),
        (None, "无编号", None, None),
    ),
)
WORDS: Final = (
    "示例甲",
    "示例丙",
    "S002",
    "S003",
    "L1",
    "L7",
    "2026-03-02 10:00",
    "confirm_hours",
    "column.leads.company",
)
CELLS: Final = st.one_of(st.sampled_from(WORDS), st.sampled_from((3.0, 46001.25, 0.5)), st.none())


@dataclass(frozen=True)
class Version:
    """A workbook whose cells share their texts, as Excel writes one."""

    grids: tuple[Grid, ...] = START
    texts: tuple[str, ...] = tuple(dict.fromkeys(str(cell) for grid in START for row in grid for cell in row))
    format: int = 22
    from_1904: bool = False
    count: int = 0

    def data(self) -> bytes:
        """Give the file."""
        texts = list(dict.fromkeys((*self.texts, *(str(cell) for grid in self.grids for row in grid for cell in row))))
        items = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        shared = f'<sst xmlns="{MAIN}" count="{self.count}" uniqueCount="{len(texts)}">{items}</sst>'
        formats = f'<xf numFmtId="0"/><xf numFmtId="{self.format}"/>'
        styles = f'<styleSheet xmlns="{MAIN}"><cellXfs count="2">{formats}</cellXfs></styleSheet>'
        more = {"xl/sharedStrings.xml": shared, "xl/styles.xml": styles}
        if self.from_1904:
            more["xl/workbook.xml"] = _workbook_of_1904()
        return xlsx(*(_sheet(grid, texts) for grid in self.grids), names=SHEETS, more=more)


def _workbook_of_1904() -> str:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(SHEETS, 1))
    told = f'<workbookPr date1904="1"/><sheets>{listed}</sheets>'
    return f'<workbook xmlns="{MAIN}" xmlns:r="{office}">{told}</workbook>'


def _sheet(grid: Grid, texts: Sequence[str]) -> str:
    rows = (
        f'<row r="{number}">'
        + "".join(_cell(f"{chr(64 + column)}{number}", item, texts) for column, item in enumerate(row, 1))
        + "</row>"
        for number, row in enumerate(grid, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def _cell(place: str, item: str | float | None, texts: Sequence[str]) -> str:
    if item is None:
        return ""
    if isinstance(item, str):
        return f'<c r="{place}" t="s"><v>{texts.index(item)}</v></c>'
    return f'<c r="{place}" s="{int(not item.is_integer())}"><v>{item}</v></c>'


def _typed(version: Version, sheet: int, row: int, column: int, item: str | float | None) -> Version:
    """Let somebody type into a cell of a sheet, its header included."""
    grid = [list(cells) for cells in version.grids[sheet]]
    cells = grid[row % len(grid)]
    cells[column % len(cells)] = item
    changed = tuple(map(tuple, grid))
    return replace(version, grids=(*version.grids[:sheet], changed, *version.grids[sheet + 1 :]))


_BY_PROGRAM: Final[Mapping[str, Callable[[Version], Version]]] = {
    "append": lambda version: replace(version, texts=(*version.texts, f"新{len(version.texts)}")),
    "reorder": lambda version: replace(version, texts=version.texts[::-1]),
    "replace": lambda version: replace(version, texts=("换了", *version.texts[1:])),
    "format": lambda version: replace(version, format=0 if version.format else 22),
    "1904": lambda version: replace(version, from_1904=not version.from_1904),
    "count": lambda version: replace(version, count=version.count + 1),
    "nothing": lambda version: version,
}
SAVES: Final = st.one_of(
    st.builds(
        lambda *typed: partial(_typed, sheet=typed[0], row=typed[1], column=typed[2], item=typed[3]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(0, 3),
        CELLS,
    ),
    st.sampled_from([*_BY_PROGRAM.values()]),
)


def _told(data: bytes, numbers: dict[str, int], known: Known | None = None) -> Reading | tuple[str, str]:
    try:
        return read_book(data, "台账.xlsx", numbers, known=known)
    except LedgerError as problem:
        return problem.code, str(problem.params)


@given(saves=st.lists(SAVES, min_size=1, max_size=8), numbers=st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_what_is_read_of_a_sheet_that_is_known_is_what_stands_there(
    saves: list[Callable[[Version], Version]], numbers: list[int]
) -> None:
    known, version = Known(), Version()
    for save, number in zip(saves, numbers, strict=False):
        version = save(version)
        data, last = version.data(), {"leads": 40 if number else 41}
        fresh, again = _told(data, last), _told(data, last, known)
        if isinstance(fresh, tuple) or isinstance(again, tuple):
            assert fresh == again
            continue
        assert fresh.tables.keys() == again.tables.keys()
        for name, frame in fresh.tables.items():
            pd.testing.assert_frame_equal(frame, again.tables[name])
        assert replace(fresh, tables={}) == replace(again, tables={})


@pytest.mark.parametrize(
    ("save", "is_known"),
    [
        pytest.param(
            partial(_typed, sheet=1, row=2, column=1, item="示例丁"),
            False,
            id="names of people are what a column of people means",
        ),
        pytest.param(partial(_typed, sheet=0, row=1, column=1, item=3.0), True, id="a rule has changed"),
        pytest.param(_BY_PROGRAM["append"], True, id="a text was added"),
        pytest.param(_BY_PROGRAM["count"], True, id="texts were counted anew"),
        pytest.param(_BY_PROGRAM["replace"], False, id="a text was replaced"),
        pytest.param(_BY_PROGRAM["format"], False, id="a format has changed"),
        pytest.param(_BY_PROGRAM["1904"], False, id="days count from another year"),
    ],
)
def test_a_sheet_is_read_again_only_where_its_cells_may_mean_something_else(
    save: Callable[[Version], Version],
    is_known: bool,  # noqa: FBT001 - a case
) -> None:
    known, version = Known(), Version()
    before = read_book(version.data(), "台账.xlsx", {}, known=known)
    after = read_book(save(version).data(), "台账.xlsx", {}, known=known)
    assert (after.tables["leads"] is before.tables["leads"]) == is_known
