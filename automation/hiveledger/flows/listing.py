"""The verb `directory`: exports of company registers go into 企业名录, which `complete` fills from. Source: M8."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.draft import Draft
from hiveledger.intake.headers import ColumnMatch, Recognition, recognise
from hiveledger.intake.raw import RawSheet
from hiveledger.intake.rows import lead_rows
from hiveledger.intake.source import read_source
from hiveledger.rules.listing import LISTED, match_listed, read_listed

__all__ = ["plan_directory"]

_DIRECTORY: Final = "directory"
_SEVERAL: Final = ("industry", "size")  # registers tell an industry level by level, a size in several ways


def plan_directory(book: Book, now: datetime, files: Sequence[str] = ()) -> Plan:
    """Add the companies of exports to 企业名录, and renew those that it has; a person's cell stays.

    Raises: GateError where a file cannot be read; then nothing is written.
    """
    draft = Draft("directory", now, book.read(), {_DIRECTORY: ("company", "uscc")})
    for name in files:
        sheets = [sheet for sheet in read_source(Path(name)) if not sheet.is_blank]
        found = [(sheet, _with_several(recognise(sheet))) for sheet in sheets]
        lists = [(sheet, told) for sheet, told in found if "company" in told.mapping.values()]
        for sheet, told in lists:
            _list(draft, sheet, told)
        if not lists:
            draft.find(*(problem for _, told in found for problem in told.problems))
            draft.find(Finding("directory.no_companies", params={"file": Path(name).name}))
    return draft.plan({"files": " ".join(Path(name).name for name in files)})


def _with_several(told: Recognition) -> Recognition:
    """Take all columns that tell a fact which a register tells in several."""
    return replace(told, columns=tuple(map(_taken, told.columns)))


def _taken(match: ColumnMatch) -> ColumnMatch:
    takes = len(match.candidates) == 1 and match.candidates[0] in _SEVERAL
    return replace(match, key=match.candidates[0], candidates=()) if takes else match


def _list(draft: Draft, sheet: RawSheet, told: Recognition) -> None:
    name = f"{sheet.source} · {sheet.name}" if sheet.name else sheet.source
    read = lead_rows(sheet, told)
    rows = read_listed(read.frame)
    usable = rows[rows["company"].notna()]
    match = match_listed(usable, draft.after(_DIRECTORY))
    here, known = usable[match.is_first], match.known[match.is_first]
    sources = {row: Reason("directory.row", {"name": name, "row": row}) for row in here.index}
    new = known.isna()
    _append(draft, here[new], sources)
    renewed = _renew(draft, here[~new], known[~new], sources)
    counts = {"added": int(new.sum()), "renewed": renewed, "known": len(usable) - int(new.sum()) - renewed}
    params = {"name": name, "total": len(rows), **counts, "nameless": len(rows) - len(usable)}
    draft.find(Finding("directory.counts", _DIRECTORY, params=params, level=Level.INFO), *read.findings)


def _append(draft: Draft, rows: pd.DataFrame, sources: Mapping[int, Reason]) -> None:
    language = draft.state.settings.language
    for row, cells in zip(rows.index, rows.to_dict("records"), strict=True):
        key = draft.mint(_DIRECTORY)
        kept: dict[str, object] = {column: cells[column] for column in LISTED if isinstance(cells[column], str)}
        origin = {"source": sources[row].text(language), "as_of": _today(draft)}
        draft.append(key, _DIRECTORY, kept | origin, key, sources[row])


def _renew(draft: Draft, rows: pd.DataFrame, known: pd.Series, sources: Mapping[int, Reason]) -> int:
    """Renew the cells that are not a person's, by what the export tells; gives how many rows it changes."""
    language, there = draft.state.settings.language, draft.after(_DIRECTORY)
    renewed = 0
    for row, cells in zip(rows.index, rows.to_dict("records"), strict=True):
        key = known[row]
        wanted = {
            column: cells[column]
            for column in LISTED
            if isinstance(cells[column], str) and _may_renew(draft, there, key, column, cells[column])
        }
        if wanted:
            renewed += 1
            wanted |= {"source": sources[row].text(language), "as_of": _today(draft)}
            frame = pd.DataFrame(wanted, index=pd.Index([key], dtype="str"))
            draft.fill(_DIRECTORY, frame, why=sources[row])
    return renewed


def _may_renew(draft: Draft, there: pd.DataFrame, key: str, column: str, found: str) -> bool:
    held = there.loc[key, column]
    before = held if isinstance(held, str) else None
    return before != found and draft.state.is_machines(_DIRECTORY, key, column, before)


def _today(draft: Draft) -> pd.Timestamp:
    return pd.Timestamp(draft.now).normalize()
