"""The workbooks that are open in a Calc."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings_calc.book import Book
from xlwings_calc.bridge import Uno
from xlwings_calc.part import NotCoveredError, Part

if TYPE_CHECKING:
    from xlwings_calc.app import App

__all__ = ["Books"]


class Books(Part, kind="Books"):
    """The open workbooks of a Calc."""

    __slots__ = ("app",)

    def __init__(self, app: "App") -> None:
        self.app = app

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self.app.api

    @property
    def active(self) -> Book:
        """Give the workbook in front."""
        document = self.app.current()
        if document is None:
            raise KeyError("no workbook is open")
        return self.app.book_of(document)

    def __len__(self) -> int:
        return len(self.app.documents())

    def __iter__(self) -> Iterator[Book]:
        return iter([self.app.book_of(document) for document in self.app.documents()])

    def __call__(self, name_or_index: str | int) -> Book:
        """Give a workbook by its name, its path, or its place, counted from 1."""
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        wanted = name_or_index.lower()
        for book in books:
            if wanted in {book.name.lower(), book.fullname.lower()}:
                return book
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return any(name.lower() in {book.name.lower(), book.fullname.lower()} for book in self)

    def add(self) -> Book:
        """Begin a workbook."""
        return self.app.load("private:factory/scalc")

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: str | None = None,  # noqa: A002 - xlwings names it
        password: str | None = None,
        *others: object,
    ) -> Book:
        """Open a file."""
        if format is not None or any(other is not None for other in others):
            raise NotCoveredError("Books.open(format=…) and what follows it")
        named: dict[str, Any] = {"ReadOnly": True} if read_only else {}
        if password:
            named["Password"] = password
        if update_links:
            named["UpdateDocMode"] = 3
        return self.app.load(Path(fullname).absolute().as_uri(), **named)
