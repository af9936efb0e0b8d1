"""What a workbook's small parts say: its sheets, tables, calendar; and changes to small parts."""

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.container.ahead import ahead
from hiveledger.book.xlsx.container.archive import Archive, Entry
from hiveledger.book.xlsx.container.index import Blocks, recall
from hiveledger.book.xlsx.markup import codec_of, element_end, find_tags, masked, recoded
from hiveledger.book.xlsx.rows import plain
from hiveledger.book.xlsx.values import Calendar
from hiveledger.errors import GateError

__all__ = ["MAIN", "OFFICE", "Relation", "Sheet", "Table", "TableColumn", "Workbook", "relations_of"]

_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE: Final = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_TRUE: Final = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class Relation:
    """A part that another part points to."""

    id: str
    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its part, its number in the file, its place among the tabs (from 0)."""

    name: str
    part: str
    number: str
    position: int


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A table's column, and the formula that its cells hold if nobody says otherwise."""

    name: str
    formula: str
    is_array: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a sheet."""

    name: str
    part: str
    area: Area
    has_header: bool
    has_totals: bool
    is_blank: bool  # its only row holds nothing and waits for a first one
    columns: tuple[TableColumn, ...]


class Workbook:
    """An open workbook with the small parts changed so far. Raises: GateError where it is none, or is signed."""

    def __init__(self, archive: Archive, cache: Path | None = None) -> None:
        self.archive, self._cache = archive, cache
        self._blocks: dict[str, Blocks | None] = {}  # of the sheets looked for so far
        self.changed: dict[str, bytes] = {}  # in UTF-8; parts that are not in the archive join it
        roots = list(self.relations(""))
        if any(relation.kind == "origin" for relation in roots):
            raise GateError("patch.signed", file=archive.file_name)
        main = next((relation.part for relation in roots if relation.kind == "officeDocument"), "")
        if not main or archive.find(main) is None:
            raise GateError("patch.not_xlsx", file=archive.file_name)
        self.part = archive.sole(main).part
        xml = self.read(self.part)
        if not list(find_tags(masked(xml), b"sheets")):
            raise GateError("patch.not_xlsx", file=archive.file_name)
        self.sheets = list(self._sheets(xml))
        self.calendar = _calendar(xml)
        is_strict = self.calendar is Calendar.WRITTEN
        self.namespace, self.office = (_STRICT, _STRICT_OFFICE) if is_strict else (MAIN, OFFICE)

    def sheet(self, name: str) -> Sheet:
        """Give a worksheet by its name, capitals or not. Raises: GateError."""
        for same in (str, str.casefold):
            for sheet in self.sheets:
                if same(sheet.name) == same(name):
                    return sheet
        names = "、".join(sheet.name for sheet in self.sheets)
        raise GateError("patch.no_sheet", file=self.archive.file_name, sheet=name, names=names)

    def tables(self, sheet: Sheet) -> list[Table]:
        """Give a sheet's tables."""
        found = []
        for relation in self.relations(sheet.part):
            if relation.kind == "table" and self.find(relation.part):
                table = self._table(relation.part)
                found += [table] if table else []
        return found

    def blocks(self, sheet: Sheet) -> Blocks | None:
        """Give a sheet's blocks, if it lies in the file as we wrote it and its index is there."""
        if self._cache and sheet.part not in self._blocks:
            self._blocks[sheet.part] = recall(self._cache, self.archive, self.archive.sole(sheet.part))
        return self._blocks.get(sheet.part)

    def codec(self, entry: Entry) -> str:
        """Name a part's encoding."""
        return codec_of(next(self.archive.chunks(entry), b""))

    def stream(self, entry: Entry) -> Iterator[bytes]:
        """Give a part as it lies in the file in UTF-8, piece by piece, inflated by another thread."""
        return recoded(ahead(self.archive.chunks(entry)), self.codec(entry), "utf-8")

    def relations(self, part: str) -> Iterator[Relation]:
        """Give what a part points to inside the file."""
        name = self.find(relations_of(part))
        if not name:
            return
        xml = self.read(name)
        for tag in find_tags(masked(xml), b"Relationship"):
            if tag.get(b"TargetMode") != "External":
                target = unquote(tag.get(b"Target").replace("\\", "/"))
                whole = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target))
                yield Relation(tag.get(b"Id"), tag.get(b"Type").rpartition("/")[2], whole.lstrip("/"))

    def find(self, part: str) -> str:
        """Give a part's name as the file has it, or none where it has no such part."""
        entry = self.archive.find(part)
        return entry.part if entry else part if part in self.changed else ""

    def read(self, part: str) -> bytes:
        """Give a small part in UTF-8, with what was changed so far."""
        name = self._name(part)
        if name in self.changed:
            return self.changed[name]
        data = self.archive.read(self.archive.sole(name))
        return b"".join(recoded([data], codec_of(data), "utf-8"))

    def change(self, part: str, change: Callable[[bytes], bytes]) -> None:
        """Change a small part; a change that changes nothing leaves the part as it lies."""
        name = self._name(part)
        before = self.read(name)
        after = change(before)
        if after != before:
            self.changed[name] = after

    def add(self, part: str, xml: bytes) -> None:
        """Let a part join the file."""
        self.changed[part] = xml

    def encoded(self, part: str) -> bytes:
        """Give a changed part in the encoding it came in."""
        entry = self.archive.find(part)
        codec = self.codec(entry) if entry else "utf-8"
        return b"".join(recoded([self.changed[part]], "utf-8", codec))

    def _name(self, part: str) -> str:
        return part if part in self.changed else self.archive.sole(part).part

    def _sheets(self, xml: bytes) -> Iterator[Sheet]:
        parts = {one.id: one.part for one in self.relations(self.part) if one.kind == "worksheet"}
        for position, tag in enumerate(find_tags(masked(xml), b"sheet")):
            part = parts.get(tag.get(rb"[\w.\-]+:id"))
            if part and self.archive.find(part):
                yield Sheet(tag.get(b"name"), part, tag.get(b"sheetId"), position)

    def _table(self, part: str) -> Table | None:
        xml = self.read(part)
        mask = masked(xml)
        tag = next(find_tags(mask, b"table"), None)
        area = Area.parse(tag.get(b"ref")) if tag else None
        if tag is None or area is None:
            return None
        columns = []
        for column in find_tags(mask, b"tableColumn"):
            end, _ = element_end(mask, column, b"tableColumn")
            formula = next(find_tags(mask, b"calculatedColumnFormula", column.end, end), None)
            text = (
                plain(xml[formula.end : element_end(mask, formula, b"calculatedColumnFormula")[0]]) if formula else ""
            )
            is_array = formula is not None and formula.get(b"array") in _TRUE
            columns.append(TableColumn(column.get(b"name"), text, is_array))
        name = tag.get(b"displayName") or tag.get(b"name")
        header = tag.get(b"headerRowCount", "1") != "0"
        return Table(
            name,
            part,
            area,
            header,
            tag.get(b"totalsRowCount", "0") != "0",
            tag.get(b"insertRow") in _TRUE,
            tuple(columns),
        )


def relations_of(part: str) -> str:
    """Give the part that holds what a part points to.

    >>> relations_of("xl/workbook.xml"), relations_of("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _calendar(xml: bytes) -> Calendar:
    mask = masked(xml)
    if _STRICT in mask:
        return Calendar.WRITTEN
    if any(tag.get(b"date1904") in _TRUE for tag in find_tags(mask, b"workbookPr")):
        return Calendar.FROM_1904
    return Calendar.FROM_1900
