"""Rows that come in from files, as texts under our keys, before anything is decided about them.

Which sheets: all that list leads and, where none does, the one that comes nearest. Of a sheet's other columns those
are kept, for the note, that may hold a fact we know: what cannot be told for sure, what the ledger fills itself (an
owner, a grade), and the number by which the sender knows the row. The rest is named in one finding and stays in the
file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from hiveledger.findings import Finding, Level, Reason
from hiveledger.intake.headers import ColumnMatch, Recognition, lead_sheet, recognise
from hiveledger.intake.raw import RawSheet
from hiveledger.intake.rows import lead_rows
from hiveledger.intake.source import read_source
from hiveledger.rules.importing import FILLED, find_handle, is_named, row_marks, source_name
from hiveledger.schema import LEADS
from hiveledger.text import Language

__all__ = ["Incoming", "read_incoming"]

_ONLY_FOR_WRITING: Final = ("intake.protected_sheet", "intake.shared_workbook")  # nothing is written into the file
_REFUTED: Final = "intake.refuted_header"
_LISTED: Final = {Language.ZH: "、", Language.EN: ", "}


@dataclass(frozen=True)
class Incoming:
    """The rows of one sheet, or messages, by their number there."""

    name: str  # what people call it
    source: str  # of rows that name none
    texts: pd.DataFrame  # by key of Leads, those that an import fills
    is_usable: pd.Series  # whether a row can become a lead
    marks: Mapping[int, str]  # by which each row is known when it comes again
    others: pd.DataFrame  # by header: what is kept for the note
    headers: Mapping[str, str]  # of our keys, as in the file
    file: str = ""  # empty for messages
    places: Mapping[int, Reason] = field(default_factory=dict)  # of rows that are not found by their number

    def place(self, row: int) -> Reason:
        """Say where a row stands."""
        return self.places.get(row) or Reason("import.in_row", {"name": self.name, "row": row})

    def why(self, row: int) -> Reason:
        """Say where a lead comes from, with the mark by which its row is known."""
        code = "import.from_file" if self.file else "import.from_message"
        return Reason(code, {"file": self.file, "row": row, "mark": self.marks[row]})


def read_incoming(path: Path, language: Language) -> tuple[list[Incoming], list[Finding]]:
    """Give the rows of a file, sheet by sheet, with what a person should know of its columns.

    Raises: GateError where the file cannot be read.
    """
    sheets = [(sheet, recognise(sheet)) for sheet in read_source(path)]
    shown = [pair for pair in sheets if not pair[0].hidden] or sheets
    nearest = lead_sheet([found for _, found in shown])
    chosen = [pair for pair in shown if pair[1].is_lead_sheet] or [pair for pair in shown if pair[1] is nearest]
    findings = [*_about_sheets(path.name, sheets, chosen, language)]
    rows = []
    for sheet, found in chosen:
        incoming, told = _rows(sheet, found, language)
        rows.append(incoming)
        findings += told
    return rows, findings


def _about_sheets(
    name: str,
    sheets: Sequence[tuple[RawSheet, Recognition]],
    chosen: Sequence[tuple[RawSheet, Recognition]],
    language: Language,
) -> Iterator[Finding]:
    """Tell of sheets that are left out; where no sheet can be read, why."""
    if not chosen:
        for _, found in sheets:
            yield from found.problems
        return
    notes = [note for sheet, _ in chosen for note in sheet.notes]
    yield from (note for at, note in enumerate(notes) if note not in notes[:at])  # of the book: once
    left = [sheet.name for sheet, found in sheets if not sheet.is_blank and not any(found is one for _, one in chosen)]
    if left:
        params = {"file": name, "sheets": _LISTED[language].join(left)}
        yield Finding("import.sheets_left_out", params=params, level=Level.INFO)


def _rows(sheet: RawSheet, found: Recognition, language: Language) -> tuple[Incoming, list[Finding]]:
    read = lead_rows(sheet, found)
    texts = read.frame[[key for key in read.frame.columns if key in FILLED]]
    unknown = _cells(sheet, [match for match in found.columns if not match.key and not match.candidates], texts.index)
    handle = find_handle(unknown)
    kept = [match for match in found.columns if _is_kept(match, _refuted(found))]
    others = _cells(sheet, kept, texts.index)
    named, handles = is_named(texts), pd.Series(None, index=texts.index, dtype="str")
    if handle is not None:
        handles = _handles(sheet, unknown[handle]).mask(named)
        others[handle] = unknown[handle]
    incoming = Incoming(
        name=f"{sheet.source} · {sheet.name}" if sheet.name else sheet.source,
        source=source_name(sheet.source),
        texts=texts,
        is_usable=named | handles.notna(),
        marks=dict(zip(texts.index, row_marks(texts, handles), strict=True)),
        others=others,
        headers={match.key: " ".join(match.name.split()) for match in reversed(found.columns) if match.key},
        file=sheet.source,
    )
    ignored = [header for header in unknown.columns if header not in others.columns]
    return incoming, [*_about_columns(incoming.name, found, ignored, language), *read.findings]


def _is_kept(match: ColumnMatch, refuted: frozenset[str]) -> bool:
    """Tell which columns that we do not fill from may hold a fact worth keeping."""
    return (bool(match.key) and match.key not in FILLED) or bool(match.candidates) or match.header.strip() in refuted


def _refuted(found: Recognition) -> frozenset[str]:
    return frozenset(str(problem.params["header"]) for problem in found.problems if problem.code == _REFUTED)


def _cells(sheet: RawSheet, matches: Sequence[ColumnMatch], rows: pd.Index) -> pd.DataFrame:
    """Give columns of a sheet by their names, as they stand."""
    cells = {}
    for match in matches:
        at = match.column - 1
        column = [(row[at] if len(row := sheet.rows[number - 1]) > at else "").strip() or None for number in rows]
        cells[" ".join(match.name.split())] = pd.Series(column, index=rows, dtype="str")
    return pd.DataFrame(cells, index=rows)


def _handles(sheet: RawSheet, numbers: pd.Series) -> pd.Series:
    """Give the senders' numbers of rows that hold anything else: a form numbered in advance is blank all the same."""
    filled = [sum(1 for cell in sheet.rows[number - 1] if cell.strip()) > 1 for number in numbers.index]
    return numbers.where(pd.Series(filled, index=numbers.index))


def _about_columns(name: str, found: Recognition, ignored: Sequence[str], language: Language) -> Iterator[Finding]:
    """Tell of columns that a person has to look at, and of those that nobody reads."""
    yield from (problem for problem in found.problems if problem.code not in _ONLY_FOR_WRITING)
    for header, keys in found.ambiguous:
        columns = _LISTED[language].join(LEADS[key].header(language) for key in keys)
        yield Finding("import.ambiguous", params={"name": name, "header": " ".join(header.split()), "columns": columns})
    if ignored:
        params = {"name": name, "headers": _LISTED[language].join(ignored)}
        yield Finding("import.ignored", params=params, level=Level.INFO)
