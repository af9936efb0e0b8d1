"""Time edits of large ledgers beside openpyxl and beside bare inflating and deflating: bench write [ROWS…]."""

import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import openpyxl

from hiveledger.book.xlsx import AppendRows, Edit, SetCell, SetColumn, patch

_ROWS: Final = (10_000, 100_000)
_COLUMNS: Final = "ABCDEFGHIJKLMNOPQRST"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORDS: Final = 60_000
_CHUNK: Final = 4 << 20


def _row(row: int) -> str:
    """Give a row as Excel writes it: numbers, dates, shared texts, a formula, a blank."""
    mixed = row * 2_654_435_761 % 4_294_967_296  # spreads values as real ones are spread
    cells = [f'<c r="A{row}"><v>{row}</v></c><c r="B{row}" s="1"><v>{44_000 + mixed % 1_500}</v></c>']
    for place, column in enumerate("CDEFGHIJ"):
        cells.append(f'<c r="{column}{row}" t="s"><v>{20 + (mixed >> place) % _WORDS}</v></c>')
    cells.append(f'<c r="K{row}"><v>{mixed % 500}</v></c><c r="L{row}" s="2"><v>{mixed % 99_991 / 100}</v></c>')
    cells.append(f'<c r="M{row}" s="2"><f>K{row}*L{row}</f><v>{mixed % 500 * (mixed % 99_991) / 100}</v></c>')
    cells.append(f'<c r="N{row}"><v>{13_000_000_000 + mixed % 899_999_999}</v></c><c r="O{row}" s="2"/>')
    cells += [
        f'<c r="{column}{row}" t="s"><v>{20 + (mixed >> place) % 50}</v></c>' for place, column in enumerate("PQRST")
    ]
    return f'<row r="{row}" spans="1:20">{"".join(cells)}</row>'


def _sheet(rows: int) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    yield f'<dimension ref="A1:T{rows}"/><sheetData><row r="1" spans="1:20">'
    yield "".join(f'<c r="{column}1" t="s"><v>{number}</v></c>' for number, column in enumerate(_COLUMNS)) + "</row>"
    for row in range(2, rows + 1):
        yield _row(row)
    yield '</sheetData><tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'


def _strings() -> Iterator[str]:
    yield f'<sst xmlns="{_MAIN}">'
    yield "".join(f"<si><t>列{number}</t></si>" for number in range(20))
    yield "".join(f"<si><t>备注{number * 7919 % 1_000_003}甲乙</t></si>" for number in range(_WORDS + 1))
    yield "</sst>"


def _table(rows: int) -> str:
    columns = "".join(f'<tableColumn id="{number + 1}" name="列{number}"/>' for number in range(20))
    area = f"A1:T{rows}"
    start = f'<table xmlns="{_MAIN}" id="1" name="T" displayName="T" ref="{area}"><autoFilter ref="{area}"/>'
    return f'{start}<tableColumns count="20">{columns}</tableColumns></table>'


def _relations(targets: dict[str, str]) -> str:
    tags = (
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(tags)}</Relationships>'


def _ledger(path: Path, rows: int) -> None:
    """Write a ledger of that many rows, as Excel would."""
    kinds = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings"}
    kinds |= {"styles": "styles", "tables/table1": "table"}
    types = "".join(f'<Override PartName="/xl/{p}.xml" ContentType="{_KIND}.{kind}+xml"/>' for p, kind in kinds.items())
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    formats = "".join(f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0"/>' for number in (0, 14, 4))
    bare = "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    targets = {"worksheets/sheet1.xml": "worksheet", "sharedStrings.xml": "sharedStrings", "styles.xml": "styles"}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{default}{types}</Types>',
        "_rels/.rels": _relations({"xl/workbook.xml": "officeDocument"}),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(targets),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{bare}<cellXfs>{formats}</cellXfs></styleSheet>',
        "xl/worksheets/_rels/sheet1.xml.rels": _relations({"../tables/table1.xml": "table"}),
        "xl/tables/table1.xml": _table(rows),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, content in parts.items():
            made.writestr(name, content)
        for name, pieces in (("xl/sharedStrings.xml", _strings()), ("xl/worksheets/sheet1.xml", _sheet(rows))):
            with made.open(name, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece.encode())


def _bare(path: Path) -> None:
    """Inflate the sheet and deflate it again: what any editor has to do at least."""
    with zipfile.ZipFile(path) as opened, opened.open("xl/worksheets/sheet1.xml") as sheet:
        deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
        while piece := sheet.read(_CHUNK):
            deflater.compress(piece)
        deflater.flush()


def _through_openpyxl(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["S"]["C5"] = "x"
    book.save(path.with_name("openpyxl.xlsx"))


def _patched(edits: Callable[[int], list[Edit]]) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        patch(path, edits(int(path.stem)), path.with_name("patched.xlsx"))

    return run


def _column(letter: int) -> Callable[[int], list[Edit]]:
    return lambda rows: [SetColumn("S", letter, 2, [f"新{number}" for number in range(rows - 1)])]


_WAYS: Final[dict[str, Callable[[Path], None]]] = {
    "inflate + deflate": _bare,
    "patch one cell": _patched(lambda rows: [SetCell("S", rows // 2, 4, "改")]),
    "patch append": _patched(lambda _: [AppendRows("S", [["新"] * 20] * 10, "T")]),
    "patch one column": _patched(_column(4)),
    "patch three columns": _patched(lambda rows: [edit for letter in (4, 5, 6) for edit in _column(letter)(rows)]),
    "openpyxl": _through_openpyxl,
}
_OPENPYXL_AT_MOST: Final = 200_000  # rows; a million take minutes and 10 GB


def _measure(way: str, path: Path) -> tuple[float, float]:
    """Give seconds and peak MB of one way, in a process of its own."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "benchmarks.write", way, str(path)], capture_output=True, text=True, check=True
    )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def main() -> None:
    """Print seconds, peak memory and ratios."""
    if sys.argv[1:] and sys.argv[1] in _WAYS:
        start = time.perf_counter()
        _WAYS[sys.argv[1]](Path(sys.argv[2]))
        print(json.dumps([time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
        return
    for rows in map(int, sys.argv[1:] or _ROWS):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{rows}.xlsx"
            _ledger(path, rows)
            print(f"{rows} rows, {path.stat().st_size / 1e6:.1f} MB")
            ways = [way for way in _WAYS if way != "openpyxl" or rows <= _OPENPYXL_AT_MOST]
            found = {way: min(_measure(way, path) for _ in range(1 if way == "openpyxl" else 3)) for way in ways}
            for way, (seconds, peak) in found.items():
                bare = seconds / found["inflate + deflate"][0]
                whole = f" = 1/{found['openpyxl'][0] / seconds:.0f} of openpyxl" if "openpyxl" in found else ""
                print(f"  {way:20} {seconds:7.2f} s  {peak:5.0f} MB  {bare:5.2f} x inflate + deflate{whole}")


if __name__ == "__main__":
    main()
