"""SLA_DUE and WORKDAYS_LATER: what is due when, by the team's working time. Source: M8, M12."""

from typing import Final

import pandas as pd

from hiveledger.book.cells import fold
from hiveledger.errors import SettingsError
from hiveledger.rules.calendar import Hours, clean_dues, confirm_dues, read_holidays, read_hours
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty
from hiveledger.text import Language, say
from hiveledger_addin.functions.cells import Fault
from hiveledger_addin.functions.registry import Asked

__all__ = ["sla_due", "workdays_later"]

_CONFIRM, _CLEAN = "confirm", "clean"
_WORDS: Final = {
    word: deadline
    for deadline in (_CONFIRM, _CLEAN)
    for word in (deadline, *(fold(say(f"function.deadline.{deadline}", language)) for language in Language))
}


def sla_due(asked: Asked) -> pd.DataFrame:
    """Give when a lead has to be confirmed, or clean, that was there at that time."""
    rows, hours = asked.rows, _hours(asked)
    since = rows["since"].dropna()
    deadline = rows["deadline"].map(fold, na_action="ignore").astype("str").fillna(_CONFIRM).map(_WORDS)
    first_in_turn = pd.Series(0, since.index)
    confirm = confirm_dues(rows["owner"].reindex(since.index), since, first_in_turn, hours, asked.settings)
    clean = clean_dues(since, hours, asked.settings)
    due = confirm["confirm_due"].where(deadline.reindex(since.index).eq(_CONFIRM), clean).reindex(rows.index)
    found = due.astype("object")
    found[deadline.isna()] = Fault.VALUE
    return found.to_frame()


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
