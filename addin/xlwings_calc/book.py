"""A workbook that is open in Calc: its sheets, its names, how it is saved."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlwings_calc.bridge import Uno, load_uno
from xlwings_calc.document import Document, properties
from xlwings_calc.names import Names
from xlwings_calc.part import NotCoveredError, Part
from xlwings_calc.ranges import Range
from xlwings_calc.sheet import Sheet

if TYPE_CHECKING:
    from xlwings_calc.app import App

__all__ = ["Book", "Sheets"]

_FILTERS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
}


class Book(Part, kind="Book"):
    """One open workbook."""

    __slots__ = ("app", "document")

    def __init__(self, app: "App", document: Uno) -> None:
        self.app, self.document = app, Document(document)

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self.document.api

    @property
    def fullname(self) -> str:
        """Give the file, or the title of a workbook that has none yet."""
        address = self.api.getURL()
        return str(load_uno().fileUrlToSystemPath(address) if address else self.api.getTitle())

    @property
    def name(self) -> str:
        """Give the name of the file."""
        return Path(self.fullname).name

    @property
    def sheets(self) -> "Sheets":
        """Give the sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """Give the names of the workbook, and those of its sheets."""
        of_sheets = {f"{sheet.name}!": sheet.api.NamedRanges for sheet in self.sheets}
        return Names(self, {"": self.api.NamedRanges, **of_sheets})

    def activate(self) -> None:
        """Bring it to the front."""
        self.api.getCurrentController().getFrame().activate()

    def close(self) -> None:
        """Close it without saving."""
        self.app.forget(self)
        self.api.setModified(False)
        self.api.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save it where it is, or from now on at `path`, in the format that the ending says."""
        named: dict[str, object] = {"Password": password} if password else {}
        if path is None and self.api.hasLocation() and not named:
            self.api.store()
            return
        target = _placed(path or self.fullname)
        if not target.suffix:
            target = target.with_suffix(".xlsx")
        if target.suffix.lower() not in _FILTERS:
            raise NotCoveredError(f'Book.save("{target.name}")')
        named |= {"FilterName": _FILTERS[target.suffix.lower()], "Overwrite": True}
        self.api.storeAsURL(target.as_uri(), properties(**named))

    def to_pdf(self, path: str, quality: str | None = None) -> None:
        """Print the visible sheets into a PDF file."""
        small = {"Quality": 50} if quality == "minimum" else {}
        choices = load_uno().Any("[]com.sun.star.beans.PropertyValue", properties(**small))
        asked = properties(FilterName="calc_pdf_Export", FilterData=choices)
        self.api.storeToURL(_placed(path).as_uri(), asked)

    def sheet_at(self, index: int) -> Sheet:
        """Give a sheet by its place, counted from 0."""
        return Sheet(self, self.document.sheets_api.getByIndex(index))

    def range_of(self, cells: Uno) -> Range:
        """Give the range of an object, or of an address, of Calc."""
        at: Uno = getattr(cells, "RangeAddress", cells)
        return self.sheet_at(at.Sheet).cells_at(at)


def _placed(path: str) -> Path:
    """Give a whole path, in a folder that is there: Calc would make it."""
    target = Path(path).absolute()
    if not target.parent.is_dir():
        raise FileNotFoundError(target.parent)
    return target


class Sheets(Part, kind="Sheets"):
    """The sheets of a workbook, in their order."""

    __slots__ = ("_book",)

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self._book.document.sheets_api

    @property
    def active(self) -> Sheet:
        """Give the sheet in front."""
        return Sheet(self._book, self._book.api.getCurrentController().getActiveSheet())

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[Sheet]:
        return iter([self._book.sheet_at(index) for index in range(len(self))])

    def __call__(self, name_or_index: str | int) -> Sheet:
        """Give a sheet by its name, or by its place, counted from 1."""
        if isinstance(name_or_index, int):
            if not 0 < name_or_index <= len(self):
                raise KeyError(name_or_index)
            return self._book.sheet_at(name_or_index - 1)
        wanted = name_or_index.lower()
        for name in self.api.getElementNames():
            if name.lower() == wanted:
                return Sheet(self._book, self.api.getByName(name))
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return name.lower() in {one.lower() for one in self.api.getElementNames()}

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """Insert a sheet, before the active one unless told otherwise, and bring it to the front."""
        chosen = name or next(free for number in count(1) if (free := f"Sheet{number}") not in self)
        place = before.index - 1 if before else after.index if after else self.active.index - 1
        self.api.insertNewByName(chosen, place)
        added = self(chosen)
        added.activate()
        return added
