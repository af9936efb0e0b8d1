"""What the cells of a sheet come of, told by fingerprints: where they are the same, so are the cells."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from hiveledger.gate import Package
from hiveledger.intake.parts import counts_from_1904, related_parts

__all__ = ["TABLE_PART", "Trace", "Traces"]

TABLE_PART: Final = "/table"  # how the kind of a relation to one of Excel's tables ends
_FORMATS: Final = "styles.xml"  # that make dates of numbers
_TEXTS: Final = "sharedstrings.xml"
_ROOT: Final = re.compile(rb"<(?:\w+:)?sst\b[^>]*>")
_COUNTS: Final = re.compile(rb"""\s(?:uniqueCount|count)\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True)
class Trace:
    """All that a sheet's cells come of.

    `exact` has to be the same. The texts that the workbook's cells share have to begin as these do: a program that adds
    one puts it behind the others, to which the cells point by their number.
    """

    exact: tuple[object, ...]
    head: bytes  # what stands before the texts
    length: int
    digest: bytes


class Traces:
    """The traces of one version's sheets."""

    def __init__(self, package: Package) -> None:
        self._package = package
        formats = (package.trace(part) for part in package.parts if part.lower().endswith(_FORMATS))
        texts = [part for part in package.parts if part.lower().endswith(_TEXTS)]
        odd = texts if len(texts) > 1 else ()
        self._of_all = (counts_from_1904(package), *formats, *map(package.trace, odd))
        self._head, self._texts = _parted(package.read(texts[0])) if len(texts) == 1 else (b"", b"")
        self._digests: dict[int, bytes] = {}

    def of(self, sheet: str, part: str) -> Trace:
        """Give the trace of a sheet. Raises: GateError."""
        length = len(self._texts)
        return Trace(self._exact(sheet, part), self._head, length, self._digest(length))

    def is_still(self, trace: Trace, sheet: str, part: str) -> bool:
        """Tell whether a sheet holds what the one of that trace held. Raises: GateError."""
        begins_alike = trace.head == self._head and trace.length <= len(self._texts)
        return begins_alike and trace.digest == self._digest(trace.length) and trace.exact == self._exact(sheet, part)

    def _exact(self, sheet: str, part: str) -> tuple[object, ...]:
        tables = (target for kind, target in related_parts(self._package, part) if kind.endswith(TABLE_PART))
        of_tables = tuple((target, self._package.trace(target)) for target in tables)
        return (sheet, part, self._package.trace(part), of_tables, *self._of_all)

    def _digest(self, length: int) -> bytes:
        if length not in self._digests:
            self._digests[length] = sha256(self._texts[:length]).digest()
        return self._digests[length]


def _parted(xml: bytes) -> tuple[bytes, bytes]:
    """Part shared texts from what stands before them; how many there are is no matter."""
    root = _ROOT.search(xml)
    if root is None or root[0].endswith(b"/>"):
        return xml, b""
    return xml[: root.start()] + _COUNTS.sub(b"", root[0]), xml[root.end() : xml.rfind(b"</")]
