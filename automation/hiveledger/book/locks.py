"""Which cells of a protected sheet people may still type into: the others are not ours to fill either."""

import re
from collections.abc import Collection
from typing import Final

from hiveledger.book.xlsx.area import reference
from hiveledger.gate import Package

__all__ = ["locked"]

_STYLES: Final = re.compile(r"(?:^|/)styles\.xml$", re.IGNORECASE)
_FORMATS: Final = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT: Final = re.compile(rb"<(?:\w+:)?xf\b[^>]*?(?:/>|>.*?</(?:\w+:)?xf>)", re.DOTALL)
_UNLOCKED: Final = re.compile(rb"""<(?:\w+:)?protection\b[^>]*?\blocked\s*=\s*["'](?:0|false|off)["']""")
_STYLE: Final = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")
_ROW_STYLE: Final = re.compile(
    rb"""<(?:\w+:)?row\s(?=[^>]*?\bcustomFormat=["'](?:1|true)["'])[^>]*?\br=["'](\d+)["'][^>]*>"""
)
_COLUMN: Final = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_NUMBER: Final = re.compile(rb"""\b(min|max|style)\s*=\s*["'](\d+)["']""")


def locked(package: Package, part: str, cells: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Give those of a protected sheet's cells that are locked; a cell without a format is."""
    xml = package.read(part)
    free = _free_styles(package)
    own = {name: int(style) for name, style in _cell_styles(xml, {reference(*cell) for cell in cells}).items()}
    rows = {int(tag[1]): _style_of(tag[0]) for tag in _ROW_STYLE.finditer(xml)}
    columns = [{name.decode(): int(at) for name, at in _NUMBER.findall(tag)} for tag in _COLUMN.findall(xml)]
    found = set()
    for row, column in cells:
        whole = (one.get("style", 0) for one in columns if one.get("min", 0) <= column <= one.get("max", 0))
        style = own.get(reference(row, column), rows.get(row, next(whole, 0)))
        if style not in free:
            found.add((row, column))
    return found


def _free_styles(package: Package) -> set[int]:
    """Give the numbers of the formats that unlock their cells."""
    part = next((name for name in package.parts if _STYLES.search(name)), "")
    formats = _FORMATS.search(package.read(part)) if part else None
    found = _FORMAT.findall(formats[0]) if formats else []
    return {number for number, one in enumerate(found) if _UNLOCKED.search(one)}


def _cell_styles(xml: bytes, names: Collection[bytes]) -> dict[bytes, int]:
    found = {}
    for name in names:
        tag = re.search(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']%b["'][^>]*>""" % name, xml)
        if tag:
            found[name] = _style_of(tag[0])
    return found


def _style_of(tag: bytes) -> int:
    style = _STYLE.search(tag)
    return int(style[1]) if style else 0
