"""Windows for claims: they open when a lead is pooled, and what comes of each is decided when it is over. Source: M10.

After downtime each window that has passed meanwhile is decided in its turn, by the claims that were recorded in it.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from hiveledger.findings import Reason
from hiveledger.flows.claim_rows import fill_claims, open_pool, refuse_at_once
from hiveledger.flows.claim_team import claimers
from hiveledger.flows.claim_won import hand_to_winners
from hiveledger.flows.claim_words import claim_reason, won_reason
from hiveledger.flows.draft import Draft
from hiveledger.flows.hours import hours
from hiveledger.rules.claim import Decided, Settled, Span, decide, is_open, lay_out
from hiveledger.schema.words import ClaimResult, Status

__all__ = ["decide_windows", "open_windows", "window_from"]

_POOL: Final = "pool"
_LATE: Final = Settled(ClaimResult.LATE)


def window_from(draft: Draft, at: pd.Timestamp) -> dict[str, object]:
    """Give the cells of a first window that opens then."""
    calendar = hours(draft.state, draft.now).team
    closes = calendar.add_working(pd.Series([at]), draft.state.settings.claim_minutes).iloc[0]
    return {"window": 1.0, "opens_at": at, "closes_at": closes}


def open_windows(draft: Draft) -> None:
    """Open a window now for each pooled lead that never had one, such as in a book of an older version."""
    pool, leads = draft.frame(_POOL), draft.frame("leads")
    pooled = leads.index[leads["status"].eq(Status.POOLED.value)]
    is_shut = ~is_open(pool) & pool["left_at"].isna() & pool["outcome"].isna()
    rows = pool.index[is_shut].intersection(pooled)
    if len(rows):
        draft.need("claims")
        draft.fill(_POOL, pd.DataFrame(window_from(draft, pd.Timestamp(draft.now)), index=rows))


def decide_windows(draft: Draft, claims: pd.DataFrame) -> None:
    """Decide each window that is over, and open the next where nobody got the lead."""
    claims = refuse_at_once(draft, claims)
    pool, ledger = open_pool(draft), draft.after("leads")
    if pool.empty:
        return
    settings, now = draft.state.settings, pd.Timestamp(draft.now)
    team = claimers(draft, ledger.loc[pool.index])
    span = Span(hours(draft.state, draft.now).team, settings.claim_minutes, settings.claim_windows)
    laid = lay_out(pool, claims, team, span, now)
    in_none = claims.drop(index=[key for windows in laid.values() for window in windows for key in window.rows])
    _write(draft, list(decide(laid, team, now)), in_none["lead_id"])


def _write(draft: Draft, decided: list[Decided], in_none: pd.Series) -> None:
    """Write down what came of windows; `in_none` names the leads of claims that came after all of them."""
    last = {one.lead: one for one in decided}
    winners = {lead: one.winner.person for lead, one in last.items() if one.winner is not None}
    why = {lead: won_reason(last[lead]) for lead in winners}
    if winners:
        hand_to_winners(draft, winners, why)
    settled = {lead: one for lead, one in last.items() if one.follows is None}
    unclaimed = {lead: Reason("claim.unclaimed", {"windows": one.window.number}) for lead, one in settled.items()}
    _fill_pool(draft, last, winners, unclaimed | why)
    late = {lead: [*one.late, *in_none.index[in_none.eq(lead)]] for lead, one in settled.items()}
    _say(draft, decided, late)


def _fill_pool(
    draft: Draft, last: Mapping[str, Decided], winners: Mapping[str, str], outcomes: Mapping[str, Reason]
) -> None:
    language = draft.state.settings.language
    rows = {}
    for lead, one in last.items():
        window = one.follows or one.window
        outcome = outcomes[lead].text(language) if lead in outcomes else None
        rows[lead] = (float(window.number), window.opens_at, window.closes_at, winners.get(lead), outcome)
    columns = ["window", "opens_at", "closes_at", "winner", "outcome"]
    draft.fill(_POOL, pd.DataFrame.from_dict(rows, orient="index", columns=columns))


def _say(draft: Draft, decided: Iterable[Decided], late: dict[str, list[str]]) -> None:
    """Publish the scores, the result and the reason on each claim."""
    language = draft.state.settings.language
    said = [(one, key, told) for one in decided for key, told in one.told.items()]
    said += [(one, key, _LATE) for one in decided if one.follows is None for key in late[one.lead]]
    rows, groups, why = {}, {}, {}
    for one, key, told in said:
        why[key], groups[key] = claim_reason(one, told), one.lead
        text = why[key].text(language)
        rows[key] = (float(one.window.number), told.speed, told.past, told.total, told.result.value, text)
    columns = ["window", "speed_score", "past_score", "total_score", "result", "reason"]
    cells = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    fill_claims(draft, cells.astype(dict.fromkeys(columns[:4], "float64")), groups, why)
