"""Tables that fit cells told one by one, get other rows, or another column."""

from typing import Final

from hiveledger.book.xlsx import AddValuesAsColumn, AppendRows, Fit, SetCell, SetColumn
from tests.table_books import HEAD, Book, row
from tests.table_cases.case import (
    FILTERED,
    GROWN,
    RELATIVE,
    THREE,
    TOTALLED,
    Case,
    Cells,
    Seen,
    append,
    below,
    body,
    double,
)

__all__ = ["BODIES", "COLUMNS", "FITS"]

FITS: Final = (
    Case(
        "a table fits cells that were told",
        (SetCell("S", 6, 2, 6), SetCell("S", 7, 2, 7), Fit("S", 2, 2, 7)),
        cells={"B6": 6, **double(6, 6), "B7": 7, **double(7, 7)},
        pieces={"T": 'ref="B2:D7"'},
    ),
    Case(
        "a table takes in what was typed below it",
        (SetCell("S", 6, 2, 6), Fit("S", 2, 2, 6)),
        Book(rows=below(C="typed", D=1)),
        {"B6": 6, "C6": "typed", "D6": 1},
        GROWN,
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
        FILTERED,
        {"B6": 6},
        {"S": '<autoFilter ref="B2:D6"/>', "W": "S!$B$2:$D$6"},
    ),
    Case(
        "a filtered range gives up blank rows",
        (SetColumn("S", 2, 5, [None]), SetColumn("S", 3, 5, [None]), SetColumn("S", 4, 5, [None]), Fit("S", 2, 2, 4)),
        FILTERED,
        dict.fromkeys(("B5", "C5", "D5")),
        {"S": '<autoFilter ref="B2:D4"/>', "W": "S!$B$2:$D$4"},
    ),
    Case(
        "totals make room",
        (SetCell("S", 6, 2, 6), Fit("S", 2, 2, 6)),
        TOTALLED,
        {"B6": 6, **double(6, 6), "B7": "Total", "D7": Seen("SUBTOTAL(109,T[c])", "36")},
        {"T": 'ref="B2:D7"'},
    ),
)

_SIX: Final[Cells] = {"B3": 6, "C3": "x", "B4": 7, "C4": "y", "B5": 8, "C5": "z"}
_DOUBLES: Final[Cells] = {**double(3, 6), **double(4, 7), **double(5, 8)}

BODIES: Final = (
    Case("as many rows anew", body(*THREE), cells=_SIX | _DOUBLES, pieces={"T": 'ref="B2:D5"'}),
    Case(
        "more rows anew",
        body(*THREE, [9, "w", None]),
        cells=_SIX | _DOUBLES | {"B6": 9, "C6": "w", **double(6, 9)},
        pieces=GROWN,
    ),
    Case(
        "fewer rows anew",
        body([6, "x", None]),
        Book(rows=HEAD + "".join(row(n, B=(n, 1), C=("t", 2), D=("=T[[#This Row],[a]]*2", 3)) for n in (3, 4, 5))),
        {"B3": 6, "C3": "x", **double(3, 6)} | dict.fromkeys(f"{c}{r}" for c in "BCD" for r in (4, 5)),
        {
            "T": 'ref="B2:D3"><autoFilter ref="B2:D3">',
            "S": '<row r="4"><c r="B4" s="1"/><c r="C4" s="2"/><c r="D4" s="3"/></row>',
        },
    ),
    Case(
        "no rows",
        body(),
        cells=dict.fromkeys(f"{c}{r}" for c in "BCD" for r in (3, 4, 5)),
        pieces={"T": 'ref="B2:D3"'},
    ),
    Case(
        "formulas by place stay",
        body(*THREE, [9, "w", None]),
        RELATIVE,
        _SIX
        | {"D3": Seen("B3*2", "12"), "D4": Seen("B4*2", "14"), "D5": Seen("B5*2", "16")}
        | {"B6": 9, "C6": "w", "D6": Seen("B6*2", "18")},
        GROWN,
    ),
    Case(
        "a formula by place comes back",
        body(*THREE),
        Book(rows=RELATIVE.rows.replace("<f>B4*2</f>", "<v>1</v>"), tables=RELATIVE.tables),
        _SIX | {"D3": Seen("B3*2", "12"), "D4": Seen("B4*2", "14"), "D5": Seen("B5*2", "16")},
    ),
    Case(
        "more rows above totals",
        body(*THREE, [9, "w", None]),
        TOTALLED,
        _SIX | _DOUBLES | {"B6": 9, "C6": "w", **double(6, 9), "B7": "Total", "D7": Seen("SUBTOTAL(109,T[c])", "60")},
        {"T": 'ref="B2:D7" totalsRowCount="1"><autoFilter ref="B2:D6">'},
    ),
    Case(
        "fewer rows above totals",
        body([6, "x", None]),
        TOTALLED,
        {"B3": 6, "C3": "x", **double(3, 6), "B4": "Total", "C4": None, "D4": Seen("SUBTOTAL(109,T[c])", "12")}
        | dict.fromkeys(f"{c}{r}" for c in "BCD" for r in (5, 6)),
        {"T": 'ref="B2:D4" totalsRowCount="1"><autoFilter ref="B2:D3">', "S": '<c r="D4" s="2"><f>SUBTOTAL'},
    ),
    Case(
        "names and charts over fewer rows",
        body([6, "x", None]),
        Book(
            names='<definedName name="col">S!$B$3:$B$5</definedName>',
            parts={"xl/charts/chart1.xml": "<f>S!$B$3:$B$5</f>"},
        ),
        {"B3": 6, "C3": "x", **double(3, 6)} | dict.fromkeys(f"{c}{r}" for c in "BCD" for r in (4, 5)),
        {"W": "S!$B$3:$B$3<", "xl/charts/chart1.xml": "<f>S!$B$3:$B$3</f>"},
    ),
    Case(
        "rows appended to others",
        (AppendRows("S", [[1, "gone", None]], "T"), *body([6, "x", None]), *append([7, "y", None])),
        cells={
            "B3": 6,
            "C3": "x",
            **double(3, 6),
            "B4": 7,
            "C4": "y",
            **double(4, 7),
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

COLUMNS: Final = (
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
        TOTALLED,
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
        FILTERED,
        {"E2": "d", "E3": 6, "E4": 7},
        {"S": '<autoFilter ref="B2:E5"/>', "W": "S!$B$2:$E$5"},
    ),
)
