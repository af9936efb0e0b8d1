"""What has happened that somebody is to be told of: leads that came and went, decided claims. Source: M9 to M12."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.rules.assign.team import has_left
from hiveledger.rules.escalate import Step, count_lapses, find_escalations, find_told
from hiveledger.rules.messages.notices import About, as_notices, join_notices
from hiveledger.schema.words import OPEN, Channel, ClaimResult, DeskKind, Role, Status
from hiveledger.settings import Settings

__all__ = ["find_news", "so_of"]

_CLAIMS: Final = {About.CLAIM_WON: (ClaimResult.WON,), About.CLAIM_LOST: tuple(set(ClaimResult) - {ClaimResult.WON})}


def find_news(
    tables: Mapping[str, pd.DataFrame], settings: Settings, copied: pd.DataFrame, since: datetime, now: datetime
) -> pd.DataFrame:
    """Give what has happened since messages are sent from this ledger, as far as it still holds.

    What does not hold any more is nobody's news: a lead that went back before its owner was told never came. An SE who
    was told of a lead is told, too, when it goes on; `copied` are the notices of that kind that were sent.

    `tables`: leads, claims, desk, people, units, mailings. Reads: leads status, owner, cc_se, assigned_at, last_owner,
    last_owner_until; claims lead_id, staff_no, recorded_at, result; desk kind, lead_id, other_id, raised_at, closed_at;
    people role, unit, left_at; units leader; mailings channel, closed_at, day.
    Returns: notices (see `as_notices`); the subject is a lead, of lapses the AM, of a case the mailing.

    >>> from hiveledger.schema import TABLES
    >>> from hiveledger.schema.frames import empty, typed
    >>> leads = table('''
    ...     lead_id | status   | owner | assigned_at
    ...     L1      | assigned | A1    | 2026-03-02 10:00
    ... ''')
    >>> tables = {name: empty(one) for name, one in TABLES.items()} | {"leads": typed(TABLES["leads"], leads)}
    >>> none = as_notices(About.COPIED, [], [], [])
    >>> news = find_news(tables, Settings(), none, datetime(2026, 3, 1), datetime(2026, 3, 3))
    >>> news[["about", "subject", "to"]].to_numpy().tolist()
    [['assigned', 'L1', 'A1']]
    """
    leads, claims, desk = tables["leads"], tables["claims"], tables["desk"]
    parts = [*_came(leads), *_went(leads, copied), *_decided(claims), *_lapsed(tables, settings, now)]
    stuck = desk[desk["kind"].eq(DeskKind.UNDELIVERED.value) & desk["closed_at"].isna()]
    parts += [
        as_notices(About.UNDELIVERED, stuck["lead_id"].to_list(), [who] * len(stuck), stuck["raised_at"])
        for who in so_of(tables["people"], now)
    ]
    found = join_notices([*parts, _cases(tables["mailings"])])
    return found[(found["due"] >= since) & (found["due"] <= now)].reset_index(drop=True)


def so_of(people: pd.DataFrame, now: datetime) -> list[str]:
    """Give who runs sales operations here, by staff number.

    Reads: role, left_at.

    >>> people = table('''
    ...     staff_no | role | left_at
    ...     S1       | SO   |
    ...     A1       | AM   |
    ... ''')
    >>> so_of(people, datetime(2026, 3, 2))
    ['S1']
    """
    there = ~has_left(people, pd.Timestamp(now))
    return people.index[people["role"].eq(Role.SO.value) & there].sort_values().to_list()


def _came(leads: pd.DataFrame) -> list[pd.DataFrame]:
    waits = leads[leads["status"].eq(Status.ASSIGNED.value)]
    held = leads[leads["status"].isin(OPEN)]
    return [
        as_notices(About.ASSIGNED, waits.index.to_list(), waits["owner"].to_list(), waits["assigned_at"]),
        as_notices(About.COPIED, held.index.to_list(), held["cc_se"].to_list(), held["assigned_at"]),
    ]


def _went(leads: pd.DataFrame, copied: pd.DataFrame) -> list[pd.DataFrame]:
    gone = leads[leads["last_owner"].notna()]
    told = copied.merge(
        gone[["cc_se", "last_owner_until"]], left_on="subject", right_index=True, validate="many_to_one"
    )
    told = told[(told["due"] < told["last_owner_until"]) & told["to"].ne(told["cc_se"].fillna(""))]
    until = gone["last_owner_until"]
    return [
        as_notices(About.LEFT, gone.index.to_list(), gone["last_owner"].to_list(), until),
        as_notices(About.LEFT, told["subject"].to_list(), told["to"].to_list(), told["last_owner_until"]),
    ]


def _decided(claims: pd.DataFrame) -> list[pd.DataFrame]:
    parts = []
    for about, results in _CLAIMS.items():
        rows = claims[claims["result"].isin([result.value for result in results])]
        who, at = rows["staff_no"].to_list(), rows["recorded_at"]
        parts.append(as_notices(about, rows["lead_id"].to_list(), who, at))
    return parts


def _lapsed(tables: Mapping[str, pd.DataFrame], settings: Settings, now: datetime) -> list[pd.DataFrame]:
    """Tell leader and SO of who lets leads lapse again and again; the AM knows from each lead that went."""
    found = find_escalations(count_lapses(tables["desk"], now), settings.escalate_lapses)
    parts = []
    for who, newest, step in found.loc[found["step"].ne(Step.AM.value), ["newest", "step"]].itertuples():
        told = find_told(who, Step(step), tables["people"], tables["units"], now)
        above = told.loc[told["staff_no"].ne(who), "staff_no"].to_list()
        parts.append(as_notices(About.LAPSES, [who] * len(above), above, [newest] * len(above)))
    return parts


def _cases(mailings: pd.DataFrame) -> pd.DataFrame:
    """Give the cases that customers are to be mailed; whom they go to is their lead's own business."""
    waiting = mailings[mailings["channel"].eq(Channel.MAIL.value) & mailings["closed_at"].isna()]
    return as_notices(About.CASE, waiting.index.to_list(), waiting["lead_id"].to_list(), waiting["day"])
