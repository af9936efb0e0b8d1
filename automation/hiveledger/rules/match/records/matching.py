"""A table's rows matched with each other."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from pandas.arrays import IntegerArray

from hiveledger.rules.match.companies import judge_pairs, read_companies
from hiveledger.rules.match.companies import propose_pairs as propose_firms
from hiveledger.rules.match.records.alignment import Level
from hiveledger.rules.match.records.aspects import Aspect, Shape, joined, kinds_of_rows, read_aspects
from hiveledger.rules.match.records.candidates import Places, propose_pairs, unique_pairs
from hiveledger.rules.match.records.clusters import Labels, connected, join_rows
from hiveledger.rules.match.records.fields import Field, Kind, Matched, Outcome
from hiveledger.rules.match.records.pairs import LEAST, Judge, Judged, Looks, Table
from hiveledger.rules.match.records.weights import Bits

__all__ = ["candidates_of", "match_and_learn", "match_records", "read_table", "tell_outcome"]

_NONE: Final = -1
_BOTH: Final = 2


def match_records(rows: pd.DataFrame, fields: Sequence[Field]) -> Matched:
    """Tell which rows are one, which may be, which are parts of one group of companies, and why.

    Certain rows share a cluster_id; the two rows of a question for a person share a review_id; a company, its branches
    and its group share a related_id. A row takes part in one question at most: the likeliest.

    Reads: the columns of `fields`, as text. Returns: see `Matched`; facts that agree or differ are named given,
    surname, company, address, phone, email, city, key0, text1 (numbered by their field), with `_close` where two
    texts are only alike, and as `companies` names them.

    >>> names = ["Arnie Morton's", "arnie mortons", "Palm"]
    >>> rows = pd.DataFrame({"name": names, "tel": ["310-2461501"] * 3}, dtype="str")
    >>> fields = [Field(Kind.COMPANY, ("name",)), Field(Kind.PHONE, ("tel",))]
    >>> match_records(rows, fields).rows["cluster_id"].to_list()
    [0, 0, 1]
    """
    return match_and_learn(rows, fields)[0]


def match_and_learn(rows: pd.DataFrame, fields: Sequence[Field]) -> tuple[Matched, Judge]:
    """Match rows as `match_records` does, and give how they were judged, so that later rows can be, too.

    >>> rows = pd.DataFrame({"tel": ["310-2461501", "310-2461501"]}, dtype="str")
    >>> found, judge = match_and_learn(rows, [Field(Kind.PHONE, ("tel",))])
    >>> len(judge.weights.levels)
    1
    """
    aspects = read_aspects(rows, fields)
    firsts, kinds = kinds_of_rows(aspects, len(rows))
    found, judge = _match_kinds(rows.iloc[firsts], fields, [aspect.of(firsts) for aspect in aspects])
    again = np.setdiff1d(np.arange(len(rows)), firsts, assume_unique=True)
    table = found.rows.iloc[kinds].set_axis(rows.index)
    # One row asks for all that say the same.
    table["review_id"] = table["review_id"].mask(np.isin(np.arange(len(rows)), again))
    pairs = found.pairs.assign(first=firsts[found.pairs["first"]], second=firsts[found.pairs["second"]])
    pairs = pd.concat([pairs, _same(aspects, firsts[kinds[again]], again)], ignore_index=True)
    return Matched(table, pairs), judge


def _match_kinds(rows: pd.DataFrame, fields: Sequence[Field], aspects: Sequence[Aspect]) -> tuple[Matched, Judge]:
    table = read_table(rows, fields, aspects)
    pairs = candidates_of(aspects, table)
    looks = table.look(*pairs)
    judge = table.learn(looks)
    judged = judge.judge(looks)
    labels = join_rows(len(rows), pairs, judged.bits, LEAST, judge.bits)
    return tell_outcome(rows.index, looks, judged, labels, table), judge


def _same(aspects: Sequence[Aspect], first: Places, second: Places) -> pd.DataFrame:
    """Give the pairs of rows that say the very same."""
    same = pd.Series("", range(len(second)), dtype="str")
    for aspect in aspects:
        same = same.mask(aspect.codes[second] >= 0, same + aspect.fact + " ")
    told = {"first": first, "second": second, "outcome": Outcome.MERGE.value, "same": same.str.strip(), "other": ""}
    return pd.DataFrame(told).astype({"outcome": "str", "other": "str"})


def read_table(rows: pd.DataFrame, fields: Sequence[Field], aspects: Sequence[Aspect]) -> Table:
    """Make rows ready to be compared: their aspects, and Chinese companies' names taken apart."""
    companies = None
    if any(aspect.shape is Shape.FIRM for aspect in aspects):
        columns = {field.kind: field.columns for field in fields}
        cities = joined(rows, columns[Kind.CITY]) if Kind.CITY in columns else None
        companies = read_companies(joined(rows, columns[Kind.COMPANY]), cities)
    return Table.of(aspects, companies, len(rows))


def candidates_of(aspects: Sequence[Aspect], table: Table) -> tuple[Places, Places]:
    """Give the pairs of a table's rows to compare."""
    first, second = propose_pairs(aspects, table.size)
    if table.companies is None:
        return first, second
    more = propose_firms(table.companies)
    return unique_pairs(np.concatenate([first * table.size + second, more[0] * table.size + more[1]]), table.size)


def tell_outcome(index: pd.Index, looks: Looks, judged: Judged, labels: Labels, table: Table) -> Matched:
    """Give what came of it: of each row the pair that joined it most surely, of each question its two rows."""
    first, second = pairs = looks.first, looks.second
    is_one = labels[first] == labels[second]
    merged = np.flatnonzero(is_one & (judged.bits >= LEAST))
    merged = merged[_best_of(pairs, judged.bits, merged) > 0]
    asked = np.flatnonzero(~is_one & judged.is_doubtful)
    asked = asked[_best_of(pairs, judged.bits, asked) == _BOTH]
    related = np.flatnonzero(~is_one & judged.is_related)
    reviews = np.full(len(index), _NONE)
    for ends in pairs:
        reviews[ends[asked]] = np.arange(len(asked))
    ids = {
        "cluster_id": labels,
        "review_id": reviews,
        "related_id": _trees(labels, first[related], second[related]),
    }
    rows = pd.DataFrame({name: _numbers(column) for name, column in ids.items()}, index=index)
    kept = np.concatenate([merged, asked, related])
    outcomes = np.repeat(
        [Outcome.MERGE.value, Outcome.REVIEW.value, Outcome.RELATED.value], [len(merged), len(asked), len(related)]
    )
    same, other = _facts(table, first[kept], second[kept])
    told = {"first": first[kept], "second": second[kept], "outcome": outcomes, "same": same, "other": other}
    return Matched(rows, pd.DataFrame(told).astype({"outcome": "str"}))


def _numbers(column: Labels) -> IntegerArray:
    return IntegerArray(column, column == _NONE)


def _best_of(pairs: tuple[Places, Places], bits: Bits, kept: Places) -> Places:
    """Count for each of some pairs of how many of its two rows it is the strongest."""
    order = kept[np.argsort(-bits[kept], kind="stable")]
    rows = np.stack([pairs[0][order], pairs[1][order]], axis=1).ravel()
    _, strongest = np.unique(rows, return_index=True)
    counts = np.bincount(strongest // 2, minlength=len(order))
    found = np.zeros(len(bits), np.int64)
    found[order] = counts
    return found[kept]


def _trees(labels: Labels, first: Places, second: Places) -> Labels:
    """Number the trees of related clusters, row by row."""
    size = int(labels.max(initial=-1)) + 1
    mine, theirs = labels[first], labels[second]
    tree = connected(size, mine, theirs)
    in_tree = np.zeros(size, bool)
    in_tree[mine] = in_tree[theirs] = True
    return np.where(in_tree, tree, _NONE)[labels]


def _facts(table: Table, first: Places, second: Places) -> tuple[pd.Series, pd.Series]:
    """Name the facts in which each pair agrees, and those in which it differs."""
    same, other = (pd.Series("", range(len(first)), dtype="str") for _ in range(2))
    for aspect, at in zip(table.aspects, table.look(first, second).levels, strict=True):
        same = same.mask(at == Level.EQUAL, same + aspect.fact + " ")
        same = same.mask((at == Level.CLOSE) | (at == Level.PART), same + aspect.fact + "_close ")
        other = other.mask((at == Level.DIFFERENT) | (at == Level.SLIGHT), other + aspect.fact + " ")
    if table.companies is not None:
        firms = judge_pairs(table.companies, first, second)[["same", "other"]].astype("str")
        same, other = firms["same"] + " " + same, firms["other"] + " " + other
    return same.str.strip(), other.str.strip()
