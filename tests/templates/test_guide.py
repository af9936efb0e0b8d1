"""The guide leads to every sheet of the start and shows every colour as it is."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from hiveledger.schema import TABLES
from hiveledger.text import Language, say
from hiveledger_templates import template
from hiveledger_templates.look import FILLER_PAINT
from hiveledger_templates.signals import SIGNALS


@pytest.mark.parametrize("language", list(Language))
def test_the_guide_comes_first_and_leads_to_every_sheet(language: Language) -> None:
    book = load_workbook(BytesIO(template(language)))
    guide = book.worksheets[0]
    links = [cell.hyperlink.location for (cell,) in guide["B1:B99"] if cell.hyperlink]
    assert guide.title == say("guide.sheet", language)
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:-1]]  # the last is hidden


@pytest.mark.parametrize("language", list(Language))
def test_the_guide_shows_every_colour_with_its_meaning(language: Language) -> None:
    guide = load_workbook(BytesIO(template(language))).worksheets[0]
    shown = {str(text.value): sample for sample, text in guide["B1:C99"]}
    for name in {signal.name for signals in SIGNALS.values() for signal in signals}:
        assert say(f"guide.colour.{name}", language) in shown
    for filler, paint in FILLER_PAINT.items():
        assert shown[say(f"guide.filler.{filler}", language)].fill.start_color.rgb == f"00{paint.fill}"


def test_the_guide_says_what_a_row_of_each_table_is() -> None:
    guide = load_workbook(BytesIO(template(Language.EN))).worksheets[0]
    said = {cell.value for (cell,) in guide["C1:C99"]}
    assert {say(f"guide.table.{name}", Language.EN) for name in TABLES} <= said
