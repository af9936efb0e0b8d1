"""Records of contacts in 跟进记录: typed lines are taken apart, and only what is missing is asked back. Source: M13."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from hiveledger.changes import Value, value, values
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Reason
from hiveledger.flows.draft import Draft
from hiveledger.rules.follow_up import NOTHING, Facts, Named, Names, gather_names, is_forged, missing_facts, read_facts
from hiveledger.rules.match.cards import roots
from hiveledger.rules.normalise.characters import plain, tidy
from hiveledger.schema import TABLES
from hiveledger.text import Language, say

__all__ = ["add_lines", "read_rows"]

_TOUCHES: Final = TABLES["touches"]
_SHOWN: Final = 6  # leads that a line may mean
_FROM_LINE: Final = ("lead_id", "how", "need", "promised", "next_at", "stage")
_NOTHING: Final[Mapping[str, Value]] = dict.fromkeys(_FROM_LINE)


def add_lines(draft: Draft, lines: Sequence[str], by: str) -> pd.DataFrame:
    """Add a record for each typed line, made now by the person `by`; gives them as `read_rows` does.

    Raises: SchemaError where it is not said who made them, or the team has nobody of that number.
    """
    people = draft.frame("people")
    if not by:
        raise SchemaError("follow_up.by_missing")
    if by not in people.index:
        raise SchemaError("follow_up.nobody", by=by)
    told = draft.now.date()
    names, reader = gather_names(draft.frame("leads"), by)[by], _Reader(draft)
    read = reader.ask([reader.row(line, _NOTHING, names, told) for line in lines])
    rows = {}
    for line, cells in zip(lines, read, strict=True):
        row = {"staff_no": by, "line": line, **cells, "recorded_at": draft.now}
        key = draft.append(str(cells["lead_id"] or ""), "touches", row, why=Reason("follow_up.said", {"by": by}))
        rows[key] = row
        if cells["ask"]:
            draft.find(Finding("follow_up.asks", "touches", key, "ask", {"line": line, "ask": cells["ask"]}))
    found = draft.after("touches").loc[list(rows)]
    return found.assign(lead=found["lead_id"].map(roots(draft.frame("leads"))), at=pd.Timestamp(draft.now), is_new=True)


def read_rows(draft: Draft) -> pd.DataFrame:
    """Take in what people wrote on 跟进记录 since the last run, and give all records.

    A record's time is that at which its row was first seen saved. What a line says goes only into blank cells.

    Returns: the columns of touches with lead (the lead that it speaks of, or the one that was merged into), at (the
    recorded time) and is_new (bool: no run has seen it yet).
    """
    touches, leads = draft.frame("touches"), draft.frame("leads")
    at, is_new = _recorded(draft)
    lead = touches["lead_id"].where(touches["lead_id"].isin(leads.index))
    unsettled = touches[is_new | touches["ask"].notna() | (lead.isna() & touches["lead_id"].notna())]
    unsettled = unsettled[unsettled[[*_FROM_LINE, "line"]].notna().any(axis=1)]
    told = _read_new(draft, unsettled, at) if len(unsettled) else touches["lead_id"].iloc[:0]
    rows = draft.after("touches").assign(at=at, is_new=is_new)
    lead = lead.fillna(told.reindex(rows.index)).map(roots(leads))
    rows = rows.assign(lead=lead.astype("str"))
    if is_new.any():
        _tell_forged(draft, rows[is_new])
    return rows[rows[[*_FROM_LINE, "line"]].notna().any(axis=1)]


def _recorded(draft: Draft) -> tuple[pd.Series, pd.Series]:
    """Give each record's time, and whether it is one that no run has seen: a typed record time does not count."""
    touches, now = draft.frame("touches"), pd.Timestamp(draft.now)
    ours = touches["recorded_at"].where(draft.state.machines("touches", "recorded_at"))
    seen = {key: at for (table, key), at in draft.state.seen_at.items() if table == "touches"}
    first = pd.Series(seen, dtype="datetime64[us]").reindex(touches.index)
    return ours.fillna(first.where(first <= now, now)), ours.isna()


def _read_new(draft: Draft, rows: pd.DataFrame, at: pd.Series) -> pd.Series:
    """Read rows that are new or lack something, and want their blank cells filled; gives their leads."""
    reader, by = _Reader(draft), rows["staff_no"].fillna("")
    names, lines = gather_names(draft.frame("leads"), *by.unique()), rows["line"].fillna("")
    held = zip(*(values(rows[fact]) for fact in _FROM_LINE), strict=True)
    given = [dict(zip(_FROM_LINE, cells, strict=True)) for cells in held]
    told = zip(lines, given, by, at[rows.index], strict=True)
    read = reader.ask([reader.row(line, cells, names[who], on.date()) for line, cells, who, on in told])
    found = pd.DataFrame(read, index=rows.index, columns=[*_FROM_LINE, "ask"]).astype(
        {column: draft.frame("touches")[column].dtype for column in (*_FROM_LINE, "ask")}
    )
    groups = {key: lead if isinstance(lead, str) else key for key, lead in found[["lead_id"]].itertuples()}
    keys = rows.index.tolist()
    for column in found.columns:
        cells = zip(keys, values(rows[column]), strict=True)
        may = np.array([draft.state.is_machines("touches", key, column, cell) for key, cell in cells], dtype=bool)
        if column != "ask":
            may &= rows[column].isna().to_numpy() & found[column].notna().to_numpy()
        draft.fill("touches", found.loc[may, [column]], groups, Reason("follow_up.read"))
    fresh = rows.index[draft.frame("touches").loc[rows.index, "recorded_at"].isna()]
    draft.fill("touches", at[fresh].to_frame("recorded_at"), groups, Reason("follow_up.seen"))
    return found["lead_id"]


def _tell_forged(draft: Draft, rows: pd.DataFrame) -> None:
    wrong = is_forged(rows.assign(lead_id=rows["lead"]), draft.frame("leads"), rows["at"])
    for key, late, early in wrong[wrong.any(axis=1)].itertuples():
        typed = f"{rows['touched_at'][key]:%Y-%m-%d %H:%M}"
        if late:
            draft.find(Finding("follow_up.future", "touches", key, "touched_at", {"typed": typed}))
        elif early:
            draft.find(Finding("follow_up.before", "touches", key, "touched_at", {"typed": typed}))


class _Reader:
    """Reads what was typed into the cells of a record, and words what it lacks."""

    def __init__(self, draft: Draft) -> None:
        self._language = draft.state.settings.language
        self._companies = draft.frame("leads")["company"]
        self._known = frozenset(self._companies.index)

    def row(self, line: str, given: Mapping[str, Value], names: Names, told: date) -> dict[str, Value]:
        """Give a row's facts, those of its line where its own cells are blank, and what to ask of an unsure lead."""
        named = names.find(plain(tidy(line))) if line else Named((), "")
        text, own = named.rest, given["lead_id"]
        if isinstance(own, str):
            named = Named((own,), "") if own in self._known else names.find(plain(tidy(own)))
        said = self._cells(read_facts(text, told)) if text else {}
        facts = {fact: said.get(fact) if given[fact] is None else given[fact] for fact in _FROM_LINE}
        lead = named.leads[0] if len(named.leads) == 1 else None
        return facts | {"lead_id": lead, "ask": self._ask_lead(named)}

    def ask(self, rows: Sequence[dict[str, Value]]) -> list[dict[str, Value]]:
        """Let rows whose lead is sure, or is not told at all, ask for the facts that they lack."""
        missing = missing_facts(pd.DataFrame(rows, columns=[*_FROM_LINE])).map(self._ask_facts)
        return [row | {"ask": row["ask"] or facts or None} for row, facts in zip(rows, missing, strict=True)]

    def _cells(self, facts: Facts) -> dict[str, Value]:
        pause = "、" if self._language is Language.ZH else ", "
        return {
            "how": pause.join(say(f"follow_up.how.{code}", self._language) for code in facts.how.split()) or None,
            "need": facts.need or None,
            "promised": say("follow_up.never", self._language) if facts.promised == NOTHING else facts.promised or None,
            "next_at": value(pd.Timestamp(facts.next_at)) if facts.next_at else None,
            "stage": facts.stage or None,
        }

    def _ask_lead(self, named: Named) -> str | None:
        if named.unknown:
            return say("follow_up.ask_unknown", self._language, lead=named.unknown)
        if len(named.leads) > 1:
            told = (f"{lead} {self._companies.get(lead)}" for lead in named.leads[:_SHOWN])
            return say("follow_up.ask_which", self._language, leads=" / ".join(told))
        return None

    def _ask_facts(self, missing: str) -> str:
        pause = "、" if self._language is Language.ZH else ", "
        facts = pause.join(_TOUCHES[fact].header(self._language) for fact in missing.split())
        return say("follow_up.ask", self._language, facts=facts) if missing else ""
