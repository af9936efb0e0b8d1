"""Every template that was ever given out still works, and can be brought up to date."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.workbook.protection import WorkbookProtection

from hiveledger.book.file import FileBook
from hiveledger.changes import Plan, Set
from hiveledger.cli import main
from hiveledger.errors import GateError
from hiveledger.findings import Finding, Level
from hiveledger.flows.undo import plan_undo
from hiveledger.flows.upgrade import plan_upgrade
from hiveledger.flows.verbs import VERBS, Does
from hiveledger.schema import SCHEMA_VERSION, TABLES, Presence
from hiveledger.schema.words import Role
from hiveledger.settings import setting_rows
from hiveledger.text import Language
from tests.ledgers import NOW, new_ledger, plain_ledger, type_into
from tests.tables import table

RELEASED: Final = sorted((Path(__file__).parent.parent / "released").glob("*.xlsx"))
CURRENT: Final = Finding("upgrade.current", params={"version": SCHEMA_VERSION}, level=Level.INFO)
TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "check": ("苏州示例丙机械有限公司",),
    "report-lead": ("--by", "S001", "--company", "常州示例丁食品有限公司"),
    "what-if": ("urgent_days=30",),
    "assign": ("L000001", "S001"),
    "transfer": ("L000001", "S002"),
    "decline": ("L000001", "--by", "S002", "--reason", "行业不符"),
    "mine": ("--by", "S001"),
}


def upgrade(book: FileBook) -> Plan:
    plan = plan_upgrade(book, NOW)
    if plan.groups:
        assert book.write(plan, "SO").conflicts == ()
    return plan


def is_whole(book: FileBook, language: Language) -> bool:
    """Tell whether a ledger has all that a new one has."""
    state = book.read()
    starting = {name: table for name, table in TABLES.items() if table.presence is Presence.START}
    has_all = all({*state.tables[name].columns, one.key} == {*one.keys} for name, one in starting.items())
    wanted = {row["key"]: row for row in setting_rows(language)}
    rows = state.frame("settings")
    return has_all and all(
        rows.loc[key].fillna("").to_dict() == {name: cell for name, cell in row.items() if name != "key"}
        for key, row in wanted.items()
    )


def aged(path: Path) -> FileBook:
    """Make of a new ledger what an older template may have been: without two sheets, two columns, some settings."""
    workbook = load_workbook(path)
    chinese = "规则" in workbook.sheetnames
    del workbook["线索池" if chinese else "Pool"]
    del workbook["周报" if chinese else "Dashboard"]
    language = Language.ZH if chinese else Language.EN
    for name, key in (("leads", "duplicate_of"), ("people", "quota_b")):
        rows, number = workbook[TABLES[name].sheet(language)], TABLES[name].keys.index(key) + 1
        assert rows.cell(1, number).value == TABLES[name][key].header(language)
        rows.tables.clear()
        rows.delete_cols(number)
    settings = workbook["规则" if chinese else "Settings"]
    settings.tables.clear()
    keys = [row[0].value for row in settings.iter_rows()]
    for key in ("nurture_days", "urgent_days"):
        number = keys.index(key) + 1
        for cell in settings[number]:
            cell.value = None
    settings.cell(keys.index("held_cap") + 1, 2).value = "7"
    settings.cell(keys.index("held_cap") + 1, 5).value = None
    settings.cell(keys.index("schema_version") + 1, 2).value = None
    workbook.save(path)
    return FileBook(path)


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> FileBook:
    return FileBook(Path(shutil.copy2(request.param, tmp_path / "台账.xlsx")))


def test_there_are_released_templates() -> None:
    assert RELEASED


def test_a_released_template_is_brought_up_to_date_and_then_says_so(released: FileBook) -> None:
    upgrade(released)
    assert is_whole(released, released.read().settings.language)
    assert plan_upgrade(released, NOW).findings == (CURRENT,)


def test_a_new_ledger_says_that_it_is_current_and_is_not_touched(tmp_path: Path) -> None:
    book = new_ledger(tmp_path)
    content = book.path.read_bytes()
    assert upgrade(book).findings == (CURRENT,)
    assert book.path.read_bytes() == content


@pytest.mark.parametrize("language", list(Language))
def test_what_an_older_template_lacks_is_added_and_what_stands_there_stays(tmp_path: Path, language: Language) -> None:
    book = aged(new_ledger(tmp_path, language).path)
    before = book.read()
    upgrade(book)
    state = book.read()
    assert "pool" in state.tables
    assert "duplicate_of" in state.tables["leads"].columns
    assert state.settings.held_cap == 7
    assert state.frame("settings").loc["held_cap", "meaning"]
    type_into(book.path, book.address("settings", "held_cap", "value"), "50")
    assert is_whole(book, language)
    assert before.settings == before.settings.model_copy(update={"held_cap": 7})


def test_an_upgrade_is_journalled_and_taken_back_as_a_whole(tmp_path: Path) -> None:
    book = aged(new_ledger(tmp_path).path)
    before = book.read().tables
    upgrade(book)
    assert book.runs()[-1].verb == "upgrade"
    book.write(plan_undo(book, NOW), "SO")
    after = book.read().tables
    assert after.keys() == before.keys()
    for name in before.keys() - {"log"}:
        pd.testing.assert_frame_equal(after[name], before[name])


def test_a_locked_structure_takes_no_sheet_and_the_refusal_names_the_book(tmp_path: Path) -> None:
    book = new_ledger(tmp_path)
    workbook = load_workbook(book.path)
    del workbook["线索池"]
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.save(book.path)
    content = book.path.read_bytes()
    with pytest.raises(GateError) as problem:
        upgrade(book)
    assert (problem.value.code, problem.value.params["file"]) == ("patch.structure_locked", "台账.xlsx")
    assert book.path.read_bytes() == content


def test_a_value_that_the_team_chose_and_a_note_that_it_wrote_stay(tmp_path: Path) -> None:
    book = new_ledger(tmp_path)
    type_into(book.path, book.address("settings", "confirm_hours", "value"), None)
    type_into(book.path, book.address("settings", "confirm_hours", "meaning"), "与王总约定")
    assert upgrade(book).findings == (CURRENT,)


def test_a_teams_own_workbook_gains_rows_of_rules_alone(tmp_path: Path) -> None:
    rows = table("key | value\nsheet.leads | 客户台账\nheld_cap | 7")
    path = plain_ledger(tmp_path / "自用.xlsx", {"leads": table("lead_id | company\nL1 | 示例一"), "settings": rows})
    plan = upgrade(FileBook(path))
    assert {change.table for change in plan.changes if not isinstance(change, Set)} == {"settings"}
    assert set(FileBook(path).read().tables) == {"leads", "settings"}
    assert FileBook(path).read().settings.held_cap == 7


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    with pytest.raises(SystemExit) as left:
        main([*words, "--now", "2026-03-02T10:00", "--who", "SO"])
    said = capsys.readouterr()
    return left.value.code, said.out + said.err


def test_every_verb_runs_on_a_released_template_as_it_is(
    released: FileBook, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(released.path)
    source = released.path.with_name("官网.csv")
    source.write_text("公司名称,联系人,手机\n苏州示例丙机械有限公司,丙示例,13800000003\n", "utf-8")
    people = TABLES["people"]
    language = released.read().settings.language
    workbook = load_workbook(path)
    sheet = workbook[people.sheet(language)]
    for row, (number, name) in enumerate((("S001", "王示例"), ("S002", "李示例")), 2):
        typed = {"staff_no": number, "name": name, "role": people["role"].label(Role.AM, language)}
        for key, cell in typed.items():
            sheet.cell(row, people.keys.index(key) + 1).value = cell
    workbook.save(path)
    assert run(capsys, "import", path, str(source))[0] in {0, 1}
    for name, verb in VERBS.items():
        if verb.does not in {Does.MAKE, Does.SURVEY} and name != "import":
            lead = ("L000001",) if any(told.name == "lead" and told.required for told in verb.arguments) else ()
            code, said = run(capsys, name, path, *TOLD.get(name, lead))
            assert code in {0, 1}, (name, said)
    assert "L000001" in released.read().frame("leads").index
