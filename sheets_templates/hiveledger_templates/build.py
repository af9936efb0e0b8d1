"""The workbook that a team starts with, built from the schema and the look, and as a new file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from openpyxl.workbook import Workbook

from hiveledger.errors import GateError
from hiveledger.schema import MARKS_SHEET, TABLES, Presence, Table
from hiveledger.schema.words import DeskKind
from hiveledger.settings import setting_rows
from hiveledger.text import Language, say
from hiveledger_templates.dashboard import add_dashboard, template_places
from hiveledger_templates.guide import add_guide
from hiveledger_templates.package import packed
from hiveledger_templates.sheets import add_sheet
from hiveledger_templates.validation import name_staff

__all__ = ["FILE_NAMES", "book_bytes", "new_book", "template"]

FILE_NAMES: Final = {Language.ZH: "客户台账.xlsx", Language.EN: "Leads ledger.xlsx"}
_MADE: Final = datetime(2026, 1, 1)  # stands in every built file: a template has no date of its own


def book_bytes(language: Language, with_tables: Sequence[str] = ()) -> bytes:
    """Give a new ledger as the bytes of an .xlsx file: what it starts with, and these tables besides."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = say("guide.title", language)
    workbook.properties.created = workbook.properties.modified = _MADE
    name_staff(workbook, TABLES["people"].sheet(language))
    add_guide(workbook, language)
    add_dashboard(workbook, template_places(language))
    starting = [table for table in TABLES.values() if table.presence is Presence.START]
    for table in (*starting, *(TABLES[name] for name in with_tables)):
        add_sheet(workbook, table, language, _rows(table, language))
    workbook.create_sheet(MARKS_SHEET).sheet_state = "hidden"
    return packed(workbook)


def _rows(table: Table, language: Language) -> Sequence[Mapping[str, str]]:
    """Give the rows that a new ledger begins with: all rules, and on an empty desk a place to type an order."""
    if table.name == "settings":
        return setting_rows(language)
    if table.name == "desk":
        kind = table["kind"].label(DeskKind.COMMAND, language)
        return ({table.key: table.mint(0), "kind": kind, "detail": say("order.hint", language)},)
    return ()


def template(language: Language) -> bytes:
    """Give the committed file: what `book_bytes(language)` built, tested and looked at."""
    return (files(__package__) / FILE_NAMES[language]).read_bytes()


def new_book(path: Path, language: Language, with_tables: Sequence[str] = ()) -> None:
    """Make a new ledger; a file that is already there is never written over.

    Raises: GateError when the name is not that of an .xlsx file, something is at that path, or nothing can be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise GateError("new.not_xlsx", path=path)
    content = book_bytes(language, with_tables) if with_tables else template(language)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise GateError("new.exists", path=path) from None
    except FileNotFoundError:
        raise GateError("new.no_folder", path=path.parent) from None
    except OSError as problem:
        raise GateError("new.not_written", path=path, reason=problem.strerror) from None
