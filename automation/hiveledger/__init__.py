"""HiveLedger (蜂窝台账): a sales team's shared customer ledger, kept in the workbook they already use."""

__all__ = ["__version__"]

__version__ = "0.1.0"
