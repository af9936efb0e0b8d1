"""Thirteen thousand real company names, most of them written in several ways, as leads that say nothing else."""

from collections.abc import Callable, Mapping
from math import comb
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.match.leads import Match
from hiveledger.schema import LEADS
from hiveledger.schema.frames import typed
from tests.rules.match.ledgers import matched

_NEIGHBOURS: Final = ["branch", "subsidiary", "neg_region", "neg_trade"]  # companies that must never become one


@pytest.fixture(scope="module")
def names(data: Path) -> pd.DataFrame:
    read = pd.read_csv(data / "matching" / "cn_companies_dev.csv", dtype="str")
    return read.set_index(pd.Index([f"L{n:06d}" for n in read.index], name="lead_id", dtype="str"))


@pytest.fixture(scope="module")
def found(names: pd.DataFrame) -> Match:
    rows = pd.DataFrame({"company": names["name"], "region": names["city"], "status": "cleaned"}, index=names.index)
    return matched(typed(LEADS, rows))


def _pairs(sizes: pd.Series) -> int:
    return sum(map(comb, sizes, [2] * len(sizes)))


def _scores(names: pd.DataFrame, found: Match) -> Mapping[str, float]:
    kept = found.into.reindex(names.index).fillna(names.index.to_series())
    merged = _pairs(kept.value_counts())
    right = _pairs(pd.DataFrame({"kept": kept, "true": names["true"]}).value_counts())
    return {"precision": right / merged, "recall": right / _pairs(names["true"].value_counts())}


def test_every_row_is_kept_or_merged_into_one_that_is(names: pd.DataFrame, found: Match) -> None:
    kept = names.index.difference(found.into.index)
    assert set(found.into) <= set(kept)
    assert len(kept) + len(found.into) == len(names) == 13_129


def test_what_merges_is_right(
    names: pd.DataFrame, found: Match, record_property: Callable[[str, object], None]
) -> None:
    scores = _scores(names, found)
    for name, score in scores.items():
        record_property(name, round(score, 4))
    assert scores["precision"] >= 0.985
    assert scores["recall"] >= 0.90


def test_branches_and_companies_of_another_place_or_trade_stay_apart(names: pd.DataFrame, found: Match) -> None:
    true = names["true"]
    wrong = names.loc[found.into.index][true[found.into.index].to_numpy() != true[found.into].to_numpy()]
    assert wrong["kind"].isin(_NEIGHBOURS).sum() / len(names) <= 0.005


def test_a_person_is_asked_about_few_and_hardly_in_vain(names: pd.DataFrame, found: Match) -> None:
    asked, true = found.to_judge, names["true"]
    assert len(asked) / len(names) <= 0.02
    # What is left to ask are names that fit two companies: of two questions one is in vain.
    assert (true[asked["left"]].to_numpy() == true[asked["right"]].to_numpy()).mean() >= 0.5
