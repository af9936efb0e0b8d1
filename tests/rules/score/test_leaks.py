"""Columns that were filled after the outcome give themselves away by what stands in them."""

from itertools import chain, repeat
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.score.leaks import find_leaks

LIMIT: Final = 0.85


def _cells(*runs: tuple[str | float | None, int]) -> pd.Series:
    """Give so many cells of each value, in this order."""
    cells = [*chain.from_iterable(repeat(cell, count) for cell, count in runs)]
    return pd.Series(cells, dtype="str" if any(isinstance(cell, str) for cell in cells) else "float64")


def _won(won: int, lost: int, still_open: int = 0) -> pd.Series:
    return pd.Series([True] * won + [False] * lost + [None] * still_open, dtype="boolean")


def _sign(won: pd.Series, *runs: tuple[str | float | None, int]) -> str:
    (leak,) = find_leaks(_cells(*runs).to_frame("a"), won, LIMIT) or (None,)
    return leak.why.code if leak else ""


# Each lists what stands in 100 won leads, then in 200 lost ones, then in 100 open ones.
@pytest.mark.parametrize(
    ("runs", "sign"),
    [
        pytest.param([("签约", 90), ("谈判", 10), ("谈判", 300)], "score.leak_alone", id="a stage of the won"),
        pytest.param([(9.0, 100), (0.0, 200), (None, 100)], "score.leak_alone", id="the amount, 0 where lost"),
        pytest.param(
            [(None, 100), ("价格", 50), (None, 150), (None, 100)],
            "score.leak_settled",
            id="a reason in some lost leads",
        ),
        pytest.param(
            [*((str(n), 1) for n in range(40)), (None, 360)], "score.leak_settled", id="contract numbers of the won"
        ),
        pytest.param(
            [("高", 40), ("中", 59), ("低", 1), ("高", 2), ("中", 138), ("低", 60), ("中", 100)],
            "score.leak_settled",
            id="a value of the lost alone",
        ),
        pytest.param(
            [("高", 48), ("中", 49), ("低", 3), ("高", 2), ("中", 98), ("低", 100), ("中", 100)],
            "score.leak_verdict",
            id="a judgement with a best and a worst",
        ),
        pytest.param(
            [("是", 50), ("否", 50), ("是", 90), ("否", 110), (None, 95), ("是", 5)],
            "score.leak_later",
            id="filled once a lead is decided",
        ),
        pytest.param(
            [(None, 60), ("是", 40), (None, 130), ("是", 70), ("是", 95), (None, 5)],
            "score.leak_later",
            id="emptied once a lead is decided",
        ),
        pytest.param(
            [("是", 80), (None, 20), ("是", 40), (None, 160), (None, 70), ("是", 30)],
            "score.leak_filled",
            id="mostly filled in won leads",
        ),
        pytest.param(
            [("验收", 70), ("报价", 30), ("验收", 120), ("报价", 80), ("报价", 80), ("验收", 20)],
            "",
            id="a step that some open leads have reached",
        ),
        pytest.param(
            [("验收", 70), ("报价", 30), ("验收", 120), ("报价", 80), ("报价", 95), ("验收", 5)],
            "score.leak_changes",
            id="a step that only decided leads have reached",
        ),
        pytest.param(
            [("转介绍", 46), ("官网", 54), ("转介绍", 4), ("官网", 196), ("官网", 100)],
            "",
            id="a source that is mostly won",
        ),
        pytest.param(
            [("是", 50), (None, 50), ("是", 60), (None, 140), ("是", 40), (None, 60)], "", id="filled in some"
        ),
        pytest.param([("同", 400)], "", id="the same in all"),
        pytest.param([(None, 400)], "", id="blank in all"),
    ],
)
def test_a_column_that_knows_the_outcome_is_found(runs: list[tuple[str | float | None, int]], sign: str) -> None:
    assert _sign(_won(100, 200, 100), *runs) == sign


def test_where_nearly_all_are_lost_a_value_that_is_always_lost_is_no_leak() -> None:
    assert _sign(_won(15, 385), ("甲", 15), ("甲", 185), ("乙", 200)) == ""


def test_a_few_open_leads_say_nothing_of_when_a_cell_is_filled() -> None:
    runs = ("是", 50), ("否", 50), ("是", 90), ("否", 110), (None, 29)
    assert _sign(_won(100, 200, 29), *runs) == ""


def test_the_order_of_rows_does_not_matter_and_the_names_of_columns_neither() -> None:
    won = _won(100, 200)
    facts = pd.DataFrame(
        {"x": _cells(("签约", 90), ("谈判", 210)), "y": _cells(("北", 60), ("南", 40), ("北", 90), ("南", 110))}
    )
    shuffled = facts.sample(frac=1, random_state=3)
    told = find_leaks(facts, won, LIMIT)
    assert [leak.column for leak in told] == ["x"]
    assert find_leaks(shuffled, won.loc[shuffled.index], LIMIT) == told
    assert [leak.why for leak in find_leaks(facts.set_axis(["q", "x"], axis=1), won, LIMIT)] == [told[0].why]


def test_how_much_one_column_may_tell_is_said_by_the_caller() -> None:
    won, facts = _won(100, 200), _cells(("高", 80), ("低", 20), ("高", 40), ("低", 160)).to_frame("a")
    assert find_leaks(facts, won, 0.85) == ()
    assert [leak.why.code for leak in find_leaks(facts, won, 0.75)] == ["score.leak_alone"]


@pytest.mark.data
def test_marks_that_salespeople_gave_afterwards_are_found_in_the_given_leads(data: Path) -> None:
    rows = pd.read_csv(data / "leads" / "x_education_leads.csv")
    found = find_leaks(rows.drop(columns="Converted"), rows["Converted"].astype("boolean"), LIMIT)
    assert {leak.column for leak in found} == {"Tags", "Lead Quality"}
