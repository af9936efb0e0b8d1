"""A ledger in a workbook that a program has open: read and written through xlwings, saved by that program."""

from hiveledger.book.live.book import LiveBook
from hiveledger.book.live.program import saved_path

__all__ = ["LiveBook", "saved_path"]
