"""Where a fault of ours is written down, so that its user gets one sentence and we the place."""

import os
import tempfile
import traceback
from pathlib import Path

__all__ = ["write_fault"]


def write_fault(fault: BaseException) -> Path:
    """Write where in the program a fault happened: what it says of itself may quote somebody's cells."""
    handle, name = tempfile.mkstemp(prefix="hiveledger-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        told: BaseException | None = fault
        while told is not None:
            stack = traceback.format_tb(told.__traceback__)
            log.writelines(["Traceback (most recent call last):\n", *stack, f"{type(told).__name__}\n\n"])
            told = told.__cause__ or told.__context__
    return Path(name)
