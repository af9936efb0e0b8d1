"""判重记录 in use: each open question as two leads one above the other, with why it is asked and what 合并 would do."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple, TypeAlias

import pandas as pd

from hiveledger.changes import Value, value, values
from hiveledger.findings import Reason
from hiveledger.flows.dedupe_words import evidence_in_words, hint, outcome_in_words
from hiveledger.flows.draft import Draft
from hiveledger.rules.match.groups import Fate
from hiveledger.rules.match.questions import are_related
from hiveledger.rules.match.survivors import by_claim
from hiveledger.rules.merge import merge_leads, read_forms
from hiveledger.schema import LEADS
from hiveledger.schema.decisions import COMPARED, fact_of
from hiveledger.schema.leads import TAKEN_OVER
from hiveledger.schema.words import DeskKind
from hiveledger.text import say

__all__ = ["keep_decisions", "locked_cells", "open_pairs"]

_Pair: TypeAlias = tuple[str, str]
_Row: TypeAlias = dict[str, Value]

_COLOURED: Final = ("company", "contact", "mobile", "phone", "email", "region", "owner_name")
_COPIED: Final = (
    *("lead_id", "other_id", "kind", "likelihood", "why", "outcome", "agree", "differ"),
    *COMPARED,
)
_RESTS_ON: Final = ("status", "owner", *_COLOURED)
_LONGEST: Final = 60  # signs of a fact in its half of a cell


def open_pairs(draft: Draft) -> dict[_Pair, str]:
    """Give the questions that wait for an answer: the row's key by pair, the lower id first."""
    rows = draft.frame("decisions")
    waiting = rows[rows["closed_at"].isna() & rows["verdict"].isna()].dropna(subset=["lead_id", "other_id"])
    ends = zip(waiting.index, waiting["lead_id"], waiting["other_id"], strict=True)
    return {(min(one, other), max(one, other)): key for key, one, other in ends}


def locked_cells(draft: Draft, leads: Collection[str], columns: Collection[str] = TAKEN_OVER) -> set[tuple[str, str]]:
    """Name the leads' cells that are not ours: a person filled or cleared them, or they hold what cannot be read."""
    mine = draft.frame("leads").loc[list(leads)]
    return {
        (lead, column)
        for column in columns
        for lead, held in zip(mine.index, values(mine[column]), strict=True)
        if not draft.state.is_machines("leads", lead, column, held)
    }


def keep_decisions(draft: Draft, questions: pd.DataFrame, firms: pd.Series, groups: Mapping[str, str]) -> None:
    """Keep a row open for each question, its copies fresh, and close the rows whose question is answered or gone.

    `questions` as `choose_questions` gives them. `firms`: the company's key by lead. `groups`: the group of a lead's
    changes where it is not the lead's own.
    """
    rows = _Rows(draft, questions, firms).rows
    opened, decisions = open_pairs(draft), draft.frame("decisions")
    stale = decisions[decisions["closed_at"].isna() & ~decisions.index.isin([opened.get(pair) for pair in rows])]
    of = {key: groups.get(lead, lead) for key, lead in zip(stale.index, stale["lead_id"].fillna(""), strict=True)}
    draft.fill("decisions", pd.DataFrame({"closed_at": pd.Timestamp(draft.now)}, index=stale.index), of)
    _refresh(draft, {key: rows[pair] for pair, key in opened.items() if pair in rows})
    for pair, row in rows.items():
        if pair not in opened:
            key = draft.mint("decisions")
            draft.append(key, "decisions", {**row, "raised_at": draft.now}, key=key)
            for lead in pair:
                draft.rest(key, "leads", lead, _RESTS_ON)


def _refresh(draft: Draft, rows: Mapping[str, _Row]) -> None:
    """Bring the copies up to date, each question for itself; a cell in which somebody typed is left alone."""
    for column in _COPIED:
        mine = draft.state.machines("decisions", column)
        fresh = {key: row[column] for key, row in rows.items() if mine[key]}
        if not fresh:
            continue
        draft.fill("decisions", pd.DataFrame({column: pd.Series(fresh, dtype=object)}))


class _Question(NamedTuple):
    """What `choose_questions` says of a pair, and whether the two companies are of one house."""

    fate: str
    same: str
    other: str
    rows: int
    likelihood: str
    related: bool


class _Rows:
    """The open questions as rows of 判重记录, by pair."""

    def __init__(self, draft: Draft, questions: pd.DataFrame, firms: pd.Series) -> None:
        self._draft, self._language = draft, draft.state.settings.language
        leads = draft.after("leads")
        named = leads[leads.index.isin([*questions["left"], *questions["right"]])]
        claim = {lead: n for n, lead in enumerate(by_claim(named, draft.state.settings.survivor)["lead"])}
        self._ends = [
            (left, right) if claim[left] < claim[right] else (right, left)
            for left, right in zip(questions["left"], questions["right"], strict=True)
        ]
        self._leads = named.assign(firm=firms.reindex(named.index))
        self._cells = {
            lead: dict(zip(named.columns, row, strict=True))
            for lead, *row in zip(named.index, *(values(named[column]) for column in named.columns), strict=True)
        }
        forms = read_forms(self._leads)
        wanted = [column for column in _COLOURED if column in TAKEN_OVER]
        self._forms = {lead: dict(zip(wanted, row, strict=True)) for lead, *row in forms[wanted].itertuples()}
        outcomes = self._outcomes()
        told = questions.assign(related=are_related(named, self._ends))
        found = map(_Question._make, told[list(_Question._fields)].itertuples(index=False))
        self.rows: dict[_Pair, _Row] = {
            (min(ends), max(ends)): {**self._row(ends, question), "outcome": outcome}
            for ends, question, outcome in zip(self._ends, found, outcomes, strict=True)
        }

    def _row(self, ends: _Pair, question: _Question) -> _Row:
        mine, theirs = (self._cells[lead] for lead in ends)
        fate, same, other, rows, likelihood, related = question
        agree, differ = self._compared(ends, same)
        told = {"rows": rows, "owner": _owner(mine), "other_owner": _owner(theirs)}
        more = Reason("dedupe.one_of_many", told) if rows and fate != Fate.CROWD else ""
        why = {
            "evidence": evidence_in_words(same, other, self._language),
            "hint": Reason(hint(fate, same.split(), other.split(), related=related), told),
            "more": more,
        }
        return {
            "lead_id": ends[0],
            "other_id": ends[1],
            "kind": DeskKind.CLASH.value if fate == Fate.CLASH else DeskKind.DUPLICATE.value,
            "likelihood": likelihood,
            "why": Reason("dedupe.why", why).text(self._language),
            "agree": self._headers(agree),
            "differ": self._headers(differ),
            **{key: self._cell(fact, mine[fact], theirs[fact]) for key in COMPARED for fact in (fact_of(key),)},
        }

    def _compared(self, ends: _Pair, same: str) -> tuple[list[str], list[str]]:
        """Give the columns that agree and those that differ, however they are written; a blank one does neither.

        What the two agree in may stand with a further contact of one of them.
        """
        mine, theirs = ({**self._cells[lead], **self._forms[lead]} for lead in ends)
        both = [column for column in _COLOURED if value(mine[column]) and value(theirs[column])]
        told = {column for column in both if mine[column] == theirs[column]} | set(same.split())
        return [column for column in _COLOURED if column in told], [column for column in both if column not in told]

    def _headers(self, columns: Collection[str]) -> Value:
        return say("dedupe.comma", self._language).join(LEADS[c].header(self._language) for c in columns) or None

    def _cell(self, column: str, upper: Value, lower: Value) -> Value:
        if upper is None and lower is None:
            return None
        return "\n".join(self._half(column, item) for item in (upper, lower))

    def _half(self, column: str, item: Value) -> str:
        if item is None:
            return say("dedupe.nothing", self._language)
        text = f"{item:%Y-%m-%d}" if isinstance(item, datetime) else LEADS[column].shown(item, self._language)
        line = " ".join(text.split())
        return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"

    def _outcomes(self) -> Iterator[str]:
        """Say of each pair what its merging would do, as if it merged alone."""
        draft, kept = self._draft, [mine for mine, _ in self._ends]
        names = [(f"{place}+", f"{place}-") for place in range(len(self._ends))]
        ids = [one for pair in self._ends for one in pair]
        as_if = self._leads.loc[ids].set_axis([name for pair in names for name in pair])
        into = pd.Series([mine for mine, _ in names], [theirs for _, theirs in names], dtype="str")
        contacts = draft.after("contacts").merge(
            pd.DataFrame({"of": kept, "lead": [mine for mine, _ in names]}, dtype="str"),
            left_on="lead_id",
            right_on="of",
            validate="many_to_many",
        )
        locked = {lead: {column for _, column in cells} for lead, cells in groupby(sorted(self._locked(kept)), _lead)}
        cells = {(mine, column) for lead, (mine, _) in zip(kept, names, strict=True) for column in locked.get(lead, ())}
        known = contacts.assign(lead_id=contacts["lead"])
        mergers = merge_leads(as_if, into, known, cells, draft.state.settings.prefer)
        for lead, (mine, _) in zip(kept, names, strict=True):
            yield outcome_in_words(mergers[mine], locked.get(lead, ()), self._language)

    def _locked(self, leads: Collection[str]) -> set[tuple[str, str]]:
        return locked_cells(self._draft, dict.fromkeys(leads))


def _lead(cell: tuple[str, str]) -> str:
    return cell[0]


def _owner(row: _Row) -> Value | Reason:
    return row["owner_name"] or row["owner"] or Reason("core.blank")
