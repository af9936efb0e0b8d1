"""Following a lead up: what a line says, what is due when, what is stale. Source: M13.

`days`, `lines` and `naming` read what people type; `records` says what counts as a contact, `dues` what is owed when,
`stages` what bears out a move, `warnings` whom to tell.
"""

from hiveledger.rules.follow_up.dues import (
    DUES,
    SETTINGS_READ,
    WORKED,
    find_dues,
    find_late,
    is_stale,
)
from hiveledger.rules.follow_up.lines import NOTHING, Facts, read_facts
from hiveledger.rules.follow_up.naming import Named, Names, gather_names
from hiveledger.rules.follow_up.records import is_forged, missing_facts, settle_records, sum_up
from hiveledger.rules.follow_up.stages import judge_stages
from hiveledger.rules.follow_up.steps import Step, next_steps
from hiveledger.rules.follow_up.warnings import Warn, find_warnings, next_follow_up

__all__ = [
    "DUES",
    "NOTHING",
    "SETTINGS_READ",
    "WORKED",
    "Facts",
    "Named",
    "Names",
    "Step",
    "Warn",
    "find_dues",
    "find_late",
    "find_warnings",
    "gather_names",
    "is_forged",
    "is_stale",
    "judge_stages",
    "missing_facts",
    "next_follow_up",
    "next_steps",
    "read_facts",
    "settle_records",
    "sum_up",
]
