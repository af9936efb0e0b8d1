"""The rows of 抢单登记: when each was recorded, and what is said to those that no window decides. Source: M10."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.changes import value, values
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.draft import Draft
from hiveledger.rules.claim import by_lead, is_open
from hiveledger.schema.words import ClaimAnswer, ClaimResult, Status

__all__ = ["fill_claims", "open_pool", "pending_claims", "refuse_at_once", "told"]

_CLAIMS: Final = "claims"
_MOMENT: Final = "%m-%d %H:%M:%S"
_PARTS: Final = re.compile(r"[\s,，、;；/]+")


def told(draft: Draft, way: str) -> str:
    """Say how a claim was made."""
    return Reason(f"claim.way.{way}").text(draft.state.settings.language)


def pending_claims(draft: Draft) -> pd.DataFrame:
    """Give the rows that nothing has been said to, and write down when each was first seen.

    A row counts from then on, whatever time is typed into it. One whose lead, person or answer somebody changed before
    it was decided counts from the change; one that was taken out counts no more.

    Returns: lead_id, staff_no, answer, and `at`, the recorded time.
    """
    rows, written = draft.frame(_CLAIMS), draft.state.written
    ours = [written.get((_CLAIMS, key), {}) for key in rows.index]
    pending = rows[pd.Series([cells.get("result") is None for cells in ours], rows.index, dtype="bool")]
    draft.find(*_gone(draft, rows.index), *_changed_later(draft, rows.drop(index=pending.index)))
    is_said = pending["lead_id"].notna() & pending["staff_no"].notna()
    for key in pending.index[~is_said & (pending["lead_id"].notna() | pending["staff_no"].notna())]:
        draft.find(Finding("claim.incomplete", _CLAIMS, key))
    pending = pending[is_said]
    before = [written.get((_CLAIMS, key), {}).get("recorded_at") for key in pending.index]
    at = [_at(draft, key, recorded) for key, recorded in zip(pending.index, before, strict=True)]
    is_new = [not isinstance(old, datetime) or when > old for old, when in zip(before, at, strict=True)]
    found = pending[["lead_id", "staff_no", "answer"]].assign(at=pd.Series(at, pending.index, dtype="datetime64[us]"))
    new = found[pd.Series(is_new, found.index, dtype="bool")]
    _record(draft, pending.loc[new.index], new["at"])
    return found


def _at(draft: Draft, key: str, recorded: object) -> datetime:
    seen = draft.state.seen_at.get((_CLAIMS, key))
    if isinstance(recorded, datetime):
        is_edited = seen is not None and recorded < seen <= draft.now and not _is_by_command(draft, key)
        return seen if is_edited and seen is not None else recorded
    return min(seen or draft.now, draft.now)


def _is_by_command(draft: Draft, key: str) -> bool:
    """Tell whether the machine wrote the row and nobody has changed it since."""
    row = draft.frame(_CLAIMS).loc[key]
    return all(draft.state.is_machines(_CLAIMS, key, column, value(row[column])) for column in ("lead_id", "staff_no"))


def _record(draft: Draft, rows: pd.DataFrame, at: pd.Series) -> None:
    draft.find(*_typed_times(draft, rows, at))
    why = {
        key: Reason("claim.recorded", {"lead": lead, "by": by, "at": f"{at[key]:{_MOMENT}}"})
        for key, lead, by in rows[["lead_id", "staff_no"]].itertuples()
    }
    fill_claims(draft, pd.DataFrame({"recorded_at": at, "source": told(draft, "sheet")}, index=rows.index), why=why)


def _typed_times(draft: Draft, rows: pd.DataFrame, at: pd.Series) -> Iterator[Finding]:
    """Tell of typed times that would have made a difference: later than the row, or in another minute of the window."""
    pool = draft.frame("pool")
    opens, closes = (by_lead(rows["lead_id"], pool[column]) for column in ("opens_at", "closes_at"))
    typed = rows["claimed_at"]
    is_forged = typed.gt(at) | typed.lt(opens) | (typed.le(closes) & at.gt(closes))
    for key in rows.index[is_forged]:
        params = {"typed": f"{typed[key]:{_MOMENT}}", "at": f"{at[key]:{_MOMENT}}"}
        yield Finding("claim.typed_time", _CLAIMS, key, "claimed_at", params)


def _gone(draft: Draft, there: pd.Index) -> Iterator[Finding]:
    """Tell of claims that were recorded, were not decided, and whose rows somebody took out."""
    for (table, key), cells in draft.state.written.items():
        if table == _CLAIMS and key not in there and cells.get("recorded_at") and not cells.get("result"):
            yield Finding("claim.row_gone", _CLAIMS, key, level=Level.INFO)


def _changed_later(draft: Draft, decided: pd.DataFrame) -> Iterator[Finding]:
    """Tell of rows that somebody changed after they were decided: that changes nothing."""
    for key, recorded in zip(decided.index, values(decided["recorded_at"]), strict=True):
        if isinstance(recorded, datetime) and _at(draft, key, recorded) > recorded:
            yield Finding("claim.edited", _CLAIMS, key, level=Level.INFO)


def fill_claims(
    draft: Draft, cells: pd.DataFrame, groups: Mapping[str, str] | None = None, why: Mapping[str, Reason] | None = None
) -> None:
    """Write what is said to claims; a row in whose cells of ours a person typed is left alone and told of.

    So nobody can hold up a lead by writing a result of their own.
    """
    rows, state = draft.frame(_CLAIMS), draft.state
    typed = {
        key: column
        for column in cells.columns
        for key, found in zip(cells.index, values(rows.loc[cells.index, column]), strict=True)
        if not state.is_machines(_CLAIMS, key, column, found)
    }
    for key, column in typed.items():
        draft.find(Finding("claim.typed_cell", _CLAIMS, key, column))
    draft.fill(_CLAIMS, cells.drop(index=list(typed)), groups, why)


def open_pool(draft: Draft) -> pd.DataFrame:
    """Give the rows of leads in the pool that have a window."""
    pool, leads = draft.after("pool"), draft.after("leads")
    is_pooled = leads["status"].reindex(pool.index).eq(Status.POOLED.value)
    return pool[is_open(pool) & is_pooled]


def refuse_at_once(draft: Draft, claims: pd.DataFrame) -> pd.DataFrame:
    """Say why not to claims of leads that have no window now, or had none yet when they were recorded.

    Returns: the claims that a window decides.
    """
    pool, language = draft.after("pool"), draft.state.settings.language
    opens = by_lead(claims["lead_id"], open_pool(draft)["opens_at"])
    left = claims[opens.isna() | claims["at"].lt(opens)]
    said = {key: _why_not(draft, pool, *row) for key, *row in left[["lead_id", "answer", "at"]].itertuples()}
    results = [result.value for result, _ in said.values()]
    texts = [reason.text(language) for _, reason in said.values()]
    cells = pd.DataFrame({"result": results, "reason": texts}, index=left.index, dtype="str")
    fill_claims(draft, cells, why={key: reason for key, (_, reason) in said.items()})
    return claims.drop(index=left.index)


def _why_not(
    draft: Draft, pool: pd.DataFrame, lead: str, answer: object, at: pd.Timestamp
) -> tuple[ClaimResult, Reason]:
    leads = draft.frame("leads").index
    if lead not in leads:
        is_several = sum(part in leads for part in _PARTS.split(lead)) > 1
        return ClaimResult.UNKNOWN, Reason("claim.several") if is_several else Reason("claim.no_lead")
    if answer == ClaimAnswer.PASS:
        return ClaimResult.PASSED, Reason("claim.passed")
    if lead not in pool.index:
        return ClaimResult.UNKNOWN, Reason("claim.not_pooled")
    opens, winner, outcome = pool.loc[lead, ["opens_at", "winner", "outcome"]]
    if not isinstance(winner, str) and pd.notna(opens) and at < opens:
        return ClaimResult.UNKNOWN, Reason("claim.too_early", {"opens": f"{opens:{_MOMENT}}"})
    return ClaimResult.LATE, _too_late(winner, outcome)


def _too_late(winner: object, outcome: object) -> Reason:
    if isinstance(winner, str):
        return Reason("claim.taken", {"winner": winner})
    return Reason("claim.closed") if isinstance(outcome, str) else Reason("claim.left")
