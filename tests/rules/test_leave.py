"""A deadline and its owner's leave, entered before or after."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.rules.calendar import Holidays, Hours, confirm_dues, read_hours
from hiveledger.rules.leave import dues_with_leave
from hiveledger.settings import Settings
from tests.tables import table

UNITS = table("unit | work_hours | work_week | long_week")


def hours(first: str, last: str) -> Hours:
    people = table(f"staff_no | unit | leave_from | leave_to\nA1 | | {first} | {last}")
    return read_hours(Settings(), Holidays(()), UNITS, people)


def lead(delivered: str, due: str, reply: str = "") -> pd.DataFrame:
    return table(f"""
        lead_id | status   | owner | reply   | delivered_at | confirm_due
        L1      | assigned | A1    | {reply} | {delivered}  | {due}
    """)


@pytest.mark.parametrize(
    ("leave", "due", "later"),
    [
        pytest.param(("2026-03-03", "2026-03-04"), "2026-03-03T10", "2026-03-05T10", id="it stands still"),
        pytest.param(("", "2026-03-04"), "2026-03-03T10", "2026-03-05T11", id="on leave since whenever"),
        pytest.param(("2026-03-03", ""), "2026-03-03T10", "NaT", id="nobody knows until when"),
        pytest.param(("2026-03-04", "2026-03-05"), "2026-03-03T10", None, id="the leave comes later"),
        pytest.param(("2026-02-27", "2026-03-01"), "2026-03-03T10", None, id="the leave was over before"),
        pytest.param(("", ""), "2026-03-03T10", None, id="nobody is on leave"),
        pytest.param(("2026-03-03", "2026-03-06"), "2026-03-03T10", "2026-03-09T10", id="and over the weekend"),
        pytest.param(("2026-03-03", "2026-03-04"), "2026-03-03T11", "2026-03-05T11", id="an hour more was given"),
    ],
)
def test_the_time_to_confirm_stands_still_while_its_owner_is_on_leave(
    leave: tuple[str, str], due: str, later: str | None
) -> None:
    team, asked = hours(*leave), lead("2026-03-02T17", due)
    found = dues_with_leave(asked, team, Settings())
    assert [str(at) for at in found] == ([] if later is None else [str(pd.Timestamp(later))])
    again = asked.assign(confirm_due=found.reindex(asked.index).fillna(asked["confirm_due"]))
    assert later in (None, "NaT") or dues_with_leave(again, team, Settings()).empty


def test_who_has_answered_waits_for_nobody() -> None:
    asked = lead("2026-03-02T17", "2026-03-03T10", "accept")
    assert dues_with_leave(asked, hours("2026-03-03", "2026-03-04"), Settings()).empty


@given(st.integers(0, 14 * 24 * 60), st.integers(0, 14), st.integers(0, 10), st.sampled_from([2.0, 8.0, 20.0]))
def test_leave_entered_later_gives_the_deadline_that_it_would_have_given_before(
    minute: int, first: int, days: int, length: float
) -> None:
    start, settings = pd.Timestamp("2026-03-02"), Settings(confirm_hours=length)
    since = start + pd.Timedelta(days=first)
    team = hours(f"{since:%Y-%m-%d}", f"{since + pd.Timedelta(days=days):%Y-%m-%d}")
    delivered = pd.Series(start + pd.Timedelta(minutes=minute), index=["L1"])
    owner, turn = pd.Series("A1", index=["L1"]), pd.Series(0, index=["L1"])
    unaware = hours("", "")
    due = confirm_dues(owner, delivered, turn, unaware, settings)["confirm_due"]
    known = confirm_dues(owner, delivered, turn, team, settings)["confirm_due"]
    asked = lead("", "").assign(delivered_at=delivered, confirm_due=due)
    found = dues_with_leave(asked, team, settings).reindex(["L1"]).fillna(due)
    assert found["L1"] == known["L1"]
