"""What verbs make of the team's working time: dues, and what they tell where it is not known."""

from datetime import datetime
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import AddTable
from hiveledger.changes import Set as SetCell
from hiveledger.errors import SettingsError
from hiveledger.flows.assign import plan_assign
from hiveledger.flows.clean import plan_clean
from hiveledger.flows.distribute import plan_distribute
from hiveledger.flows.hours import hours
from hiveledger.settings import Settings
from tests.books import cells, machine_book
from tests.tables import table

_MONDAY: Final = datetime(2026, 3, 2, 10)
_NEW_YEAR: Final = datetime(2027, 1, 5, 10)

_LEADS: Final = """
    lead_id | company | industry | grade | status  | received_at
    L1      | 示例一  | 汽车     | A     | cleaned | 2026-03-01
    L2      | 示例二  | 汽车     | A     | cleaned | 2026-03-01
    L3      | 示例三  | 汽车     | A     | cleaned | 2026-03-01
"""
_PEOPLE: Final = """
    staff_no | name   | role | unit | industries | quota_a | cap | leave_from | leave_to
    A1       | 示例甲 | AM   | 一组 | 汽车       | 10      | 9   |            |
    A2       | 示例乙 | AM   | 二组 | 食品       | 10      | 9   | 2026-03-02 | 2026-03-03
    S1       | 示例丁 | SE   | 售前 |            | 0       |     |            |
"""
_HOLIDAYS: Final = """
    holiday_id | day        | until      | kind
    H000001    | 2027-02-05 | 2027-02-12 | off
    H000002    | 2027-02-20 |            | work
"""


def _book(**tables: str) -> MemoryBook:
    texts = {"leads": _LEADS, "people": _PEOPLE, **tables}
    return machine_book(**{name: table(text) for name, text in texts.items()})


def _settings(**values: str) -> str:
    return "key | value\n" + "\n".join(f"{key} | {value}" for key, value in values.items())


def _dues(book: MemoryBook, now: datetime = _MONDAY) -> list[str]:
    book.write(plan_distribute(book, now), who="SO")
    return [f"{due:%m-%d %H:%M}" for due in book.read().frame("leads").sort_index()["confirm_due"]]


def test_confirmations_are_due_by_the_hours_of_the_owners_unit() -> None:
    units = "unit | work_hours | work_week | long_week\n一组 | 11:00-12:00 20:00-21:00 | |"
    assert _dues(_book(units=units)) == ["03-02 21:00"] * 3


def test_batches_are_due_one_after_another_and_later_runs_queue_up() -> None:
    book = _book(settings=_settings(release_batch="1", release_minutes="20"))
    assert _dues(book) == ["03-02 12:00", "03-02 13:50", "03-02 14:10"]
    again = table("""
        lead_id | company | industry | grade | status  | received_at
        L4      | 示例四  | 汽车     | A     | cleaned | 2026-03-01
    """)
    book.tables = {
        **book.tables,
        "leads": pd.concat([book.tables["leads"], again.reindex(columns=book.tables["leads"].columns)]),
    }
    assert _dues(book)[-1] == "03-02 14:30"


def test_the_journal_says_how_a_due_time_came_about() -> None:
    book = _book(settings=_settings(release_batch="2"))
    changes = [change for group in plan_distribute(book, _MONDAY).groups for change in group.changes]
    dues = [change for change in changes if isinstance(change, SetCell) and change.column == "confirm_due"]
    whys = [due.why.text() for due in dues if due.why]
    assert whys == [
        "从 03-02 10:00 起算 2 个工作小时",
        "从 03-02 10:00 起算 2 个工作小时",
        "要答复的线索多，这条排在第 2 批，从 03-02 10:30 起算 2 个工作小时",
    ]


def test_who_is_given_a_lead_on_leave_confirms_it_after_their_leave() -> None:
    book = _book()
    book.write(plan_assign(book, _MONDAY, "L1", "A2"), who="SO")
    assert cells(book.read().frame("leads"), "L1", "confirm_due") == [datetime(2026, 3, 4, 11)]


def test_cleaning_of_what_came_on_a_friday_is_due_by_the_end_of_monday() -> None:
    book = _book(leads="lead_id | company | status | received_at\nL1 | 示例一 | new | 2026-03-06 15:00")
    book.write(plan_clean(book, datetime(2026, 3, 6, 16)), who="SO")
    assert cells(book.read().frame("leads"), "L1", "clean_due") == [datetime(2026, 3, 9, 18)]


def test_a_year_that_nobody_knows_is_on_the_desk_with_a_sheet_to_fill_in() -> None:
    book = _book()
    book.tables = {name: frame for name, frame in book.tables.items() if name != "holidays"}  # as older ledgers are
    plan = plan_distribute(book, _NEW_YEAR)
    assert [finding.params["year"] for finding in plan.findings if finding.code == "calendar.year"] == ["2027"]
    assert "holidays" in {c.table for group in plan.groups for c in group.changes if isinstance(c, AddTable)}
    book.write(plan, who="SO")
    desk = book.read().frame("desk")
    assert [*desk.loc[desk["kind"] == "setting", "other_id"]] == ["2027"]
    assert [group.name for group in plan_distribute(book, _NEW_YEAR).groups] == []
    book.write(plan_clean(book, _NEW_YEAR), who="SO")
    assert (book.read().frame("desk")["kind"] == "setting").sum() == 1


def test_its_desk_row_closes_once_the_sheet_is_filled_in() -> None:
    book = _book()
    book.write(plan_distribute(book, _NEW_YEAR), who="SO")
    book.tables = {**book.tables, "holidays": table(_HOLIDAYS)}
    book.write(plan_distribute(book, _NEW_YEAR), who="SO")
    desk = book.read().frame("desk")
    assert desk.loc[desk["kind"] == "setting", "closed_at"].notna().all()


def test_the_sheets_days_count() -> None:
    assert _dues(_book(holidays=_HOLIDAYS), datetime(2027, 2, 4, 17)) == ["02-15 10:00"] * 3
    assert _dues(_book(holidays=_HOLIDAYS), datetime(2027, 2, 19, 17)) == ["02-20 10:00"] * 3


def test_a_team_without_working_days_is_refused_with_a_sentence() -> None:
    with pytest.raises(SettingsError) as refusal:
        plan_distribute(_book(settings=_settings(work_week="大小周")), _MONDAY)
    assert refusal.value.code == "calendar.no_long_week"


def test_the_same_hours_are_one_calendar() -> None:
    one, other = (hours(_book().read(), _MONDAY) for _ in range(2))
    assert one.team is other.team
    assert _book().read().settings == Settings()
