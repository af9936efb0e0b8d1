"""What may be typed where: lists for choices, staff numbers, dates, amounts, and help on every header."""

from typing import Final, Literal

from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from hiveledger.schema import TABLES, Column, Dtype, Filler
from hiveledger.text import Language, say
from hiveledger_templates.canvas import Canvas

__all__ = ["help_on_header", "name_staff", "validate"]

_STAFF: Final = "StaffNumbers"
_MOST_PEOPLE: Final = 2000
_LONGEST_LIST: Final = 255  # characters of a list written in the validation itself
_EARLIEST, _LATEST = "36526", "73050"  # 2000-01-01 and 2099-12-31, as a sheet counts days


def name_staff(workbook: Workbook, people_sheet: str) -> None:
    """Name the staff numbers of sheet 团队, without the blank rows below them, for the other sheets' lists."""
    column = f"'{people_sheet}'!$A$2:$A${_MOST_PEOPLE}"
    filled = f"'{people_sheet}'!$A$2:INDEX({column},MAX(1,COUNTA({column})))"
    workbook.defined_names[_STAFF] = DefinedName(_STAFF, attr_text=filled)


def validate(canvas: Canvas, column: Column, letter: str) -> None:
    """Let a column's cells, to the end of the sheet, take what the schema says."""
    rule = _rule(canvas, column)
    if rule is not None:
        rule.add(canvas.below_header(letter))
        canvas.sheet.add_data_validation(rule)


def _rule(canvas: Canvas, column: Column) -> DataValidation | None:
    if column.words is not None:
        return _choice(column, canvas.language)
    if column.dtype is Dtype.PERSON:
        return _person(canvas)
    if column.by is Filler.MACHINE:
        is_key = column.key == canvas.table.key
        return _asking(_validation("custom", "FALSE"), "guard_key", canvas.language) if is_key else None
    if column.dtype is Dtype.NUMBER:
        return _asking(_validation("decimal", "0", operator="greaterThanOrEqual"), "number", canvas.language)
    if column.dtype in {Dtype.DATE, Dtype.TIME}:
        return _asking(_validation("date", _EARLIEST, _LATEST), "time", canvas.language)
    return None


def _choice(column: Column, language: Language) -> DataValidation:
    labels = ",".join(column.label(word, language) for word in column.words or ())
    assert len(labels) <= _LONGEST_LIST, column.key  # noqa: S101 - a longer list needs a sheet of its own
    rule = _validation("list", f'"{labels}"')
    rule.errorTitle, rule.error = column.header(language), say("guide.typed.choice", language)
    return rule


def _person(canvas: Canvas) -> DataValidation | None:
    book = canvas.sheet.parent
    if book is None or _STAFF not in book.defined_names:
        return None
    return _asking(_validation("list", _STAFF), "person", canvas.language)


def _validation(
    kind: Literal["custom", "date", "decimal", "list"],
    formula: str,
    to: str | None = None,
    operator: Literal["greaterThanOrEqual"] | None = None,
) -> DataValidation:
    return DataValidation(
        type=kind, formula1=formula, formula2=to, operator=operator, allow_blank=True, showErrorMessage=True
    )


def _asking(rule: DataValidation, code: str, language: Language) -> DataValidation:
    """Let a validation ask back and the person go on: an unusual value is not a forbidden one."""
    rule.errorStyle, rule.errorTitle = "warning", say("guide.typed.title", language)
    rule.error = say(f"guide.typed.{code}", language, people=TABLES["people"].sheet(language))
    return rule


def help_on_header(canvas: Canvas, column: Column, letter: str) -> None:
    """Show what a column means, and who fills it, when its header is selected."""
    meaning = canvas.table.meaning(column.key, canvas.language)
    prompt = DataValidation(
        allow_blank=True,
        showInputMessage=True,
        promptTitle=column.header(canvas.language),
        prompt=f"{meaning}\n{say(f'guide.filler.{column.by}', canvas.language)}",
    )
    prompt.add(f"{letter}{canvas.header_row}")
    canvas.sheet.add_data_validation(prompt)
