"""What was done to a book, run by run: lines that are only ever added, in a folder beside the book."""

from hiveledger.journal.codec import effects
from hiveledger.journal.forget import forget_in
from hiveledger.journal.opened import Opening
from hiveledger.journal.queue import Queue
from hiveledger.journal.replay import Standing, Written, follow, replay
from hiveledger.journal.requests import REQUEST, Argument, Request, request_id
from hiveledger.journal.runs import (
    DASHBOARD,
    FORGET,
    OBSERVED,
    ORDERS,
    RELEASE,
    RESTORE,
    SCHEDULER,
    UNDO,
    Run,
    observed_id,
    run_id,
    run_number,
)
from hiveledger.journal.store import Intent, Journal, in_order

__all__ = [
    "DASHBOARD",
    "FORGET",
    "OBSERVED",
    "ORDERS",
    "RELEASE",
    "REQUEST",
    "RESTORE",
    "SCHEDULER",
    "UNDO",
    "Argument",
    "Intent",
    "Journal",
    "Opening",
    "Queue",
    "Request",
    "Run",
    "Standing",
    "Written",
    "effects",
    "follow",
    "forget_in",
    "in_order",
    "observed_id",
    "replay",
    "request_id",
    "run_id",
    "run_number",
]
