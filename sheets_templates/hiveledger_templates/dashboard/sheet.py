"""What stands where on sheet 周报: figures in large, two lists, three charts, and the tables they are drawn from."""

from dataclasses import replace
from typing import Final

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hiveledger.schema import TABLES
from hiveledger.text import say
from hiveledger_templates.dashboard.charts import Drawn, draw
from hiveledger_templates.dashboard.figures import (
    AGES,
    KINDS,
    LETTERS,
    STEPS,
    due_keys,
    funnel,
    limits,
    loads,
    of_kind,
    of_step,
    people,
    raised_keys,
    tiles,
    waited,
)
from hiveledger_templates.dashboard.page import LINK, MOMENT, SHARE, WORDS, Dress, Page
from hiveledger_templates.dashboard.places import ENDS, NOW, Places
from hiveledger_templates.look import HONEY, INK, PAPER, SLATE, Paint
from hiveledger_templates.sheets import print_setup

__all__ = ["MOST_PEOPLE", "add_dashboard"]

MOST_PEOPLE: Final = 100
"""How many AMs are listed."""

_LISTED, _DRAWN = 10, 12  # rows of a list, AMs in the chart
_FIRST, _LAST = 2, 13  # the columns in sight, B to M
_KEYS: Final = 15  # O, the first of those out of sight
_RANKS: Final = _KEYS + 3
_TITLE, _TILES, _LISTS, _CHARTS, _TABLES, _DESK, _PEOPLE = 1, 4, 8, 21, 39, 51, 60
_CHART_ROWS: Final = 16
_BAND: Final = Dress(Paint(SLATE, PAPER))
_HEADLINE: Final = Dress(Paint(SLATE, HONEY, is_bold=True), 18)
_NAMED: Final = Dress(Paint("F6F7F9", INK, is_bold=True))
_LARGE: Final = Dress(Paint("F6F7F9", SLATE, is_bold=True), 22, look="0")
_SMALL: Final = Dress(Paint("F6F7F9", "77828E"), 9)
_FOOT: Final = Dress(Paint("", "77828E"), 9)


def add_dashboard(workbook: Workbook, places: Places) -> Worksheet:
    """Add the sheet as the next of the book."""
    sheet: Worksheet = workbook.create_sheet(say("dashboard.sheet", places.language))
    page = Page(sheet, places)
    _dress(page)
    _add_tiles(page)
    _list_due(page)
    _list_desk(page)
    _add_tables(page)
    _add_people(page)
    _add_charts(page)
    return sheet


def _dress(page: Page) -> None:
    sheet = page.sheet
    sheet.column_dimensions["A"].width = 2
    for column in range(_FIRST, _LAST + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 12
        for row in (_TITLE, _TITLE + 1):
            page.text(row, column, "", _BAND)
    for column in range(_KEYS - 1, _RANKS + 9):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    for number, place in enumerate(range(_LISTS + 2, _LISTS + 2 + _LISTED), 1):
        sheet.cell(place, _KEYS - 1).value = number
    for number, place in enumerate(range(_PEOPLE + 2, _PEOPLE + 2 + MOST_PEOPLE), 1):
        sheet.cell(place, _KEYS - 1).value = number
    for table, cell in ENDS.items():
        sheet[cell.replace("$", "")] = f"={page.places.end(table)}"
    page.text(_TITLE, _FIRST, page.told("dashboard.title"), _HEADLINE)
    page.text(_TITLE + 1, _FIRST, page.told("dashboard.subtitle"), _BAND)
    page.text(_TITLE + 1, _LAST - 1, page.told("dashboard.at"), replace(_BAND, side="right"))
    page.formula(_TITLE + 1, _LAST, "NOW()", replace(MOMENT, paint=_BAND.paint))
    for row, height in ((_TITLE, 34), (_TITLE + 1, 20), (_TILES + 1, 34)):
        sheet.row_dimensions[row].height = height
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = HONEY
    sheet.freeze_panes = f"A{_TITLE + 2}"
    print_setup(sheet, "portrait")
    sheet.print_area = f"A1:{get_column_letter(_LAST)}{_PEOPLE + 1 + MOST_PEOPLE}"


def _add_tiles(page: Page) -> None:
    """Put each figure in large over two columns, under its name, over a small one."""
    for number, (name, figure, note) in enumerate(tiles(page.places)):
        column = _FIRST + 2 * number
        for row in range(_TILES, _TILES + 3):
            page.join(row, column, column + 1)
        page.text(_TILES, column, page.told(f"dashboard.tile.{name}"), _NAMED)
        page.formula(_TILES + 1, column, figure, _LARGE)
        page.formula(_TILES + 2, column, f'"{page.told(f"dashboard.note.{name}")}"&({note})', _SMALL)


def _list_due(page: Page) -> None:
    """List the confirmations that are due first, each with a link to its row."""
    places = page.places
    page.head(_LISTS, _FIRST, _FIRST + 5, "due")
    page.columns(_LISTS + 1, {2: "lead", 3: "company", 5: "am", 6: "due", 7: "left"})
    first, last = _search(page, "leads", due_keys(places), _KEYS)
    for at in range(first, last + 1):
        found = f"$P{at}"
        page.line(at, _FIRST, _FIRST + 5)
        page.join(at, 3, 4)
        page.when(at, 2, found, places.link("leads", places.cell("leads", "lead_id", found)), LINK)
        page.when(at, 3, found, f'{places.cell("leads", "company", found)}&""', WORDS)
        page.when(at, 5, found, f'{places.cell("leads", "owner_name", found)}&""', WORDS)
        page.when(at, 6, found, places.cell("leads", "confirm_due", found), MOMENT)
        page.when(
            at,
            7,
            found,
            f"ROUND((F{at}-{NOW})*1440,0)",
            Dress(side="right", look=page.told("dashboard.format.minutes")),
        )
    page.warn(f"G{first}:G{last}", late="{}<0", soon="{}<30")


def _list_desk(page: Page) -> None:
    """List what has been on the desk the longest, with links to its row and to its lead's."""
    places = page.places
    page.head(_LISTS, _FIRST + 6, _LAST, "desk")
    page.columns(_LISTS + 1, {8: "item", 9: "kind", 10: "company", 12: "lead", 13: "raised"})
    first, last = _search(page, "desk", raised_keys(places), _KEYS + 2)
    for at in range(first, last + 1):
        found = f"$R{at}"
        lead, raised = places.cell("desk", "lead_id", found), places.cell("desk", "raised_at", found)
        page.line(at, _FIRST + 6, _LAST)
        page.join(at, 10, 11)
        page.when(at, 8, found, places.link("desk", places.cell("desk", "desk_id", found)), LINK)
        page.when(at, 9, found, f'{places.cell("desk", "kind", found)}&""', WORDS)
        page.when(at, 10, found, f'{places.cell("desk", "subject", found)}&""', WORDS)
        page.when(at, 12, found, f'IFERROR({places.link("leads", lead)},{lead}&"")', LINK)
        page.when(at, 13, found, f'IF({raised}="","",{raised})', MOMENT)


def _search(page: Page, table: str, keys: str, column: int) -> tuple[int, int]:
    """Find, out of sight, the smallest keys of a table and the rows that they stand in; give the rows of the list."""
    first, last = _LISTS + 2, _LISTS + 1 + _LISTED
    letter = get_column_letter(column)
    page.array(first, last, column, f"SMALL({keys},{_numbers(first, last)})")
    found = f"${letter}${first}:${letter}${last}"
    page.array(first, last, column + 1, f'IF({found}="","",MATCH({found},{keys},0)+{page.places.above(table)})')
    return first, last


def _numbers(first: int, last: int) -> str:
    return f"$N${first}:$N${last}"


def _add_tables(page: Page) -> None:
    """Put the figures that charts are drawn from, and the desk by kind."""
    places = page.places
    page.head(_TABLES, 2, 4, "steps")
    page.columns(_TABLES + 1, {2: "status", 4: "count"})
    for at, status in enumerate(STEPS, _TABLES + 2):
        page.line(at, 2, 4)
        page.text(at, 2, TABLES["leads"]["status"].label(status, places.language))
        page.formula(at, 4, of_step(places, status))
    page.head(_TABLES, 6, 10, "funnel")
    page.columns(_TABLES + 1, {6: "grade", 7: "given", 8: "touched", 9: "won", 10: "rate"})
    for at, letter in enumerate(LETTERS, _TABLES + 2):
        page.line(at, 6, 10)
        page.text(at, 6, letter or page.told("dashboard.column.all"))
        for column, figure in enumerate(funnel(places, letter), 7):
            page.formula(at, column, figure)
        page.formula(at, 10, f'IF(G{at}<{places.setting("rate_cases", 5)},"",I{at}/G{at})', SHARE)
    page.head(_TABLES, 12, 13, "pool")
    page.columns(_TABLES + 1, {12: "wait", 13: "count"})
    for at, (low, high) in enumerate(zip(AGES, (*AGES[1:], None), strict=True), _TABLES + 2):
        page.line(at, 12, 13)
        page.text(at, 12, _age(page, low, high))
        page.formula(at, 13, waited(places, low, high))
    page.head(_DESK, _FIRST, _LAST, "kinds")
    for number, kind in enumerate(KINDS):
        at, column = _DESK + 1 + number // 3, _FIRST + 4 * (number % 3)
        page.line(at, column, column + 2)
        page.text(at, column, TABLES["desk"]["kind"].label(kind, places.language))
        page.formula(at, column + 2, of_kind(places, kind))


def _age(page: Page, low: int, high: int | None) -> str:
    if high is None:
        return page.told("dashboard.age.over")
    return page.told("dashboard.age.days", low=low, high=high) if low else page.told("dashboard.age.day")


def _add_people(page: Page) -> None:
    """List the AMs, each with what they hold beside what they may."""
    places = page.places
    page.head(_PEOPLE, _FIRST, _LAST, "people")
    page.text(_PEOPLE, 6, page.told("dashboard.foot.people", most=MOST_PEOPLE), _FOOT)
    names = ("am", "", "unit", "", "held", "cap", "used", "taken", "quota", "open", "late", "untouched")
    columns = {name: column for column, name in enumerate(names, _FIRST) if name}
    page.columns(_PEOPLE + 1, {column: name for name, column in columns.items()})
    first, last = _PEOPLE + 2, _PEOPLE + 1 + MOST_PEOPLE
    page.array(first, last, _KEYS, people(places, _numbers(first, last)))
    counted = {}
    for column, (name, figures) in enumerate(loads(places, f"$P${first}:$P${last}", _numbers(first, last)), _RANKS + 4):
        page.array(first, last, column, figures)
        counted[name] = get_column_letter(column)
    for at in range(first, last + 1):
        found, staff = f"$O{at}", f"$P{at}"
        page.when(at, _KEYS + 1, found, f'{places.cell("people", "staff_no", found)}&""', WORDS)
        page.line(at, _FIRST, _LAST)
        page.join(at, 2, 3)
        page.join(at, 4, 5)
        name = f'{places.cell("people", "name", found)}&""'
        page.when(at, columns["am"], found, places.link("people", staff, name), LINK)
        page.when(at, columns["unit"], found, f'{places.cell("people", "unit", found)}&""', WORDS)
        for key in ("held", "taken", "late", "untouched"):
            page.when(at, columns[key], found, f"{counted[key]}{at}")
        page.when(at, columns["open"], found, f"{counted['unconfirmed']}{at}-{counted['late']}{at}")
        for key, figure in limits(places, found):
            page.when(at, columns[key], found, figure)
        page.when(at, columns["used"], found, f"IF(G{at}=0,0,F{at}/G{at})", SHARE)
        page.when(at, _KEYS + 2, found, f"F{at}/MAX(G{at},1)-ROW()/1000000")
    page.unlined_where(f"B{first}:M{last}", f'$O{first}=""')
    page.warn(f"H{first}:H{last}", late="{}>1", soon="{}>=0.9")
    page.warn(f"L{first}:L{last}", late="{}>0")
    _rank_people(page, columns)


def _rank_people(page: Page, columns: dict[str, int]) -> None:
    """Put those whose hands are fullest in order, out of sight, for the chart."""
    first, last = _PEOPLE + 2, _PEOPLE + 1 + MOST_PEOPLE
    keys = get_column_letter(_KEYS + 2)
    whole = f"${keys}${first}:${keys}${last}"
    for column, name in ((_RANKS + 1, "am"), (_RANKS + 2, "held"), (_RANKS + 3, "cap")):
        page.text(_CHARTS, column, page.told(f"dashboard.column.{name}"))
        letter = get_column_letter(columns[name])
        for number in range(1, _DRAWN + 1):
            place = f"MATCH(LARGE({whole},{number}),{whole},0)"
            page.formula(_CHARTS + number, column, f'IFERROR(INDEX(${letter}${first}:${letter}${last},{place}),"")')


def _add_charts(page: Page) -> None:
    top, bottom = _CHARTS + 1, _CHARTS + _CHART_ROWS
    below = _TABLES + 2
    for first, last, code in ((2, 5, "steps"), (6, 9, "load"), (10, 13, "funnel")):
        page.head(_CHARTS, first, last, code)
    steps = Drawn(2, (4,), below, below + len(STEPS) - 1, (2, top, 5, bottom), "bar")
    load = Drawn(_RANKS + 1, (_RANKS + 2, _RANKS + 3), top, _CHARTS + _DRAWN, (6, top, 9, bottom), "bar")
    letters = Drawn(6, (7, 8, 9), below, below + len(LETTERS) - 2, (10, top, 13, bottom), "col")
    for drawn in (steps, load, letters):
        draw(page.sheet, drawn)
