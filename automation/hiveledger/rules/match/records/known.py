"""Rows that were matched before, kept so that new ones are compared with the few that are near them.

A *batch* is the rows of one table: their texts, and from each feature the way to the rows that have it. How agreement
is judged was learned from the first batch and stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from hiveledger.rules.match.companies.sounds import spelt
from hiveledger.rules.match.records.aspects import Aspect, Shape, read_aspects
from hiveledger.rules.match.records.candidates import (
    NEAREST,
    Hashes,
    Places,
    features_of,
    hashed,
    spread,
    whole_texts,
)
from hiveledger.rules.match.records.clusters import Labels, join_rows
from hiveledger.rules.match.records.fields import Field, Matched
from hiveledger.rules.match.records.matching import candidates_of, read_table, tell_outcome
from hiveledger.rules.match.records.pairs import LEAST, Judge, Table
from hiveledger.rules.match.records.weights import Bits, Weights, rarity, usual_weights

__all__ = ["Batch", "Known", "Learned", "index_rows", "learned_of", "match_new", "nearest_rows"]

_CROWD: Final = 300  # rows with a feature beyond which it leads nowhere
_PIECES: Final = (2, 3)  # characters of a Chinese company's name that are a feature together
_SURE: Final = 12.0  # bits of two known rows that are one
_NEVER: Final = -1000.0


@dataclass(frozen=True)
class Batch:
    """Where the rows of one table are found by their features."""

    hashes: Hashes  # features, in order
    starts: Places  # of each feature's rows in `rows`; one more at the end
    rows: Places

    def counts(self, wanted: Hashes) -> Places:
        """Give how many rows have each feature."""
        at = np.minimum(np.searchsorted(self.hashes, wanted), max(len(self.hashes) - 1, 0))
        if not len(self.hashes):
            return np.zeros(len(wanted), np.int64)
        return np.where(self.hashes[at] == wanted, self.starts[at + 1] - self.starts[at], 0).astype(np.int64)

    def rows_with(self, wanted: Hashes, counts: Places) -> Places:
        """Give the rows that have each feature, one feature after the other; `counts`: how many of each."""
        at = np.minimum(np.searchsorted(self.hashes, wanted), max(len(self.hashes) - 1, 0))
        steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        rows: Places = self.rows[np.repeat(self.starts[at], counts) + steps].astype(np.int64)
        return rows


@dataclass(frozen=True)
class Learned:
    """How rows are judged, as far as it holds for later rows, too."""

    levels: dict[str, list[float]]  # by aspect, the bits of each level
    by_chance: dict[str, float]  # by aspect, how often any two rows are equal
    odds: float


@dataclass(frozen=True)
class Known:
    """What new rows are matched with."""

    learned: Learned
    batches: Sequence[Batch]
    clusters: Labels  # of the known rows near the new ones


def learned_of(judge: Judge) -> Learned:
    """Give what a judge has learned that is not of its own rows."""
    names, weights = [_name(aspect) for aspect in judge.table.aspects], judge.weights
    return Learned(
        {name: bits.tolist() for name, bits in zip(names, weights.levels, strict=True)},
        dict(zip(names, weights.by_chance, strict=True)),
        float(weights.odds),
    )


def index_rows(rows: pd.DataFrame, fields: Sequence[Field]) -> Batch:
    """Give rows as a batch.

    >>> from hiveledger.rules.match.records.fields import Kind
    >>> rows = pd.DataFrame({"tel": ["310-2461501", "3102461501"]}, dtype="str")
    >>> batch = index_rows(rows, [Field(Kind.PHONE, ("tel",))])
    >>> batch.rows.tolist(), batch.counts(batch.hashes).tolist()
    ([0, 1], [2])
    """
    mine, features = _features(read_aspects(rows, fields))
    order = np.argsort(features, kind="stable")
    hashes, starts = np.unique(features[order], return_index=True)
    return Batch(hashes, np.append(starts, len(order)).astype(np.int64), mine[order])


def nearest_rows(rows: pd.DataFrame, fields: Sequence[Field], batches: Sequence[Batch]) -> list[Places]:
    """Give of each batch the rows that share most with some of `rows`, in order."""
    mine, features = _features(read_aspects(rows, fields))
    if not len(mine):
        return [np.empty(0, np.int64) for _ in batches]
    counts = [batch.counts(features) for batch in batches]
    shared = np.sum(counts, axis=0)
    kept = shared <= _CROWD
    total = sum(int(batch.rows.max(initial=-1)) + 1 for batch in batches)
    weights = np.log1p(total / np.maximum(shared[kept], 1))
    near = []
    for batch, count in zip(batches, counts, strict=True):
        partners = batch.rows_with(features[kept], count[kept])
        who, told = np.repeat(mine[kept], count[kept]), np.repeat(weights, count[kept])
        pairs = pd.DataFrame({"who": who, "known": partners, "told": told})
        pairs = pairs.groupby(["who", "known"], sort=True)["told"].sum().reset_index()
        best = pairs.sort_values(["who", "told"], ascending=[True, False], kind="stable").groupby("who").head(NEAREST)
        near.append(np.unique(best["known"].to_numpy()))
    return near


def match_new(rows: pd.DataFrame, near: pd.DataFrame, fields: Sequence[Field], known: Known) -> Matched:
    """Match new rows with known ones and with each other. Two known rows that were not one stay two.

    `near`: known rows near the new ones, in the same columns. A new cluster's number is below 0.
    Returns: as `match_records`, for the new rows and then the known ones.
    """
    both = pd.concat([rows, near])
    aspects = read_aspects(both, fields)
    table = read_table(both, fields, aspects)
    judge = Judge(table, _weights(table, known))
    first, second = candidates_of(aspects, table)
    is_new = first < len(rows)  # of two rows, the first is the earlier one: new rows come first
    pairs = (first[is_new], second[is_new])
    looks = table.look(*pairs)
    judged = judge.judge(looks)
    old = np.concatenate([np.full(len(rows), -1), known.clusters])

    def weigh(mine: Places, theirs: Places) -> Bits:
        are_known = (old[mine] >= 0) & (old[theirs] >= 0)
        told = np.where(old[mine] == old[theirs], _SURE, _NEVER)
        return np.where(are_known, told, judge.bits(mine, theirs))

    chains = _chains(old)
    edges = (np.concatenate([pairs[0], chains[0]]), np.concatenate([pairs[1], chains[1]]))
    bits = np.concatenate([judged.bits, np.full(len(chains[0]), _SURE)])
    joined = join_rows(len(both), edges, bits, LEAST, weigh)
    found = tell_outcome(both.index, looks, judged, joined, table)
    numbers = np.full(int(joined.max(initial=-1)) + 1, -1)
    numbers[joined[len(rows) :]] = known.clusters
    is_fresh = numbers < 0
    numbers[is_fresh] = -1 - np.arange(is_fresh.sum())
    cluster_id = pd.array(numbers[joined], dtype="Int64")
    return Matched(found.rows.assign(cluster_id=cluster_id), found.pairs)


def _chains(clusters: Labels) -> tuple[Places, Places]:
    """Pair each known row with the next one of its cluster."""
    known = np.flatnonzero(clusters >= 0)
    order = known[np.argsort(clusters[known], kind="stable")]
    same = clusters[order][1:] == clusters[order][:-1]
    return order[:-1][same], order[1:][same]


def _weights(table: Table, known: Known) -> Weights:
    """Give the weights for some rows: levels as learned, rarity as in all batches together."""
    learned, batches = known.learned, known.batches
    names = [_name(aspect) for aspect in table.aspects]
    size = sum(int(batch.rows.max(initial=-1)) + 1 for batch in batches)
    usual = [usual_weights(aspect.shape) for aspect in table.aspects]  # for what the first rows said nothing of
    by_chance = tuple(learned.by_chance.get(name, chance) for name, (_, chance) in zip(names, usual, strict=True))
    texts = tuple(
        rarity(np.sum([batch.counts(whole_texts(aspect)) for batch in batches], axis=0), size, usual)
        for aspect, usual in zip(table.aspects, by_chance, strict=True)
    )
    levels = tuple(np.array(learned.levels.get(name, bits)) for name, (bits, _) in zip(names, usual, strict=True))
    return Weights(levels, texts, learned.odds, by_chance)


def _name(aspect: Aspect) -> str:
    return f"{aspect.fact} {aspect.shape}"


def _features(aspects: Sequence[Aspect]) -> tuple[Places, Hashes]:
    rows, features = features_of(aspects)
    for aspect in aspects:
        if aspect.shape is Shape.FIRM:
            mine, pieces = _pieces(aspect)
            rows, features = np.concatenate([rows, mine]), np.concatenate([features, pieces])
    return rows, features


@cache
def _syllable(character: str) -> str:
    return spelt(character)[0]


def _pieces(aspect: Aspect) -> tuple[Places, Hashes]:
    """Give the pieces of Chinese companies' names, by sound: what is misheard is near, too."""
    cut = []
    for text in aspect.texts:
        heard = [_syllable(character) for character in text if not character.isspace()]
        starts = ((at, size) for size in _PIECES for at in range(max(1, len(heard) - size + 1)))
        cut.append(sorted({" ".join(heard[at : at + size]) for at, size in starts}))
    flat = hashed("firm", [piece for pieces in cut for piece in pieces])
    return spread(aspect.codes, np.split(flat, np.cumsum([len(pieces) for pieces in cut])[:-1]))
