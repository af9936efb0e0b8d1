"""Which workbooks are ledgers, and which of a folder's are to be watched."""

import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from hiveledger.book.disk.folders import past_folder
from hiveledger.errors import LedgerError
from hiveledger.gate import read_bytes
from hiveledger.schema import MARKS_SHEET, PREVIEW, TABLES

__all__ = ["Finder", "Stamp", "is_book", "is_ledger", "stamp_of"]

_SUFFIXES: Final = (".xlsx", ".xlsm")
_TEMPORARY: Final = (".", "~")  # owner files, and versions that are not finished

# What zipfile raises where a file is no zip, or an odd one.
_BROKEN: Final = (OSError, zipfile.BadZipFile, zlib.error, KeyError, EOFError, ValueError, RuntimeError)

Stamp: TypeAlias = tuple[int, int, int]
"""What tells, without reading a file, that it is another version: when it was written, its size and its place."""


def is_book(word: str) -> bool:
    """Tell whether a word of the command line names a workbook."""
    return word.lower().endswith(_SUFFIXES)


def is_ledger(path: Path) -> bool:
    """Tell whether a workbook has the sheet of rules and is no preview; owner files and broken files are none."""
    workbook = _workbook(path)
    settings = TABLES["settings"]
    has_rules = any(f'name="{name}"' in workbook for name in (settings.zh, settings.en))
    return has_rules and PREVIEW not in workbook


def stamp_of(path: Path) -> Stamp | None:
    """Give the stamp of the file that stands there; None where none does, or its share is out of reach."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


class Finder:
    """Finds the ledgers among files and in folders, again and again: a file that has not changed is not read twice."""

    def __init__(self, places: Iterable[Path]) -> None:
        self._places = tuple(place.absolute() for place in places)
        self._known: dict[Path, tuple[Stamp | None, bool]] = {}
        self.copies: frozenset[Path] = frozenset()

    def find(self) -> Mapping[Path, Stamp | None]:
        """Give the ledgers with their stamps, in order.

        A workbook that is named is watched, be it there or not. In a folder a ledger that bears the marks of runs
        though its past is not beside it is somebody's copy: nothing may be done to it, and no message sent twice.
        `copies` has those.
        """
        named = {place: stamp_of(place) for place in self._places if is_book(place.name) and not place.is_dir()}
        folders = [place for place in self._places if place not in named]
        listed = {path: stamp for folder in folders for path, stamp in self._listed(folder)}
        self._known = {path: self._look(path, stamp) for path, stamp in listed.items()}
        copies = {path for path in listed if self._known[path][1] and path not in named and _is_copy(path)}
        self.copies = frozenset(copies)
        found = {path: stamp for path, stamp in listed.items() if self._known[path][1] and path not in copies}
        return dict(sorted((found | named).items()))

    def _listed(self, folder: Path) -> Iterable[tuple[Path, Stamp | None]]:
        """List a folder's workbooks; of one that is out of reach those that were there, for they may be again."""
        try:
            return [*_workbooks(folder)]
        except OSError:
            return [(path, None) for path in self._known if path.parent == folder]

    def _look(self, path: Path, stamp: Stamp | None) -> tuple[Stamp | None, bool]:
        known = self._known.get(path)
        return known if known and stamp in (known[0], None) else (stamp, is_ledger(path))


def _workbooks(folder: Path) -> Iterator[tuple[Path, Stamp]]:
    """Raises: OSError where the folder is out of reach."""
    for path in sorted(folder.iterdir()):
        if is_book(path.name) and not path.name.startswith(_TEMPORARY):
            stamp = stamp_of(path)
            if stamp:
                yield path, stamp


def _is_copy(path: Path) -> bool:
    return not past_folder(path).exists() and bool(_marks(path))


def _marks(path: Path) -> Collection[str]:
    """Give the runs that a workbook bears on its hidden sheet."""
    from hiveledger.book.versions.marks import marks_of  # noqa: PLC0415 - the command line must not wait for it
    from hiveledger.intake.reader import grid_of, open_sheet, open_workbook  # noqa: PLC0415 - as above

    if f'name="{MARKS_SHEET}"' not in _workbook(path):
        return ()
    try:
        return marks_of(
            grid_of(open_sheet(open_workbook(read_bytes(path), path.name), MARKS_SHEET, path.name), path.name)
        )
    except LedgerError:  # it will be told of when it is read
        return ()


def _workbook(path: Path) -> str:
    """Give the part of a workbook that names its sheets; nothing where it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read("xl/workbook.xml").decode("utf-8", "replace")
    except _BROKEN:
        return ""
