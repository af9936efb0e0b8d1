"""Whether openpyxl carries a workbook whole: what its parts and sheets are made of, before and after."""

import posixpath
import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from typing import Final
from xml.etree import ElementTree as ET

import pandas as pd

from hiveledger.book.grids import related_parts
from hiveledger.book.place import Place
from hiveledger.book.reading import Reading
from hiveledger.changes import Tables
from hiveledger.errors import LedgerError
from hiveledger.findings import Finding, Reason
from hiveledger.gate import Package
from hiveledger.intake.parts import sheet_parts
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed

__all__ = ["check_carried", "check_read_back", "inventory"]

_TYPES: Final = "[Content_Types].xml"
_REBUILT: Final = ("calcChain+xml", "sharedStrings+xml")  # any program makes these anew from what the cells hold
_PROPERTIES: Final = "custom-properties+xml"
_MARGINAL: Final = {"dimension", "phoneticPr", "sheetCalcPr"}  # say nothing that the cells do not say
_SHEET_DATA: Final = re.compile(rb"<((?:\w+:)?)sheetData(?:\s[^>]*)?(/?)>")
_KINDS: Final = {  # how a person calls it, by a word of its content type or element's name; the first that fits
    "image": "image",
    "picture": "image",
    "slicer": "slicer",
    "timeline": "slicer",
    "pivot": "pivot",
    "chart": "chart",
    "comment": "comment",
    "person": "comment",
    "printer": "printer",
    "vba": "macro",
    "connection": "connection",
    "query": "connection",
    "external": "connection",
    "drawing": "drawing",
    "control": "control",
    "activex": "control",
    "oleobject": "control",
    "extlst": "extension",
    "protected": "protection",
    "ignorederrors": "ignored",
    "worksheet": "sheet",
    "chartsheet": "sheet",
}


def check_carried(before: bytes, after: bytes, name: str, gone: Container[str] = ()) -> None:
    """Compare the workbook with what was made of it.

    `gone` names what is meant to be gone: a sheet, or an element of one as "sheet/element".
    Raises: LedgerError naming what would be lost.
    """
    lost = inventory(before, name, gone) - inventory(after, name)
    if lost:
        raise LedgerError("book.cannot_carry", file=name, findings=tuple(_lost(item) for item in sorted(lost)))


def check_read_back(expected: Tables, after: Reading, name: str) -> None:
    """Compare what the new version says with what it should say: a formula's value, say, would be lost on the way.

    Raises: LedgerError naming the first cell that differs.
    """
    for table, frame in expected.items():
        if not frame.index.sort_values().equals(after.tables[table].index.sort_values()):
            raise LedgerError("book.cannot_carry_rows", file=name, sheet=after.places[table].sheet)
        wanted = typed(TABLES[table], frame)
        found = typed(TABLES[table], after.tables[table]).loc[wanted.index]
        if not wanted.equals(found):
            raise LedgerError(
                "book.cannot_carry_cell", file=name, cell=_first_difference(wanted, found, after.places[table])
            )


def _first_difference(wanted: pd.DataFrame, found: pd.DataFrame, place: Place) -> str:
    for column in wanted.columns:
        differs = (wanted[column] != found[column]) & ~(wanted[column].isna() & found[column].isna())
        if differs.any():
            return place.address(str(differs.idxmax()), column)
    return place.sheet


def inventory(data: bytes, name: str, gone: Container[str] = ()) -> Counter[str]:
    """Count a workbook's parts by content type, and each sheet's elements by "sheet/element"."""
    package = Package(data, name)
    sheets = {sheet: part for sheet, part in sheet_parts(package).items() if sheet not in gone}
    left_out = {part for sheet, part in sheet_parts(package).items() if sheet in gone}
    left_out |= {target for part in left_out for _, target in related_parts(package, part)}
    elements = (item for item in _elements(package, sheets) if item not in gone)
    return Counter((*_types(package, left_out), *elements))


def _types(package: Package, left_out: Container[str]) -> Iterator[str]:
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    for kind in package.tree(_TYPES):
        if "PartName" in kind.attrib:
            overrides[kind.attrib["PartName"].lstrip("/").lower()] = kind.get("ContentType", "")
        else:
            defaults[kind.get("Extension", "").lower()] = kind.get("ContentType", "")
    for part in package.parts:
        if part == _TYPES or part in left_out or part.endswith((".rels", "/")):
            continue
        extension = posixpath.splitext(part)[1][1:].lower()
        kind_of = overrides.get(part.lower()) or defaults.get(extension) or part
        if not kind_of.endswith(_REBUILT) and not _is_blank(package, part, kind_of):
            yield kind_of


def _is_blank(package: Package, part: str, kind: str) -> bool:
    """Tell a list of the file's own properties that lists none: LibreOffice adds one to every book."""
    return kind.endswith(_PROPERTIES) and b"property " not in package.read(part)


def _elements(package: Package, sheets: Mapping[str, str]) -> Iterator[str]:
    for sheet, part in sheets.items():
        chunks = iter(package.chunks(part))
        first = last = next(chunks, b"")
        for chunk in chunks:
            last = chunk
        yield from (f"{sheet}/{element}" for element in _outside_cells(first, last) if element not in _MARGINAL)


def _outside_cells(first: bytes, last: bytes) -> set[str]:
    """Give the names of a sheet's elements beside its cells; "?" for a sheet that cannot be taken apart."""
    opened = _SHEET_DATA.search(first)
    if opened is None:
        return {"?"}
    closed = b"</" + opened[1] + b"sheetData>"
    rest = first[opened.end() :] if opened[2] else last.rpartition(closed)[2]
    try:
        tree = ET.fromstring(first[: opened.start()] + rest)  # noqa: S314 - the package was searched for a DTD
    except ET.ParseError:
        return {"?"}
    return {child.tag.rpartition("}")[2] for child in tree}


def _lost(item: str) -> Finding:
    kind = next((kind for word, kind in _KINDS.items() if word in item.lower()), "other")
    return Finding("book.lost", params={"kind": Reason(f"book.part.{kind}"), "part": item})
