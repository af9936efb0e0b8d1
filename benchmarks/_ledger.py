"""A large ledger as Excel writes one: numbers, dates, shared texts, formulas, a table over all of it, a chart."""

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

__all__ = ["SHEET", "write_ledger"]

SHEET: Final = "xl/worksheets/sheet1.xml"
_COLUMNS: Final = "ABCDEFGHIJKLMNOPQRST"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DRAWN: Final = "http://schemas.openxmlformats.org/drawingml/2006"
_DRAWING: Final = "application/vnd.openxmlformats-officedocument.drawing"
_WORDS: Final = 60_000


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
    yield '</sheetData><drawing r:id="rId2"/><tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'


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


def _chart(rows: int) -> Mapping[str, str]:
    """Give the parts of a chart over one of the columns."""
    frame = (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="C"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{_DRAWN}/chart"><c:chart xmlns:c="{_DRAWN}/chart" r:id="rId1"/></a:graphicData>'
        "</a:graphic></xdr:graphicFrame><xdr:clientData/>"
    )
    corners = "".join(
        f"<xdr:{edge}><xdr:col>{at}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{at}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
        f"</xdr:{edge}>"
        for edge, at in (("from", 21), ("to", 29))
    )
    anchor = f"<xdr:twoCellAnchor>{corners}{frame}</xdr:twoCellAnchor>"
    spaces = f'xmlns:xdr="{_DRAWN}/spreadsheetDrawing" xmlns:a="{_DRAWN}/main" xmlns:r="{_OFFICE}"'
    series = (
        '<c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef>'
        f"<c:f>S!$L$2:$L${rows}</c:f></c:numRef></c:val></c:ser>"
    )
    axes = "".join(
        f'<c:{kind}><c:axId val="{own}"/><c:scaling/><c:axPos val="b"/><c:crossAx val="{other}"/></c:{kind}>'
        for kind, own, other in (("catAx", 1, 2), ("valAx", 2, 1))
    )
    plot = f'<c:lineChart><c:grouping val="standard"/>{series}<c:axId val="1"/><c:axId val="2"/></c:lineChart>{axes}'
    return {
        "xl/drawings/drawing1.xml": f"<xdr:wsDr {spaces}>{anchor}</xdr:wsDr>",
        "xl/drawings/_rels/drawing1.xml.rels": _relations({"../charts/chart1.xml": "chart"}),
        "xl/charts/chart1.xml": f'<c:chartSpace xmlns:c="{_DRAWN}/chart"><c:chart><c:plotArea>{plot}</c:plotArea>'
        "</c:chart></c:chartSpace>",
    }


def _relations(targets: dict[str, str]) -> str:
    tags = (
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(tags)}</Relationships>'


def write_ledger(path: Path, rows: int) -> None:
    """Write a ledger of that many rows, as Excel would."""
    kinds = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings"}
    kinds |= {"styles": "styles", "tables/table1": "table"}
    types = "".join(f'<Override PartName="/xl/{p}.xml" ContentType="{_KIND}.{kind}+xml"/>' for p, kind in kinds.items())
    types += f'<Override PartName="/xl/drawings/drawing1.xml" ContentType="{_DRAWING}+xml"/>'
    types += f'<Override PartName="/xl/charts/chart1.xml" ContentType="{_DRAWING}ml.chart+xml"/>'
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
        "xl/worksheets/_rels/sheet1.xml.rels": _relations(
            {"../tables/table1.xml": "table", "../drawings/drawing1.xml": "drawing"}
        ),
        "xl/tables/table1.xml": _table(rows),
        **_chart(rows),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, content in parts.items():
            made.writestr(name, content)
        for name, pieces in (("xl/sharedStrings.xml", _strings()), (SHEET, _sheet(rows))):
            with made.open(name, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece.encode())
