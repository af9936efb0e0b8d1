"""Texts that cells share: those that no cell shows any more can be blanked, so that the file no longer says them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from hiveledger.book.xlsx.markup import element_end, find_tags, masked, replaced, whole
from hiveledger.book.xlsx.workbook import Workbook

__all__ = ["ForgetTexts", "forget_texts"]

_ROW_END: Final = b"row>"
_SHARED: Final = b"sharedStrings"
_USUAL: Final = re.compile(
    rb"""<(?:[\w.\-]+:)?c\s(?:[^<>]*?\s)??t="s"(?:\s[^<>]*)?><(?:[\w.\-]+:)?v>(\d{1,10})</"""
)  # a cell that shares a text, as most programs write it
_SAYS_SHARED: Final = re.compile(rb"""(?<=[\s"'])t\s*=\s*["']s["']""")
_KIND: Final = "sheet"  # how the kinds of parts end whose cells may share texts: worksheets, macro sheets


@dataclass(frozen=True, slots=True)
class ForgetTexts:
    """The edit that blanks the texts which the file still keeps for cells to share, and which none of them shows."""


def forget_texts(workbook: Workbook) -> None:
    """Blank every shared text that no cell of the file shows. Its place stays, for texts are counted."""
    relations = list(workbook.relations(workbook.part))
    part = next((one.part for one in relations if one.kind == _SHARED.decode()), "")
    if workbook.find(part):
        sheets = [one.part for one in relations if one.kind.lower().endswith(_KIND) and workbook.find(one.part)]
        shown = {number for sheet in sheets for number in _shown(workbook, sheet)}
        workbook.change(part, lambda xml: _without(xml, shown))


def _shown(workbook: Workbook, sheet: str) -> Iterator[int]:
    """Give the numbers of the texts that a sheet's cells show."""
    for xml in _rows(workbook, sheet):
        mask = masked(xml)
        usual = _USUAL.findall(mask)
        if len(usual) == len(_SAYS_SHARED.findall(mask)):  # many times faster than from cell to cell
            yield from map(int, usual)
            continue
        for cell in find_tags(mask, b"c"):
            if cell.raw(b"t") == b"s":
                end, _ = element_end(mask, cell, b"c")
                for number in find_tags(mask, b"v", cell.end, end):
                    yield whole(mask[number.end : element_end(mask, number, b"v")[0]].strip())


def _rows(workbook: Workbook, sheet: str) -> Iterator[bytes]:
    """Give a sheet's XML in pieces of whole rows."""
    rest = b""
    for chunk in workbook.stream(workbook.archive.sole(sheet)):
        rest += chunk
        last = rest.rfind(_ROW_END) + len(_ROW_END) if _ROW_END in chunk else 0
        yield rest[:last]
        rest = rest[last:]
    yield rest


def _without(xml: bytes, shown: Collection[int]) -> bytes:
    mask = masked(xml)
    patches = []
    for number, tag in enumerate(find_tags(mask, b"si")):
        if number not in shown and not tag.empty:
            end, _ = element_end(mask, tag, b"si")
            patches.append((tag.end, end, b"<%bt/>" % tag.prefix))
    return replaced(xml, patches)
