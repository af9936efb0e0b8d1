"""What covers a table, means it or stands below it as totals."""

from typing import Final

from tests.raw_books import MAIN, relations
from tests.table_books import Book
from tests.table_cases.case import NEW, TOTALLED, Case, Seen, append, double

__all__ = ["COVERING", "TOTALS"]

COVERING: Final = (
    Case(
        "conditional formats and validations",
        append(),
        Book(
            after='<conditionalFormatting sqref="B3:B5"><cfRule type="expression" dxfId="0" priority="1">'
            "<formula>B3&gt;4</formula></cfRule></conditionalFormatting>"
            '<dataValidations count="1"><dataValidation type="whole" sqref="B3:B5"><formula1>1</formula1>'
            "<formula2>9</formula2></dataValidation></dataValidations>"
        ),
        NEW,
        {"S": '<conditionalFormatting sqref="B3:B6">', "S ": 'type="whole" sqref="B3:B6"'},
    ),
    Case(
        "a conditional format that once covered more rows",
        append([6, "x", None], [7, "y", None], [8, "z", None]),
        Book(
            after='<conditionalFormatting sqref="B3:B6"><cfRule type="expression" dxfId="0" priority="1">'
            "<formula>B3&gt;4</formula></cfRule></conditionalFormatting>"
        ),
        {"B6": 6, "C6": "x", **double(6, 6), "B7": 7, "C7": "y", **double(7, 7), "B8": 8, "C8": "z", **double(8, 8)},
        {"S": '<conditionalFormatting sqref="B3:B8">'},
    ),
    Case(
        "a conditional format over the totals too",
        append(),
        Book(
            rows=TOTALLED.rows,
            tables=TOTALLED.tables,
            after='<conditionalFormatting sqref="D3:D6"><cfRule type="expression" dxfId="0" priority="1">'
            "<formula>D3&gt;4</formula></cfRule></conditionalFormatting>",
        ),
        {**NEW, "B7": "Total", "D7": Seen("SUBTOTAL(109,T[c])", "36")},
        {"S": '<conditionalFormatting sqref="D3:D7">'},
    ),
    Case(
        "newer formats and validations",
        append(),
        Book(
            extension='<ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
            '<x14:conditionalFormatting><x14:cfRule type="dataBar" id="{00000000-0000-0000-0000-000000000001}">'
            '<x14:dataBar><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/></x14:dataBar></x14:cfRule>'
            "<xm:sqref>B3:B5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
            '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1"><x14:dataValidation '
            'type="list"><x14:formula1><xm:f>Other!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>C3:C5</xm:sqref>'
            "</x14:dataValidation></x14:dataValidations></ext>"
        ),
        NEW,
        {
            "S": "<xm:sqref>B3:B6</xm:sqref>",
            "S ": "<xm:f>Other!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>C3:C6</xm:sqref>",
        },
    ),
    Case(
        "sparklines",
        append(),
        Book(
            extension='<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups><x14:sparklineGroup>'
            "<x14:sparklines><x14:sparkline><xm:f>S!B3:B5</xm:f><xm:sqref>B1</xm:sqref></x14:sparkline><x14:sparkline>"
            "<xm:f>S!B4:D4</xm:f><xm:sqref>E4</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
            "</x14:sparklineGroups></ext>"
        ),
        NEW,
        {"S": "<xm:f>S!B3:B6</xm:f><xm:sqref>B1</xm:sqref>", "S ": "<xm:f>S!B4:D4</xm:f><xm:sqref>E4</xm:sqref>"},
    ),
    Case(
        "names",
        append(),
        Book(
            names='<definedName name="col">S!$B$3:$B$5</definedName><definedName name="other">Other!$B$3:$B$5'
            '</definedName><definedName name="part">S!$B$3:$B$4</definedName><definedName name="_xlnm.Print_Area" '
            'localSheetId="0">S!$A$1:$E$5</definedName>'
        ),
        NEW,
        {
            "W": "S!$B$3:$B$6</definedName>",
            "W ": "Other!$B$3:$B$5</definedName>",
            "W  ": "S!$B$3:$B$4</definedName>",
            "W   ": "S!$A$1:$E$6</definedName>",
        },
    ),
    Case(
        "a chart",
        append(),
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
        NEW,
        {"xl/charts/chart1.xml": "S!$B$3:$B$6"},
    ),
    Case(
        "pivots by place and by name",
        append(),
        Book(
            parts={
                f"xl/pivotCache/pivotCacheDefinition{number}.xml": f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource '
                f'type="worksheet"><worksheetSource {source}/></cacheSource></pivotCacheDefinition>'
                for number, source in ((1, 'ref="B2:D5" sheet="S"'), (2, 'name="T"'))
            }
        ),
        NEW,
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": 'ref="B2:D6"',
            "xl/pivotCache/pivotCacheDefinition2.xml": 'name="T"',
        },
    ),
)

TOTALS: Final = (
    Case(
        "totals move down",
        append(),
        TOTALLED,
        {**NEW, "B7": "Total", "D7": Seen("SUBTOTAL(109,T[c])", "36")},
        {"T": 'ref="B2:D7" totalsRowCount="1"><autoFilter ref="B2:D6">'},
    ),
    Case(
        "totals move down by two and keep their formats",
        append([6, "x", None], [7, "y", None]),
        TOTALLED,
        {"B6": 6, "C6": "x", **double(6, 6), "B7": 7, "C7": "y", **double(7, 7)}
        | {"B8": "Total", "D8": Seen("SUBTOTAL(109,T[c])", "50")},
        {"S": '<row r="8"><c r="B8" s="1" t="inlineStr">', "S ": '<c r="D8" s="2"><f>SUBTOTAL'},
    ),
    Case(
        "totals in the order of calculation",
        append(),
        Book(
            rows=TOTALLED.rows,
            tables=TOTALLED.tables,
            parts={"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="D3" i="1"/><c r="D6"/></calcChain>'},
        ),
        {**NEW, "B7": "Total", "D7": Seen("SUBTOTAL(109,T[c])", "36")},
        {"xl/calcChain.xml": '<c r="D3" i="1"/></calcChain>'},
    ),
)
