"""Workbooks put together part by part, for tests of what other programs may write."""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from hiveledger.book.xlsx.values import Formatted

__all__ = [
    "MAIN",
    "as_strict",
    "as_transitional",
    "entries",
    "kept_format",
    "raw_book",
    "relations",
    "sheet_xml",
    "with_prefix",
]

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_MAIN: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT_OFFICE: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_UNPREFIXED: Final = re.compile(r"<(/?)(?=[A-Za-z][\w.\-]*[\s/>])")
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def sheet_xml(rows: str, *, before: str = "", after: str = "", main: str = MAIN) -> str:
    """Give a sheet's XML around its rows."""
    return f'<worksheet xmlns="{main}" xmlns:r="{_OFFICE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def relations(targets: Mapping[str, str]) -> str:
    tags = (
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(tags)}</Relationships>'


def raw_book(
    path: Path,
    sheets: Mapping[str, str | bytes],
    *,
    workbook: str = "",
    tables: Mapping[str, str] | None = None,
    more: Mapping[str, str | bytes] | None = None,
) -> Path:
    """Write a workbook: sheets by name, what its workbook part holds besides, tables of the first sheet, more parts."""
    parts: dict[str, str | bytes] = {}
    targets = {f"worksheets/sheet{number}.xml": "worksheet" for number, _ in enumerate(sheets, 1)}
    targets |= {
        f"{kind}.xml": kind for kind in ("calcChain", "styles", "sharedStrings") if f"xl/{kind}.xml" in (more or {})
    }
    names = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    overrides = [("/xl/workbook.xml", "sheet.main")]
    overrides += [(f"/xl/{target}", kind) for target, kind in targets.items()]
    overrides += [(f"/xl/tables/{name}", "table") for name in tables or {}]
    said = "".join(f'<Override PartName="{name}" ContentType="{_KIND}.{kind}+xml"/>' for name, kind in overrides)
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    parts["[Content_Types].xml"] = f'<Types xmlns="{_TYPES}">{default}{said}</Types>'
    roots = {"xl/workbook.xml": "officeDocument"} | (
        {"_xmlsignatures/origin.sigs": "origin"} if "_xmlsignatures/origin.sigs" in (more or {}) else {}
    )
    parts["_rels/.rels"] = relations(roots)
    content = workbook if "<sheets>" in workbook else f"<sheets>{names}</sheets>{workbook}"
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}">{content}</workbook>'
    parts["xl/_rels/workbook.xml.rels"] = relations(targets)
    parts.update((f"xl/worksheets/sheet{number}.xml", xml) for number, xml in enumerate(sheets.values(), 1))
    if tables:
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations({f"../tables/{name}": "table" for name in tables})
        parts |= {f"xl/tables/{name}": xml for name, xml in tables.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for part, data in [*parts.items(), *(more or {}).items()]:
            made.writestr(part, data)
    return path


def with_prefix(path: Path) -> Path:
    """Let a workbook's own namespace have a prefix in each of its parts."""
    return _reworded(path, lambda xml: _UNPREFIXED.sub(r"<\1x:", xml).replace(' xmlns="', ' xmlns:x="'))


def as_strict(path: Path) -> Path:
    """Let a workbook name its namespaces as Strict ones do."""
    return _reworded(path, lambda xml: xml.replace(MAIN, _STRICT_MAIN).replace(_OFFICE, _STRICT_OFFICE))


def as_transitional(path: Path) -> Path:
    """Let a workbook name its namespaces as most do, so that readers that know no others read it."""
    return _reworded(path, lambda xml: xml.replace(_STRICT_MAIN, MAIN).replace(_STRICT_OFFICE, _OFFICE))


def _reworded(path: Path, change: Callable[[str], str]) -> Path:
    parts = entries(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            is_own = any(main.encode() in data for main in (MAIN, _STRICT_MAIN)) or name.endswith(".rels")
            made.writestr(name, change(data.decode()) if is_own else data)
    return path


def entries(path: Path) -> dict[str, bytes]:
    """Give every entry of a zip by name."""
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        return {info.filename: opened.read(info) for info in opened.infolist()}


def kept_format(style: bytes, _: Formatted) -> bytes:
    """Let a cell keep its format."""
    return style
