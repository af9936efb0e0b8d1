"""Which ledger a command is about."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hiveledger.book.disk.folders import past_folder
from hiveledger.errors import SchemaError
from hiveledger.scheduler.find import is_book, is_ledger

__all__ = ["find_book"]

_ENVIRONMENT: Final = "HIVELEDGER_BOOK"


def find_book(named: str) -> Path:
    """Give the ledger: the one named, else HIVELEDGER_BOOK, else the only one in the folder.

    One that is gone is given where its past is still there.

    Raises: SchemaError when there is none, or more than one to choose from.
    """
    named = named or os.environ.get(_ENVIRONMENT, "")
    if named:
        path = Path(named)
        if not (path.is_file() or (not path.exists() and past_folder(path).is_dir())):
            raise SchemaError("cli.no_such_book", path=named)
        return path
    found = [path for path in sorted(Path().iterdir()) if is_book(path.name) and is_ledger(path)]
    if len(found) != 1:
        raise SchemaError("cli.which_book", count=len(found), names=_listed([path.name for path in found]))
    return found[0]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "-"
