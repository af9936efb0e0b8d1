"""What was done to a book, run by run: lines that are only ever added, in a folder beside the book."""

from hiveledger.journal.runs import UNDO, Run, Standing, Written, replay, run_id, run_number
from hiveledger.journal.store import Intent, Journal

__all__ = ["UNDO", "Intent", "Journal", "Run", "Standing", "Written", "replay", "run_id", "run_number"]
