"""Run the demo: python -m hiveledger.demo [FOLDER]."""

import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from hiveledger.book.base import Book
from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, diff
from hiveledger.changes.summary import summarise
from hiveledger.demo.files import write_channels
from hiveledger.demo.own_book import write_own_book
from hiveledger.demo.person import accept_proposals
from hiveledger.demo.team import team_tables
from hiveledger.flows.verbs import VERBS
from hiveledger.schema import LEADS
from hiveledger.schema.words import Status
from hiveledger.text import Language, say

__all__ = ["main"]

_NOW: Final = datetime(2026, 3, 2, 9)
_FOLDER: Final = "hiveledger-demo"
_WHO: Final = "O001"


def main(folder: Path) -> None:
    """Run the team's week in a folder, print what became of it, and leave the files there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / "客户台账.xlsx"
    VERBS["new"].function()(path, Language.ZH)
    book = FileBook(path)
    empty = book.read().tables
    book.write(
        Plan("import", _NOW - timedelta(days=9), (Group("", diff(empty, dict(empty) | team_tables(_NOW))),)), _WHO
    )
    before = _statuses(book)
    for verb, seconds, said in _week(book, path, write_channels(folder, _NOW)):
        print(f"  {verb}  {seconds:4.1f} s  {said}")  # noqa: T201 - the demo's page
    _print_table(before, _statuses(book))
    own = write_own_book(folder / "团队自用表.xlsx", _NOW)
    for line in VERBS["adopt"].function()([own], Language.ZH, sheet_means="owner").lines:
        print(line)  # noqa: T201 - the demo's page
    print(say("demo.adopted", said=_adopted(own)))  # noqa: T201 - the demo's page
    print(say("demo.left", path=path, own=own))  # noqa: T201 - the demo's page
    for line in _report(path):
        print(line)  # noqa: T201 - the demo's page


def _report(path: Path) -> Sequence[str]:
    """Make the week's report, as the watcher does on the Monday after; its last lines say where it is."""
    answer = VERBS["report"].function()(FileBook(path), _NOW + timedelta(days=7), Language.ZH, to=str(path.parent))
    lines: Sequence[str] = answer.lines
    return lines


def _adopted(path: Path) -> str:
    """Let the team's own workbook become a ledger too, and say what was added to it."""
    book = FileBook(path)
    *_, done = VERBS["adopt"].agreed_function()(book, _NOW, Language.ZH, who=_WHO)
    return "; ".join(summarise(done.outcome.written, Language.ZH))


def _week(book: Book, path: Path, channels: list[Path]) -> Iterator[tuple[str, float, str]]:
    """Carry out the four steps on the week's enquiries, and say what each did."""
    *files, chat = channels
    for file in files:
        yield _run(book, "import", _NOW, files=(str(file),), text="", source=file.stem)
    yield _run(book, "import", _NOW, files=(), text=chat.read_text("utf-8"), source=chat.stem)
    for verb in ("clean", "dedupe", "complete"):
        yield _run(book, verb, _NOW + timedelta(minutes=30))
    yield _decide(path)
    for verb in ("complete", "grade", "distribute"):
        yield _run(book, verb, _NOW + timedelta(minutes=40))
    leads = book.read().frame("leads")
    waiting = leads[leads["status"] == Status.ASSIGNED.value]
    for owner, held in waiting.groupby("owner"):
        keys = tuple(held.index[: len(held) * 2 // 3])  # two thirds are answered within the hour
        if keys:
            yield _run(book, "confirm", _NOW + timedelta(minutes=90), leads=keys, by=str(owner))
    yield _run(book, "return", _NOW + timedelta(hours=3), lead="", reason="")


def _decide(path: Path) -> tuple[str, float, str]:
    started = time.perf_counter()
    count = accept_proposals(path)
    return say("demo.person"), time.perf_counter() - started, say("demo.accepted", count=count)


def _run(book: Book, verb: str, now: datetime, **arguments: object) -> tuple[str, float, str]:
    started = time.perf_counter()
    plan = VERBS[verb].function()(book, now, **arguments)
    written = book.write(plan, _WHO).written if plan.groups else ()
    said = say("demo.did", changes=len(written), findings=len(plan.findings))
    return say(f"verb_name.{verb}"), time.perf_counter() - started, said


def _statuses(book: Book) -> Counter[str]:
    return Counter(book.read().frame("leads")["status"])


def _print_table(before: Counter[str], after: Counter[str]) -> None:
    print(f"\n{say('demo.head')}")  # noqa: T201 - the demo's page
    for status in Status:
        if before[status.value] or after[status.value]:
            label = LEADS["status"].label(status.value, Language.ZH)
            print(f"  {label:　<6}{before[status.value]:>6}{after[status.value]:>6}")  # noqa: T201 - the demo's page
    print(f"  {say('demo.total', before=_rows(before), after=_rows(after))}\n")  # noqa: T201 - the demo's page


def _rows(counted: Counter[str]) -> str:
    return say("core.rows", count=counted.total())


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else _FOLDER).resolve())
