"""The one gate for every file that comes in: what is refused here never reaches a spreadsheet library.

Every refusal is a GateError with a code of its own, so that the sentence says what is wrong with this file.
"""

from hiveledger.gate.extent import Extent, Window, column_letters, keep, measure, narrowest
from hiveledger.gate.files import read_bytes
from hiveledger.gate.kinds import Kind, kind_of, utf16_by_zeros
from hiveledger.gate.package import Package

__all__ = [
    "Extent",
    "Kind",
    "Package",
    "Window",
    "column_letters",
    "keep",
    "kind_of",
    "measure",
    "narrowest",
    "read_bytes",
    "utf16_by_zeros",
]
