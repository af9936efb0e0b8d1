"""What happened and why, told from the journal."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import AddColumn, AddTable, Append, Change, Group, Plan, Set
from hiveledger.errors import SchemaError
from hiveledger.findings import Reason
from hiveledger.flows.explain import tell_explain
from hiveledger.flows.history import tell_history
from hiveledger.flows.undo import plan_undo
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty
from hiveledger.text import Language
from tests.books import person_types
from tests.ledgers import imported, type_into

NOW: Final = datetime(2026, 3, 2, 10)
WHY: Final = Reason("core.rows", {"count": 3})
IMPORT: Final = (
    Append("leads", "L000001", {"company": "示例公司", "status": "new", "budget_cny": 5e5}),
    Append("leads", "L000002", {"company": "另一家", "status": "new"}),
)
GRADE: Final = (
    Set("leads", "L000001", "grade", None, "A"),
    Set("leads", "L000001", "grade_reason", None, "预算明确"),
    Set("leads", "L000001", "status", "new", "cleaned", WHY),
    Append("desk", "D000001", {"lead_id": "L000001", "kind": "check"}),
)


def book(*runs: tuple[str, tuple[Change, ...]]) -> MemoryBook:
    made = MemoryBook({name: empty(TABLES[name]) for name in ("leads", "desk")})
    for verb, changes in runs:
        made.write(Plan(verb, NOW, (Group("", changes),)), "示例SO")
    return made


BOOK: Final = (("import", IMPORT), ("grade", GRADE))


def facts(made: MemoryBook, subject: str = "") -> list[dict[str, Any]]:
    data = tell_history(made, Language.ZH, subject).data
    assert isinstance(data, list)
    return data


def test_without_a_subject_the_runs_are_listed_oldest_first() -> None:
    made = book(*BOOK)
    made.write(plan_undo(made, NOW), "示例SO")
    listed = [(run["verb"], run["who"], run["undone_by"]) for run in facts(made)]
    assert listed == [
        ("import", "示例SO", None),
        ("grade", "示例SO", "R20260302-100000-0003"),
        ("undo", "示例SO", None),
    ]
    assert tell_history(made, Language.ZH).lines[1] == (
        "R20260302-100000-0002  2026-03-02 10:00  示例SO  评级：状态 新线索 → 已清洗：1 条; "
        "“SO工作台”新增 1 行; “客户台账”改动 2 个单元格（已由 R20260302-100000-0003 撤销）"
    )


def test_a_ledger_to_which_nothing_was_done_says_so() -> None:
    assert tell_history(book(), Language.EN).lines == ("Nothing has been done yet.",)


def test_a_leads_history_holds_its_own_row_and_what_tells_of_it_elsewhere() -> None:
    assert [(fact["verb"], fact["table"], fact["column"], fact["after"]) for fact in facts(book(*BOOK), "L000001")] == [
        ("import", "leads", "", "L000001"),
        ("grade", "leads", "grade", "A"),
        ("grade", "leads", "grade_reason", "预算明确"),
        ("grade", "leads", "status", "cleaned"),
        ("grade", "desk", "", "D000001"),
    ]


def test_a_change_is_told_in_words() -> None:
    assert tell_history(book(*BOOK), Language.ZH, "L000001").lines[3] == (
        "2026-03-02 10:00  示例SO  评级  客户台账·L000001  状态：新线索 → 已清洗（3 行）"
    )
    assert tell_history(book(*BOOK), Language.EN, "L000002").lines == (
        "2026-03-02 10:00  示例SO  Import  Leads·L000002  added",
    )


def test_a_rows_story_goes_on_after_it_was_taken_out() -> None:
    made = book(*BOOK)
    made.write(plan_undo(made, NOW), "示例SO")
    assert [fact["after"] for fact in facts(made, "L000001") if fact["table"] == "desk"] == ["D000001", None]


def test_a_runs_history_is_all_that_it_did() -> None:
    assert len(facts(book(*BOOK), "R20260302-100000-0002")) == len(GRADE)


def test_an_unknown_subject_is_refused() -> None:
    with pytest.raises(SchemaError) as problem:
        tell_history(book(*BOOK), Language.ZH, "L9")
    assert problem.value.params == {"subject": "L9"}


def explained(made: MemoryBook) -> dict[str, tuple[str, str]]:
    data: Any = tell_explain(made, Language.ZH, "L000001").data
    return {cell["column"]: (cell["verb"], cell["why"]) for cell in data["cells"]}


def test_each_cell_that_the_machine_filled_says_which_run_and_why() -> None:
    assert explained(book(*BOOK)) == {
        "company": ("import", "导入时原样写入"),
        "budget_cny": ("import", "导入时原样写入"),
        "grade": ("grade", "预算明确"),
        "grade_reason": ("grade", "预算明确"),
        "status": ("grade", "3 行"),
    }


def test_a_cell_that_a_person_changed_is_the_persons() -> None:
    made = book(*BOOK)
    person_types(made, "leads", "L000001", "grade", "B")
    answer = tell_explain(made, Language.ZH, "L000001")
    assert "grade" not in explained(made)
    assert answer.lines[-1] == "由人填写，程序不改：等级"
    assert isinstance(answer.data, dict)
    assert answer.data["people"] == ["grade"]


def test_after_an_undo_the_run_before_it_explains_the_cell() -> None:
    made = book(*BOOK)
    made.write(plan_undo(made, NOW), "示例SO")
    assert explained(made)["status"] == ("import", "导入时原样写入")


def test_an_explanation_is_a_line_for_each_cell() -> None:
    assert tell_explain(book(*BOOK), Language.EN, "L000001").lines[0] == (
        "Company = 示例公司: as it was imported (2026-03-02 10:00 Import, run R20260302-100000-0001)"
    )


def test_a_lead_that_is_not_there_is_refused() -> None:
    with pytest.raises(SchemaError):
        tell_explain(book(), Language.ZH, "L000001")


def test_a_change_is_told_to_programs_with_its_rule_and_a_row_with_its_cells() -> None:
    (status, desk) = facts(book(*BOOK), "R20260302-100000-0002")[2:]
    assert status == {
        "at": NOW,
        "who": "示例SO",
        "verb": "grade",
        "run": "R20260302-100000-0002",
        "change": "Set",
        "table": "leads",
        "key": "L000001",
        "column": "status",
        "before": "new",
        "after": "cleaned",
        "row": None,
        "rule": "core.rows",
        "why": "3 行",
        "unsaved": "",
    }
    assert (desk["change"], desk["row"]) == ("Append", {"lead_id": "L000001", "kind": "check"})


def test_columns_and_sheets_that_came_are_told_too() -> None:
    added = (AddTable("contacts", TABLES["contacts"].keys[1:]), AddColumn("desk", "due"))
    made = book(("clean", added))
    assert tell_history(made, Language.EN, made.runs()[0].run_id).lines == (
        "2026-03-02 10:00  示例SO  Clean  Contacts  added",
        "2026-03-02 10:00  示例SO  Clean  Desk·Due  added",
    )
    assert [(fact["change"], fact["column"]) for fact in facts(made, made.runs()[0].run_id)] == [
        ("AddTable", ""),
        ("AddColumn", "due"),
    ]


def test_what_people_did_is_told_as_theirs_and_a_cell_of_theirs_says_when(tmp_path: Path) -> None:
    made = imported(tmp_path, {"company": "示例公司", "received_at": NOW, "status": "new"})
    type_into(made.path, made.address("leads", "L000001", "company"), "人工改名")
    os.utime(made.path, (NOW.timestamp(),) * 2)
    made.read()
    people = made.runs()[-1].run_id
    assert people == "E20260302-100000000-0001"
    assert tell_history(made, Language.EN, people).lines == (
        "2026-03-02 10:00  somebody  Changed by people  Leads·L000001  Company: 示例公司 → 人工改名",
    )
    answer: Any = tell_explain(made, Language.EN, "L000001")
    assert "Company = 人工改名: typed by somebody, saved 2026-03-02 10:00 (E20260302-100000000-0001)" in answer.lines
    assert answer.data["edits"] == [{"column": "company", "value": "人工改名", "run": people, "at": NOW}]


def test_a_cell_of_a_version_that_was_put_back_is_explained_by_the_run_that_filled_it(tmp_path: Path) -> None:
    made = imported(tmp_path, {"company": "示例公司", "received_at": NOW, "status": "new"})
    grade = made.write(Plan("grade", NOW, (Group("", (Set("leads", "L000001", "grade", None, "A", WHY),)),)), "SO")
    later = made.write(Plan("grade", NOW, (Group("", (Set("leads", "L000001", "grade", "A", "B"),)),)), "SO")
    (version,) = (one for one in made.versions() if one.name == later.run_id)
    made.restore(version, "SO", NOW)
    data: Any = tell_explain(made, Language.ZH, "L000001").data
    (cell,) = (cell for cell in data["cells"] if cell["column"] == "grade")
    assert (cell["value"], cell["why"], cell["run"]) == ("A", "3 行", grade.run_id)
