"""Whether the grades hold: the verb `drift`."""

from collections.abc import Iterator, Sequence

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Append, Set, Value
from hiveledger.findings import Reason
from hiveledger.flows.answer import Answer
from hiveledger.journal import Run
from hiveledger.rules.drift import DECIDED, count_wins, find_drift, say_wins
from hiveledger.settings import Settings
from hiveledger.text import Language

__all__ = ["first_grades", "tell_drift"]


def tell_drift(book: Book, language: Language) -> Answer:
    """Tell how many leads of each first grade were won, and which grades do not separate."""
    state = book.read()
    leads, settings = state.frame("leads"), state.settings
    first = first_grades(leads, book.runs())
    wins = count_wins(first["grade"], leads["status"], settings)
    decided = first[leads["status"].isin(DECIDED)]
    findings = tuple(find_drift(wins, settings))
    lines = _lines(wins, decided, settings) if len(decided) else iter([Reason("drift.nothing")])
    told = tuple(reason.text(language) for reason in (*lines, *_verdict(wins, settings, is_told=bool(findings))))
    facts = wins.astype("object").where(wins.notna(), None).reset_index(names="grade").to_dict("records")
    data = {"grades": facts, "taken_from": decided["taken_from"].value_counts().to_dict()}
    return Answer(told, data | {"drifts": [finding.text(language) for finding in findings]}, findings)


def first_grades(leads: pd.DataFrame, runs: Sequence[Run]) -> pd.DataFrame:
    """Give the letter that each lead had first: grade, and where it was taken from.

    That is what grading noted in the row; else the earliest that the journal knows; else the one it has now.
    Reads: first_grade, grade.
    Returns: grade (missing where a lead never had one), taken_from (first_grade, journal, grade or blank), same index.
    """
    earliest = pd.Series(dict(reversed([*_graded(runs)])), dtype="str").reindex(leads.index)
    sources = {"first_grade": leads["first_grade"], "journal": earliest, "grade": leads["grade"]}
    grade = pd.Series(pd.NA, leads.index, dtype="str")
    taken_from = pd.Series("", leads.index, dtype="str")
    for name, letters in sources.items():
        taken_from = taken_from.mask(grade.isna() & letters.notna(), name)
        grade = grade.fillna(letters)
    return pd.DataFrame({"grade": grade, "taken_from": taken_from})


def _graded(runs: Sequence[Run]) -> Iterator[tuple[str, Value]]:
    for run in runs:
        for change in run.changes:
            match change:
                case Set("leads", key, "grade", _, after) if after is not None:
                    yield key, after
                case Append("leads", key, row) if row.get("grade") is not None:
                    yield key, row["grade"]
                case _:
                    pass


def _lines(wins: pd.DataFrame, decided: pd.DataFrame, settings: Settings) -> Iterator[Reason]:
    for row in wins.reset_index(names="grade").to_dict("records"):
        yield say_wins(row)
    if (wins["decided"] < settings.rate_cases).any():
        yield Reason("drift.too_few", {"count": settings.rate_cases})
    counts = decided["taken_from"].value_counts()
    for source, code in (("journal", "drift.from_journal"), ("grade", "drift.from_now"), ("", "drift.no_grade")):
        if source in counts:
            yield Reason(code, {"count": counts[source]})


def _verdict(wins: pd.DataFrame, settings: Settings, *, is_told: bool) -> Iterator[Reason]:
    """Say that the grades separate, or that it is too early to tell, where no finding says that they do not."""
    if wins["decided"].sum() and not is_told:
        enough = (wins["decided"] >= settings.drift_cases).sum() > 1
        yield Reason("drift.holds") if enough else Reason("drift.open", {"count": settings.drift_cases})
