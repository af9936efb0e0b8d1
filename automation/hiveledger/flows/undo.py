"""Taking a run back as a whole: the verb `undo`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from hiveledger.book.base import Book, Snapshot
from hiveledger.changes import Append, Change, Conflict, DropColumn, DropTable, Group, Plan, Remove, Set, settle, undo
from hiveledger.changes.again import net
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.journal import FORGET, OBSERVED, ORDERS, UNDO, Run
from hiveledger.rules.handover import STANDING
from hiveledger.schema import TABLES
from hiveledger.text import Language

__all__ = ["newest_run", "plan_undo", "taken_back", "undoable"]


def plan_undo(book: Book, now: datetime, run: str = "") -> Plan:
    """Take a run back, the newest one unless another is named, cell by cell: what was changed since stays.

    An undo can itself be undone when it is named.
    What `forget` did stays, and no other undo brings a forgotten person back: the journal no longer knows them.
    Raises: SchemaError for a run that is not in the journal, or that forgot somebody.
    """
    runs, run = book.runs(), run or newest_run(book)
    if not run:
        return Plan(UNDO, now, findings=(Finding("undo.nothing", level=Level.INFO),))
    target = next((known for known in runs if known.run_id == run), None)
    if target is None:
        raise SchemaError("undo.unknown_run", run=run)
    if target.verb == FORGET:
        raise SchemaError("undo.forgotten", run=run, lead=target.args.get("lead", ""))
    if _is_blind(target):
        return Plan(UNDO, now, findings=(Finding("undo.no_changes", params={"run": run}),))
    if run in taken_back(runs):
        return Plan(UNDO, now, findings=(Finding("undo.already", params={"run": run}, level=Level.INFO),))
    return _plan(target, book.read(), now)


def newest_run(book: Book) -> str:
    """Give the newest run that can be taken back, empty where there is none: no undo, no `forget`, none of people's.

    That an order was cleared is not what anybody means either.
    """
    return next((run.run_id for run in undoable(book.runs())), "")


def undoable(runs: Sequence[Run]) -> Iterator[Run]:
    """Give the runs that can be taken back without naming them, the newest first.

    >>> from hiveledger.journal import Run
    >>> at = datetime(2026, 3, 2)
    >>> one, two = Run("R-1", "grade", "SO", at, {}, ()), Run("R-2", "observed", "", at, {}, ())
    >>> [run.run_id for run in undoable([one, two])]
    ['R-1']
    """
    undone = taken_back(runs)
    stays = (FORGET, OBSERVED, ORDERS)
    ours = (run for run in reversed(runs) if not (run.undoes or run.verb in stays or run.run_id in undone))
    return (run for run in ours if not _is_blind(run))


def _is_blind(run: Run) -> bool:
    """Tell whether a run put a version over a book that could not be read, so that nobody knows what it changed."""
    return run.restores is not None and not run.changes


def taken_back(runs: Sequence[Run]) -> dict[str, str]:
    """Give the runs that are undone, each with the run that did it; an undo that was itself undone does not count.

    Putting a former version back undoes all runs that came after it.

    >>> from hiveledger.journal import Run
    >>> at = datetime(2026, 3, 2)
    >>> one = Run("R-1", "grade", "SO", at, {}, ())
    >>> two = Run("R-2", "undo", "SO", at, {"run": "R-1"}, ())
    >>> taken_back([one, two]), taken_back([one, two, Run("R-3", "undo", "SO", at, {"run": "R-2"}, ())])
    ({'R-1': 'R-2'}, {'R-2': 'R-3'})
    """
    undone: dict[str, str] = {}
    for run in reversed(runs):
        if run.run_id in undone:
            continue
        if run.undoes:
            undone.setdefault(run.undoes, run.run_id)
        elif run.restores is not None:
            later = (one for one in runs if run.restores < one.number < run.number and not one.is_observed)
            undone |= {one.run_id: undone.get(one.run_id, run.run_id) for one in later}
    return undone


def _plan(run: Run, state: Snapshot, now: datetime) -> Plan:
    groups = _groups(undo(net(run.changes)))
    standing, conflicts = settle(groups, state.tables)
    taken = {id(group) for group in standing}
    left = (group for group in groups if id(group) not in taken)
    language = state.settings.language
    stayed = (_stayed(run, group, conflict, language) for group, conflict in zip(left, conflicts, strict=True))
    return Plan(UNDO, now, standing, (*state.findings, *stayed), {"run": run.run_id})


def _groups(changes: Iterable[Change]) -> list[Group]:
    """Make each inverse a group of its own, so that one cell that stays keeps no other.

    Only the cells that say where a lead stands and whose it is go together: half of them would make a lead that is
    confirmed by nobody.
    """
    groups: dict[object, list[Change]] = {}
    for place, change in enumerate(changes):
        of_standing = isinstance(change, Set) and change.table == "leads" and change.column in STANDING
        groups.setdefault(getattr(change, "key", "") if of_standing else place, []).append(change)
    return [Group(getattr(grouped[0], "key", ""), tuple(grouped)) for grouped in groups.values()]


def _stayed(run: Run, group: Group, conflict: Conflict, language: Language) -> Finding:
    change = next((c for c in group.changes if getattr(c, "column", "") == conflict.column), group.changes[0])
    table = TABLES[change.table]
    match change:
        case Set(_, key, column) if len(group.changes) > 1:
            found = table[column].shown(conflict.found, language)
            return Finding("undo.standing_stayed", change.table, key, column, {"run": run.run_id, "found": found})
        case Set(_, key, column, _, after):
            shown = {
                "wanted": table[column].shown(after, language),
                "found": table[column].shown(conflict.found, language),
            }
            return Finding("undo.cell_stayed", change.table, key, column, {"run": run.run_id, **shown})
        case Remove(_, key) | Append(_, key):
            return Finding("undo.row_stayed", change.table, key, conflict.column, {"run": run.run_id})
        case _:
            level = Level.INFO if isinstance(change, DropColumn | DropTable) else Level.PERSON
            return Finding("undo.added_stayed", change.table, params={"run": run.run_id}, level=level)
