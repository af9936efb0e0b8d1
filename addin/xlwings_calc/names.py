"""The names that a workbook, or one sheet of it, gives to ranges and formulas."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlwings_calc import formulas
from xlwings_calc.bridge import Uno, load_uno
from xlwings_calc.part import Part

if TYPE_CHECKING:
    from xlwings_calc.book import Book
    from xlwings_calc.ranges import Range

__all__ = ["Name", "Names"]


class Name(Part, kind="Name"):
    """One name."""

    __slots__ = ("_name", "_names")

    def __init__(self, names: "Names", name: str) -> None:
        self._names, self._name = names, name

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self._names.api.getByName(self._name)

    @property
    def name(self) -> str:
        """Give or set the name."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._name = value

    @property
    def refers_to(self) -> str:
        """Give or set what it stands for, as Excel writes it."""
        return formulas.to_excel("=" + str(self.api.getContent()))

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setContent(formulas.to_calc(value).removeprefix("="))

    @property
    def refers_to_range(self) -> "Range":
        """Give the cells that it stands for."""
        cells = self.api.getReferredCells()
        if cells is None:
            raise KeyError(f"{self._name} stands for no range")
        return self._names.book.range_of(cells)

    def delete(self) -> None:
        """Forget the name."""
        self._names.api.removeByName(self._name)


class Names(Part, kind="Names"):
    """The names of a workbook or of a sheet."""

    __slots__ = ("_named", "book")

    def __init__(self, book: "Book", named: Uno) -> None:
        self.book, self._named = book, named

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self._named

    def _found(self, name: str) -> str | None:
        return next((one for one in self._named.getElementNames() if one.lower() == name.lower()), None)

    def contains(self, name: str) -> bool:
        """Tell whether there is such a name; capitals make no difference."""
        return self._found(name) is not None

    def snapshot(self) -> list[tuple[str, Name]]:
        """Give all there are."""
        return [(name, Name(self, name)) for name in self._named.getElementNames()]

    def __len__(self) -> int:
        return int(self._named.getCount())

    def __iter__(self) -> Iterator[Name]:
        return (name for _, name in self.snapshot())

    def __call__(self, name: str) -> Name:
        """Give what has that name; capitals make no difference."""
        found = self._found(name)
        if found is None:
            raise KeyError(name)
        return Name(self, found)

    def add(self, name: str, refers_to: str) -> Name:
        """Give a name to what is written as in Excel; one that is there gets the new meaning."""
        if (old := self._found(name)) is not None:
            self._named.removeByName(old)
        start = load_uno().createUnoStruct("com.sun.star.table.CellAddress")
        self._named.addNewByName(name, formulas.to_calc(refers_to).removeprefix("="), start, 0)
        return Name(self, name)
