"""A run in a few lines: how many leads moved where, how many cells changed, how many rows came."""

from collections import Counter
from collections.abc import Iterable

from hiveledger.changes.kinds import AddColumn, AddTable, Append, Change, DropColumn, DropTable, Remove, Set
from hiveledger.schema import LEADS, TABLES
from hiveledger.text import Language, say

__all__ = ["summarise"]


def summarise(changes: Iterable[Change], language: Language) -> tuple[str, ...]:
    """Give one line for each kind of thing that was done, moves of leads first.

    >>> summarise([Set("leads", "L1", "status", "new", "cleaned")], Language.EN)
    ('Status New → Cleaned: 1',)
    """
    moves: Counter[tuple[str, str]] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    lines: list[str] = []
    for change in changes:
        match change:
            case Set("leads", _, "status", before, after):
                moves[str(before or ""), str(after or "")] += 1
            case Set(table) | Append(table) | Remove(table):
                counts[type(change).__name__.lower(), table] += 1
            case AddTable(table) | DropTable(table):
                code = "changes.add_table" if isinstance(change, AddTable) else "changes.drop_table"
                lines.append(say(code, language, table=TABLES[table].sheet(language)))
            case AddColumn(table, column) | DropColumn(table, column):
                code = "changes.add_column" if isinstance(change, AddColumn) else "changes.drop_column"
                names = {"table": TABLES[table].sheet(language), "column": TABLES[table][column].header(language)}
                lines.append(say(code, language, **names))
    moved = [
        say("changes.moved", language, before=_status(before, language), after=_status(after, language), count=count)
        for (before, after), count in sorted(moves.items())
    ]
    done = [
        say(f"changes.{kind}", language, table=TABLES[table].sheet(language), count=count)
        for (kind, table), count in sorted(counts.items())
    ]
    return (*moved, *lines, *done)


def _status(code: str, language: Language) -> str:
    return LEADS["status"].label(code, language) if code else say("core.blank", language)
