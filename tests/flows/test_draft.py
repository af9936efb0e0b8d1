"""A verb's wishes become a plan: differences only, people's cells kept, leads moved only as allowed."""

from datetime import datetime
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.base import Snapshot
from hiveledger.changes import AddColumn, AddTable, Append, Change, Given, Plan, Set, Value
from hiveledger.findings import Finding, Reason
from hiveledger.flows.draft import Draft
from hiveledger.schema import TABLES
from hiveledger.settings import Settings
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 10)
LEADS: Final = table("""
    lead_id | company | grade | status   | owner
    L1      | 示例一  | B     | new      | S001
    L2      |         |       | assigned |
""")
WRITTEN: Final[dict[tuple[str, str], dict[str, Value]]] = {
    ("leads", "L1"): {"grade": "B", "status": "new", "owner": None},
    ("leads", "L2"): {"status": "assigned"},
}


def draft(settings: tuple[str, ...] = (), unreadable: frozenset[tuple[str, str, str]] = frozenset()) -> Draft:
    rules = table("key | value\nconfirm_hours | 2")
    tables = {"leads": LEADS, "settings": rules}
    state = Snapshot(tables, Settings(), written=WRITTEN, unreadable=unreadable, numbers={"desk": 4})
    return Draft("grade", NOW, state, {"leads": ("company", "grade")}, settings)


def wants(**columns: Value) -> pd.DataFrame:
    return pd.DataFrame({name: [item] for name, item in columns.items()}, index=pd.Index(["L1"], dtype="str"))


def changes(plan: Plan) -> list[Change]:
    return [change for group in plan.groups if group.name for change in group.changes]


def test_only_differences_are_planned() -> None:
    made = draft()
    made.fill("leads", wants(grade="B", status="cleaned"))
    assert changes(made.plan()) == [Set("leads", "L1", "status", "new", "cleaned")]


def test_a_wish_for_what_is_there_already_is_no_plan() -> None:
    made = draft()
    made.fill("leads", wants(grade="B"))
    assert made.plan().groups == ()


def test_a_persons_cell_is_kept_its_group_falls_and_the_person_is_told() -> None:
    made = draft()
    made.fill("leads", wants(grade="A", company="新名"))
    plan = made.plan()
    assert plan.groups == ()
    found = {"found": "示例一", "wanted": "新名"}
    assert plan.findings == (Finding("plan.persons_cell", "leads", "L1", "company", found),)


def test_a_cell_that_a_person_filled_where_the_machine_had_written_a_blank_is_the_persons() -> None:
    made = draft()
    made.fill("leads", wants(owner="S002"))
    assert [finding.column for finding in made.plan().findings] == ["owner"]


def test_a_cell_that_nobody_can_read_is_a_persons() -> None:
    made = draft(unreadable=frozenset({("leads", "L1", "budget_cny")}))
    made.fill("leads", wants(budget_cny=5.0))
    assert [finding.code for finding in made.plan().findings] == ["plan.persons_cell"]


def test_a_person_who_says_so_may_change_a_persons_cell() -> None:
    made = draft()
    made.obey("leads", wants(company="新名"))
    assert changes(made.plan()) == [Set("leads", "L1", "company", "示例一", "新名")]


@pytest.mark.parametrize("status", ["won", None], ids=["a step that is not allowed", "no status at all"])
def test_a_move_that_is_not_allowed_drops_the_group(status: str | None) -> None:
    made = draft()
    made.obey("leads", wants(status=status, grade="A"))
    assert made.plan().groups == ()
    assert [finding.code for finding in made.plan().findings] == ["plan.transition"]


def test_a_status_that_a_person_cleared_asks_the_machine_to_begin_again() -> None:
    state = Snapshot({"leads": LEADS.assign(status=None)}, Settings(), written=WRITTEN)
    made = Draft("clean", NOW, state, {})
    made.fill("leads", wants(status="cleaned"))
    assert changes(made.plan()) == [Set("leads", "L1", "status", None, "cleaned")]


def test_one_lead_that_falls_keeps_no_other() -> None:
    made = draft()
    made.fill("leads", pd.DataFrame({"company": ["新名", "示例二"]}, index=pd.Index(["L1", "L2"], dtype="str")))
    assert [group.name for group in made.plan().groups] == ["L2"]


def test_leads_that_change_together_are_one_group() -> None:
    made = draft()
    wanted = pd.DataFrame({"note": ["a", "b"]}, index=pd.Index(["L1", "L2"], dtype="str"))
    made.fill("leads", wanted, {"L1": "L1", "L2": "L1"})
    assert [(group.name, len(group.changes)) for group in made.plan().groups if group.name] == [("L1", 2)]


def test_a_later_wish_for_a_cell_takes_the_place_of_the_earlier() -> None:
    made = draft()
    made.fill("leads", wants(grade="A"))
    made.fill("leads", wants(grade="C"))
    assert changes(made.plan()) == [Set("leads", "L1", "grade", "B", "C")]


def test_a_group_rests_on_what_its_rules_read_of_its_rows_the_rows_it_names_and_the_settings() -> None:
    made = draft(settings=("confirm_hours", "held_cap"))
    made.fill("leads", wants(grade="A"))
    made.rest("L1", "leads", "L2", ["status"])
    assert made.plan().groups[0].given == (
        Given("leads", "L1", {"company": "示例一", "grade": "B"}),
        Given("leads", "L2", {"status": "assigned"}),
        Given("settings", "confirm_hours", {"value": "2"}),
    )


def test_a_missing_sheet_and_column_are_added_before_what_needs_them() -> None:
    made = draft()
    made.fill("leads", wants(note="x"))
    made.append("L1", "contacts", {"contact": "示例"})
    structure, own = made.plan().groups
    assert structure.name == ""
    assert structure.changes == (AddColumn("leads", "note"), AddTable("contacts", TABLES["contacts"].keys[1:]))
    assert own.changes == (Set("leads", "L1", "note", None, "x"), Append("contacts", "P000001", {"contact": "示例"}))


def test_ids_go_on_from_the_highest_that_was_ever_given_out() -> None:
    made = draft()
    assert [made.append("L1", "desk", {"lead_id": "L1"}) for _ in range(2)] == ["D000005", "D000006"]


def test_blank_cells_of_a_new_row_are_left_out() -> None:
    made = draft()
    made.append("L1", "desk", {"lead_id": "L1", "detail": "", "due": pd.NaT, "old_value": None}, key="D9")
    assert changes(made.plan()) == [Append("desk", "D9", {"lead_id": "L1"})]


def test_each_row_can_have_a_reason_of_its_own() -> None:
    made = draft()
    why = {"L2": Reason("core.blank")}
    wanted = pd.DataFrame({"note": ["a", "b"]}, index=pd.Index(["L1", "L2"], dtype="str"))
    made.fill("leads", wanted, why=why)
    assert [change.why for change in changes(made.plan()) if isinstance(change, Set)] == [None, Reason("core.blank")]


def test_the_table_after_the_wishes_shows_those_that_come_true() -> None:
    made = draft()
    made.fill("leads", wants(grade="A"))
    made.fill("leads", pd.DataFrame({"company": ["示例二"]}, index=pd.Index(["L2"], dtype="str")))
    made.obey("leads", pd.DataFrame({"status": ["new"]}, index=pd.Index(["L2"], dtype="str")))
    after = made.after("leads")
    assert (after["grade"]["L1"], after["company"].isna()["L2"]) == ("A", True)


def test_rows_are_looked_at_in_the_order_of_their_keys() -> None:
    sorted_by_hand = Snapshot({"leads": LEADS.iloc[::-1]}, Settings())
    made = Draft("grade", NOW, sorted_by_hand, {})
    assert made.frame("leads").index.to_list() == ["L1", "L2"]


def test_the_same_state_gives_the_same_plan() -> None:
    plans = []
    for _ in range(2):
        made = draft()
        made.fill("leads", wants(grade="A"))
        plans.append(made.plan({"b": "c"}))
    assert plans[0] == plans[1]


def test_what_the_book_could_not_read_is_told_first_by_every_verb() -> None:
    unread = Finding("book.torn", params={"file": "x"})
    made = Draft("grade", NOW, Snapshot({"leads": LEADS}, Settings(), (unread,)), {})
    made.find(Finding("plan.persons_cell"))
    assert made.plan().findings == (unread, Finding("plan.persons_cell"))
