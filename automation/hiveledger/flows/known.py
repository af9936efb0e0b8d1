"""What was imported before: each imported row leaves its mark in the journal, where no later cleaning changes it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from hiveledger.changes import Append
from hiveledger.findings import Reason
from hiveledger.flows.undo import taken_back
from hiveledger.journal import Run
from hiveledger.rules.importing import source_name

__all__ = ["IMPORT", "KnownRows", "scopes"]

IMPORT: Final = "import"


def scopes(file: str, source: str, *, is_dated: bool) -> tuple[str, ...]:
    """Name where a row may be known from: its file, its source and, if it says when it was made, anywhere.

    Two lists without dates may well hold the same person, who then enquired twice.
    """
    return (f"file {source_name(file)}", f"source {source}", *(("anywhere",) if is_dated else ()))


class KnownRows:
    """The rows that were imported, and the leads that they became.

    Rows that are alike are counted: after two of them, the third is new. A row whose import was undone is forgotten;
    one whose lead a person deleted is not, so that the lead does not come back.
    """

    def __init__(self, runs: Sequence[Run], leads: Collection[str]) -> None:
        self._leads: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        undone = taken_back(runs)
        for run in runs:
            for change in run.changes if run.verb == IMPORT else ():
                match change:
                    case Append("leads", key, row, Reason(_, {"mark": mark, "file": file})) if (
                        run.run_id not in undone or key in leads
                    ):
                        where = scopes(str(file), str(row.get("source")), is_dated="occurred_at" in row)
                        self.note(where, str(mark), key)

    def find(self, where: Iterable[str], mark: str, before: int = 0) -> str:
        """Give the lead that a row became; empty for a new row. `before` of its kind stand above it in its file."""
        for scope in where:
            leads = self._leads.get((scope, mark), [])
            if len(leads) > before:
                return leads[before]
        return ""

    def note(self, where: Iterable[str], mark: str, lead: str) -> None:
        """Remember a row that becomes a lead."""
        for scope in where:
            self._leads[scope, mark].append(lead)
