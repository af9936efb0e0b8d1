"""The team's working time as its ledger tells it, and what a verb does with it: dues, and what is lacking."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Snapshot
from hiveledger.findings import Finding, Reason
from hiveledger.flows.desk import DeskItem, keep_desk
from hiveledger.flows.draft import Draft
from hiveledger.rules.calendar import (
    Hours,
    clean_dues,
    confirm_dues,
    find_uncovered,
    read_holidays,
    read_hours,
    turns,
)
from hiveledger.schema import TABLES
from hiveledger.schema.words import Clock, DeskKind

__all__ = ["CLEAN_SETTINGS", "CONFIRM_SETTINGS", "PERSON", "clean_due", "hours", "keep_hours", "start_confirming"]

_TEAM_SETTINGS: Final = ("work_hours", "work_week", "long_week")
CLEAN_SETTINGS: Final = ("clean_hours", "deadlines_roll", *_TEAM_SETTINGS)
CONFIRM_SETTINGS: Final = (
    "confirm_hours",
    "confirm_clock",
    "release_hours",
    "release_batch",
    "release_minutes",
    *_TEAM_SETTINGS,
)
"""What the two kinds of due rest on, for a draft's `settings`."""

PERSON: Final = ("unit", "leave_from", "leave_to")
"""The cells of a person that their time to confirm rests on."""

_HOLIDAYS: Final = "holidays"


def hours(state: Snapshot, now: datetime) -> Hours:
    """Give the calendars of a ledger's team and units; its findings name what is lacking or cannot be used.

    Cheap: the same settings and days off give the same calendars again.

    Raises: SettingsError where the team has no working time.
    """
    holidays = read_holidays(state.frame(_HOLIDAYS))
    read = read_hours(state.settings, holidays, state.frame("units"), state.frame("people"))
    uncovered = (
        Finding("calendar.year", _HOLIDAYS, params={"year": str(year)}) for year in find_uncovered(holidays, now.date())
    )
    return Hours(read.team, read.units, read.people, (*read.findings, *uncovered))


def keep_hours(draft: Draft) -> Hours:
    """Give the calendars to a verb that makes dues, and see to it that what they lack is told of and can be filled in.

    A year whose holidays nobody knows is on the desk, and sheet 节假日 is there to enter them.
    """
    found = hours(draft.state, draft.now)
    draft.find(*found.findings)
    items = [*_lacking(draft, found)]
    if items:
        draft.need(_HOLIDAYS)
    keep_desk(draft, [DeskKind.SETTING], items, looked_after=draft.frame("desk")["column"].eq(_HOLIDAYS))
    return found


def _lacking(draft: Draft, found: Hours) -> Iterator[DeskItem]:
    language = draft.state.settings.language
    for finding in found.findings:
        if finding.code == "calendar.year":
            year, sheet = str(finding.params["year"]), TABLES[_HOLIDAYS].sheet(language)
            yield DeskItem(DeskKind.SETTING, "", sheet, finding.text(language), other_id=year, column=_HOLIDAYS)


def clean_due(state: Snapshot, now: datetime, received: pd.Series) -> pd.Series:
    """Give when leads have to be clean, by when they were received. Source: M8."""
    return clean_dues(received, hours(state, now), state.settings)


def start_confirming(
    draft: Draft, leads: pd.DataFrame, owner: pd.Series, ledger: pd.DataFrame, delivered: pd.Series
) -> tuple[pd.Series, dict[str, Reason]]:
    """Give when each lead has to be confirmed that its owner has since `delivered`, and why then. Source: M12.

    `ledger` is as it stands before these leads are given. Reads: leads grade, received_at; `owner` is a staff number
    per lead; ledger status, owner, reply.
    """
    settings, known = draft.state.settings, hours(draft.state, draft.now)
    dues = confirm_dues(owner, delivered, turns(leads, owner, ledger), known, settings)
    begun = [*dues[["starts_at", "batch"]].itertuples(index=False, name=None)]
    length, clock = f"{settings.confirm_hours:g}", settings.confirm_clock
    whys = {(starts, batch): _why(starts, batch, length, clock) for starts, batch in set(begun)}  # few of them
    return dues["confirm_due"], {lead: whys[one] for lead, one in zip(dues.index, begun, strict=True)}


def _why(starts: pd.Timestamp, batch: int, length: str, clock: Clock) -> Reason:
    if pd.isna(starts):
        return Reason("calendar.no_due")
    params = {"start": f"{starts:%m-%d %H:%M}", "hours": length}
    counted = Reason("calendar.due_working" if clock is Clock.WORKING else "calendar.due_clock", params)
    return Reason("calendar.due_batch", {"batch": batch + 1, "counted": counted}) if batch else counted
