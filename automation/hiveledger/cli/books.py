"""Which ledger a command is about, and how it is opened."""

import hashlib
import os
import platform
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hiveledger.errors import SchemaError
from hiveledger.schema import PREVIEW, TABLES

if TYPE_CHECKING:
    from hiveledger.book.file import FileBook

__all__ = ["find_book", "is_book", "open_book"]

_SUFFIXES: Final = (".xlsx", ".xlsm")
_MACHINE_DIGITS: Final = 12
_ENVIRONMENT: Final = "HIVELEDGER_BOOK"


def is_book(word: str) -> bool:
    """Tell whether a word of the command line names a workbook."""
    return word.lower().endswith(_SUFFIXES)


def find_book(named: str) -> Path:
    """Give the ledger: the one named, else HIVELEDGER_BOOK, else the only one in the folder.

    Raises: SchemaError when there is none, or more than one to choose from.
    """
    named = named or os.environ.get(_ENVIRONMENT, "")
    if named:
        if not Path(named).is_file():
            raise SchemaError("cli.no_such_book", path=named)
        return Path(named)
    found = [path for path in sorted(Path().iterdir()) if is_book(path.name) and _is_ledger(path)]
    if len(found) != 1:
        raise SchemaError("cli.which_book", count=len(found), names=_listed([path.name for path in found]))
    return found[0]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "-"


def _is_ledger(path: Path) -> bool:
    """Tell whether a workbook has the sheet of rules and is no preview; owner files and broken files are none."""
    try:
        with zipfile.ZipFile(path) as archive:
            workbook = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    except (OSError, zipfile.BadZipFile, KeyError):
        return False
    settings = TABLES["settings"]
    has_rules = any(f'name="{name}"' in workbook for name in (settings.zh, settings.en))
    return has_rules and PREVIEW not in workbook


def open_book(path: Path) -> "FileBook":
    """Open a closed workbook as a ledger. Its journal has a file for each machine, named without telling its name."""
    from hiveledger.book.file import FileBook  # noqa: PLC0415 - pandas comes with it, and --help must not wait for it

    return FileBook(path, machine=hashlib.sha256(platform.node().encode()).hexdigest()[:_MACHINE_DIGITS])
