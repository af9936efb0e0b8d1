"""Which lead of a group is kept, and when the customer asked again."""

import pandas as pd
import pytest

from hiveledger.rules.match.survivors import asked_again, choose_survivors
from tests.rules.match.ledgers import leads

_HEAD = "lead_id | owner | status | received_at"


@pytest.mark.parametrize(
    ("kept", "other"),
    [
        pytest.param("L2 | A1 | following | 2026-03-05", "L1 | | pooled | 2026-03-01", id="the one somebody holds"),
        pytest.param("L2 | A1 | following | 2026-03-05", "L1 | A1 | assigned | 2026-03-01", id="the one further along"),
        pytest.param("L2 | | nurturing | 2026-03-05", "L1 | | new | 2026-03-01", id="the one that is known"),
        pytest.param("L2 | | new | 2026-03-01", "L1 | | new | 2026-03-05", id="the one received first"),
        pytest.param("L2 | | new | 2026-03-01", "L1 | | new |", id="the one with a time"),
        pytest.param("L1 | | new | 2026-03-01", "L2 | | cleaned | 2026-03-01", id="the lower id"),
        pytest.param("L2 | | nurturing | 2026-03-05", "L1 | A1 | lost | 2026-03-01", id="no lost deal"),
    ],
)
def test_the_kept_lead_is(kept: str, other: str) -> None:
    rows = leads(f"{_HEAD}\n{other}\n{kept}")
    assert set(choose_survivors(rows, dict.fromkeys(rows.index, "any"))) == {kept[:2]}


@pytest.mark.parametrize(
    ("kept", "merged", "again"),
    [
        pytest.param("following | 2026-03-01", "new | 2026-03-05", True, id="after it was taken up"),
        pytest.param("nurturing | 2026-03-01", "cleaned | 2026-03-05", True, id="while it was nurtured"),
        pytest.param("lost | 2026-03-01", "to_verify | 2026-03-05", True, id="after it was lost"),
        pytest.param("new | 2026-03-01", "new | 2026-03-05", False, id="both new"),
        pytest.param("following | 2026-03-05", "new | 2026-03-01", False, id="an older enquiry that came late"),
        pytest.param("following | 2026-03-01", "pooled | 2026-03-05", False, id="both at work"),
    ],
)
def test_the_customer_asked_again(kept: str, merged: str, again: bool) -> None:  # noqa: FBT001 - the expected answer
    rows = leads(f"lead_id | status | received_at\nL1 | {kept}\nL2 | {merged}")
    found = asked_again(rows, pd.Series({"L2": "L1"}))
    assert found.to_dict() == ({"L1": pd.Timestamp("2026-03-05")} if again else {})
