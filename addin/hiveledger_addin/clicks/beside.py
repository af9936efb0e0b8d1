"""What is too long for a message: a new workbook beside the ledger, which nobody has to save."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["show_beside"]

_WIDEST: Final = 60
_SHADE: Final = (221, 235, 247)


def show_beside(app: "xw.App", title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show a table in a new workbook of the same program. All of it is text, so nothing in it becomes a formula."""
    sheet = app.books.add().sheets[0]
    sheet.name = title
    table = [list(head), *(list(row) for row in rows)]
    area = sheet.range((1, 1), (len(table), len(head)))
    area.number_format = "@"
    area.value = table
    sheet.range((1, 1), (1, len(head))).color = _SHADE
    sheet.range((1, 1), (1, len(head))).font.bold = True
    for place in range(len(head)):
        widest = max(_width(str(row[place])) for row in table)
        sheet.range((1, place + 1)).column_width = min(widest + 2, _WIDEST)


def _width(text: str) -> int:
    """Count columns: a Chinese letter takes two."""
    return sum(1 if letter < "⺀" else 2 for letter in text)
