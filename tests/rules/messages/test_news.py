"""Who is told of what: by where the ledger stands, once, and never of what no longer holds. Source: M9 to M13."""

from datetime import datetime
from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.messages import as_notices, find_news, find_rounds, keys_of
from hiveledger.rules.messages.notices import About
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed
from hiveledger.settings import Settings
from tests.tables import table

NOW: Final = datetime(2026, 3, 3, 10)
SINCE: Final = datetime(2026, 3, 1)
NOBODY: Final = as_notices(About.COPIED, [], [], [])
PEOPLE: Final = """
    staff_no | name | role   | unit | left_at
    A1       | 甲   | AM     | 一组 |
    A2       | 乙   | AM     | 一组 |
    G1       | 组长 | leader | 一组 |
    E1       | 售前 | SE     |      |
    S1       | 运营 | SO     |      |
    S2       | 前任 | SO     |      | 2026-02-01
"""


def _told(copied: pd.DataFrame = NOBODY, since: datetime = SINCE, **tables: str) -> set[tuple[str, str, str]]:
    given = {name: typed(TABLES[name], table(text)) for name, text in {"people": PEOPLE, **tables}.items()}
    found = find_news({name: empty(one) for name, one in TABLES.items()} | given, Settings(), copied, since, NOW)
    return set(found[["about", "subject", "to"]].itertuples(index=False, name=None))


ASSIGNED: Final = """
    lead_id | status   | owner | cc_se | assigned_at
    L1      | assigned | A1    | E1    | 2026-03-03 09:00
    L2      | assigned | A2    |       | 2026-02-03 09:00
"""


def test_who_gets_a_lead_is_told_and_so_is_its_se() -> None:
    assert _told(leads=ASSIGNED) == {("assigned", "L1", "A1"), ("copied", "L1", "E1")}


def test_what_lies_before_messages_began_is_no_news() -> None:
    assert _told(leads=ASSIGNED, since=datetime(2026, 3, 3, 9, 30)) == set()


RETURNED: Final = """
    lead_id | status   | owner | cc_se | last_owner | last_owner_until
    L1      | returned |       |       | A1         | 2026-03-03 09:50
"""


def test_a_lead_that_left_its_owner_is_told_to_the_owner_and_to_the_se_who_was_told_of_it() -> None:
    copied = as_notices(About.COPIED, ["L1"], ["E1"], [pd.Timestamp("2026-03-03 07:00")])
    assert _told(copied, leads=RETURNED) == {("left", "L1", "A1"), ("left", "L1", "E1")}


def test_an_se_who_comes_back_with_the_next_owner_was_never_gone() -> None:
    copied = as_notices(About.COPIED, ["L1"], ["E1"], [pd.Timestamp("2026-03-03 07:00")])
    again = """
        lead_id | status   | owner | cc_se | assigned_at      | last_owner | last_owner_until
        L1      | assigned | A2    | E1    | 2026-03-03 09:50 | A1         | 2026-03-03 09:50
    """
    assert ("left", "L1", "E1") not in _told(copied, leads=again)


def test_everybody_who_claimed_is_told_how_it_ended() -> None:
    claims = """
        claim_id | lead_id | staff_no | recorded_at      | result
        Q1       | L1      | A1       | 2026-03-03 09:01 | won
        Q2       | L1      | A2       | 2026-03-03 09:02 | lost
        Q3       | L2      | A2       | 2026-03-03 09:02 |
    """
    assert _told(claims=claims) == {("claim_won", "L1", "A1"), ("claim_lost", "L1", "A2")}


@pytest.mark.parametrize(
    ("lapses", "told"),
    [(1, set()), (2, {"G1"}), (4, {"G1", "S1"})],
    ids=["one lapse is the AM's own", "two are the leader's", "four are SO's too"],
)
def test_lapses_climb_as_they_repeat(lapses: int, told: set[str]) -> None:
    rows = "\n".join(f"D{n} | returned | L{n} | A1 | 2026-03-02 1{n}:00" for n in range(lapses))
    desk = f"desk_id | kind | lead_id | other_id | raised_at\n{rows}"
    assert {to for about, _, to in _told(desk=desk) if about == "lapses"} == told


def test_only_who_runs_sales_operations_now_hears_of_what_did_not_arrive() -> None:
    desk = """
        desk_id | kind        | lead_id | raised_at
        D1      | undelivered | L1      | 2026-03-03 09:00
    """
    assert _told(desk=desk) == {("undelivered", "L1", "S1")}


def test_a_notice_is_known_by_lead_rule_moment_and_person() -> None:
    found = as_notices(About.LEFT, ["L1", "L1"], ["A1", "A2"], [pd.Timestamp("2026-03-03 09:50")] * 2)
    assert keys_of(found).to_list() == ["left/L1/20260303T095000/A1", "left/L1/20260303T095000/A2"]


@pytest.mark.parametrize(
    ("now", "is_worked", "expected"),
    [
        (datetime(2026, 3, 3, 8, 49), True, []),
        (datetime(2026, 3, 3, 8, 50), True, ["morning"]),
        (datetime(2026, 3, 7, 9), False, []),
        (datetime(2026, 3, 9, 9), True, ["morning", "weekly"]),
    ],
    ids=["before its hour", "at its hour", "a day off", "the day of the digest"],
)
def test_the_morning_line_comes_on_working_days(now: datetime, is_worked: bool, expected: list[str]) -> None:  # noqa: FBT001
    found = find_rounds(Settings(), ["S1"], lambda _: is_worked, now)
    assert found["about"].to_list() == expected
