"""What a team calls its own sheets and columns: the rows of 规则 by which an adopted workbook is read.

`sheet.leads` holds the name of the sheet with the leads, `column.leads.company` the header of their companies, its
unit cell the unit of the amounts below it. All may be corrected there by hand; a blank value takes the row back.
What has no row has the schema's own name.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hiveledger.book.cells import fold
from hiveledger.errors import SettingsError
from hiveledger.findings import Finding
from hiveledger.schema import LEADS, SETTINGS, TABLES, Column, Table
from hiveledger.text import Language, say

__all__ = [
    "AS_THE_SCHEMA",
    "UNITS",
    "Named",
    "Naming",
    "naming_rows",
    "read_naming",
    "reserved",
    "settings_sheet",
    "squeezed",
]

UNITS: Final[Mapping[str, float]] = {"元": 1, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "亿元": 1e8}
"""The units that amounts may stand in, each with how many yuan it is."""

_SHEET, _COLUMN = "sheet", "column"
_OURS: Final = "{} (HiveLedger)"


@dataclass(frozen=True)
class Named:
    """A column under its header."""

    header: str
    unit: str = ""

    @property
    def scale(self) -> float:
        """Give what a number in the sheet is multiplied by to be the schema's."""
        return UNITS[self.unit] if self.unit else 1


@dataclass(frozen=True)
class Naming:
    """The names that differ from the schema's; `cells` tells where each row of 规则 stands, by its key."""

    sheets: Mapping[str, str] = field(default_factory=dict)  # by table
    columns: Mapping[tuple[str, str], Named] = field(default_factory=dict)  # by table and column
    cells: Mapping[str, str] = field(default_factory=dict)
    _tables: dict[str, Table] = field(default_factory=dict, init=False, repr=False, compare=False)

    def table(self, name: str) -> Table:
        """Give a table of the schema under the names that it has in this workbook, or will have once it is added.

        >>> Naming({"leads": "张三的客户"}).table("leads").sheet(Language.ZH)
        '张三的客户'
        """
        if name not in self._tables:
            table = TABLES[name]
            columns = tuple(self._column(table, column) for column in table)
            zh, en = self.sheets.get(name, table.zh), self.sheets.get(name, table.en)
            self._tables[name] = replace(table, zh=zh, en=en, columns=columns)
        return self._tables[name]

    def table_of(self, sheet: str) -> Table | None:
        """Give the table that a sheet holds.

        >>> naming = Naming({"leads": "张三的客户"})
        >>> naming.table_of("张三的客户").name, naming.table_of("团队").name, naming.table_of("客户台账")
        ('leads', 'people', None)
        """
        tables = map(self.table, TABLES)
        return next((table for table in tables if fold(sheet) in (fold(table.zh), fold(table.en))), None)

    def scale(self, table: str, column: str) -> float:
        """Give what a number in a column is multiplied by to be in the schema's unit."""
        named = self.columns.get((table, column))
        return named.scale if named else 1

    @property
    def is_told(self) -> bool:
        """Tell whether the workbook itself says these names."""
        return bool(self.cells)

    @property
    def is_proposed(self) -> bool:
        """Tell whether these are names for a workbook that does not say them yet."""
        return bool(self.columns) and not self.is_told

    def check_sheets(self, found: Collection[str]) -> None:
        """Raises: SettingsError where the sheet of leads is not there any more; other sheets may still come."""
        key = f"{_SHEET}.{LEADS.name}"
        if key in self.cells and LEADS.name not in found:
            wrong = _wrong("settings.no_such_sheet", key, self.cells, found=self.sheets[LEADS.name])
            raise SettingsError("settings.bad_cells", findings=(wrong,))

    def check_columns(self, table: Table, sheet: str, found: Collection[str]) -> None:
        """Raises: SettingsError for headers that are not there any more; one of ours, newly named, may still come."""
        wrong = [
            _wrong("settings.no_such_header", row, self.cells, found=named.header, sheet=sheet)
            for (name, key), named in self.columns.items()
            if name == table.name
            and key not in found
            and not _is_reserved(TABLES[name][key], named.header)
            and (row := f"{_COLUMN}.{name}.{key}") in self.cells
        ]
        if wrong:
            raise SettingsError("settings.bad_cells", findings=tuple(wrong))

    def _column(self, table: Table, column: Column) -> Column:
        named = self.columns.get((table.name, column.key))
        return replace(column, zh=named.header, en=named.header) if named else column


AS_THE_SCHEMA: Final = Naming()


def squeezed(header: str) -> str:
    """Give a header in the form in which headers are compared: blanks in it do not count.

    >>> squeezed("客户全称 （必填）")
    '客户全称(必填)'
    """
    return "".join(fold(header).split())


def reserved(name: str) -> str:
    """Give the name that a sheet or column of ours has where the team uses its plain name for something else."""
    return _OURS.format(name)


def _is_reserved(column: Column, header: str) -> bool:
    return header in {reserved(column.zh), reserved(column.en)}


def naming_rows(naming: Naming, language: Language, blank: Iterable[str] = ()) -> list[dict[str, str]]:
    """Give the rows of 规则 that say a naming: key, value, unit, allowed, meaning.

    `blank` are columns of Leads that were not found, whose headers a person may enter.
    """
    sheets = [
        {
            "key": f"{_SHEET}.{table}",
            "value": name,
            "allowed": say("settings.allowed.sheet", language),
            "meaning": say("settings.means_sheet", language, table=TABLES[table].sheet(language)),
        }
        for table, name in naming.sheets.items()
    ]
    columns = [
        {
            "key": f"{_COLUMN}.{table}.{key}",
            "value": _one_line(named.header),
            "unit": named.unit,
            "allowed": say("settings.allowed.header", language, sheet=naming.table(table).sheet(language)),
            "meaning": f"{TABLES[table][key].header(language)}: {TABLES[table].meaning(key, language)}",
        }
        for (table, key), named in [*naming.columns.items(), *(((LEADS.name, key), Named("")) for key in blank)]
    ]
    return [*sheets, *columns]


def _one_line(header: str) -> str:
    return " ".join(header.split())


def settings_sheet(sheets: Collection[str], proposed: Naming) -> str:
    """Give the name of the sheet 规则; empty where there is none.

    >>> settings_sheet(["Settings", "Settings (HiveLedger)"], AS_THE_SCHEMA)
    'Settings (HiveLedger)'
    """
    plain = (SETTINGS.zh, SETTINGS.en)
    given = proposed.sheets.get(SETTINGS.name)
    names = (given,) if given else (*map(reserved, plain), *plain)
    return next((sheet for name in names for sheet in sheets if fold(sheet) == fold(name)), "")


def read_naming(sheet: str, rows: Iterable[Sequence[str]], first_row: int, column: str) -> Naming:
    """Read the names that stand on 规则, each row as key, value and unit; rows of anything else are passed over.

    `first_row` and `column` say where the values begin, for messages.
    Raises: SettingsError with every row that names a table or column there is not, a unit that there is not, or a
    header that another row of the table has too.
    """
    told = [
        (key.strip(), value.strip(), unit.strip(), f"{sheet}!{column}{number}")
        for number, (key, value, unit) in enumerate(rows, first_row)
        if key.strip().partition(".")[0] in (_SHEET, _COLUMN) and value.strip()
    ]
    cells = {key: cell for key, *_, cell in told}
    sheets: dict[str, str] = {}
    columns: dict[tuple[str, str], Named] = {}
    wrong: list[Finding] = []
    for key, value, unit, _ in told:
        kind, table, *names = key.split(".")
        if table not in TABLES or any(name not in TABLES[table] for name in names) or len(names) != (kind == _COLUMN):
            wrong.append(_wrong("settings.unknown_name", key, cells))
        elif kind == _SHEET:
            sheets[table] = value
        elif unit and unit not in UNITS:
            wrong.append(_wrong("settings.unknown_unit", key, cells, found=unit, allowed=" / ".join(UNITS)))
        elif any(name == table and squeezed(other.header) == squeezed(value) for (name, _), other in columns.items()):
            wrong.append(_wrong("settings.same_header", key, cells, found=value))
        else:
            columns[table, names[0]] = Named(value, unit)
    if wrong:
        raise SettingsError("settings.bad_cells", findings=tuple(wrong))
    if fold(sheet) not in (fold(SETTINGS.zh), fold(SETTINGS.en)):
        sheets[SETTINGS.name] = sheet  # the plain name is the team's own
    return Naming(sheets, columns, cells)


def _wrong(code: str, key: str, cells: Mapping[str, str], **params: object) -> Finding:
    return Finding(code, SETTINGS.name, key, "value", {"cell": cells[key], "name": key, **params})
