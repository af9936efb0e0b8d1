"""HiveLedger in LibreOffice Calc: the extension, and what runs on its behalf outside of it."""

from hiveledger_addin.calc.build import build

__all__ = ["build"]
