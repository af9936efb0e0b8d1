"""A run that a version lacks is done again where nobody decided otherwise."""

from typing import Final

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.changes import AddColumn, Append, Change, Conflict, Remove, Set, apply, diff
from hiveledger.changes.again import missing, net
from tests.strategies import grown, states
from tests.tables import table
from tests.test_changes import same

LEADS: Final = table("""
    lead_id | grade | owner | note
    L1      | B     |       | x
    L2      | A     | S1    |
""")


def leads(**frames: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {"leads": LEADS} | frames


@pytest.mark.parametrize(
    ("change", "again"),
    [
        pytest.param(Set("leads", "L1", "grade", "B", "A"), True, id="what stands as it was found is done again"),
        pytest.param(Set("leads", "L2", "grade", "B", "A"), False, id="what stands as it was left is done"),
        pytest.param(Append("leads", "L3", {"note": "new"}), True, id="a row that is gone comes again"),
        pytest.param(Append("leads", "L2", {"note": "new"}), False, id="a row that is there is not added twice"),
        pytest.param(Remove("leads", "L1", {"grade": "B", "note": "x"}), True, id="a row that came back goes again"),
        pytest.param(Remove("leads", "L9", {}), False, id="a row that is not there needs no removing"),
        pytest.param(AddColumn("leads", "mobile"), True, id="a missing column is added again"),
        pytest.param(AddColumn("leads", "note"), False, id="a column is not added twice"),
    ],
)
def test_each_change_is_judged_by_what_stands_there(change: Change, *, again: bool) -> None:
    assert missing([change], leads()) == (((change,) if again else ()), ())


def test_a_person_who_decided_otherwise_keeps_the_whole_row() -> None:
    run = [Set("leads", "L1", "grade", "C", "A"), Set("leads", "L1", "owner", None, "S1")]
    assert missing(run, leads()) == ((), (Conflict("L1", "leads", "L1", "grade", "C", "B"),))


def test_several_steps_of_a_run_are_one() -> None:
    run: list[Change] = [Append("leads", "L3", {"note": "n"}), Set("leads", "L3", "grade", None, "A")]
    assert net(run) == [Append("leads", "L3", {"note": "n", "grade": "A"})]
    assert missing([Set("leads", "L1", "grade", "B", "C"), Set("leads", "L1", "grade", "C", "A")], leads())[0] == (
        Set("leads", "L1", "grade", "B", "A"),
    )


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_version_from_before_gets_all_of_a_run_and_one_from_after_none(data: st.DataObject) -> None:
    before = data.draw(states())
    after = data.draw(grown(before))
    changes = diff(before, after)
    same(apply(before, missing(changes, before)[0]), after)
    assert missing(changes, after) == ((), ())
