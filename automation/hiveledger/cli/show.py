"""What a command prints: sentences for people, JSON for programs. No decisions."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from hiveledger.findings import Finding, Reason
from hiveledger.text import Language, say
from hiveledger.text.masking import mask

if TYPE_CHECKING:
    from hiveledger.book.base import Outcome
    from hiveledger.changes import Change, Plan
    from hiveledger.flows.telling import Line

__all__ = [
    "finding_facts",
    "print_json",
    "print_lines",
    "run_facts",
    "step",
    "tell",
]


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


def print_lines(lines: "Iterable[Line]") -> None:
    """Print lines; those that tell of a problem as one."""
    for line in lines:
        tell(line.text, err=line.is_problem)
