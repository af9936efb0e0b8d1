"""Sheet 使用说明: what the ledger is, who fills what, what the colours mean, what never to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from openpyxl.styles import Alignment, Border, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from hiveledger.schema import LEADS, TABLES, Presence, Table
from hiveledger.schema.words import Reply
from hiveledger.settings import Settings
from hiveledger.text import Language, say
from hiveledger_templates.look import BAD, BODY_LINE, FILLER_PAINT, HONEY, INK, PAPER, SLATE, Paint, room
from hiveledger_templates.sheets import fill, font, print_setup
from hiveledger_templates.signals import SIGNALS

__all__ = ["add_guide"]

_WIDTHS: Final = {"A": 2.5, "B": 25.0, "C": 84.0, "D": 40.0}
_LINE_HEIGHT: Final = 17.0
_STEPS: Final = {
    "intake": ("import", "clean", "dedupe", "complete"),
    "grade": ("grade",),
    "distribute": ("distribute", "claim"),
    "confirm": ("confirm", "return"),
}
_COMMANDS: Final = (*chain.from_iterable(_STEPS.values()), "check", "report-lead", "explain", "undo")
_PLAIN: Final = Paint("", INK)
_STRONG: Final = Paint("", INK, is_bold=True)
_FAINT: Final = Paint("", "77828E")
_WARNING: Final = Paint("", BAD.ink, is_bold=True)
_LINK: Final = Paint("", "1F5FA8", is_bold=True)


@dataclass(frozen=True)
class _Line:
    """One line of the guide: what stands in columns B, C and D, and how B looks."""

    cells: tuple[str, str, str]
    paint: Paint = _STRONG
    goes_to: str = ""  # the sheet that B leads to


def add_guide(workbook: Workbook, language: Language) -> Worksheet:
    """Add the guide as the next sheet of the book."""
    sheet: Worksheet = workbook.create_sheet(say("guide.sheet", language))
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    _write_title(sheet, language)
    row = 4
    for head, lines in _sections(language).items():
        _write_head(sheet, row, say(f"guide.head.{head}", language), language)
        for line in lines:
            row += 1
            _write_line(sheet, row, line, language)
        row += 2
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = SLATE
    print_setup(sheet, "portrait", pages_high=1)
    return sheet


def _sections(language: Language) -> dict[str, list[_Line]]:
    return {
        "steps": list(_steps(language)),
        "sheets": list(_sheets(language)),
        "turns": list(_turns(language)),
        "colours": list(_colours(language)),
        "never": list(_nevers(language)),
        "commands": list(_commands(language)),
    }


def _steps(language: Language) -> Iterator[_Line]:
    limits = Settings()
    params = {
        "clean_hours": f"{limits.clean_hours:g}",
        "confirm_hours": f"{limits.confirm_hours:g}",
        "claim_minutes": f"{limits.claim_minutes:g}",
        "claims": TABLES["claims"].sheet(language),
        "reply": LEADS["reply"].header(language),
        "accept": LEADS["reply"].label(Reply.ACCEPT, language),
    }
    for step, verbs in _STEPS.items():
        does = say(f"guide.does.{step}", language, **params)
        yield _Line((say(f"guide.step.{step}", language), does, " · ".join(verbs)))


def _sheets(language: Language) -> Iterator[_Line]:
    board = say("dashboard.sheet", language)
    yield _Line((board, say("dashboard.guide", language), ""), _LINK, board)
    for presence in Presence:
        for table in TABLES.values():
            if table.presence is presence:
                here = presence is Presence.START
                yield _Line(
                    (
                        table.sheet(language),
                        say(f"guide.table.{table.name}", language),
                        "" if here else say("guide.table.later", language),
                    ),
                    _LINK if here else _FAINT,
                    table.sheet(language) if here else "",
                )


def _turns(language: Language) -> Iterator[_Line]:
    names = {table.name: table.sheet(language) for table in TABLES.values()}
    headers = {
        column.key: column.header(language)
        for column in (LEADS["reply"], LEADS["note"], TABLES["desk"]["verdict"], TABLES["settings"]["value"])
    }
    judged = TABLES["decisions"]["verdict"].header(language)
    for who in ("am", "so", "lead", "machine"):
        does = say(f"guide.fills.{who}", language, **names, **headers, judged=judged)
        yield _Line((say(f"guide.turn.{who}", language), does, ""))


def _colours(language: Language) -> Iterator[_Line]:
    for filler, paint in FILLER_PAINT.items():
        yield _Line((say("guide.header", language), say(f"guide.filler.{filler}", language), ""), paint)
    yield _Line((LEADS["lead_id"].header(language), say("guide.colour.twice", language), ""), BAD)
    shown: dict[str, list[Table]] = {}
    for table in TABLES.values():
        for signal in SIGNALS.get(table.name, ()):
            shown.setdefault(signal.name, []).append(table)
    for name, tables in shown.items():
        first = next(signal for signal in SIGNALS[tables[0].name] if signal.name == name)
        sample = tables[0][first.columns[0] if first.columns else tables[0].key].header(language)
        where = dict.fromkeys(table.sheet(language) for table in tables if table.presence is Presence.START)
        yield _Line((sample, say(f"guide.colour.{name}", language), " · ".join(where)), first.paint)


def _nevers(language: Language) -> Iterator[_Line]:
    headers = {key: LEADS[key].header(language) for key in ("lead_id", "note", "confirmed_at")}
    for number, what in enumerate(("id", "rows", "headers", "times", "copies"), start=1):
        yield _Line((f"{number}", say(f"guide.never.{what}", language, **headers), ""), _WARNING)


def _commands(language: Language) -> Iterator[_Line]:
    yield _Line(("hiveledger", say("guide.usage", language), ""))
    for verb in _COMMANDS:
        yield _Line((verb, say(f"verb.{verb}", language), ""))


def _write_title(sheet: Worksheet, language: Language) -> None:
    """Write the band at the top: the product's name, and in a sentence what it is for."""
    lines = (
        (1, say("guide.title", language), Paint(SLATE, HONEY, is_bold=True), 20, 40),
        (2, say("guide.subtitle", language), Paint(SLATE, PAPER), 10, 34),
    )
    for row, text, paint, size, height in lines:
        for letter in _WIDTHS:
            sheet[f"{letter}{row}"].fill = fill(paint)
        sheet.merge_cells(f"B{row}:D{row}")
        cell = sheet[f"B{row}"]
        cell.value, cell.font = text, font(paint, language, size)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = height


def _write_head(sheet: Worksheet, row: int, text: str, language: Language) -> None:
    sheet[f"B{row}"].value = text
    sheet[f"B{row}"].font = font(_STRONG, language, 13)
    for letter in "BCD":
        sheet[f"{letter}{row}"].border = Border(bottom=Side("medium", HONEY))
    sheet.row_dimensions[row].height = 24


def _write_line(sheet: Worksheet, row: int, line: _Line, language: Language) -> None:
    for letter, text, paint in zip("BCD", line.cells, (line.paint, _PLAIN, _FAINT), strict=True):
        cell = sheet[f"{letter}{row}"]
        cell.value, cell.font, cell.fill = text or None, font(paint, language), fill(paint)
        cell.alignment = Alignment("left", "center", wrap_text=True, indent=1)
        cell.border = Border(bottom=Side("thin", BODY_LINE))
    if line.goes_to:
        place = f"B{row}"
        sheet[place].hyperlink = Hyperlink(ref=place, location=f"'{line.goes_to}'!A1")
    lines = max(-(-room(text) // int(_WIDTHS[letter])) for letter, text in zip("BCD", line.cells, strict=True))
    sheet.row_dimensions[row].height = _LINE_HEIGHT * max(lines, 1) + 3
