"""How a team's own workbook becomes a ledger: what its names are taken for, and what it gains with consent."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from hiveledger.book.file import FileBook
from hiveledger.book.naming import UNITS, Named, Naming, naming_rows, reserved, squeezed
from hiveledger.book.place import find_header
from hiveledger.book.reading import Reading, read_book
from hiveledger.changes import AddColumn, AddTable, Append, Change, Group, Plan
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.flows.requests import Done, Told
from hiveledger.gate import column_letters, read_bytes
from hiveledger.intake.headers import ColumnMatch, Recognition, lead_sheet, recognise
from hiveledger.intake.raw import RawSheet
from hiveledger.intake.rows import is_total
from hiveledger.intake.source import read_source
from hiveledger.journal import Request, request_id
from hiveledger.schema import LEADS, SETTINGS, Filler, Table
from hiveledger.settings import setting_rows
from hiveledger.text import Language

__all__ = ["Adoption", "adopt_book", "plan_adopt", "propose"]

_SUFFIXES: Final = (".xlsx", ".xlsm")
_STANDING: Final = ("status", "owner", "owner_name")  # machine's columns in which a team says where a lead stands
_IN_THE_WAY: Final = ("intake.shared_workbook", "intake.protected_sheet")
_SHOWN: Final = 10  # row numbers named in a sentence


@dataclass(frozen=True)
class Adoption:
    """What a workbook would be as a ledger.

    `id_column` is where its lead sheet gains ids, empty where it has them; `missing` are columns that verbs want and
    that were not found. `findings` tell what is left alone and why, `obstacles` what has to be settled before anything
    can be written.
    """

    naming: Naming
    id_column: str = ""
    missing: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    obstacles: tuple[Finding, ...] = ()


def adopt_book(book: FileBook, now: datetime, language: Language, *, who: str) -> Iterator[Told | Done]:
    """Let a team's own workbook be a ledger. It is asked for while one looks on, so it never waits for the book.

    Where somebody saved a copy over it from before it was adopted, that is done again as it was.
    Raises: as `plan_adopt`; BusyError or StorageError where the book cannot be written now.
    """
    plan = plan_adopt(book, now, language)
    if plan.groups and (told := book.sync()):
        yield Told(told)
        plan = plan_adopt(book, now, language)
    yield Done(Request(request_id(now), plan.verb, {}, who, now), plan, book.write(plan, who) if plan.groups else None)


def plan_adopt(book: FileBook, now: datetime, language: Language) -> Plan:
    """Let a team's own workbook be a ledger, with its names as they are: it gains ids and sheet 规则.

    A book that is a ledger already gains nothing.
    Raises: GateError where it cannot be read; SchemaError with all that stands in the way.
    """
    if _is_ledger(book):
        return Plan(
            "adopt", now, findings=(Finding("adopt.already", params={"file": book.path.name}, level=Level.INFO),)
        )
    sheets = read_source(book.path)
    adoption = propose(book.path, sheets, [recognise(sheet) for sheet in sheets])
    if adoption.obstacles:
        raise SchemaError("adopt.refused", file=book.path.name, findings=adoption.obstacles)
    state = book.read_as(adoption.naming)
    changes: list[Change] = [AddColumn(LEADS.name, LEADS.key)] if adoption.id_column else []
    if SETTINGS.name not in state.tables:
        changes.append(AddTable(SETTINGS.name, tuple(key for key in SETTINGS.keys if key != SETTINGS.key)))
    known = state.frame(SETTINGS.name).index
    for row in (*setting_rows(language), *naming_rows(adoption.naming, language, adoption.missing)):
        key, cells = row["key"], {name: cell for name, cell in row.items() if cell and name != SETTINGS.key}
        if key not in known:
            changes.append(Append(SETTINGS.name, key, cells))
    return Plan("adopt", now, (Group("", tuple(changes)),), (*adoption.findings, *state.findings))


def _is_ledger(book: FileBook) -> bool:
    """Tell whether a workbook says itself how it is to be read."""
    try:
        return SETTINGS.name in book.read().tables
    except SchemaError:
        return False


def propose(path: Path, sheets: Sequence[RawSheet], recognitions: Sequence[Recognition]) -> Adoption:
    """Say what a workbook would be as a ledger, of whose sheets the columns were recognised. Nothing is written.

    Raises: GateError where it cannot be read, SchemaError where it has no sheet that can become a ledger.
    """
    chosen = lead_sheet(recognitions)
    if path.suffix.lower() not in _SUFFIXES:
        raise SchemaError("adopt.not_a_workbook", file=path.name)
    if chosen is None or not chosen.is_lead_sheet:
        raise SchemaError("adopt.no_lead_sheet", file=path.name)
    sheet = sheets[recognitions.index(chosen)]
    own = _Own(sheet, chosen, sheets)
    reading = read_book(read_bytes(path), path.name, {}, own.naming())
    own.leave(_unread(reading))
    others = [found.sheet for found in recognitions if found.is_lead_sheet and found is not chosen]
    if others:
        own.find("adopt.other_sheets", others="、".join(others))
    place = reading.places[LEADS.name]
    id_column = "" if LEADS.key in place.columns else column_letters(place.last_column + 1)
    naming = own.naming()
    missing = tuple(key for key in chosen.missing if (LEADS.name, key) not in naming.columns)
    return Adoption(naming, id_column, missing, tuple(own.findings), tuple(_obstacles(sheet, chosen, reading)))


class _Own:
    """The columns of a team's sheet that are also the ledger's, each with its header as it stands."""

    def __init__(self, sheet: RawSheet, found: Recognition, sheets: Sequence[RawSheet]) -> None:
        self._sheet, self._sheets = sheet, sheets
        self._headers = Counter(squeezed(match.header) for match in found.columns)
        self.columns: dict[str, Named] = {}
        self.findings: list[Finding] = []
        taken = [match for match in found.columns if match.key and self._headers[squeezed(match.header)] == 1]
        self._has_our_ids = any(match.key == LEADS.key and self._holds_ids(match, found) for match in taken)
        for match in taken:
            self._take(match)

    def naming(self) -> Naming:
        """Give the names by which the workbook is read: the team's own and, where they clash with ours, new ones."""
        clashing = {
            column.key: Named(reserved(header))
            for column in LEADS
            if column.key not in self.columns
            for header in (column.zh, column.en)
            if squeezed(header) in self._headers
        }
        columns = {(LEADS.name, key): named for key, named in (self.columns | clashing).items()}
        return Naming({LEADS.name: self._sheet.name, **dict(self._clashing_sheets())}, columns)

    def leave(self, unread: Mapping[str, int]) -> None:
        """Leave columns to the team, most cells of which are in words that we cannot read."""
        for key, count in unread.items():
            named = self.columns.pop(key)
            self.find("adopt.unread_column", key, header=named.header, count=count)

    def find(self, code: str, column: str = "", **params: object) -> None:
        """Tell a person of something about the sheet."""
        place = {"file": self._sheet.source, "sheet": self._sheet.name}
        self.findings.append(Finding(code, LEADS.name, column=column, params=place | params))

    def _holds_ids(self, match: ColumnMatch, found: Recognition) -> bool:
        rows = self._sheet.rows[found.header_row :]
        return all(
            LEADS.number(row[match.column - 1]) for row in rows if len(row) >= match.column and row[match.column - 1]
        )

    def _take(self, match: ColumnMatch) -> None:
        """Take a column up. What only the machine fills is the team's own, unless the sheet was a ledger before."""
        key, header = match.key, " ".join(match.header.split())
        is_ours = LEADS[key].by is not Filler.MACHINE or key in _STANDING or self._has_our_ids
        if key in self.columns:
            self.find("adopt.several", key, header=header, first=self.columns[key].header)
        elif match.unit and match.unit not in UNITS:
            self.find("adopt.foreign_unit", key, header=header, unit=match.unit)
        elif is_ours:
            self.columns[key] = Named(header, match.unit)

    def _clashing_sheets(self) -> Iterator[tuple[str, str]]:
        """Give new names for those of our sheets whose name the team has given to something else."""
        plain = Naming()
        for sheet in self._sheets:
            table = plain.table_of(sheet.name)
            if table is not None and sheet is not self._sheet and not _holds(table, sheet):
                yield table.name, reserved(sheet.name)


def _holds(table: Table, sheet: RawSheet) -> bool:
    try:
        find_header(table, sheet.name, sheet.rows, Naming())
    except SchemaError:
        return False
    return True


def _unread(reading: Reading) -> dict[str, int]:
    """Give the columns of Leads of whose cells more cannot be read than can, and how many those are."""
    unread = Counter(column for table, _, column in reading.unreadable if table == LEADS.name)
    filled = reading.tables[LEADS.name].notna().sum()
    return {key: count for key, count in unread.items() if count > filled[key]}


def _obstacles(sheet: RawSheet, found: Recognition, reading: Reading) -> Iterator[Finding]:
    """Tell of what a person has to settle before anything can be written."""
    place = {"file": sheet.source, "sheet": sheet.name}
    yield from (problem for problem in found.problems if problem.code in _IN_THE_WAY)
    if reading.is_locked:
        yield Finding("adopt.locked_structure", params=place)
    remarks = range(reading.places[LEADS.name].header_row + 1, found.header_row + 1)
    totals = [number for number, row in enumerate(sheet.rows, 1) if number > found.header_row and is_total(row)]
    for code, rows in (("adopt.remarks", [*remarks]), ("adopt.totals", totals)):
        if rows:
            yield Finding(code, params={**place, "rows": "、".join(map(str, rows[:_SHOWN]))})
