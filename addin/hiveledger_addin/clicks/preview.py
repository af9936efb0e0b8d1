"""A plan as a table to look at: for each lead from what to what, and why. Nothing is decided here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from hiveledger.changes import Append, Change, Set, Value
from hiveledger.changes.summary import summarise
from hiveledger.findings import Level
from hiveledger.flows.desk import subjects
from hiveledger.schema import LEADS, TABLES, Column, Show
from hiveledger.text import Language, say
from hiveledger_addin.clicks.message import Message

if TYPE_CHECKING:
    import pandas as pd

    from hiveledger.changes import Plan

__all__ = ["of_plan"]


def of_plan(plan: "Plan", leads: "pd.DataFrame", language: Language) -> Message:
    """Give a plan that nobody wrote as a message, and as a table: a row for each lead, then what is done elsewhere.

    Of a lead the columns are shown that are always in sight.

    Reads: company, contact, mobile.
    """
    verb = say(f"verb_name.{plan.verb}", language)
    if not plan.groups:
        return Message.of((say("told.nothing", language, verb=verb), *_found(plan, language)), language)
    moved = [change for change in plan.changes if isinstance(change, Set) and change.table == LEADS.name]
    touched = {change.column for change in moved}
    columns = [column for column in LEADS if column.key in touched and column.show is Show.VIEW]
    names = {str(lead): str(name) for lead, name in subjects(leads).items()}
    of_lead: dict[str, dict[str, Set]] = {}
    for change in moved:
        of_lead.setdefault(change.key, {})[change.column] = change
    rows = [(lead, names.get(lead, ""), *_lead_row(cells, columns, language), "") for lead, cells in of_lead.items()]
    rows += [_other_row(change, names, len(columns), language) for change in plan.changes if _is_elsewhere(change)]
    head = (
        *(column.header(language) for column in (LEADS[LEADS.key], LEADS["company"], *columns)),
        say("click.why_column", language),
        say("click.elsewhere_column", language),
    )
    first = say("click.previewed", language, verb=verb, count=len(of_lead))
    lines = (first, *summarise(plan.changes, language), *_found(plan, language))
    shown = Message.of(lines, language)
    return replace(shown, title=say("click.preview", language, verb=verb), head=head, rows=tuple(rows))


def _found(plan: "Plan", language: Language) -> Iterator[str]:
    return (finding.text(language) for finding in plan.findings if finding.level is Level.PERSON)


def _lead_row(cells: Mapping[str, Set], columns: Sequence[Column], language: Language) -> Iterator[str]:
    """Give what becomes of a lead's cells, and why."""
    for column in columns:
        change = cells.get(column.key)
        yield _step(column, change.before, change.after, language) if change else ""
    yield "\n".join(dict.fromkeys(change.why.text(language) for change in cells.values() if change.why))


def _step(column: Column, before: Value, after: Value, language: Language) -> str:
    to = column.shown(after, language)
    return to if before is None else f"{column.shown(before, language)} → {to}"


def _is_elsewhere(change: Change) -> TypeGuard[Set | Append]:
    return isinstance(change, Append) or (isinstance(change, Set) and change.table != LEADS.name)


def _other_row(change: Set | Append, names: Mapping[str, str], blank: int, language: Language) -> tuple[str, ...]:
    """Give what is done in another table, under the lead that it is about where there is one."""
    table = TABLES[change.table]
    if isinstance(change, Set):
        column = table[change.column]
        done = f"{column.header(language)}: {_step(column, change.before, change.after, language)}"
        lead = change.key
    else:
        done, lead = say("told.new_row", language), str(change.row.get("lead_id") or change.key)
    why = change.why.text(language) if change.why else ""
    return (lead, names.get(lead, ""), *([""] * blank), why, f"{table.sheet(language)} · {done}")
