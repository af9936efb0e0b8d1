"""A ledger that began without sheet 周报 gets one that counts its tables where they stand, and nothing else changes."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from hiveledger.book.file import FileBook
from hiveledger.flows.dashboard import plan_dashboard
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from hiveledger.text import Language, say
from hiveledger_templates import NEEDED, places_of
from hiveledger_templates.dashboard import add_dashboard
from tests.ledgers import NOW, plain_ledger
from tests.office import Office
from tests.raw_books import entries
from tests.tables import table

RELEASED = sorted((Path(__file__).parent.parent / "released").glob("*.xlsx"))


def _own_book(path: Path) -> FileBook:
    """Make the ledger of a team that began with two of our sheets."""
    leads = table("""
        lead_id | company            | status   | owner | received_at
        L1      | 示例甲机械有限公司 | following | A1    | 2026-03-01 10:00
        L2      | 示例乙机械有限公司 | assigned  | A1    | 2026-03-01 11:00
        L3      | 示例丙机械有限公司 | pooled    |       | 2026-03-01 12:00
    """)
    people = table("""
        staff_no | name   | role
        A1       | 示例甲 | AM
    """)
    frames = {"leads": typed(TABLES["leads"], leads), "people": typed(TABLES["people"], people)}
    return FileBook(
        plain_ledger(
            path,
            {
                name: frame[list(given)]
                for (name, frame), given in zip(frames.items(), (leads.columns, people.columns), strict=True)
            },
        )
    )


def test_a_team_s_own_book_gets_a_sheet_that_counts_its_rows(tmp_path: Path, office: Office) -> None:
    book = _own_book(tmp_path / "台账.xlsx")
    assert book.write(plan_dashboard(book, NOW), "SO").conflicts == ()
    shown = openpyxl.load_workbook(office.convert(book.path, "xlsx", tmp_path / "seen"), data_only=True)
    board = shown[say("dashboard.sheet")]
    assert (board["F5"].value, board["D46"].value, board["D48"].value) == (1, 1, 1)
    assert (board["B62"].value, board["F62"].value, board["G62"].value) == ("示例甲", 2, 50)


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
def test_a_released_ledger_gets_it_once_and_all_else_stays(tmp_path: Path, path: Path) -> None:
    book = FileBook(Path(shutil.copy2(path, tmp_path / "台账.xlsx")))
    before = entries(book.path)
    assert book.write(plan_dashboard(book, NOW), "SO").run_id
    after = entries(book.path)
    assert openpyxl.load_workbook(book.path, read_only=True).sheetnames[-1] in {
        say("dashboard.sheet", language) for language in Language
    }
    assert len([part for part in after.keys() - before.keys() if part.startswith("xl/charts/")]) == 3
    touched = {part for part in before if part.startswith("xl/worksheets/sheet") and after[part] != before[part]}
    assert len(touched) == 2  # 操作日志 and the hidden sheet
    content = book.path.read_bytes()
    assert book.write(plan_dashboard(book, NOW), "SO").run_id == ""
    assert book.path.read_bytes() == content


def test_it_names_each_column_that_it_counts_and_no_other() -> None:
    def draw(without: tuple[str, str] = ("", "")) -> None:
        tables = (
            (name, name, 1, {key: at for at, key in enumerate(keys, 1) if (name, key) != without})
            for name, keys in NEEDED.items()
        )
        add_dashboard(openpyxl.Workbook(), places_of(Language.ZH, tables))

    draw()
    for name, keys in NEEDED.items():
        for key in keys:
            with pytest.raises(KeyError, match=key):
                draw((name, key))
