"""What an open workbook's file says that no program tells through xlwings: what is protected in it."""

from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from hiveledger.book.locks import locked
from hiveledger.gate import Package, is_protected, read_bytes
from hiveledger.intake.parts import is_structure_locked, sheet_parts

__all__ = ["Saved"]


class Saved:
    """The file as it was saved last. It is read when it is first asked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _package(self) -> Package:
        return Package(read_bytes(self._path), self._path.name)

    @cached_property
    def is_locked(self) -> bool:
        """Tell whether no sheet may be added. Raises: GateError."""
        return is_structure_locked(self._package)

    def locked(self, sheet: str, cells: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
        """Give those of a sheet's cells that are locked, if it is protected. Raises: GateError."""
        part = sheet_parts(self._package).get(sheet)
        if part is None or not is_protected(self._package.chunks(part)):
            return set()
        return locked(self._package, part, cells)
