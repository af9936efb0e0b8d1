"""The one gate for every file that comes in: what is refused here never reaches a spreadsheet library.

Every refusal is a GateError with a code of its own, so that the sentence says what is wrong with this file.
"""

from hiveledger.gate.extent import Extent, column_letters, is_protected
from hiveledger.gate.files import read_bytes
from hiveledger.gate.kinds import Kind, kind_of, utf16_by_zeros
from hiveledger.gate.package import Package
from hiveledger.gate.sheet import SafeSheet, safe_sheet

__all__ = [
    "Extent",
    "Kind",
    "Package",
    "SafeSheet",
    "column_letters",
    "is_protected",
    "kind_of",
    "read_bytes",
    "safe_sheet",
    "utf16_by_zeros",
]
