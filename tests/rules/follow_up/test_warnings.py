"""Whom to warn of what, and when to look again."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.follow_up import find_warnings, next_follow_up, next_steps
from hiveledger.settings import Settings
from tests.tables import table

LEADS: Final = table("""
    lead_id | status    | owner | cc_se | confirm_due | first_touch_due | first_touch_at | next_touch_at | se_due | se_replied_at | recall_due
    L1      | confirmed | A1    | S1    |             | 2026-03-02T14:00 |               |               | 2026-03-03T10:00 |     | 2026-03-09T11:00
    L2      | following | A1    |       |             | 2026-03-02T14:00 | 2026-03-02T13:00 | 2026-03-05 |        |               | 2026-03-20T11:00
    L3      | assigned  | A1    | S1    | 2026-03-02T12:00 | 2026-03-02T14:00 |          |               | 2026-03-03T10:00 | 2026-03-02T13:00 |
    L4      | returned  |       |       |             | 2026-03-02T14:00 |               | 2026-03-05    |        |               | 2026-03-09T11:00
""")  # noqa: E501 - a row is a row


@pytest.mark.parametrize(
    ("now", "warned"),
    [
        ("2026-03-02T14:00", []),
        ("2026-03-02T14:01", ["L1 first_touch A1"]),
        ("2026-03-03T10:01", ["L1 first_touch A1", "L1 se_reply S1"]),
        ("2026-03-05T08:00", ["L1 first_touch A1", "L1 se_reply S1", "L2 next_touch A1"]),
        ("2026-03-06T11:00", ["L1 first_touch A1", "L1 se_reply S1", "L2 next_touch A1", "L1 stale A1"]),
    ],
    ids=["at the due time nobody is late", "a minute later", "the SE is told", "due today", "three days ahead"],
)
def test_each_is_warned_of_their_own_in_the_order_in_which_it_is_due(now: str, warned: list[str]) -> None:
    found = find_warnings(LEADS, Settings(), pd.Timestamp(now))
    assert [f"{lead} {kind} {to}" for kind, lead, to, _ in found.itertuples(index=False)] == warned


def test_nothing_is_warned_of_in_an_empty_ledger_and_nobody_has_to_look_again() -> None:
    none = LEADS.iloc[:0]
    assert find_warnings(none, Settings(), pd.Timestamp("2026-03-02")).empty
    assert next_follow_up(none, Settings(), pd.Timestamp("2026-03-02")) is pd.NaT


def test_an_am_sees_the_most_urgent_first_and_an_se_what_waits_for_an_answer() -> None:
    assert next_steps(LEADS, "A1")["step"].to_dict() == {"L3": "confirm", "L1": "first_touch", "L2": "next_touch"}
    assert next_steps(LEADS, "S1")["step"].to_dict() == {"L1": "se_reply"}
