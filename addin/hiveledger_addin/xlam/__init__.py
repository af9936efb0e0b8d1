"""The add-in of Excel, built from text wherever Python runs; Excel is not needed for it.

What comes out is verified by its structure, it was not opened in Excel.
"""

from hiveledger_addin.xlam.package import build

__all__ = ["build"]
