"""The report of a week, a month or any days: the verb `report`. Nothing is written in the book.

The first report of a period that is over freezes its figures in the folder of the book's past; from then on the same
pages come out of that, whatever has changed. What has changed stands in the report after it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd

from hiveledger.book.base import Ledger, Snapshot
from hiveledger.errors import SchemaError, StorageError
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.answer import Answer
from hiveledger.flows.hours import hours
from hiveledger.report.edition import Edition, differences, edition_of, read_edition, write_edition
from hiveledger.report.measure import Record, measure, recount
from hiveledger.report.page import title_of
from hiveledger.report.periods import Period, read_period
from hiveledger.report.render import render
from hiveledger.report.sentences import find_sentences
from hiveledger.report.sheets import render_sheets
from hiveledger.text import Language, say

__all__ = ["ask_report", "report_file", "reports_folder"]

_FOLDER: Final = "reports"


def ask_report(  # noqa: PLR0913, PLR0917 - the verb's own arguments
    book: Ledger, now: datetime, language: Language, week: str = "", unit: str = "", to: str = ""
) -> Answer:
    """Make the report of a period, the last whole week unless another is named: a PDF, its first page, a workbook.

    Raises: ReportError for what is no period, SchemaError for a unit that nobody knows, StorageError where the files
    cannot be put down.
    """
    period, state = read_period(week, now), book.read()
    _check_unit(unit, state)
    kept = reports_folder(book.state_dir)
    frozen = read_edition(_place(kept, period, unit))
    edition = frozen or _make(book, state, period, unit, now)
    changed = _changed(frozen, book, state, now) if frozen else edition.changed.iloc[:0]
    try:
        if frozen is None and edition.is_final:
            write_edition(edition, _place(kept, period, unit))
        files, lacking = _put(edition, Path(to) if to else kept, language)
    except OSError as problem:
        raise StorageError(
            "weekly.no_folder", folder=to or str(kept), why=problem.strerror or str(problem)
        ) from problem
    findings = [Finding("weekly.no_glyph", params={"signs": " ".join(lacking)}, level=Level.INFO)] if lacking else []
    if len(changed):
        findings.append(Finding("weekly.changed_since", params={"count": len(changed)}, level=Level.INFO))
    return Answer(tuple(_lines(edition, files, language)), _facts(edition, files, changed), tuple(findings))


def reports_folder(state_dir: Path) -> Path:
    """Give where reports are kept."""
    return state_dir / _FOLDER


def report_file(state_dir: Path, week: str) -> Path | None:
    """Give the report of the whole team of a week, in whichever language it was made; None where there is none."""
    return next(iter(sorted(reports_folder(state_dir).glob(f"*-{week}.pdf"))), None)


def _place(folder: Path, period: Period, unit: str) -> Path:
    return folder / f"{_name(period, unit)}.json"


def _name(period: Period, unit: str) -> str:
    """Name a report's files; a unit may be called anything, a file may not."""
    safe = "".join(sign if sign.isalnum() else "_" for sign in unit)
    return f"{period.name}-{safe}" if unit else period.name


def _check_unit(unit: str, state: Snapshot) -> None:
    known = {*state.frame("units").index, *state.frame("people")["unit"].dropna()}
    if unit and unit not in known:
        raise SchemaError("weekly.unknown_unit", unit=unit, known="、".join(sorted(known)))


def _make(book: Ledger, state: Snapshot, period: Period, unit: str, now: datetime) -> Edition:
    is_over = period.until <= now
    asked = period if is_over else replace(period, until=now)
    record = Record(state.tables, book.runs(), state.settings, hours(state, now))
    settings = state.settings
    measured = measure(record, asked, unit)
    edition = edition_of(
        measured, book.path.stem, is_ranked=settings.rank_ams, fewest=settings.rate_cases, is_final=is_over
    )
    before = read_edition(_place(reports_folder(book.state_dir), period.before(), unit)) if is_over else None
    if before is None:
        return edition
    told = edition.figures[["metric", "by", "of", "previous", "previous_n"]]
    return replace(edition, changed=differences(before, told.rename(columns={"previous": "value", "previous_n": "n"})))


def _changed(frozen: Edition, book: Ledger, state: Snapshot, now: datetime) -> pd.DataFrame:
    """Tell what has become of a report's figures since."""
    record = Record(state.tables, book.runs(), state.settings, hours(state, now))
    return differences(frozen, recount(record, frozen.period, frozen.unit, now))


def _put(edition: Edition, folder: Path, language: Language) -> tuple[Mapping[str, Path], str]:
    """Put the files down; gives them by kind, and what the font lacks."""
    pages = render(edition, language)
    made = {"pdf": pages.pdf, "png": pages.picture, "xlsx": render_sheets(edition, language)}
    named = say("weekly.file", language, name=_name(edition.period, edition.unit))
    folder.mkdir(parents=True, exist_ok=True)
    files = {kind: folder / f"{named}.{kind}" for kind in made}
    for kind, path in files.items():
        beside = path.with_suffix(f".{kind}.new")
        beside.write_bytes(made[kind])
        beside.replace(path)
    return files, pages.lacking


def _lines(edition: Edition, files: Mapping[str, Path], language: Language) -> Iterator[str]:
    yield f"{title_of(edition, language)} · {edition.period.name}"
    for head, said in zip(("good", "bad", "decide"), find_sentences(edition, language), strict=True):
        yield say(f"weekly.head.{head}", language)
        yield from (f"  {reason.text(language)}" for reason in said or (Reason(f"weekly.none.{head}"),))
    yield from (say(f"weekly.left.{kind}", language, path=path) for kind, path in files.items())


def _facts(edition: Edition, files: Mapping[str, Path], changed: pd.DataFrame) -> Mapping[str, object]:
    period = edition.period
    told = {"figures": edition.figures, "weeks": edition.weeks, "changed": changed, "corrections": edition.changed}
    return {
        "period": period.name,
        "since": period.since,
        "until": period.until,
        "unit": edition.unit,
        "final": edition.is_final,
        "files": {kind: str(path) for kind, path in files.items()},
        **{name: frame.astype(object).where(frame.notna(), None).to_dict("records") for name, frame in told.items()},
    }
