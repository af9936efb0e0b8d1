"""The names that a workbook, or one sheet of it, gives to ranges and formulas."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlwings_calc.bridge import Uno, load_uno
from xlwings_calc.part import Part

if TYPE_CHECKING:
    from xlwings_calc.book import Book
    from xlwings_calc.ranges import Range

__all__ = ["Name", "Names"]


class Name(Part, kind="Name"):
    """One name, of a workbook or of the sheet that is said before it."""

    __slots__ = ("_book", "_name", "_named", "_sheet")

    def __init__(self, book: "Book", sheet: str, named: Uno, name: str) -> None:
        self._book, self._sheet, self._named, self._name = book, sheet, named, name

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self._named.getByName(self._name)

    @property
    def name(self) -> str:
        """Give or set the name."""
        return self._sheet + self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._name = value

    @property
    def refers_to(self) -> str:
        """Give or set what it stands for, as Excel writes it."""
        return self._book.document.dialect.to_excel("=" + str(self.api.getContent()))

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setContent(self._book.document.dialect.to_calc(value).removeprefix("="))

    @property
    def refers_to_range(self) -> "Range":
        """Give the cells that it stands for."""
        cells = self.api.getReferredCells()
        if cells is None:
            raise KeyError(f"{self.name} stands for no range")
        return self._book.range_of(cells)

    def stands_for(self, cells: "Range") -> bool:
        """Tell whether it stands for exactly these cells."""
        referred = self.api.getReferredCells()
        return referred is not None and bool(referred.RangeAddress == cells.api.RangeAddress)

    def delete(self) -> None:
        """Forget the name."""
        self._named.removeByName(self._name)


class Names(Part, kind="Names"):
    """The names of a sheet, or of a workbook with those of its sheets. Capitals make no difference."""

    __slots__ = ("_homes", "book")

    def __init__(self, book: "Book", homes: dict[str, Uno]) -> None:
        """Take where names are kept, by what is said before them; the first is where new ones go."""
        self.book, self._homes = book, homes

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return next(iter(self._homes.values()))

    def __iter__(self) -> Iterator[Name]:
        for sheet, named in self._homes.items():
            for name in named.getElementNames():
                yield Name(self.book, sheet, named, name)

    def __len__(self) -> int:
        return sum(int(named.getCount()) for named in self._homes.values())

    def snapshot(self) -> list[tuple[str, Name]]:
        """Give all there are."""
        return [(name.name, name) for name in self]

    def contains(self, name: str) -> bool:
        """Tell whether there is such a name."""
        return any(one.name.lower() == name.lower() for one in self)

    def __call__(self, name: str) -> Name:
        """Give what has that name."""
        for one in self:
            if one.name.lower() == name.lower():
                return one
        raise KeyError(name)

    def add(self, name: str, refers_to: str) -> Name:
        """Give a name to what is written as in Excel; one that is there gets the new meaning."""
        if self.contains(name):
            self(name).delete()
        start = load_uno().createUnoStruct("com.sun.star.table.CellAddress")
        self.api.addNewByName(name, self.book.document.dialect.to_calc(refers_to).removeprefix("="), start, 0)
        return self(name)
