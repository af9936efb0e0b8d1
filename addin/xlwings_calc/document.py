"""What the parts of an open workbook ask of its document over and over: formats, formulas, tables."""

import datetime as dt
import re
from typing import Final

from xlwings_calc.bridge import Uno, load_uno
from xlwings_calc.formulas import Dialect

__all__ = ["Document", "properties"]

_ENGLISH: Final = 1  # com.sun.star.sheet.FormulaLanguage, of what getFormula and setFormula speak
_OOXML: Final = 5
_FUNCTIONS: Final = 0x7FFFFFFF  # of all groups
_MEASURED_ROWS: Final = 100
_FORMATS_OF_A_LANGUAGE: Final = 10_000  # Calc's numbers of formats begin anew with each language
_CODE: Final = re.compile(r'"[^"]*"|\[[A-Z]{3,}\d*\]|AM/PM|(?P<moment>[YMDHS]+)')  # [RED] is a colour, [HH] are hours


def properties(**named: object) -> tuple[Uno, ...]:
    """Give named values as Calc takes them."""
    made = []
    for name, value in named.items():
        one = load_uno().createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


class Document:
    """A document of Calc, with what was asked of it once: its collections, number formats, names of functions."""

    def __init__(self, api: Uno) -> None:
        self.api, self.sheets_api, self.tables_api = api, api.Sheets, api.DatabaseRanges
        self._formats = api.NumberFormats
        since = api.NullDate
        self.epoch = dt.datetime(since.Year, since.Month, since.Day)
        self._keys: dict[str, int] = {}
        self._kinds: dict[int, int] = {}
        self._tables: dict[str, Uno] = {}
        self._dialect: Dialect | None = None

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

    def all_tables(self) -> list[Uno]:
        """Give the tables of all sheets; those that were there before are not asked for again."""
        names = self.tables_api.getElementNames()
        self._tables = {name: self._tables.get(name) or self.tables_api.getByName(name) for name in names}
        return list(self._tables.values())

    def steady(self, rows: int) -> "_Steady":
        """Let the heights of rows be while many of them change: measuring 50,000 rows of Chinese text takes 8 s."""
        return _Steady(self.api, many=rows > _MEASURED_ROWS)

    @property
    def dialect(self) -> Dialect:
        """Give how formulas are written here."""
        if self._dialect is None:
            mapper = self.api.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
            calc, excel = (
                [((entry.Token.OpCode, str(entry.Token.Data)), str(entry.Name)) for entry in mapped]
                for mapped in (mapper.getAvailableMappings(language, _FUNCTIONS) for language in (_ENGLISH, _OOXML))
            )
            self._dialect = Dialect(calc, excel)
        return self._dialect


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


def _as_in_excel(code: str) -> str:
    """Give a code with the letters of dates small, as Excel has them; what is quoted stays as it is.

    >>> _as_in_excel('[RED]YYYY"年M"MM HH:MM AM/PM;[HH]:MM')
    '[RED]yyyy"年M"mm hh:mm AM/PM;[hh]:mm'
    """
    return _CODE.sub(lambda piece: piece["moment"].lower() if piece["moment"] else piece[0], code)


def _english() -> Uno:
    return load_uno().createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")
