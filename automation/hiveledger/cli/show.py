"""What a command prints: sentences for people, JSON for programs. No decisions."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.verbs import VERBS
from hiveledger.text import Language, say
from hiveledger.text.masking import mask

if TYPE_CHECKING:
    from hiveledger.book.base import Outcome
    from hiveledger.changes import Change, Plan

__all__ = [
    "finding_facts",
    "print_findings",
    "print_json",
    "print_outcome",
    "print_preview",
    "run_facts",
    "step",
    "tell",
]

_SHOWN: Final = 20  # findings or rows on a screen; the rest is counted, and --json has all


def print_json(data: object) -> None:
    """Print facts for a program, which needs values whole: only sentences are masked."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=_plain))


def _plain(item: object) -> object:
    if isinstance(item, date):
        return item.isoformat()
    if isinstance(item, Reason):
        return mask(item.text())
    if isinstance(item, Mapping):
        return dict(item)
    return str(item)


def tell(sentence: str, *, err: bool = False) -> None:
    """Print a sentence or a line of a table, people's numbers and addresses masked."""
    click.echo(mask(sentence), err=err)


def step(code: str, language: Language, **params: object) -> None:
    """Tell a person who waits what is being done; programs and pipes do not see it."""
    if sys.stderr.isatty():
        tell(say(code, language, **params), err=True)


def finding_facts(finding: Finding, language: Language) -> dict[str, object]:
    """Give a finding as JSON holds it."""
    return {
        "code": finding.code,
        "level": finding.level,
        "table": finding.table,
        "key": finding.key,
        "column": finding.column,
        "text": mask(finding.text(language)),
    }


def _change_facts(change: "Change", language: Language) -> dict[str, object]:
    """Give a change as JSON holds it, its reason in words."""
    facts: dict[str, Any] = {"change": type(change).__name__}
    facts |= {name: getattr(change, name) for name in type(change).__dataclass_fields__}
    if isinstance(facts.get("why"), Reason):
        facts["why"] = mask(facts["why"].text(language))
    return facts


def run_facts(plan: "Plan", outcome: "Outcome | None", language: Language) -> dict[str, object]:
    """Give a plan, and what became of it if it was written, as JSON holds it."""
    changes = plan.changes if outcome is None else outcome.written
    return {
        "verb": plan.verb,
        "now": plan.now,
        "run": outcome.run_id if outcome else None,
        "changes": [_change_facts(change, language) for change in changes],
        "conflicts": [asdict(conflict) for conflict in outcome.conflicts] if outcome else [],
        "findings": [finding_facts(finding, language) for finding in _all_findings(plan, outcome)],
    }


def _all_findings(plan: "Plan", outcome: "Outcome | None") -> Sequence[Finding]:
    return (*plan.findings, *(outcome.findings if outcome else ()))


def print_findings(findings: Sequence[Finding], language: Language) -> None:
    """Print what a person should look at, first what waits for somebody."""
    urgent = sorted(findings, key=lambda finding: finding.level is Level.INFO)
    for finding in urgent[:_SHOWN]:
        tell(f"  {'!' if finding.level is Level.PERSON else '·'} {finding.text(language)}")
    if len(urgent) > _SHOWN:
        tell("  " + say("cli.more", language, count=len(urgent) - _SHOWN))


def print_outcome(plan: "Plan", outcome: "Outcome | None", book: str, language: Language) -> None:
    """Print what was written, what was not and why, and how to take it back."""
    from hiveledger.changes.summary import summarise  # noqa: PLC0415 - pandas comes with it
    from hiveledger.journal import RELEASE  # noqa: PLC0415 - pandas comes with it

    verb = say(f"verb_name.{plan.verb}", language)
    if outcome is None or not outcome.run_id:
        tell(say("cli.nothing", language, verb=verb))
    else:
        tell(say("cli.done", language, verb=verb, run=outcome.run_id))
        _print_lines(summarise(outcome.written, language))
        # A released book is none of ours, adopt takes it in again; and what is forgotten stays so.
        if plan.verb != RELEASE and not VERBS[plan.verb].is_final:
            tell(say("cli.undo_hint", language, book=book, run=outcome.run_id))
    if outcome and outcome.conflicts:
        tell(say("cli.conflicts", language, count=len(outcome.conflicts)))
        _print_lines(
            say("cli.conflict", language, key=conflict.key, column=conflict.column, found=conflict.found or "")
            for conflict in outcome.conflicts[:_SHOWN]
        )
    print_findings(_all_findings(plan, outcome), language)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        tell(f"  {line}")


def print_preview(plan: "Plan", language: Language) -> None:
    """Print the plan as a table: lead, column, before, after, why."""
    from hiveledger.changes.summary import summarise  # noqa: PLC0415 - pandas comes with it

    tell(say("cli.preview", language, verb=say(f"verb_name.{plan.verb}", language), count=len(plan.groups)))
    _print_lines(summarise(plan.changes, language))
    rows = [row for change in plan.changes for row in _preview_rows(change, language)]
    for row in rows[:_SHOWN]:
        tell("  " + " | ".join(row))
    if len(rows) > _SHOWN:
        tell("  " + say("cli.more", language, count=len(rows) - _SHOWN))
    print_findings(plan.findings, language)


def _preview_rows(change: "Change", language: Language) -> Iterable[tuple[str, ...]]:
    from hiveledger.changes import Append, Set  # noqa: PLC0415 - pandas comes with it
    from hiveledger.schema import TABLES  # noqa: PLC0415 - beside its only user

    match change:
        case Set(table, key, column, before, after, why):
            header = TABLES[table][column]
            shown = [
                header.label(str(item), language) if header.words and item else _cell(item) for item in (before, after)
            ]
            yield key, header.header(language), f"{shown[0]} → {shown[1]}", why.text(language) if why else ""
        case Append(table, key, _, why):
            sheet = TABLES[table].sheet(language)
            yield key, sheet, say("cli.new_row", language), why.text(language) if why else ""
        case _:
            pass


def _cell(item: object) -> str:
    if isinstance(item, float):
        return f"{item:g}"
    return "" if item is None else str(item)
