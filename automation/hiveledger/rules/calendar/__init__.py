"""Working time: which days and hours are worked, by whom, and what is due when.

`WorkCalendar` is the arithmetic, `days` knows which days are worked, `hours` who works them, `dues` what they owe.
"""

from hiveledger.rules.calendar.days import Holidays, find_uncovered, read_holidays
from hiveledger.rules.calendar.dues import clean_dues, confirm_dues, turns
from hiveledger.rules.calendar.hours import Hours, read_hours
from hiveledger.rules.calendar.work import WorkCalendar

__all__ = [
    "Holidays",
    "Hours",
    "WorkCalendar",
    "clean_dues",
    "confirm_dues",
    "find_uncovered",
    "read_holidays",
    "read_hours",
    "turns",
]
