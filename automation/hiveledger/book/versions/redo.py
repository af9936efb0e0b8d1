"""Runs that a version of the book lacks, because somebody saved an older one over ours: what is to be done again."""

from collections.abc import Sequence
from dataclasses import dataclass

from hiveledger.changes import Change, Group, Tables, apply
from hiveledger.changes.again import missing, net
from hiveledger.findings import Finding, Level
from hiveledger.journal import Run

__all__ = ["Redone", "redo"]


@dataclass(frozen=True)
class Redone:
    """What is to be done again, the tables as they will be then, and what a person should know of it."""

    groups: tuple[Group, ...]
    tables: Tables
    findings: tuple[Finding, ...]


def redo(lost: Sequence[Run], tables: Tables) -> Redone:
    """Follow the lost runs in their order, each on what the one before leaves."""
    changes: list[Change] = []
    findings: list[Finding] = []
    for run in lost:
        again, conflicts = missing(run.changes, tables)
        tables = apply(tables, again)
        changes += again
        params = {"run": run.run_id, "count": len(again)}
        findings.append(Finding("book.redone", params=params, level=Level.INFO))
        for conflict in conflicts:
            about = {"run": run.run_id, "found": conflict.found}
            findings.append(Finding("book.person_came_first", conflict.table, conflict.key, conflict.column, about))
    rows: dict[tuple[str, str], list[Change]] = {}
    for change in net(changes):
        rows.setdefault((change.table, getattr(change, "key", "")), []).append(change)
    groups = tuple(Group(key, tuple(changes)) for (_, key), changes in rows.items())
    return Redone(groups, tables, tuple(findings))
