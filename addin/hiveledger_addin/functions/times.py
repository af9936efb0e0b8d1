"""SLA_DUE and WORKDAYS_LATER: what is due when, by the team's working time. Source: M8, M12, M13."""

from enum import StrEnum
from typing import Final

import pandas as pd

from hiveledger.book.cells import fold
from hiveledger.errors import SettingsError
from hiveledger.rules.calendar import Hours, clean_dues, confirm_dues, read_holidays, read_hours
from hiveledger.rules.follow_up.dues import find_dues
from hiveledger.rules.follow_up.records import sum_up
from hiveledger.schema import LEADS, TABLES
from hiveledger.schema.frames import empty, typed
from hiveledger.schema.words import Grade, Status
from hiveledger.settings import Settings
from hiveledger.text import Language, say
from hiveledger_addin.functions.cells import Fault
from hiveledger_addin.functions.registry import Asked

__all__ = ["sla_due", "workdays_later"]


class _Deadline(StrEnum):
    CONFIRM = "confirm"
    CLEAN = "clean"
    FIRST_A = "first_a"  # first contact
    FIRST_B = "first_b"


_WORDS: Final = {
    fold(word): deadline.value
    for deadline in _Deadline
    for word in (deadline, *(say(f"function.deadline.{deadline}", language) for language in Language))
}
_FIRST: Final = {_Deadline.FIRST_A: Grade.A, _Deadline.FIRST_B: Grade.B}


def sla_due(asked: Asked) -> pd.DataFrame:
    """Give when a lead that was there at that time has to be confirmed, clean, or contacted for the first time."""
    rows, hours = asked.rows, _hours(asked)
    said = rows["deadline"].map(fold, na_action="ignore").astype("str").fillna(_Deadline.CONFIRM.value).map(_WORDS)
    since = rows["since"].dropna()
    owner, deadline = rows["owner"].reindex(since.index), said.reindex(since.index)
    confirm = confirm_dues(owner, since, pd.Series(0, since.index), hours, asked.settings)["confirm_due"]
    due = confirm.where(deadline.ne(_Deadline.CLEAN), clean_dues(since, hours, asked.settings))
    if (is_first := deadline.isin(_FIRST)).any():
        due = due.where(~is_first, _first_contact(since, owner, deadline.map(_FIRST), hours, asked.settings))
    found = due.reindex(rows.index).astype("object")
    found[said.isna()] = Fault.VALUE
    return found.to_frame()


def _first_contact(since: pd.Series, owner: pd.Series, grade: pd.Series, hours: Hours, settings: Settings) -> pd.Series:
    """Give when leads of a letter, delivered at that time, have to be contacted."""
    leads = pd.DataFrame({"delivered_at": since, "owner": owner, "grade": grade.astype("str")})
    leads = typed(LEADS, leads.assign(status=Status.ASSIGNED.value))
    nothing = empty(TABLES["touches"])
    nothing = nothing.assign(at=nothing["next_at"], counts=nothing.index.isna())
    return find_dues(leads, sum_up(nothing, leads), hours, settings)["first_touch_due"]


def workdays_later(asked: Asked) -> pd.DataFrame:
    """Give the working day that comes so many working days after a day; the day itself is day 0, worked or not."""
    rows, calendar = asked.rows, _hours(asked).team
    known = rows.dropna(subset=["start", "days"])
    is_count = known["days"].ge(1) & known["days"].mod(1).eq(0)
    found = pd.Series(None, rows.index, dtype="object")
    found[known.index[~is_count]] = Fault.NUMBER
    counted = known[is_count]
    for days in counted["days"].unique():
        part = counted[counted["days"].eq(days)]
        found[part.index] = calendar.closing(part["start"], int(days)).dt.normalize().astype("object")
    return found.to_frame()


def _hours(asked: Asked) -> Hours:
    """Give the team's working time. Raises: SettingsError, also for a day off that cannot be used."""
    holidays = read_holidays(asked.tables.get("holidays", empty(TABLES["holidays"])))
    if holidays.findings:
        raise SettingsError("function.bad_day", findings=holidays.findings)
    people = asked.tables.get("roster", empty(TABLES["people"]))
    return read_hours(asked.settings, holidays, empty(TABLES["units"]), people)
