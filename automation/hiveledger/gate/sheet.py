"""A worksheet made safe for a reader that allocates all it could reach."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from hiveledger.errors import GateError
from hiveledger.gate.extent import BrokenTagError, Extent, keep, measure, narrowest
from hiveledger.gate.limits import MAX_BOX
from hiveledger.gate.package import Package

__all__ = ["SafeSheet", "safe_sheet"]

_Found = TypeVar("_Found")


@dataclass(frozen=True)
class SafeSheet:
    """What a sheet's XML says; where cells lie far from its table, the farthest and the package without them."""

    extent: Extent
    far: str = ""
    narrowed: bytes = b""


def safe_sheet(package: Package, part: str, sheet: str) -> SafeSheet:
    """Look at a sheet before a reader does.

    Raises: GateError where it is damaged, or larger than any reader should take even without its stray cells.
    """
    extent = _certain(package, part, lambda: measure(package.chunks(part)))
    if extent.fits:
        return SafeSheet(extent)
    if extent.addressed and extent.cells <= MAX_BOX:
        window = _certain(package, part, lambda: narrowest(package.chunks(part)))
        if window is None:
            return SafeSheet(extent)
        xml = _certain(package, part, lambda: keep(b"".join(package.chunks(part)), window))
        if measure([xml]).fits or narrowest([xml]) is None:
            return SafeSheet(extent, window.far, package.replaced(part, xml))
    size = {"rows": extent.last_row, "columns": extent.last_column}
    raise GateError("gate.sheet_too_large", file=package.name, sheet=sheet, **size)


def _certain(package: Package, part: str, look: Callable[[], _Found]) -> _Found:
    try:
        return look()
    except BrokenTagError as fault:
        raise GateError("gate.damaged", file=package.name, part=part) from fault
