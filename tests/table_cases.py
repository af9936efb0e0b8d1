"""What becomes of tables in every variety that Excel writes: a book, edits, and what stands there afterwards."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from hiveledger.book.xlsx import AddValuesAsColumn, AppendRows, Edit, Fit, ReplaceBody, SetCell, SetColumn
from tests.raw_books import MAIN, relations
from tests.table_books import HEAD, ROWS, Book, Cell, row, second_table, table

__all__ = ["CASES", "REFUSALS", "Case", "Seen"]


@dataclass(frozen=True)
class Seen:
    """What a cell says, a formula above all, and what LibreOffice makes of it."""

    said: str
    shown: str


Cells = dict[str, float | str | Seen | None]
Values = list[float | str | None]


@dataclass(frozen=True)
class Case:
    """Edits of a book: all that sheet S's cells say anew, and pieces that other parts, or the sheet, then hold."""

    name: str
    edits: tuple[Edit, ...]
    book: Book = field(default_factory=Book)
    cells: Cells = field(default_factory=dict)
    pieces: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""


def _append(*rows: Values) -> tuple[Edit, ...]:
    return (AppendRows("S", rows or [[6, "new", None]], "T"),)


def _body(*rows: Values) -> tuple[Edit, ...]:
    return (ReplaceBody("S", "T", rows),)


def _double(row_number: int, value: float) -> Cells:
    return {f"D{row_number}": Seen("T[[#This Row],[a]]*2", f"{2 * value:g}")}


_NEW: Final[Cells] = {"B6": 6, "C6": "new", **_double(6, 6)}
_GROWN: Final = {"T": 'ref="B2:D6"'}
_TOTALS: Final = ' totalsRowFunction="sum"'
_TOTALLED: Final = Book(
    rows=ROWS + row(6, B=("Total", 1), D=("=SUBTOTAL(109,T[c])", 2)), tables=(table("B2:D6", totals=_TOTALS),)
)
_RELATIVE: Final = Book(
    rows=HEAD + "".join(row(n, B=n, C=f"t{n}", D=f"=B{n}*2") for n in (3, 4, 5)), tables=(table(formula="B3*2"),)
)


def _below(**cells: Cell) -> str:
    return ROWS + row(6, "", **cells)


_GROWTH: Final = (
    Case("one row", _append(), cells=_NEW, pieces=_GROWN),
    Case(
        "three rows",
        _append([6, "x", None], [7, None, None], [None, "=1", 5]),
        cells={"B6": 6, "C6": "x", **_double(6, 6), "B7": 7, **_double(7, 7), "C8": "=1", "D8": 5},
        pieces={"T": 'ref="B2:D8"'},
    ),
    Case("a formula that means its row by place", _append(), _RELATIVE, _NEW | {"D6": Seen("B6*2", "12")}, _GROWN),
    Case(
        "a formula with a fixed cell",
        _append(),
        Book(
            rows=row(1, A=10) + HEAD + "".join(row(n, B=n, D=f"=B{n}*$A$1") for n in (3, 4, 5)),
            tables=(table(formula="B3*$A$1"),),
        ),
        _NEW | {"D6": Seen("B6*$A$1", "60")},
        _GROWN,
    ),
    Case(
        "a formula that cells share",
        _append(),
        Book(
            rows=HEAD
            + row(3, B=3, D='<c r="D3"><f t="shared" ref="D3:D5" si="0">B3*2</f></c>')
            + row(4, B=4, D='<c r="D4"><f t="shared" si="0"/></c>')
            + row(5, B=5, D='<c r="D5"><f t="shared" si="0"/></c>'),
            tables=(table(formula="B3*2"),),
        ),
        _NEW | {"D6": Seen("B6*2", "12")},
        _GROWN,
    ),
    Case(
        "no calculated column", _append([1, "x", None]), Book(tables=(table(formula=""),)), {"B6": 1, "C6": "x"}, _GROWN
    ),
    Case("a value in a calculated column", _append([6, "x", 1.5]), cells={"B6": 6, "C6": "x", "D6": 1.5}),
    Case(
        "formats and height of the row above",
        _append(),
        Book(rows=HEAD + row(3, B=1) + row(4, B=1) + row(5, ' ht="30" customHeight="1"', B=(5, 1), C=("x", 2), D=9)),
        _NEW,
        {"S": '<row r="6" ht="30" customHeight="1"><c r="B6" s="1"><v>6</v></c><c r="C6" s="2" t="inlineStr">'},
    ),
    Case(
        "a last row that is hidden",
        _append(),
        Book(rows=HEAD + row(3, B=1) + row(4, B=1) + row(5, ' hidden="1"', B=5)),
        _NEW,
        {"S": '<row r="6"><c r="B6">'},
    ),
    Case(
        "formatted cells below",
        _append(),
        Book(rows=_below(B=(None, 3), E=("note", 4))),
        _NEW,
        {"S": '<row r="6"><c r="B6" s="3"><v>6</v></c>'},
    ),
    Case("something beside the new row", _append(), Book(rows=_below(A=1, E="=B3")), _NEW, _GROWN),
    Case("something two rows below", _append(), Book(rows=ROWS + row(7, B="note")), _NEW, _GROWN),
    Case("blank rows inside", _append(), Book(rows=HEAD + row(3, B=3)), _NEW, _GROWN),
    Case("no rows in the file below the header", _append(), Book(rows=HEAD), _NEW, _GROWN),
    Case("no filter", _append(), Book(tables=(table(filtered=None),)), _NEW, _GROWN),
    Case(
        "a filter that hides rows",
        _append(),
        Book(
            rows=HEAD + row(3, ' hidden="1"', B=3) + row(4, B=4) + row(5, ' hidden="1"', B=5),
            tables=(table(filtered='<filterColumn colId="0"><filters><filter val="4"/></filters></filterColumn>'),),
        ),
        _NEW,
        {"T": '<autoFilter ref="B2:D6"><filterColumn colId="0">', "S": '<row r="6"><c'},
    ),
    Case(
        "an order",
        _append(),
        Book(
            tables=(
                table().replace(
                    "<tableColumns", '<sortState ref="B3:D5"><sortCondition ref="C3:C5"/></sortState><tableColumns'
                ),
            )
        ),
        _NEW,
        {"T": '<sortState ref="B3:D6"><sortCondition ref="C3:C6"/></sortState>'},
    ),
    Case(
        "a table right of it",
        _append(),
        Book(
            rows=row(2, B="a", C="b", D="c", E="a", F="b", G="c") + row(3, B=3, E=1) + row(4) + row(5, B=5, E="x"),
            tables=(table(), second_table("E2:G5")),
        ),
        _NEW,
        _GROWN,
    ),
    Case(
        "a table further below",
        _append(),
        Book(rows=ROWS + row(8, B="a", C="b", D="c"), tables=(table(), second_table("B8:D9"))),
        _NEW,
        _GROWN,
    ),
    Case(
        "a table with no header",
        _append(),
        Book(
            rows="".join(row(n, B=n) for n in (3, 4, 5)),
            tables=(table("B3:D5", said=' headerRowCount="0"', filtered=None),),
        ),
        _NEW,
        {"T": 'ref="B3:D6"'},
    ),
    Case(
        "a table with no rows yet",
        _append(),
        Book(rows=HEAD, tables=(table("B2:D3", said=' insertRow="1"'),)),
        {"B3": 6, "C3": "new", **_double(3, 6)},
        {"T": 'ref="B2:D3"><autoFilter ref="B2:D3">', "T ": 'displayName="T" ref="B2:D3"><'},
    ),
    Case(
        "two rows for a table with none yet",
        _append([6, "x", None], [7, "y", None]),
        Book(rows=HEAD + row(3, B=(None, 1)), tables=(table("B2:D3", said=' insertRow="1"'),)),
        {"B3": 6, "C3": "x", **_double(3, 6), "B4": 7, "C4": "y", **_double(4, 7)},
        {"T": 'displayName="T" ref="B2:D4"><', "S": '<c r="B4" s="1"><v>7</v>'},
    ),
    Case(
        "a value in a table with no rows yet",
        (SetCell("S", 3, 2, 6),),
        Book(rows=HEAD, tables=(table("B2:D3", said=' insertRow="1"'),)),
        {"B3": 6},
        {"T": 'ref="B2:D3"><autoFilter ref="B2:D3">', "T ": 'displayName="T" ref="B2:D3"><'},
    ),
    Case("a blank row", _append(), Book(rows=HEAD, tables=(table("B2:D3"),)), {"B4": 6, "C4": "new", **_double(4, 6)}),
    Case(
        "cells and rows that do not say where they stand",
        _append(),
        Book(
            rows='<row/><row><c/><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c>'
            '<c t="inlineStr"><is><t>c</t></is></c></row><row/><row><c/><c><v>1</v></c></row><row><c/><c s="1"/></row>'
        ),
        _NEW,
        _GROWN | {"S": '<c r="B6" s="1"><v>6</v>'},
    ),
    Case(
        "spans and dimension",
        _append(),
        Book(rows=re.sub(r"(<row r=.\d.)", r'\1 spans="2:4"', ROWS), before='<dimension ref="B2:D5"/>'),
        _NEW,
        {"S": '<dimension ref="B2:D6"/>'},
    ),
    Case(
        "a locked sheet",
        _append(),
        Book(after='<sheetProtection sheet="1" objects="1" scenarios="1"/>'),
        _NEW,
        {"S": "<sheetProtection"},
    ),
    Case(
        "merged cells beside and above",
        _append(),
        Book(
            rows=_below(E="x"),
            after='<mergeCells count="2"><mergeCell ref="E5:F6"/><mergeCell ref="B1:D1"/></mergeCells>',
        ),
        _NEW,
        _GROWN,
    ),
    Case(
        "rich text, phonetics and shared strings",
        _append(),
        Book(
            rows=HEAD.replace(
                "<is><t>b</t></is>", "<is><r><rPr><b/></rPr><t>b</t></r><rPh sb='0' eb='1'><t>p</t></rPh></is>"
            )
            + row(3, B=3, C='<c r="C3" t="s"><v>0</v></c>')
            + row(4, B=4, C='<c r="C4" t="str"><f>"q"</f><v>q</v></c>')
            + row(5, B=5, D='<c r="D5" t="e"><v>#N/A</v></c>'),
            parts={
                "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><r><t>s</t></r></si></sst>'
            },
        ),
        _NEW,
        _GROWN,
    ),
)

_OVER: Final = (
    Case(
        "conditional formats and validations",
        _append(),
        Book(
            after='<conditionalFormatting sqref="B3:B5"><cfRule type="expression" dxfId="0" priority="1">'
            "<formula>B3&gt;4</formula></cfRule></conditionalFormatting>"
            '<dataValidations count="1"><dataValidation type="whole" sqref="B3:B5"><formula1>1</formula1>'
            "<formula2>9</formula2></dataValidation></dataValidations>"
        ),
        _NEW,
        {"S": '<conditionalFormatting sqref="B3:B6">', "S ": 'type="whole" sqref="B3:B6"'},
    ),
    Case(
        "a conditional format that once covered more rows",
        _append([6, "x", None], [7, "y", None], [8, "z", None]),
        Book(
            after='<conditionalFormatting sqref="B3:B6"><cfRule type="expression" dxfId="0" priority="1">'
            "<formula>B3&gt;4</formula></cfRule></conditionalFormatting>"
        ),
        {"B6": 6, "C6": "x", **_double(6, 6), "B7": 7, "C7": "y", **_double(7, 7), "B8": 8, "C8": "z", **_double(8, 8)},
        {"S": '<conditionalFormatting sqref="B3:B8">'},
    ),
    Case(
        "a conditional format over the totals too",
        _append(),
        Book(
            rows=_TOTALLED.rows,
            tables=_TOTALLED.tables,
            after='<conditionalFormatting sqref="D3:D6"><cfRule type="expression" dxfId="0" priority="1">'
            "<formula>D3&gt;4</formula></cfRule></conditionalFormatting>",
        ),
        {**_NEW, "B7": "Total", "D7": Seen("SUBTOTAL(109,T[c])", "36")},
        {"S": '<conditionalFormatting sqref="D3:D7">'},
    ),
    Case(
        "newer formats and validations",
        _append(),
        Book(
            extension='<ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
            '<x14:conditionalFormatting><x14:cfRule type="dataBar" id="{00000000-0000-0000-0000-000000000001}">'
            '<x14:dataBar><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/></x14:dataBar></x14:cfRule>'
            "<xm:sqref>B3:B5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
            '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1"><x14:dataValidation '
            'type="list"><x14:formula1><xm:f>Other!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>C3:C5</xm:sqref>'
            "</x14:dataValidation></x14:dataValidations></ext>"
        ),
        _NEW,
        {
            "S": "<xm:sqref>B3:B6</xm:sqref>",
            "S ": "<xm:f>Other!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>C3:C6</xm:sqref>",
        },
    ),
    Case(
        "sparklines",
        _append(),
        Book(
            extension='<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups><x14:sparklineGroup>'
            "<x14:sparklines><x14:sparkline><xm:f>S!B3:B5</xm:f><xm:sqref>B1</xm:sqref></x14:sparkline><x14:sparkline>"
            "<xm:f>S!B4:D4</xm:f><xm:sqref>E4</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
            "</x14:sparklineGroups></ext>"
        ),
        _NEW,
        {"S": "<xm:f>S!B3:B6</xm:f><xm:sqref>B1</xm:sqref>", "S ": "<xm:f>S!B4:D4</xm:f><xm:sqref>E4</xm:sqref>"},
    ),
    Case(
        "names",
        _append(),
        Book(
            names='<definedName name="col">S!$B$3:$B$5</definedName><definedName name="other">Other!$B$3:$B$5'
            '</definedName><definedName name="part">S!$B$3:$B$4</definedName><definedName name="_xlnm.Print_Area" '
            'localSheetId="0">S!$A$1:$E$5</definedName>'
        ),
        _NEW,
        {
            "W": "S!$B$3:$B$6</definedName>",
            "W ": "Other!$B$3:$B$5</definedName>",
            "W  ": "S!$B$3:$B$4</definedName>",
            "W   ": "S!$A$1:$E$6</definedName>",
        },
    ),
    Case(
        "a chart",
        _append(),
        Book(
            parts={
                "xl/drawings/drawing1.xml": '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/'
                'spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>',
                "xl/drawings/_rels/drawing1.xml.rels": relations({"../charts/chart1.xml": "chart"}),
                "xl/charts/chart1.xml": '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
                "<c:chart><c:plotArea><c:barChart><c:ser><c:cat><c:strRef><c:f>S!$C$3:$C$5</c:f></c:strRef></c:cat><c:val>"
                "<c:numRef><c:f>S!$B$3:$B$5</c:f></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart>"
                "</c:chartSpace>",
            }
        ),
        _NEW,
        {"xl/charts/chart1.xml": "S!$B$3:$B$6"},
    ),
    Case(
        "pivots by place and by name",
        _append(),
        Book(
            parts={
                f"xl/pivotCache/pivotCacheDefinition{number}.xml": f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource '
                f'type="worksheet"><worksheetSource {source}/></cacheSource></pivotCacheDefinition>'
                for number, source in ((1, 'ref="B2:D5" sheet="S"'), (2, 'name="T"'))
            }
        ),
        _NEW,
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": 'ref="B2:D6"',
            "xl/pivotCache/pivotCacheDefinition2.xml": 'name="T"',
        },
    ),
)

_TOTALS_CASES: Final = (
    Case(
        "totals move down",
        _append(),
        _TOTALLED,
        {**_NEW, "B7": "Total", "D7": Seen("SUBTOTAL(109,T[c])", "36")},
        {"T": 'ref="B2:D7" totalsRowCount="1"><autoFilter ref="B2:D6">'},
    ),
    Case(
        "totals move down by two and keep their formats",
        _append([6, "x", None], [7, "y", None]),
        _TOTALLED,
        {"B6": 6, "C6": "x", **_double(6, 6), "B7": 7, "C7": "y", **_double(7, 7)}
        | {"B8": "Total", "D8": Seen("SUBTOTAL(109,T[c])", "50")},
        {"S": '<row r="8"><c r="B8" s="1" t="inlineStr">', "S ": '<c r="D8" s="2"><f>SUBTOTAL'},
    ),
    Case(
        "totals in the order of calculation",
        _append(),
        Book(
            rows=_TOTALLED.rows,
            tables=_TOTALLED.tables,
            parts={"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="D3" i="1"/><c r="D6"/></calcChain>'},
        ),
        {**_NEW, "B7": "Total", "D7": Seen("SUBTOTAL(109,T[c])", "36")},
        {"xl/calcChain.xml": '<c r="D3" i="1"/></calcChain>'},
    ),
)


def _prefixed(parts: dict[str, str]) -> Mapping[str, str]:
    """Give the parts of the workbook's own namespace a prefix, as some programs do."""
    return {
        name: re.sub(r"<(/?)(?=[A-Za-z]+[\s/>])", r"<\1x:", xml).replace(' xmlns="', ' xmlns:x="', 1)
        if f'xmlns="{MAIN}"' in xml
        else xml
        for name, xml in parts.items()
    }


def _strict(parts: dict[str, str]) -> Mapping[str, str]:
    def reworded(xml: str) -> str:
        xml = xml.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        return xml.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    return {name: reworded(xml) for name, xml in parts.items()}


def _in_utf_16(parts: dict[str, str]) -> Mapping[str, str | bytes]:
    def encoded(xml: str) -> bytes:
        return codecs.BOM_UTF16_LE + ('<?xml version="1.0" encoding="UTF-16"?>' + xml).encode("utf-16-le")

    return {name: encoded(xml) if f'xmlns="{MAIN}"' in xml else xml for name, xml in parts.items()}


def _in_single_quotes(parts: dict[str, str]) -> Mapping[str, str]:
    return {
        name: re.sub(r'="([^"\']*)"', r"='\1'", xml) if f'xmlns="{MAIN}"' in xml else xml for name, xml in parts.items()
    }


def _with_asides(parts: dict[str, str]) -> Mapping[str, str]:
    name = "xl/worksheets/sheet1.xml"
    aside = '<!-- <row r="9"><c r="B9"><v>1</v></c></row> -->'
    xml = parts[name].replace("<row", f"{aside}<row").replace("<t>t5</t>", "<t><![CDATA[t5]]></t>")
    return parts | {name: xml}


_KINDS: Final = (
    Case("a prefix", _append(), Book(written=_prefixed), _NEW, _GROWN),
    Case("UTF-16", _append(), Book(written=_in_utf_16), _NEW, _GROWN),
    Case("single quotes", _append(), Book(written=_in_single_quotes), _NEW, {"T": "B2:D6"}),
    Case("comments and CDATA", _append(), Book(written=_with_asides), _NEW, _GROWN),
    Case(
        "days from 1904",
        (AppendRows("S", [[date(2026, 1, 5), "x", 1]], "T"),),
        Book(said='<workbookPr date1904="1"/>'),
        {"B6": 44565, "C6": "x", "D6": 1},
        _GROWN,
    ),
    Case(
        "a Strict file",
        (AppendRows("S", [[date(2026, 1, 5), "x", 1]], "T"),),
        Book(written=_strict),
        {"B6": Seen("2026-01-05", "46027"), "C6": "x", "D6": 1},
        _GROWN,
    ),
)

_FILTERED: Final = Book(
    tables=(),
    rows=re.sub("T[^*]*", "1", ROWS),
    after='<autoFilter ref="B2:D5"/>',
    names='<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">S!$B$2:$D$5</definedName>',
)

_FITS: Final = (
    Case(
        "a table fits cells that were told",
        (SetCell("S", 6, 2, 6), SetCell("S", 7, 2, 7), Fit("S", 2, 2, 7)),
        cells={"B6": 6, **_double(6, 6), "B7": 7, **_double(7, 7)},
        pieces={"T": 'ref="B2:D7"'},
    ),
    Case(
        "a table takes in what was typed below it",
        (SetCell("S", 6, 2, 6), Fit("S", 2, 2, 6)),
        Book(rows=_below(C="typed", D=1)),
        {"B6": 6, "C6": "typed", "D6": 1},
        _GROWN,
    ),
    Case("blank rows inside are used", (SetCell("S", 4, 2, 6), Fit("S", 2, 2, 5)), Book(rows=HEAD), {"B4": 6}),
    Case(
        "a table gives up blank rows",
        (*(SetColumn("S", column, 4, [None] * 2) for column in (2, 3, 4)), Fit("S", 2, 2, 3)),
        cells=dict.fromkeys(f"{c}{r}" for c in "BCD" for r in (4, 5)),
        pieces={"T": 'ref="B2:D3"><autoFilter ref="B2:D3">'},
    ),
    Case(
        "a filtered range fits",
        (SetCell("S", 6, 2, 6), Fit("S", 2, 2, 6)),
        _FILTERED,
        {"B6": 6},
        {"S": '<autoFilter ref="B2:D6"/>', "W": "S!$B$2:$D$6"},
    ),
    Case(
        "a filtered range gives up blank rows",
        (SetColumn("S", 2, 5, [None]), SetColumn("S", 3, 5, [None]), SetColumn("S", 4, 5, [None]), Fit("S", 2, 2, 4)),
        _FILTERED,
        dict.fromkeys(("B5", "C5", "D5")),
        {"S": '<autoFilter ref="B2:D4"/>', "W": "S!$B$2:$D$4"},
    ),
    Case(
        "totals make room",
        (SetCell("S", 6, 2, 6), Fit("S", 2, 2, 6)),
        _TOTALLED,
        {"B6": 6, **_double(6, 6), "B7": "Total", "D7": Seen("SUBTOTAL(109,T[c])", "36")},
        {"T": 'ref="B2:D7"'},
    ),
)

_THREE: Final[tuple[Values, ...]] = ([6, "x", None], [7, "y", None], [8, "z", None])
_SIX: Final[Cells] = {"B3": 6, "C3": "x", "B4": 7, "C4": "y", "B5": 8, "C5": "z"}
_DOUBLES: Final[Cells] = {**_double(3, 6), **_double(4, 7), **_double(5, 8)}

_BODIES: Final = (
    Case("as many rows anew", _body(*_THREE), cells=_SIX | _DOUBLES, pieces={"T": 'ref="B2:D5"'}),
    Case(
        "more rows anew",
        _body(*_THREE, [9, "w", None]),
        cells=_SIX | _DOUBLES | {"B6": 9, "C6": "w", **_double(6, 9)},
        pieces=_GROWN,
    ),
    Case(
        "fewer rows anew",
        _body([6, "x", None]),
        Book(rows=HEAD + "".join(row(n, B=(n, 1), C=("t", 2), D=("=T[[#This Row],[a]]*2", 3)) for n in (3, 4, 5))),
        {"B3": 6, "C3": "x", **_double(3, 6)} | dict.fromkeys(f"{c}{r}" for c in "BCD" for r in (4, 5)),
        {
            "T": 'ref="B2:D3"><autoFilter ref="B2:D3">',
            "S": '<row r="4"><c r="B4" s="1"/><c r="C4" s="2"/><c r="D4" s="3"/></row>',
        },
    ),
    Case(
        "no rows",
        _body(),
        cells=dict.fromkeys(f"{c}{r}" for c in "BCD" for r in (3, 4, 5)),
        pieces={"T": 'ref="B2:D3"'},
    ),
    Case(
        "formulas by place stay",
        _body(*_THREE, [9, "w", None]),
        _RELATIVE,
        _SIX
        | {"D3": Seen("B3*2", "12"), "D4": Seen("B4*2", "14"), "D5": Seen("B5*2", "16")}
        | {"B6": 9, "C6": "w", "D6": Seen("B6*2", "18")},
        _GROWN,
    ),
    Case(
        "a formula by place comes back",
        _body(*_THREE),
        Book(rows=_RELATIVE.rows.replace("<f>B4*2</f>", "<v>1</v>"), tables=_RELATIVE.tables),
        _SIX | {"D3": Seen("B3*2", "12"), "D4": Seen("B4*2", "14"), "D5": Seen("B5*2", "16")},
    ),
    Case(
        "more rows above totals",
        _body(*_THREE, [9, "w", None]),
        _TOTALLED,
        _SIX | _DOUBLES | {"B6": 9, "C6": "w", **_double(6, 9), "B7": "Total", "D7": Seen("SUBTOTAL(109,T[c])", "60")},
        {"T": 'ref="B2:D7" totalsRowCount="1"><autoFilter ref="B2:D6">'},
    ),
    Case(
        "fewer rows above totals",
        _body([6, "x", None]),
        _TOTALLED,
        {"B3": 6, "C3": "x", **_double(3, 6), "B4": "Total", "C4": None, "D4": Seen("SUBTOTAL(109,T[c])", "12")}
        | dict.fromkeys(f"{c}{r}" for c in "BCD" for r in (5, 6)),
        {"T": 'ref="B2:D4" totalsRowCount="1"><autoFilter ref="B2:D3">', "S": '<c r="D4" s="2"><f>SUBTOTAL'},
    ),
    Case(
        "names and charts over fewer rows",
        _body([6, "x", None]),
        Book(
            names='<definedName name="col">S!$B$3:$B$5</definedName>',
            parts={"xl/charts/chart1.xml": "<f>S!$B$3:$B$5</f>"},
        ),
        {"B3": 6, "C3": "x", **_double(3, 6)} | dict.fromkeys(f"{c}{r}" for c in "BCD" for r in (4, 5)),
        {"W": "S!$B$3:$B$3<", "xl/charts/chart1.xml": "<f>S!$B$3:$B$3</f>"},
    ),
    Case(
        "rows appended to others",
        (AppendRows("S", [[1, "gone", None]], "T"), *_body([6, "x", None]), *_append([7, "y", None])),
        cells={
            "B3": 6,
            "C3": "x",
            **_double(3, 6),
            "B4": 7,
            "C4": "y",
            **_double(4, 7),
            "B5": None,
            "C5": None,
            "D5": None,
        },
        pieces={"T": 'ref="B2:D4"'},
    ),
)

_STYLED: Final = HEAD.replace('<c r="D2"', '<c r="D2" s="1"') + "".join(
    row(n, B=n, C=f"t{n}", D=("=T[[#This Row],[a]]*2", 2)) for n in (3, 4, 5)
)
_WIDER: Final = 'ref="B2:E5"><autoFilter ref="B2:E5"></autoFilter><tableColumns count="4">'

_COLUMNS: Final = (
    Case(
        "a column",
        (AddValuesAsColumn("S", "d", [6, "x", None], "t"),),
        Book(rows=_STYLED),
        {"E2": "d", "E3": 6, "E4": "x"},
        {"T": _WIDER, "T ": '<tableColumn id="4" name="d"/></tableColumns>', "S": '<c r="E2" s="1" t="inlineStr">'}
        | {"S ": '<c r="E3" s="2"><v>6</v></c></row>', "S  ": '<c r="E5" s="2"/></row>'},
    ),
    Case(
        "a column with fewer values than rows",
        (AddValuesAsColumn("S", "d", [6], "T"),),
        Book(rows=_STYLED + row(6, B="note", E="note")),
        {"E2": "d", "E3": 6},
        {"T": _WIDER, "S": '<c r="E5" s="2"/></row>'},
    ),
    Case(
        "a column beside totals",
        (AddValuesAsColumn("S", "d", [6, 7, 8], "T"),),
        _TOTALLED,
        {"E2": "d", "E3": 6, "E4": 7, "E5": 8},
        {"T": 'ref="B2:E6"'},
    ),
    Case(
        "a column of a sheet whose header row a table has",
        (AddValuesAsColumn("S", "d", [6, 7, 8]),),
        cells={"E2": "d", "E3": 6, "E4": 7, "E5": 8},
        pieces={"T": _WIDER},
    ),
    Case(
        "a column right of a filtered range",
        (AddValuesAsColumn("S", "d", [6, 7]),),
        _FILTERED,
        {"E2": "d", "E3": 6, "E4": 7},
        {"S": '<autoFilter ref="B2:E5"/>', "W": "S!$B$2:$E$5"},
    ),
)

CASES: Final = (*_GROWTH, *_OVER, *_TOTALS_CASES, *_KINDS, *_FITS, *_BODIES, *_COLUMNS)

_MERGED: Final = '<mergeCells count="1"><mergeCell ref="B6:C6"/></mergeCells>'

REFUSALS: Final = (
    Case("a value below", _append(), Book(rows=_below(D=1)), refused="patch.occupied"),
    Case("a formula below", _append(), Book(rows=_below(B="=1")), refused="patch.occupied"),
    Case(
        "a table right below",
        _append(),
        Book(rows=_below(C="a", D="b", E="c"), tables=(table(), second_table("C6:E7"))),
        refused="patch.occupied",
    ),
    Case("merged cells below", _append([6, None, 1]), Book(after=_MERGED), refused="patch.occupied"),
    Case("merged cells below, hidden ones filled", _append(), Book(after=_MERGED), refused="patch.merged"),
    Case("merged cells for a fit", (Fit("S", 2, 2, 7),), Book(after=_MERGED), refused="patch.occupied"),
    Case(
        "a value below totals",
        _append(),
        Book(rows=_TOTALLED.rows + row(7, C=1), tables=_TOTALLED.tables),
        refused="patch.occupied",
    ),
    Case(
        "totals by place",
        _append(),
        Book(rows=ROWS + row(6, D="=SUM(D3:D5)"), tables=_TOTALLED.tables),
        refused="patch.totals_row",
    ),
    Case(
        "totals that a formula goes by",
        _append(),
        Book(rows=_TOTALLED.rows, tables=_TOTALLED.tables, other=row(1, A="=S!D6")),
        refused="patch.totals_row",
    ),
    Case(
        "totals that a formula goes by, fewer rows",
        _body([6, "x", None]),
        Book(rows=_TOTALLED.rows, tables=_TOTALLED.tables, other=row(1, A="=S!D6")),
        refused="patch.totals_row",
    ),
    Case("a value too few", _append([1, 2]), refused="patch.row_width"),
    Case("a value too few anew", _body([1, 2]), refused="patch.row_width"),
    Case(
        "more rows anew with a value below", _body(*_THREE, *_THREE), Book(rows=_below(B=1)), refused="patch.occupied"
    ),
    Case(
        "a column for more values than rows",
        (AddValuesAsColumn("S", "d", [1] * 4, "T"),),
        refused="patch.column_height",
    ),
    Case("a column of that name", (AddValuesAsColumn("S", "B", [1], "T"),), refused="patch.column_twice"),
    Case(
        "a value in the way of a column",
        (AddValuesAsColumn("S", "d", [1], "T"),),
        Book(rows=ROWS.removesuffix("</row>") + '<c r="E5"><v>1</v></c></row>'),
        refused="patch.column_there",
    ),
    Case(
        "a table in the way of a column",
        (AddValuesAsColumn("S", "d", [1], "T"),),
        Book(tables=(table(), second_table("E2:G5"))),
        refused="patch.column_there",
    ),
    Case("a table that is not there", (ReplaceBody("S", "X", []),), refused="patch.no_table"),
)
