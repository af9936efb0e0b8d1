"""A workbook that is open in Calc: its sheets, its names, how it is saved."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlwings_calc.bridge import Uno, load_uno
from xlwings_calc.formulas import Dialect
from xlwings_calc.names import Names
from xlwings_calc.part import NotCoveredError, Part
from xlwings_calc.ranges import Range
from xlwings_calc.sheet import Sheet

if TYPE_CHECKING:
    from xlwings_calc.app import App

__all__ = ["Book", "Sheets", "properties"]

_MEASURED_ROWS: Final = 100
_FORMATS_OF_A_LANGUAGE: Final = 10_000  # Calc's numbers of formats begin anew with each language
_CODE: Final = re.compile(r'"[^"]*"|\[[A-Z]{3,}\d*\]|AM/PM|(?P<moment>[YMDHS]+)')  # [RED] is a colour, [HH] are hours
_FILTERS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
}


def properties(**named: object) -> tuple[Uno, ...]:
    """Give named values as Calc takes them."""
    made = []
    for name, value in named.items():
        one = load_uno().createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


class Book(Part, kind="Book"):
    """One open workbook. It keeps what is asked of it over and over: its collections and number formats."""

    __slots__ = ("_document", "_formats", "_keys", "_kinds", "_tables", "app", "epoch", "sheets_api", "tables_api")

    def __init__(self, app: "App", document: Uno) -> None:
        self.app, self._document = app, document
        self.sheets_api, self.tables_api = document.Sheets, document.DatabaseRanges
        self._formats = document.NumberFormats
        since = document.NullDate
        self.epoch = dt.datetime(since.Year, since.Month, since.Day)
        self._keys: dict[str, int] = {}
        self._kinds: dict[int, int] = {}
        self._tables: dict[str, Uno] = {}

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self._document

    @property
    def fullname(self) -> str:
        """Give the file, or the title of a workbook that has none yet."""
        address = self._document.getURL()
        return str(load_uno().fileUrlToSystemPath(address) if address else self._document.getTitle())

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
        return Names(self, {"": self._document.NamedRanges, **of_sheets})

    def activate(self) -> None:
        """Bring it to the front."""
        self._document.getCurrentController().getFrame().activate()

    def close(self) -> None:
        """Close it without saving."""
        self.app.forget(self)
        self._document.setModified(False)
        self._document.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save it where it is, or from now on at `path`, in the format that the ending says."""
        named: dict[str, object] = {"Password": password} if password else {}
        if path is None and self._document.hasLocation() and not named:
            self._document.store()
            return
        target = _placed(path or self.fullname)
        if not target.suffix:
            target = target.with_suffix(".xlsx")
        if target.suffix.lower() not in _FILTERS:
            raise NotCoveredError(f'Book.save("{target.name}")')
        named |= {"FilterName": _FILTERS[target.suffix.lower()], "Overwrite": True}
        self._document.storeAsURL(target.as_uri(), properties(**named))

    def to_pdf(self, path: str, quality: str | None = None) -> None:
        """Print the visible sheets into a PDF file."""
        small = {"Quality": 50} if quality == "minimum" else {}
        choices = load_uno().Any("[]com.sun.star.beans.PropertyValue", properties(**small))
        asked = properties(FilterName="calc_pdf_Export", FilterData=choices)
        self._document.storeToURL(_placed(path).as_uri(), asked)

    # Number formats

    def format_key(self, code: str) -> int:
        """Give Calc's number for a number format as Excel writes it."""
        if code not in self._keys:
            key = self._formats.queryKey(code, _english(), False)
            self._keys[code] = int(self._formats.addNew(code, _english()) if key == -1 else key)
        return self._keys[code]

    def format_code(self, key: int) -> str:
        """Give a number format as Excel writes it."""
        if key % _FORMATS_OF_A_LANGUAGE == 0:
            return "General"
        english = self._formats.getFormatForLocale(key, _english())
        return _as_in_excel(str(self._formats.getByKey(english).FormatString))

    def format_kind(self, key: int) -> int:
        """Give what Calc says of a number format."""
        if key not in self._kinds:
            self._kinds[key] = int(self._formats.getByKey(key).Type)
        return self._kinds[key]

    # Cells

    def all_tables(self) -> list[Uno]:
        """Give the tables of all sheets; those that were there before are not asked for again."""
        names = self.tables_api.getElementNames()
        self._tables = {name: self._tables.get(name) or self.tables_api.getByName(name) for name in names}
        return list(self._tables.values())

    def steady(self, rows: int) -> "_Steady":
        """Let the heights of rows be while many of them change: measuring 50,000 rows of Chinese text takes 8 s."""
        return _Steady(self._document, many=rows > _MEASURED_ROWS)

    @property
    def dialect(self) -> Dialect:
        """Give how formulas are written here."""
        return self.app.dialect(self._document)

    def sheet_at(self, index: int) -> Sheet:
        """Give a sheet by its place, counted from 0."""
        return Sheet(self, self.sheets_api.getByIndex(index))

    def range_of(self, cells: Uno) -> Range:
        """Give the range of an object, or of an address, of Calc."""
        at: Uno = getattr(cells, "RangeAddress", cells)
        sheet = self.sheet_at(at.Sheet)
        return Range(sheet, at.StartRow + 1, at.StartColumn + 1, at.EndRow + 1, at.EndColumn + 1)


class _Steady:
    """While it lasts, Calc measures no rows. No generator: contextlib cannot hand Calc's faults on through one."""

    def __init__(self, document: Uno, *, many: bool) -> None:
        self._document, self._measures = document, many and document.IsAdjustHeightEnabled

    def __enter__(self) -> None:
        if self._measures:
            self._document.IsAdjustHeightEnabled = False

    def __exit__(self, *_: object) -> None:
        if self._measures:
            self._document.IsAdjustHeightEnabled = True


def _placed(path: str) -> Path:
    """Give a whole path, in a folder that is there: Calc would make it."""
    target = Path(path).absolute()
    if not target.parent.is_dir():
        raise FileNotFoundError(target.parent)
    return target


def _as_in_excel(code: str) -> str:
    """Give a code with the letters of dates small, as Excel has them; what is quoted stays as it is.

    >>> _as_in_excel('[RED]YYYY"年M"MM HH:MM AM/PM;[HH]:MM')
    '[RED]yyyy"年M"mm hh:mm AM/PM;[hh]:mm'
    """
    return _CODE.sub(lambda piece: piece["moment"].lower() if piece["moment"] else piece[0], code)


def _english() -> Uno:
    return load_uno().createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")


class Sheets(Part, kind="Sheets"):
    """The sheets of a workbook, in their order."""

    __slots__ = ("_book",)

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self._book.sheets_api

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
