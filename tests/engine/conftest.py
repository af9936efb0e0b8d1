"""A new sheet for each test of what is expected of a program that xlwings drives."""

from collections.abc import Iterator

import pytest
import xlwings as xw


@pytest.fixture
def book(app: xw.App) -> Iterator[xw.Book]:
    """Give a new workbook, which has one sheet."""
    made = app.books.add()
    yield made
    made.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    """Give its sheet."""
    return book.sheets[0]
