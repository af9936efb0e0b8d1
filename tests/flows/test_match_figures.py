"""What the given sets demand of the matcher, beside what others reach in the same run.

Splink and recordlinkage take an environment of their own and a minute; their figures are measured by `bench match` and
stand in docs/quality.md. Here the peers are those that cost little: a rule by hand, and RapidFuzz on stripped names.
"""

import re
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pytest
from rapidfuzz import fuzz, process

from hiveledger.flows.match import read_asked, read_rows
from hiveledger.intake.streaming import read_text_table
from hiveledger.rules.match.records import match_records
from tests.scores import Labels, Score, joined, of_pairs, pairwise, wrongly_merged_by_text

_HARD: Final = ("branch", "subsidiary", "neg_region", "neg_trade", "neg_brandchar")
_LEGAL: Final = re.compile("(股份有限|有限责任|集团有限|有限|股份)?公司$|集团$")
_RATIOS: Final = (80, 85, 90)
_CHUNK: Final = 1_000


def _matched(path: Path, fields: str) -> pd.DataFrame:
    rows, layout = read_rows(read_text_table(path), read_asked(fields))
    return match_records(rows, layout.fields).rows.reset_index(drop=True)


def _whole(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def _by_any(rows: pd.DataFrame, keys: Sequence[Sequence[str]]) -> Labels:
    """Join rows that say the same in all columns of one of the keys: the rule that somebody writes by hand."""
    pairs = []
    for columns in keys:
        said = rows[(rows[[*columns]] != "").all(axis=1)]
        key = reduce(lambda left, right: left + "\t" + right, (said[column] for column in columns))
        plain = key.str.replace(r"[^\w\t]", "", regex=True)
        first = plain.groupby(plain).transform(lambda group: group.index[0])
        pairs.append(np.stack([first.to_numpy(dtype=np.int64), said.index.to_numpy(dtype=np.int64)], axis=1))
    return joined(np.concatenate(pairs), len(rows))


def _by_ratio(texts: Sequence[str], true: Sequence[str]) -> Score:
    """Give the best that a threshold on the likeness of texts reaches: the labels choose it, which is to its favour."""
    parts = []
    for start in range(0, len(texts), _CHUNK):
        scores = process.cdist(
            texts[start : start + _CHUNK], texts[start:], scorer=fuzz.ratio, score_cutoff=min(_RATIOS), dtype=np.uint8
        )
        first, second = np.nonzero(np.triu(scores, 1))
        parts.append(np.stack([first + start, second + start, scores[first, second]], axis=1).astype(np.int64))
    found = np.concatenate(parts)
    tried = (of_pairs(found[found[:, 2] >= ratio, :2], true) for ratio in _RATIOS)
    return max(tried, key=lambda score: score.f1)


@pytest.mark.parametrize(
    ("file", "fields", "rule"),
    [
        ("rest.csv", "company=name,address=addr,city=city,phone=phone", (["phone"], ["name", "addr"])),
        (
            "fake1000.csv",
            "person=first_name+surname,key=dob,city=city,email=email",
            (["email"], ["first_name", "surname", "dob"]),
        ),
        (
            "febrl3.csv",
            "person=given_name+surname,address=street_number+address_1,city=suburb,key=postcode,key=date_of_birth",
            (["given_name", "surname", "date_of_birth"], ["given_name", "surname", "address_1"]),
        ),
    ],
    ids=["restaurants", "people with typing errors", "synthetic people"],
)
def test_a_given_set_is_matched_better_than_by_hand_or_by_likeness(
    file: str, fields: str, rule: Sequence[Sequence[str]], data: Path
) -> None:
    path = data / "matching" / file
    whole = _whole(path)
    true = whole["true"].tolist()
    ours = pairwise(_matched(path, fields)["cluster_id"].to_numpy(dtype=np.int64), true)
    columns = re.findall(r"[=+](\w+)", fields)
    by_hand = pairwise(_by_any(whole, rule), true)
    by_likeness = _by_ratio(whole[columns].agg(" ".join, axis=1).tolist(), true)
    assert ours.f1 > max(by_hand.f1, by_likeness.f1)
    assert ours.precision >= 0.985


@pytest.fixture(scope="module")
def by_likeness(data: Path) -> Score:
    """What a threshold on stripped names reaches: all with all of thirteen thousand, so once is enough."""
    whole = _whole(data / "matching/cn_companies_dev.csv")
    return _by_ratio(whole["name"].str.replace(_LEGAL, "", regex=True).tolist(), whole["true"].tolist())


@pytest.mark.parametrize("fields", ["company=name", "company=name,city=city"])
def test_chinese_names_are_merged_only_where_that_is_certain(fields: str, data: Path, by_likeness: Score) -> None:
    path = data / "matching/cn_companies_dev.csv"
    whole = _whole(path)
    true, groups = whole["true"].tolist(), _matched(path, fields)["cluster_id"].to_numpy(dtype=np.int64)
    ours = pairwise(groups, true)
    texts = whole["name"] + ("\t" + whole["city"] if "city" in fields else "")
    wrong = wrongly_merged_by_text(groups, true, texts.tolist())
    assert ours.precision >= 0.985
    assert wrong[whole["kind"].isin(_HARD)].mean() <= 0.005
    assert ours.f1 > by_likeness.f1


def test_a_short_name_comes_to_its_own_full_name_and_to_no_other(data: Path, tmp_path: Path) -> None:
    listed = _whole(data / "matching/cn_short_full_industry_dev.csv")
    path = tmp_path / "names.csv"
    pd.DataFrame({"name": [*listed["name"], *listed["fullname"]]}).to_csv(path, index=False)
    groups = _matched(path, "company=name")["cluster_id"].to_numpy(dtype=np.int64)
    shorts, names = groups[: len(listed)], groups[len(listed) :]
    other = pd.Series(names).isin(shorts[shorts != names])
    assert (shorts == names).mean() >= 0.9
    assert other.mean() <= 0.005
