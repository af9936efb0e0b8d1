"""The cases behind each figure: which leads it counts, when each fell, and what it came to."""

from collections.abc import Callable
from typing import Final

import pandas as pd

from hiveledger.report.cases.base import Ledger, as_cases, in_order, join_cases
from hiveledger.report.cases.claiming import claim_cases
from hiveledger.report.cases.following import touch_cases
from hiveledger.report.cases.handing import handing_cases
from hiveledger.report.cases.intake import intake_cases
from hiveledger.report.cases.outcome import outcome_cases
from hiveledger.report.cases.stock import stock_cases
from hiveledger.report.cases.twins import twin_cases

__all__ = ["Ledger", "as_cases", "find_cases", "in_order"]

_KINDS: Final[tuple[Callable[[Ledger], list[pd.DataFrame]], ...]] = (
    intake_cases,
    twin_cases,
    handing_cases,
    claim_cases,
    stock_cases,
    touch_cases,
    outcome_cases,
)


def find_cases(ledger: Ledger) -> pd.DataFrame:
    """Give all cases of all figures as they are known at a ledger's cut-off.

    Returns: metric, lead, at, value, unit, am, source, grade, part, observed; one row per case.
    """
    return join_cases([part for kind in _KINDS for part in kind(ledger)])
