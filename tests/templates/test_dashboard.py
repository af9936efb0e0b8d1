"""Sheet 周报 counts in LibreOffice what the report counts, and its links find rows wherever they were sorted to."""

import re
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from math import isnan
from pathlib import Path
from typing import Final

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from hiveledger.book.cells import to_cell
from hiveledger.changes import values
from hiveledger.report.cutoff import as_of
from hiveledger.report.measure import Record, measure
from hiveledger.report.periods import Period
from hiveledger.rules.calendar import read_holidays, read_hours
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed
from hiveledger.schema.words import DeskKind, Grade, Status
from hiveledger.settings import Settings
from hiveledger.text import Language, say
from hiveledger_templates import template
from tests.office import Office
from tests.report.lived import lived

MOMENT: Final = datetime(2026, 3, 19, 10, 42)  # four confirmations are waited for
LATE: Final = datetime(2026, 3, 19, 11, 49)  # one of them is overdue
FIRST_PERSON, FIRST_LISTED = 62, 10
OF_2016: Final = {
    *("COUNTA", "COUNTIFS", "DAY", "FREQUENCY", "HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "LARGE"),
    *("MATCH", "MAX", "MIN", "NOW", "ROUND", "ROW", "SMALL", "SUMPRODUCT", "VALUE", "WEEKDAY"),
}


def _tables(moment: datetime) -> Mapping[str, pd.DataFrame]:
    """Give the tables of the lived ledger as they stood."""
    return as_of(lived().tables, lived().runs, moment)


def _filled(path: Path, tables: Mapping[str, pd.DataFrame], language: Language, moment: datetime) -> Path:
    """Put rows into a new ledger, as a person who pastes them does, and let its 周报 tell of a moment."""
    book = load_workbook(BytesIO(template(language)))
    for name, frame in tables.items():
        table = TABLES[name]
        if table.sheet(language) not in book.sheetnames or name in {"settings", "log"}:
            continue
        sheet = book[table.sheet(language)]
        for number, key in enumerate(frame.index, 2):
            sheet.cell(number, table.keys.index(table.key) + 1).value = key
        for column in frame.columns:
            for number, item in enumerate(values(frame[column]), 2):
                sheet.cell(number, table.keys.index(column) + 1).value = to_cell(table[column], item, language)
    board = _board(book)
    board["M2"].value = moment
    if tables:
        board["AA1"].value = _target(board, "B10")
    book.save(path)
    return path


def _board(book: object) -> Worksheet:
    sheet = next(book[name] for name in (say("dashboard.sheet", one) for one in Language) if name in book)  # type: ignore[index,operator]
    assert isinstance(sheet, Worksheet)
    return sheet


def _target(board: Worksheet, place: str) -> str:
    """Give a formula that tells where the link of a cell leads."""
    found = re.search(r"HYPERLINK\((.*),[^,]*\(.*\)\)\)$", str(board[place].value))
    assert found is not None
    return f"={found[1]}"


@pytest.fixture(scope="module")
def seen(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Worksheet]:
    """The sheet as LibreOffice reckons it: of a lived ledger, of the same upside down, of two new ones."""
    folder = tmp_path_factory.mktemp("dashboard")
    upside_down = {name: frame[::-1] for name, frame in _tables(LATE).items()}
    books = [
        _filled(folder / "lived.xlsx", _tables(MOMENT), Language.ZH, MOMENT),
        _filled(folder / "backwards.xlsx", upside_down, Language.ZH, LATE),
        _filled(folder / "zh.xlsx", {}, Language.ZH, MOMENT),
        _filled(folder / "en.xlsx", {}, Language.EN, MOMENT),
    ]
    read = office.convert_all(books, "xlsx", folder / "seen")
    return {path.stem: _board(load_workbook(path, data_only=True)) for path in read}


@pytest.fixture(scope="module")
def reported() -> Mapping[tuple[str, str, str], float]:
    """The report's figures of that moment."""
    weeks = lived()
    people = typed(TABLES["people"], weeks.tables["people"])
    hours = read_hours(Settings(), read_holidays(empty(TABLES["holidays"])), empty(TABLES["units"]), people)
    record = Record(weeks.tables, weeks.runs, Settings(), hours)
    figures = measure(record, Period("", datetime(2026, 3, 16), MOMENT)).figures
    keys = figures[["metric", "by", "of"]].itertuples(index=False, name=None)
    return dict(zip(keys, figures["value"], strict=True))


def _number(sheet: Worksheet, place: str) -> float:
    found = sheet[place].value
    assert isinstance(found, int | float), (place, found)
    return found


def test_figures_in_large_are_the_reports(
    seen: Mapping[str, Worksheet], reported: Mapping[tuple[str, str, str], float]
) -> None:
    board = seen["lived"]
    places = {"B5": "confirm_open", "F5": "pooled", "H5": "clean_open", "L5": "received"}
    assert {name: _number(board, place) for place, name in places.items()} == {
        name: reported[name, "all", ""] for name in places.values()
    }
    assert board["D6"].value == f"{say('dashboard.note.confirm_late')}{reported['returned_twice', 'all', '']:.0f}"
    assert sum(_number(board, place) for place in ("B5", "F5", "H5", "J5", "L5")) > 5
    pool = _tables(MOMENT)["pool"]
    longest = (pd.Timestamp(MOMENT) - pool[pool["left_at"].isna()]["pooled_at"]).max().days
    assert board["F6"].value == f"{say('dashboard.note.pooled')}{longest}"


def test_the_desk_by_kind_is_the_reports(
    seen: Mapping[str, Worksheet], reported: Mapping[tuple[str, str, str], float]
) -> None:
    board = seen["lived"]
    told = {
        board[f"{name}{row}"].value: board[f"{figure}{row}"].value
        for row in range(52, 59)
        for name, figure in ("BD", "FH", "JL")
        if board[f"{name}{row}"].value
    }
    desk = {TABLES["desk"]["kind"].label(kind, Language.ZH): kind for kind in DeskKind if kind != DeskKind.COMMAND}
    open_rows = _tables(MOMENT)["desk"]
    counted = open_rows[open_rows["closed_at"].isna()]["kind"].value_counts()
    assert told == {label: counted.get(kind.value, 0) for label, kind in desk.items()}
    assert _number(board, "J5") == sum(told.values())
    kinds = [
        kind for kind in desk.values() if kind not in {DeskKind.DUPLICATE, DeskKind.CLASH}
    ]  # asked on 判重记录 too
    assert [counted.get(kind.value, 0) for kind in kinds] == [
        reported.get(("waiting", "part", kind), 0) for kind in kinds
    ]


def test_leads_by_status_and_the_pool_are_those_of_the_sheets(seen: Mapping[str, Worksheet]) -> None:
    board, tables = seen["lived"], _tables(MOMENT)
    statuses = tables["leads"]["status"].value_counts()
    labels = {TABLES["leads"]["status"].label(status, Language.ZH): status for status in Status}
    told = {labels[str(board[f"B{row}"].value)]: _number(board, f"D{row}") for row in range(41, 50)}
    assert told == {status: statuses.get(status.value, 0) for status in told}
    waiting = tables["pool"][tables["pool"]["left_at"].isna()]
    days = (pd.Timestamp(MOMENT) - waiting["pooled_at"]).dt.total_seconds() / 86_400
    ages = [((days >= low) & (days < high)).sum() for low, high in ((0, 1), (1, 3), (3, 7), (7, 14), (14, 1e9))]
    assert [_number(board, f"M{row}") for row in range(41, 46)] == ages


def test_the_funnel_is_the_reports_cohort(
    seen: Mapping[str, Worksheet], reported: Mapping[tuple[str, str, str], float]
) -> None:
    board = seen["lived"]
    for row, letter in enumerate(Grade, 41):
        count = reported.get(("cohort", "grade", letter), 0)
        assert _number(board, f"G{row}") == count
        for column, metric in (("H", "cohort_touched"), ("I", "cohort_won")):
            share = reported.get((metric, "grade", letter), float("nan"))
            if not isnan(share):  # it is given of enough cases
                assert _number(board, f"{column}{row}") == pytest.approx(share * count)
    assert _number(board, "G44") == reported["cohort", "all", ""] > 0


def test_what_people_hold_stands_beside_what_they_may_as_in_the_report(
    seen: Mapping[str, Worksheet], reported: Mapping[tuple[str, str, str], float]
) -> None:
    board, people = seen["lived"], _tables(MOMENT)["people"]
    here = people[people["role"].eq("AM") & ~(people["left_at"] < MOMENT)]
    rows = range(FIRST_PERSON, FIRST_PERSON + len(here))
    assert [board[f"B{row}"].value for row in rows] == here["name"].to_list()
    for row, staff in zip(rows, here.index, strict=True):
        for column, metric in (("F", "held"), ("G", "cap"), ("J", "quota"), ("K", "confirm_open"), ("M", "untouched")):
            assert _number(board, f"{column}{row}") == reported.get((metric, "am", staff), 0), (staff, metric)
    assert board[f"B{FIRST_PERSON + len(here)}"].value in {None, ""}


def test_the_list_begins_with_what_is_due_first(seen: Mapping[str, Worksheet]) -> None:
    leads = _tables(MOMENT)["leads"]
    waiting = leads[leads["status"].eq("assigned") & leads["confirmed_at"].isna()]
    first = waiting.sort_values("confirm_due", kind="stable").index[:10].to_list()
    told = [seen["lived"][f"B{row}"].value for row in range(FIRST_LISTED, FIRST_LISTED + 10)]
    assert [name for name in told if name] == first
    assert first


def test_a_link_leads_to_its_row_after_the_sheet_was_sorted(seen: Mapping[str, Worksheet]) -> None:
    board, leads = seen["backwards"], _tables(LATE)["leads"]
    row = leads.index[::-1].to_list().index(str(board["B10"].value))
    assert board["AA1"].value == f"#'客户台账'!A{row + 2}"
    assert (_number(board, "B5"), _number(board, "D5")) == (0, 1)
    assert _number(board, "G10") < 0


@pytest.mark.parametrize("language", Language)
def test_a_new_ledger_counts_nothing_and_shows_no_error(seen: Mapping[str, Worksheet], language: Language) -> None:
    board = seen[language]
    shown = [cell.value for row in board.iter_rows() for cell in row if cell.value is not None]
    assert [value for value in shown if str(value).startswith("#")] == []
    assert {board[f"{column}5"].value for column in "BDFHJL"} == {0}


def test_formulas_are_those_of_excel_2016_and_wps() -> None:
    board = _board(load_workbook(BytesIO(template(Language.ZH))))
    filled = [cell.value for row in board.iter_rows() for cell in row if cell.value is not None]
    texts = [str(cell.text if isinstance(cell, ArrayFormula) else cell) for cell in filled]
    used = {name for text in texts if text.startswith("=") for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", text)}
    assert used <= OF_2016
    by_row = [text for text, cell in zip(texts, filled, strict=True) if ":INDEX(" in text and isinstance(cell, str)]
    assert by_row
    assert [
        text for text in by_row if "SUMPRODUCT(" not in text or "IF((" in text
    ] == []  # Excel 2016 would take one row
    assert max(map(len, texts)) < 8192


def test_what_another_program_wrote_is_counted_when_libreoffice_opens_the_book() -> None:
    """It reckons anew only what depends on the time."""
    board = _board(load_workbook(BytesIO(template(Language.ZH))))
    cells = [cell.value for row in board.iter_rows() for cell in row]
    texts = [str(cell.text if isinstance(cell, ArrayFormula) else cell) for cell in cells]
    counting = [text for text in texts if "COUNTIFS(" in text or "COUNTA(" in text]
    assert counting
    assert [text for text in counting if "$M$2" not in text] == []


@pytest.mark.parametrize("language", Language)
def test_charts_stand_on_the_sheet_and_name_what_they_draw(language: Language) -> None:
    board = _board(load_workbook(BytesIO(template(language))))
    assert len(board._charts) == 3  # type: ignore[attr-defined] # noqa: SLF001 - there is no other way to see them
