"""Edits that no table can take."""

from typing import Final

from hiveledger.book.xlsx import AddValuesAsColumn, Fit, ReplaceBody
from tests.table_books import ROWS, Book, row, second_table, table
from tests.table_cases.case import THREE, TOTALLED, Case, append, below, body

__all__ = ["REFUSALS"]

_MERGED: Final = '<mergeCells count="1"><mergeCell ref="B6:C6"/></mergeCells>'

REFUSALS: Final = (
    Case("a value below", append(), Book(rows=below(D=1)), refused="patch.occupied"),
    Case("a formula below", append(), Book(rows=below(B="=1")), refused="patch.occupied"),
    Case(
        "a table right below",
        append(),
        Book(rows=below(C="a", D="b", E="c"), tables=(table(), second_table("C6:E7"))),
        refused="patch.occupied",
    ),
    Case("merged cells below", append([6, None, 1]), Book(after=_MERGED), refused="patch.occupied"),
    Case("merged cells below, hidden ones filled", append(), Book(after=_MERGED), refused="patch.merged"),
    Case("merged cells for a fit", (Fit("S", 2, 2, 7),), Book(after=_MERGED), refused="patch.occupied"),
    Case(
        "a value below totals",
        append(),
        Book(rows=TOTALLED.rows + row(7, C=1), tables=TOTALLED.tables),
        refused="patch.occupied",
    ),
    Case(
        "totals by place",
        append(),
        Book(rows=ROWS + row(6, D="=SUM(D3:D5)"), tables=TOTALLED.tables),
        refused="patch.totals_row",
    ),
    Case(
        "totals that a formula goes by",
        append(),
        Book(rows=TOTALLED.rows, tables=TOTALLED.tables, other=row(1, A="=S!D6")),
        refused="patch.totals_row",
    ),
    Case(
        "totals that a formula goes by, fewer rows",
        body([6, "x", None]),
        Book(rows=TOTALLED.rows, tables=TOTALLED.tables, other=row(1, A="=S!D6")),
        refused="patch.totals_row",
    ),
    Case("a value too few", append([1, 2]), refused="patch.row_width"),
    Case("a value too few anew", body([1, 2]), refused="patch.row_width"),
    Case("more rows anew with a value below", body(*THREE, *THREE), Book(rows=below(B=1)), refused="patch.occupied"),
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
