"""Where a book and its journal do not fit together."""

from collections.abc import Collection, Iterator, Sequence

from hiveledger.book.reading import Reading
from hiveledger.findings import Finding, Level
from hiveledger.journal import Journal, Run, run_number

__all__ = ["find_gaps"]


def find_gaps(journal: Journal, reading: Reading, lacking: Sequence[Run]) -> Iterator[Finding]:
    """Tell of runs that were cut off or saved over, and of those that one side knows and the other does not."""
    for intent in journal.unsettled():
        if intent.opening:
            yield Finding("doctor.unsaved", params={"run": intent.run.run_id}, level=Level.INFO)
        else:
            yield Finding("doctor.unfinished", params={"run": intent.run.run_id})
    for run in lacking:
        yield Finding("doctor.saved_over", params={"run": run.run_id})
    known = journal.known()
    unknown = sorted(reading.runs - known)
    if unknown:
        yield Finding("doctor.unknown_runs", params={"count": len(unknown), "run": unknown[-1]})
    missing = _missing({*map(run_number, known | reading.runs)})
    if missing:
        yield Finding("doctor.numbers_missing", params={"count": len(missing), "first": missing[0]}, level=Level.INFO)


def _missing(numbers: Collection[int]) -> list[int]:
    """Give the numbers that no run has, of those that were given out: one more for each run on any machine."""
    return [number for number in range(1, max(numbers, default=0)) if number not in numbers]
