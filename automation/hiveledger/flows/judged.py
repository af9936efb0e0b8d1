"""What people have said of pairs: on 判重记录, on the desk of an older ledger, and by taking a merge back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Final, TypeAlias

import pandas as pd

from hiveledger.changes import Set
from hiveledger.flows.draft import Draft
from hiveledger.flows.undo import taken_back
from hiveledger.journal import Run
from hiveledger.rules.match.cards import is_in_play, roots
from hiveledger.schema.words import DeskKind, Judgement, Verdict

__all__ = ["EVENTS", "PAIRS", "Judged", "Undone", "undone_merges"]

_Pair: TypeAlias = tuple[str, str]

PAIRS: Final = (DeskKind.DUPLICATE, DeskKind.CLASH)
EVENTS: Final = (DeskKind.AGAIN, DeskKind.UPGRADE)
_MERGE: Final = frozenset({Judgement.MERGE, Verdict.ACCEPT})
_APART: Final = frozenset({Judgement.DIFFERENT, Verdict.REJECT})


@dataclass(frozen=True)
class Undone:
    """A merge that somebody took back: what was merged, when it was taken back, and by which run."""

    pair: _Pair
    at: datetime
    run: str


def undone_merges(runs: Sequence[Run]) -> tuple[Undone, ...]:
    """Give all pairs that a run merged and somebody took apart again by undoing that run, the last time of each.

    Leads that one run merged into the same lead are pairs too: it is their being one customer that was taken back.
    """
    undone, by_id = taken_back(runs), {run.run_id: run for run in runs}
    found: dict[_Pair, Undone] = {}
    for run in runs:
        if run.run_id in undone and run.verb == "dedupe":
            by = by_id[undone[run.run_id]]
            found |= {pair: Undone(pair, by.at, by.run_id) for pair in _merged(run)}
    return tuple(found.values())


def _merged(run: Run) -> Iterator[_Pair]:
    groups: dict[str, set[str]] = {}
    for change in run.changes:
        if isinstance(change, Set) and (change.table, change.column) == ("leads", "duplicate_of"):
            kept = str(change.after)
            groups.setdefault(kept, {kept}).add(change.key)
    for group in groups.values():
        yield from combinations(sorted(group), 2)


@dataclass(frozen=True)
class Judged:
    """People's answers so far. A lead that has merged since is answered for by the one that was kept."""

    together: frozenset[_Pair]  # merge them, still to be done
    apart: frozenset[_Pair]  # not one customer
    related: frozenset[_Pair]  # of these, the ones of one house
    doubted: frozenset[_Pair]  # their merge was taken back, and nobody has said anything since
    handled: frozenset[_Pair]  # not to be asked again
    heard: frozenset[tuple[str, str]]  # events (lead, time) that SO has dealt with

    @classmethod
    def on(cls, draft: Draft, undone: Sequence[Undone] = ()) -> "Judged":
        """Read the verdicts. 合并 does not outlive its being taken back: what was said before is asked anew."""
        leads, desk, archive = draft.after("leads"), draft.frame("desk"), draft.frame("merged")
        ends = _ends(leads, pd.concat([draft.frame("decisions"), desk[desk["kind"].isin(PAIRS)]]))
        last = {one.pair: one.at for one in undone}
        is_merge = ends["verdict"].isin(_MERGE)
        was_before = [
            pair in last and raised < last[pair] for pair, raised in zip(_pairs(ends), ends["raised_at"], strict=True)
        ]
        is_void = is_merge & pd.Series(was_before, index=ends.index, dtype=bool)
        told = ends[ends["verdict"].notna() & ~is_void]
        # What the archive has was merged before, and somebody took it out by hand: that is their last word.
        done = set(_pairs(_ends(leads, archive.reset_index().rename(columns={"merged_into": "other_id"}))))
        together = frozenset(_pairs(told[is_merge.loc[told.index]])) - done
        related = frozenset(_pairs(told[told["verdict"] == Judgement.RELATED]))
        handled = frozenset(_pairs(told))
        taken = pd.DataFrame([one.pair for one in undone], columns=["lead_id", "other_id"], dtype="str")
        events = desk[desk["verdict"].notna() & desk["lead_id"].isin(leads.index) & desk["kind"].isin(EVENTS)]
        return cls(
            together=together,
            apart=frozenset(_pairs(told[told["verdict"].isin(_APART)])) | related,
            related=related,
            doubted=frozenset(_pairs(_ends(leads, taken))) - handled,
            handled=handled - together,
            heard=frozenset(zip(events["lead_id"], events["new_value"], strict=True)),
        )


def _ends(leads: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Give the pairs of two leads that are in play, each as the lead that stands for it now: left, right."""
    root, playing = roots(leads), set(leads.index[is_in_play(leads)])
    known = pairs[pairs["lead_id"].isin(leads.index) & pairs["other_id"].isin(leads.index)]
    ends = known.assign(left=known["lead_id"].map(root), right=known["other_id"].map(root))
    return ends[ends["left"].isin(playing) & ends["right"].isin(playing) & (ends["left"] != ends["right"])]


def _pairs(ends: pd.DataFrame) -> list[_Pair]:
    return [(min(pair), max(pair)) for pair in zip(ends["left"], ends["right"], strict=True)]
