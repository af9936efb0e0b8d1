"""What a person reads of each step of a verb, line by line, whichever face shows it. People's numbers are masked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from hiveledger.book.base import Ledger, Outcome
from hiveledger.changes import Append, Change, Plan, Set
from hiveledger.changes.summary import summarise
from hiveledger.findings import Finding, Level
from hiveledger.flows.answer import Answer
from hiveledger.flows.rejects import write_rejects
from hiveledger.flows.requests import Done, Failed, Kept, Step, Told, described
from hiveledger.flows.verbs import VERBS
from hiveledger.journal import RELEASE
from hiveledger.schema import TABLES
from hiveledger.text import Language, say
from hiveledger.text.masking import mask

__all__ = ["Hints", "Line", "needs_person", "tell_findings", "tell_plan", "tell_step"]

_SHOWN: Final = 20  # findings or rows that anybody reads; the rest is counted


@dataclass(frozen=True)
class Line:
    """One sentence; a problem is that what was asked has not been done."""

    text: str
    is_problem: bool = False


@dataclass(frozen=True)
class Hints:
    """What to do next, as a face says it: the codes of its sentences on taking a run back, and on seeing the rest."""

    undo: str
    more: str


def tell_step(step: Step | Answer, book: Ledger, language: Language, hints: Hints) -> Iterator[Line]:
    """Tell a step. What an import could not take is written to a list beside the book, which is named."""
    match step:
        case Told(findings):
            yield from tell_findings(findings, language, hints)
        case Done(request, plan, outcome):
            if request.waited:
                yield _line(say("queue.carried_out", language, request=described(request).text(language)))
            yield from _tell_outcome(plan, outcome, book, language, hints)
            refused = write_rejects(plan, book.state_dir, language)
            if refused:
                yield _line(say("import.list_at", language, path=refused))
        case Failed(_, told) | Kept(_, told):
            yield Line(mask(told.text(language)), is_problem=True)
        case Answer(lines):
            yield from map(_line, lines)
        case _:
            assert_never(step)


def needs_person(step: Step | Answer) -> bool:
    """Tell whether a person has to see to something after this step."""
    match step:
        case Kept() | Failed():
            return True
        case Done(_, plan, outcome):
            findings = (*plan.findings, *(outcome.findings if outcome else ()))
            is_open = outcome is not None and bool(outcome.conflicts)
        case Told(findings) | Answer(_, _, findings):
            is_open = False
        case _:
            assert_never(step)
    return is_open or any(finding.level is Level.PERSON for finding in findings)


def tell_findings(findings: Sequence[Finding], language: Language, hints: Hints) -> Iterator[Line]:
    """Tell what a person should look at, first what waits for somebody."""
    urgent = sorted(findings, key=lambda finding: finding.level is Level.INFO)
    for finding in urgent[:_SHOWN]:
        yield _line(f"  {'!' if finding.level is Level.PERSON else '·'} {finding.text(language)}")
    if len(urgent) > _SHOWN:
        yield _line("  " + say(hints.more, language, count=len(urgent) - _SHOWN))


def _tell_outcome(
    plan: Plan, outcome: Outcome | None, book: Ledger, language: Language, hints: Hints
) -> Iterator[Line]:
    """Tell what was written, what was not and why, and how to take it back."""
    verb = say(f"verb_name.{plan.verb}", language)
    if outcome is None or not outcome.run_id:
        yield _line(say("told.nothing", language, verb=verb))
    else:
        yield _line(say("told.done", language, verb=verb, run=outcome.run_id))
        yield from _indented(summarise(outcome.written, language))
        # A released book is none of ours, adopt takes it in again; and what is forgotten stays so.
        if plan.verb != RELEASE and not VERBS[plan.verb].is_final:
            yield _line(say(hints.undo, language, book=book.path.name, run=outcome.run_id))
        if any(one.run.run_id == outcome.run_id for one in book.unsaved()):
            yield _line(say("told.unsaved", language))
    if outcome and outcome.conflicts:
        yield _line(say("told.conflicts", language, count=len(outcome.conflicts)))
        yield from _indented(
            say("told.conflict", language, key=conflict.key, column=conflict.column, found=conflict.found or "")
            for conflict in outcome.conflicts[:_SHOWN]
        )
    yield from tell_findings((*plan.findings, *(outcome.findings if outcome else ())), language, hints)


def tell_plan(plan: Plan, language: Language, hints: Hints) -> Iterator[Line]:
    """Tell a plan that nobody wrote as a table: lead, column, before, after, why."""
    yield _line(say("told.preview", language, verb=say(f"verb_name.{plan.verb}", language), count=len(plan.groups)))
    yield from _indented(summarise(plan.changes, language))
    rows = [row for change in plan.changes for row in _rows(change, language)]
    yield from _indented(" | ".join(row) for row in rows[:_SHOWN])
    if len(rows) > _SHOWN:
        yield _line("  " + say(hints.more, language, count=len(rows) - _SHOWN))
    yield from tell_findings(plan.findings, language, hints)


def _rows(change: Change, language: Language) -> Iterable[tuple[str, ...]]:
    match change:
        case Set(table, key, column, before, after, why):
            header = TABLES[table][column]
            shown = [
                header.label(str(item), language) if header.words and item else _cell(item) for item in (before, after)
            ]
            yield key, header.header(language), f"{shown[0]} → {shown[1]}", why.text(language) if why else ""
        case Append(table, key, _, why):
            sheet = TABLES[table].sheet(language)
            yield key, sheet, say("told.new_row", language), why.text(language) if why else ""
        case _:
            pass


def _cell(item: object) -> str:
    if isinstance(item, float):
        return f"{item:g}"
    return "" if item is None else str(item)


def _indented(lines: Iterable[str]) -> Iterator[Line]:
    return (_line(f"  {line}") for line in lines)


def _line(text: str) -> Line:
    return Line(mask(text))
