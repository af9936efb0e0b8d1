"""The verb `adopt` before a person has agreed: what a team's own workbooks hold. Nothing is written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from hiveledger.book.naming import Naming
from hiveledger.errors import GateError, SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.flows.adoption import Adoption, propose
from hiveledger.flows.answer import Answer
from hiveledger.intake.headers import Recognition, lead_sheet, recognise
from hiveledger.intake.raw import RawSheet
from hiveledger.intake.source import read_source
from hiveledger.schema import LEADS, SETTINGS
from hiveledger.text import Language, say

__all__ = ["survey_adopt"]


class _Means(StrEnum):
    """What a sheet's name may tell of all its leads."""

    OWNER = "owner"
    MONTH = "month"


_MONTH: Final = re.compile(
    r"(?:(?:20)?\d\d\s*[-年./]?\s*)?(?:0?[1-9]|1[0-2])\s*月份?|20\d\d\s*[-年./]?\s*(?:0?[1-9]|1[0-2])"
)
_DEFAULT_NAME: Final = re.compile(
    r"(?:sheet|工作表|表|table|tabelle)\s*\d*|.*(?:汇总|总表|说明|模板|\d).*", re.IGNORECASE
)
_NO_LEDGER: Final = ("adopt.not_a_workbook", "adopt.no_lead_sheet")  # and none that anybody takes it for
_SHARED: Final = "intake.shared_workbook"  # true of a whole book, so told once
_LISTED: Final = {Language.ZH: "、", Language.EN: ", "}


@dataclass(frozen=True)
class _Survey:
    """One book: its sheets, or why it was refused."""

    file: str
    sheets: tuple[Recognition, ...] = ()
    refusal: GateError | None = None
    adoption: Adoption | None = None  # of a workbook that can become a ledger

    @property
    def chosen(self) -> Recognition:
        """Give the sheet that is the ledger, or comes nearest to one. A book that was read has a sheet."""
        return lead_sheet(self.sheets) or self.sheets[0]

    @property
    def listed(self) -> tuple[Recognition, ...]:
        """Give the sheets with leads or, where there are none, the one that comes nearest."""
        with_leads = tuple(sheet for sheet in self.sheets if sheet.is_lead_sheet)
        return with_leads or (() if self.refusal else (self.chosen,))


def survey_adopt(paths: Sequence[Path], language: Language, *, sheet_means: str = "") -> Answer:
    """Tell what the columns of each book's sheets with leads are, how sure that is, and what adopting would write.

    The facts are those of the book's best sheet; where several hold leads, all stand under "sheets", and of several
    books each stands under "books". What cannot be told is asked in one list, a finding for each header.

    Raises: GateError where the only book cannot be read; SchemaError for a meaning of sheet names that is none.
    """
    if sheet_means not in ("", *_Means):
        raise SchemaError("adopt.sheet_means", given=sheet_means)
    means = _Means(sheet_means) if sheet_means else None
    surveys = [_survey(path, is_only=len(paths) == 1) for path in paths]
    facts = [_book_facts(survey, means, language) for survey in surveys]
    return Answer(
        tuple(line for survey in surveys for line in _lines(survey, means, language)),
        facts[0] if len(facts) == 1 else {"books": facts},
        tuple(finding for survey in surveys for finding in _findings(survey, means, language)),
    )


def _survey(path: Path, *, is_only: bool) -> _Survey:
    try:
        sheets = read_source(path)
        recognitions = tuple(recognise(sheet) for sheet in sheets)
        return _Survey(path.name, recognitions, adoption=_proposal(path, sheets, recognitions))
    except GateError as refusal:
        if is_only:
            raise
        return _Survey(path.name, refusal=refusal)


def _proposal(path: Path, sheets: Sequence[RawSheet], recognitions: Sequence[Recognition]) -> Adoption | None:
    """Say what a workbook would be as a ledger; nothing where it cannot be one."""
    try:
        return propose(path, sheets, recognitions)
    except SchemaError as problem:
        if problem.code in _NO_LEDGER:
            return None
        return Adoption(Naming(), obstacles=(Finding(problem.code, params=problem.params),))


def _named(sheet: Recognition, means: _Means | None) -> str:
    """Give what a sheet's name tells of its leads; empty where it tells nothing."""
    name = sheet.sheet.strip()
    if means is _Means.MONTH:
        return name if _MONTH.fullmatch(name) else ""
    return "" if means is None or _DEFAULT_NAME.fullmatch(name) or _MONTH.fullmatch(name) else name


def _book_facts(survey: _Survey, means: _Means | None, language: Language) -> dict[str, object]:
    if survey.refusal:
        return {"file": survey.file, "refused": _of(survey.refusal).text(language)}
    sheets = {sheet.sheet: _facts(sheet, means, language) for sheet in survey.listed}
    facts = {"file": survey.file, **sheets[survey.chosen.sheet]}
    if survey.adoption:
        facts["id_column"] = survey.adoption.id_column
    return facts | {"sheets": list(sheets.values())} if len(sheets) > 1 else facts


def _facts(sheet: Recognition, means: _Means | None, language: Language) -> dict[str, object]:
    name = _named(sheet, means)
    return {
        "sheet": sheet.sheet,
        "header_row": sheet.header_row,
        "mapping": sheet.mapping,
        "unknown": sheet.unknown,
        "missing": sheet.missing,
        "confidence": sheet.confidence,
        "units": sheet.units,
        "ambiguous": {header: list(keys) for header, keys in sheet.ambiguous},
        "problems": [problem.text(language) for problem in sheet.problems],
    } | ({means.value: name} if means and name else {})


def _of(refusal: GateError) -> Finding:
    return Finding(refusal.code, params=refusal.params)


def _findings(survey: _Survey, means: _Means | None, language: Language) -> Iterator[Finding]:
    """Give what a person has to settle in the sheets with leads, and what the others are."""
    if survey.refusal:
        yield _of(survey.refusal)
    told: set[str] = set()
    for sheet in sorted(survey.sheets, key=lambda sheet: sheet not in survey.listed):
        level = Level.PERSON if sheet in survey.listed else Level.INFO
        for problem in sheet.problems:
            if problem.code != _SHARED or _SHARED not in told:
                yield replace(problem, level=Level.PERSON if problem.code == _SHARED else level)
            told.add(problem.code)
    if survey.adoption:
        yield from survey.adoption.findings
        yield from (obstacle for obstacle in survey.adoption.obstacles if obstacle.code not in told)
    for sheet in survey.listed:
        place = {"file": sheet.source, "sheet": sheet.sheet or sheet.source}
        for header, keys in sheet.ambiguous:
            columns = _LISTED[language].join(LEADS[key].header(language) for key in keys)
            yield Finding("adopt.ambiguous", params={**place, "header": _shown(header), "columns": columns})
        if means and not _named(sheet, means):
            yield Finding(f"adopt.nameless_{means}", params=place)


def _lines(survey: _Survey, means: _Means | None, language: Language) -> Iterator[str]:
    if not any(sheet.mapping for sheet in survey.listed) and not survey.refusal:
        yield say("adopt.no_sheet", language, file=survey.file)
    for sheet in survey.listed:
        if sheet.mapping:
            yield from _sheet_lines(sheet, means, language)
    if survey.adoption and survey.adoption.id_column:
        yield _gains(survey.adoption, language)


def _sheet_lines(sheet: Recognition, means: _Means | None, language: Language) -> Iterator[str]:
    yield say("adopt.sheet", language, name=_title(sheet), row=sheet.header_row, count=len(sheet.mapping))
    if means and (name := _named(sheet, means)):
        yield say(f"adopt.means_{means}", language, name=name)
    for header, key in sheet.mapping.items():
        sure = f"{sheet.confidence[header]:.0%}"
        yield say("adopt.column", language, header=_shown(header), column=LEADS[key].header(language), sure=sure)
    if sheet.unknown:
        yield say("adopt.unknown", language, headers=_LISTED[language].join(map(_shown, sheet.unknown)))
    if sheet.missing:
        columns = _LISTED[language].join(LEADS[key].header(language) for key in sheet.missing)
        yield say("adopt.missing", language, columns=columns)


def _title(sheet: Recognition) -> str:
    return f"{sheet.source} · {sheet.sheet}" if sheet.sheet else sheet.source


def _shown(header: str) -> str:
    return " ".join(header.split())


def _gains(adoption: Adoption, language: Language) -> str:
    leads, settings = (adoption.naming.table(table.name) for table in (LEADS, SETTINGS))
    gain = {"header": leads[LEADS.key].header(language), "column": adoption.id_column, "sheet": leads.sheet(language)}
    return say("adopt.gains", language, settings=settings.sheet(language), **gain)
