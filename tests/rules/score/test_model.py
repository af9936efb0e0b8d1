"""A chance that adds up from the facts, learnt the same way whatever the order of rows."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hiveledger.rules.score.measures import auc, deal_folds, reliability
from hiveledger.rules.score.model import cross_validate, fit
from hiveledger.rules.score.reasons import explain_scores
from hiveledger.rules.score.scales import learn_scale


def _history() -> tuple[pd.DataFrame, pd.Series]:
    """Give 240 leads: 制造 wins three times in four, 教育 once, and a budget helps."""
    number = np.arange(240)
    made, rich = number % 2 == 0, number % 3 == 0
    facts = pd.DataFrame(
        {
            "industry": pd.Series(np.where(made, "制造", "教育"), dtype="str"),
            "budget_cny": np.where(rich, 500_000.0, np.where(number % 3 == 1, 10_000.0, np.nan)),
            "mobile": pd.Series([f"138{n:08d}" for n in number], dtype="str"),
        }
    )
    return facts, pd.Series(number // 6 % 4 < made * 2 + rich, facts.index)


def test_a_lead_is_told_what_raises_and_what_lowers_it() -> None:
    facts, won = _history()
    model = fit(facts, won)
    told = explain_scores(model, facts.head(2), {"industry": "行业", "budget_cny": "预算"})
    assert told["score"].iloc[0] > told["score"].iloc[1]
    assert told["why"].iloc[1].text() == (
        f"赢单机会约 {told['score'].iloc[1]:.0f}%，平均 33%。"
        "加分：无。减分：行业是“教育”（120 条赢 10 条）、预算不超过 10,000（80 条赢 20 条）"
    )


def test_what_the_facts_add_comes_to_the_chance() -> None:
    facts, won = _history()
    model = fit(facts, won)
    adds = model.contribute(model.place(facts))
    odds = np.exp(model.base + adds.sum(axis=1))
    assert np.allclose(model.foresee(facts), odds / (1 + odds))
    assert np.allclose(adds.mean(), 0)  # each is told against the average lead


def test_the_order_of_rows_does_not_matter() -> None:
    facts, won = _history()
    shuffled = facts.sample(frac=1, random_state=5)
    chance = cross_validate(facts, won)
    assert np.allclose(cross_validate(shuffled, won.loc[shuffled.index]).loc[facts.index], chance)


def test_a_word_never_seen_is_a_rare_one_and_a_name_tells_nothing() -> None:
    facts, won = _history()
    model = fit(facts, won)
    assert "mobile" not in model.scales
    assert model.foresee(facts.head(1).assign(industry="航天")).between(0, 1).all()


def test_nothing_to_learn_from_gives_everyone_the_average() -> None:
    facts, won = _history()
    assert np.allclose(fit(facts[["mobile"]], won).foresee(facts), won.mean(), atol=0.01)
    assert np.allclose(fit(facts[[]], won).foresee(facts), won.mean(), atol=0.01)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        pytest.param(pd.Series([1.0, 2.0, 3.0] * 20), ["没有填", "不超过 1", "在 1 和 2 之间", "超过 2"], id="numbers"),
        pytest.param(pd.Series(["甲"] * 30 + ["乙"]), ["没有填", "是“甲”", "是少见的值"], id="words"),
        pytest.param(pd.Series(["2026-03-02", None], dtype="datetime64[us]"), ["没有填", "填了"], id="days"),
    ],
)
def test_levels_are_said_in_words(cells: pd.Series, said: list[str]) -> None:
    scale = learn_scale(cells)
    assert [scale.said(level).text() for level in range(scale.size)] == said
    assert set(scale.place(cells)) <= set(range(scale.size))


def test_folds_hold_as_many_won_leads_each_whatever_the_order() -> None:
    won = pd.Series([True] * 10 + [False] * 15, index=[f"L{n:02d}" for n in range(25)])
    folds = deal_folds(won)
    assert folds.groupby([folds, won]).size().to_list() == [3, 2] * 5
    pd.testing.assert_series_equal(deal_folds(won.iloc[::-1]).sort_index(), folds)


def test_auc_counts_ties_half_and_needs_both_outcomes() -> None:
    won = pd.Series([True, False, False])
    assert auc(won, pd.Series([0.5, 0.5, 0.1])) == 0.75
    assert np.isnan(auc(pd.Series([True, True]), pd.Series([0.1, 0.2])))


def test_certainty_belongs_to_the_last_bin() -> None:
    assert reliability(pd.Series([True, False]), pd.Series([1.0, 0.95])).index.to_list() == [9]


@pytest.mark.data
def test_facts_of_the_intake_foresee_the_given_leads(data: Path) -> None:
    rows = pd.read_csv(data / "leads" / "x_education_leads.csv")
    afterwards = rows.columns.str.match("Tags|Lead Quality|Last |Asymmetrique|Converted")
    won = rows["Converted"].astype("bool")
    foreseen = cross_validate(rows.loc[:, ~afterwards], won)
    folds = [auc(won[foreseen["fold"] == fold], part["chance"]) for fold, part in foreseen.groupby("fold")]
    assert np.mean(folds) >= 0.785
    told = reliability(won, foreseen["chance"])
    assert ((told["predicted"] - told["observed"]).abs() * told["count"]).sum() / len(won) < 0.03
