"""Tiny spreadsheets made byte by byte, so that a test can make them as odd as life does."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

__all__ = ["biff", "cell", "compound", "sheet_xml", "xlsx"]

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Cell styles: 0 general, 1 date, 2 date and time, 3 time.
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/></cellXfs></styleSheet>'
)


def cell(ref: str, value: str | float | bool | None, style: int = 0) -> str:  # noqa: FBT001 - a cell's value
    """Write one cell: text inline, numbers as they are, None as a cell that only has a style."""
    if value is None:
        return f'<c r="{ref}" s="{style}"/>'
    if isinstance(value, bool):
        return f'<c r="{ref}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{ref}" s="{style}"><v>{value!r}</v></c>'


def sheet_xml(rows: Sequence[Sequence[str | float | bool | None]] = (), extra: str = "", tail: str = "") -> str:
    """Write a sheet: rows from A1 on, then more rows and what follows the data, as XML."""
    body = "".join(
        f'<row r="{number}">'
        + "".join(cell(f"{chr(64 + column)}{number}", value) for column, value in enumerate(row, 1))
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}{extra}</sheetData>{tail}</worksheet>'


def xlsx(*sheets: str, names: Sequence[str] = (), more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Pack sheets into an .xlsx; `more` adds parts or replaces ours."""
    titles = [*names, *(f"Sheet{number}" for number in range(len(names) + 1, len(sheets) + 1))]
    numbered = list(enumerate(titles, 1))
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in numbered)
    targets = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in numbered
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_KIND}.worksheet+xml"/>' for at, _ in numbered
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{targets}'
        f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{at}.xml": sheet for at, sheet in enumerate(sheets, 1)},
        **(more or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def biff(rows: Sequence[Sequence[str | float]], name: str = "Sheet1", *, locked: bool = False) -> bytes:
    """Pack rows into an old BIFF8 .xls; a locked one claims to be encrypted."""
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    lock = _record(0x2F, b"\1\0" + bytes(52)) if locked else b""
    title = name.encode("utf-16-le")
    sheet_at = len(start) + len(lock) + 4 + 8 + len(title) + 4
    bound = _record(0x85, struct.pack("<IBBBB", sheet_at, 0, 0, len(name), 1) + title)
    cells = b"".join(
        _biff_cell(row, column, value) for row, line in enumerate(rows) for column, value in enumerate(line)
    )
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)) + cells + _record(0x0A, b"")
    return _compound("Workbook", start + lock + bound + _record(0x0A, b"") + sheet)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _biff_cell(row: int, column: int, value: str | float) -> bytes:
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + text)
    return _record(0x203, struct.pack("<HHHd", row, column, 0, value))


def compound(*streams: str) -> bytes:
    """Make a compound file that only has its streams' directory entries: enough to tell what it is."""
    return _compound(streams[0], b"", *streams[1:])


def _compound(stream: str, content: bytes, *others: str) -> bytes:
    """Make a compound file: header, one FAT sector, the directory, then the stream in 512-byte sectors."""
    end, free, fat = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    content = content.ljust(4096, b"\0") if content else b""  # smaller streams live elsewhere
    count = -(-len(content) // 512)
    chain = [fat, end, *range(3, 2 + count), end][: 2 + count] if count else [fat, end]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    entries = [_entry("Root Entry", 5, 1, end, 0), _entry(stream, 2, free, 2 if count else end, len(content))]
    entries += [_entry(name, 2, free, end, 0) for name in others]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    return header + table + b"".join(entries).ljust(512, b"\0") + content.ljust(count * 512, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    title = f"{name}\0".encode("utf-16-le")
    free = 0xFFFFFFFF
    return (
        title.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(title), kind, 1, free, free, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
