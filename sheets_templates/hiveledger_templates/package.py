"""A workbook as bytes that are the same on every machine and on every day, so that a built file can be committed.

What would differ is fixed: the dates of the parts, the XML's form (openpyxl writes it through lxml where that is
installed and through the standard library where not), and the compression. Parts are stored uncompressed, since
another zlib gives other bytes for the same text; the first program that saves the book compresses it.

What openpyxl writes otherwise than Excel does is put right too, so that Excel finds nothing to rewrite: texts go into
the shared table, and the properties of a font come in the order of the standard.
"""

import re
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import canonicalize
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

__all__ = ["packed"]

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip entry can hold
_UNIX: Final = 3  # the system that the entries name; else each system names itself
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Only ever read on the canonical XML of our own workbooks: attributes sorted, no tag closed in itself.
_INLINE: Final = re.compile(r'( t=)"inlineStr"><is>(<t[ >].*?</t>)</is></c>', re.DOTALL)
_LIBRARY: Final = re.compile(r"Openpyxl [\d.]+")  # its version is no part of the book
_FONT: Final = re.compile(r"(?<=<font>).*?(?=</font>)")
_PROPERTY: Final = re.compile(r"<(\w+)[^>]*></\1>")
_FONT_ORDER: Final = ("b", "i", "strike", "u", "vertAlign", "sz", "color", "name", "family", "charset", "scheme")

_STRINGS: Final = "xl/sharedStrings.xml"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def packed(workbook: Workbook) -> bytes:
    """Give the workbook as the bytes of an .xlsx file."""
    written, result = BytesIO(), BytesIO()
    # Unlike `Workbook.save`, the writer leaves the time of the last change as it is.
    ExcelWriter(workbook, ZipFile(written, "w", ZIP_STORED)).save()
    with ZipFile(written) as archive:
        parts = {name: canonicalize(archive.read(name)) for name in archive.namelist()}
    _share_strings(parts)
    parts["docProps/app.xml"] = _LIBRARY.sub("HiveLedger", parts["docProps/app.xml"])
    parts["xl/styles.xml"] = _FONT.sub(_ordered, parts["xl/styles.xml"])
    with ZipFile(result, "w", ZIP_STORED) as archive:
        for name, text in parts.items():
            entry = ZipInfo(name, _EARLIEST)
            entry.create_system = _UNIX
            archive.writestr(entry, (_DECLARATION + text).encode("utf-8"))
    return result.getvalue()


def _ordered(font: re.Match[str]) -> str:
    properties = sorted(_PROPERTY.finditer(font[0]), key=lambda found: _FONT_ORDER.index(found[1]))
    return "".join(found[0] for found in properties)


def _share_strings(parts: dict[str, str]) -> None:
    """Move the texts that stand in cells into the table that all sheets share."""
    places: dict[str, int] = {}

    def place(cell: re.Match[str]) -> str:
        return f'{cell[1]}"s"><v>{places.setdefault(cell[2], len(places))}</v></c>'

    for name, text in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = _INLINE.sub(place, text)
    texts = "".join(f"<si>{text}</si>" for text in places)
    parts[_STRINGS] = f'<sst xmlns="{_MAIN}">{texts}</sst>'
    _insert(parts, "xl/_rels/workbook.xml.rels", f'<Relationship Id="rIdS" Target="/{_STRINGS}" Type="{_RELATION}"/>')
    _insert(parts, "[Content_Types].xml", f'<Override ContentType="{_TYPE}" PartName="/{_STRINGS}"/>')


def _insert(parts: dict[str, str], name: str, element: str) -> None:
    """Put an element at the end of a part's root."""
    head, bracket, tail = parts[name].rpartition("</")
    parts[name] = f"{head}{element}{bracket}{tail}"
