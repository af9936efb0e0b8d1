"""What becomes of tables in every variety that Excel writes: a book, edits, and what stands there afterwards."""

from typing import Final

from tests.table_cases.case import Case, Seen
from tests.table_cases.covering import COVERING, TOTALS
from tests.table_cases.fitting import BODIES, COLUMNS, FITS
from tests.table_cases.growth import GROWTH
from tests.table_cases.kinds import KINDS
from tests.table_cases.refusals import REFUSALS

__all__ = ["CASES", "REFUSALS", "Case", "Seen"]

CASES: Final = (*GROWTH, *COVERING, *TOTALS, *KINDS, *FITS, *BODIES, *COLUMNS)
