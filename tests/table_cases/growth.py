"""Rows appended to tables of every shape."""

import re
from typing import Final

from hiveledger.book.xlsx import SetCell
from tests.raw_books import MAIN
from tests.table_books import HEAD, ROWS, Book, row, second_table, table
from tests.table_cases.case import GROWN, NEW, RELATIVE, Case, Seen, append, below, double

__all__ = ["GROWTH"]

GROWTH: Final = (
    Case("one row", append(), cells=NEW, pieces=GROWN),
    Case(
        "three rows",
        append([6, "x", None], [7, None, None], [None, "=1", 5]),
        cells={"B6": 6, "C6": "x", **double(6, 6), "B7": 7, **double(7, 7), "C8": "=1", "D8": 5},
        pieces={"T": 'ref="B2:D8"'},
    ),
    Case("a formula that means its row by place", append(), RELATIVE, NEW | {"D6": Seen("B6*2", "12")}, GROWN),
    Case(
        "a formula with a fixed cell",
        append(),
        Book(
            rows=row(1, A=10) + HEAD + "".join(row(n, B=n, D=f"=B{n}*$A$1") for n in (3, 4, 5)),
            tables=(table(formula="B3*$A$1"),),
        ),
        NEW | {"D6": Seen("B6*$A$1", "60")},
        GROWN,
    ),
    Case(
        "a formula that cells share",
        append(),
        Book(
            rows=HEAD
            + row(3, B=3, D='<c r="D3"><f t="shared" ref="D3:D5" si="0">B3*2</f></c>')
            + row(4, B=4, D='<c r="D4"><f t="shared" si="0"/></c>')
            + row(5, B=5, D='<c r="D5"><f t="shared" si="0"/></c>'),
            tables=(table(formula="B3*2"),),
        ),
        NEW | {"D6": Seen("B6*2", "12")},
        GROWN,
    ),
    Case(
        "no calculated column", append([1, "x", None]), Book(tables=(table(formula=""),)), {"B6": 1, "C6": "x"}, GROWN
    ),
    Case("a value in a calculated column", append([6, "x", 1.5]), cells={"B6": 6, "C6": "x", "D6": 1.5}),
    Case(
        "formats and height of the row above",
        append(),
        Book(rows=HEAD + row(3, B=1) + row(4, B=1) + row(5, ' ht="30" customHeight="1"', B=(5, 1), C=("x", 2), D=9)),
        NEW,
        {"S": '<row r="6" ht="30" customHeight="1"><c r="B6" s="1"><v>6</v></c><c r="C6" s="2" t="inlineStr">'},
    ),
    Case(
        "a last row that is hidden",
        append(),
        Book(rows=HEAD + row(3, B=1) + row(4, B=1) + row(5, ' hidden="1"', B=5)),
        NEW,
        {"S": '<row r="6"><c r="B6">'},
    ),
    Case(
        "formatted cells below",
        append(),
        Book(rows=below(B=(None, 3), E=("note", 4))),
        NEW,
        {"S": '<row r="6"><c r="B6" s="3"><v>6</v></c>'},
    ),
    Case("something beside the new row", append(), Book(rows=below(A=1, E="=B3")), NEW, GROWN),
    Case("something two rows below", append(), Book(rows=ROWS + row(7, B="note")), NEW, GROWN),
    Case("blank rows inside", append(), Book(rows=HEAD + row(3, B=3)), NEW, GROWN),
    Case("no rows in the file below the header", append(), Book(rows=HEAD), NEW, GROWN),
    Case("no filter", append(), Book(tables=(table(filtered=None),)), NEW, GROWN),
    Case(
        "a filter that hides rows",
        append(),
        Book(
            rows=HEAD + row(3, ' hidden="1"', B=3) + row(4, B=4) + row(5, ' hidden="1"', B=5),
            tables=(table(filtered='<filterColumn colId="0"><filters><filter val="4"/></filters></filterColumn>'),),
        ),
        NEW,
        {"T": '<autoFilter ref="B2:D6"><filterColumn colId="0">', "S": '<row r="6"><c'},
    ),
    Case(
        "an order",
        append(),
        Book(
            tables=(
                table().replace(
                    "<tableColumns", '<sortState ref="B3:D5"><sortCondition ref="C3:C5"/></sortState><tableColumns'
                ),
            )
        ),
        NEW,
        {"T": '<sortState ref="B3:D6"><sortCondition ref="C3:C6"/></sortState>'},
    ),
    Case(
        "a table right of it",
        append(),
        Book(
            rows=row(2, B="a", C="b", D="c", E="a", F="b", G="c") + row(3, B=3, E=1) + row(4) + row(5, B=5, E="x"),
            tables=(table(), second_table("E2:G5")),
        ),
        NEW,
        GROWN,
    ),
    Case(
        "a table further below",
        append(),
        Book(rows=ROWS + row(8, B="a", C="b", D="c"), tables=(table(), second_table("B8:D9"))),
        NEW,
        GROWN,
    ),
    Case(
        "a table with no header",
        append(),
        Book(
            rows="".join(row(n, B=n) for n in (3, 4, 5)),
            tables=(table("B3:D5", said=' headerRowCount="0"', filtered=None),),
        ),
        NEW,
        {"T": 'ref="B3:D6"'},
    ),
    Case(
        "a table with no rows yet",
        append(),
        Book(rows=HEAD, tables=(table("B2:D3", said=' insertRow="1"'),)),
        {"B3": 6, "C3": "new", **double(3, 6)},
        {"T": 'ref="B2:D3"><autoFilter ref="B2:D3">', "T ": 'displayName="T" ref="B2:D3"><'},
    ),
    Case(
        "two rows for a table with none yet",
        append([6, "x", None], [7, "y", None]),
        Book(rows=HEAD + row(3, B=(None, 1)), tables=(table("B2:D3", said=' insertRow="1"'),)),
        {"B3": 6, "C3": "x", **double(3, 6), "B4": 7, "C4": "y", **double(4, 7)},
        {"T": 'displayName="T" ref="B2:D4"><', "S": '<c r="B4" s="1"><v>7</v>'},
    ),
    Case(
        "a value in a table with no rows yet",
        (SetCell("S", 3, 2, 6),),
        Book(rows=HEAD, tables=(table("B2:D3", said=' insertRow="1"'),)),
        {"B3": 6},
        {"T": 'ref="B2:D3"><autoFilter ref="B2:D3">', "T ": 'displayName="T" ref="B2:D3"><'},
    ),
    Case("a blank row", append(), Book(rows=HEAD, tables=(table("B2:D3"),)), {"B4": 6, "C4": "new", **double(4, 6)}),
    Case(
        "cells and rows that do not say where they stand",
        append(),
        Book(
            rows='<row/><row><c/><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c>'
            '<c t="inlineStr"><is><t>c</t></is></c></row><row/><row><c/><c><v>1</v></c></row><row><c/><c s="1"/></row>'
        ),
        NEW,
        GROWN | {"S": '<c r="B6" s="1"><v>6</v>'},
    ),
    Case(
        "spans and dimension",
        append(),
        Book(rows=re.sub(r"(<row r=.\d.)", r'\1 spans="2:4"', ROWS), before='<dimension ref="B2:D5"/>'),
        NEW,
        {"S": '<dimension ref="B2:D6"/>'},
    ),
    Case(
        "a locked sheet",
        append(),
        Book(after='<sheetProtection sheet="1" objects="1" scenarios="1"/>'),
        NEW,
        {"S": "<sheetProtection"},
    ),
    Case(
        "merged cells beside and above",
        append(),
        Book(
            rows=below(E="x"),
            after='<mergeCells count="2"><mergeCell ref="E5:F6"/><mergeCell ref="B1:D1"/></mergeCells>',
        ),
        NEW,
        GROWN,
    ),
    Case(
        "rich text, phonetics and shared strings",
        append(),
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
        NEW,
        GROWN,
    ),
)
