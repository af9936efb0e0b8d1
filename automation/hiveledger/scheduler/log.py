"""What the watcher did, one line an event, for a person to read; never a customer's facts, and no secrets."""

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from hiveledger.text import Language, say
from hiveledger.text.masking import mask

__all__ = ["Log", "log_file"]

_FILE: Final = "events.log"
_FAULTS: Final = "faults.log"
_BYTES: Final = 1 << 20
_KEPT: Final = 5


def log_file(folder: Path) -> Path:
    """Give where the log is."""
    return folder / _FILE


class Log:
    """The log, and beside it where in the program its faults happened."""

    def __init__(self, folder: Path, language: Language) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        logging.raiseExceptions = False  # a full disk must not fill the console
        self.language = language
        self._events = _logger("hiveledger.watch", log_file(folder))
        self._faults = _logger("hiveledger.faults", folder / _FAULTS)

    def tell(self, code: str, **params: object) -> None:
        """Write one sentence."""
        self._events.info(" ".join(mask(say(code, self.language, **params)).split()))

    def verb(self, name: str) -> str:
        """Give a verb's name as the log says it."""
        return say(f"verb_name.{name}", self.language)

    def fault(self, ledger: str, fault: BaseException) -> None:
        """Write where in the program a fault happened: what it says of itself may quote somebody's cells."""
        stack = "".join(traceback.format_tb(fault.__traceback__))
        self._faults.info("%s: %s\n%s", ledger, type(fault).__name__, stack)

    def close(self) -> None:
        """Let go of the files."""
        for logger in (self._events, self._faults):
            for handler in tuple(logger.handlers):
                logger.removeHandler(handler)
                handler.close()


def _logger(name: str, file: Path) -> logging.Logger:
    handler = RotatingFileHandler(file, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s", "%Y-%m-%d %H:%M:%S"))
    logger = logging.getLogger(name)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    return logger
