"""What became of a book: told by a reader that is none of ours, and by the journal."""

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from openpyxl import load_workbook

from hiveledger.journal import Run
from tests.reliability.work import number

__all__ = ["Seen", "Tally", "faults", "is_whole", "look", "rows"]

_LEADS: Final = "客户台账"
_LOG: Final = "操作日志"


@dataclass(frozen=True)
class Seen:
    """What another program reads in a book."""

    companies: Counter[str]
    notes: dict[str, str]  # by source, that of its first lead
    texts: set[str]  # all that stands on the sheet of leads
    runs: Counter[str]  # on the log


@dataclass
class Tally:
    """What came of many rounds."""

    rounds: int = 0
    acknowledged: int = 0
    slowest: float = 0.0  # seconds, of what has to stay under five
    faults: list[str] = field(default_factory=list)
    also: Counter[str] = field(default_factory=Counter)  # other things that were counted

    def add(self, other: "Tally") -> None:
        """Take in what came of other rounds."""
        self.rounds += other.rounds
        self.acknowledged += other.acknowledged
        self.slowest = max(self.slowest, other.slowest)
        self.faults += other.faults
        self.also += other.also

    def count(self, word: str) -> int:
        """Tell how many faults begin with a word."""
        return sum(fault.startswith(word) for fault in self.faults)


def is_whole(content: bytes) -> bool:
    """Tell whether every entry of a workbook's bytes is there and has the sum it should have."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return False


def look(content: bytes) -> Seen:
    """Read a book with openpyxl."""
    leads, log = rows(content, _LEADS, _LOG)
    return Seen(
        Counter(row["公司名称"] for row in leads if row["公司名称"]),
        {row["来源渠道"]: row["备注"] for row in reversed(leads) if row["备注"]},
        {text for row in leads for text in row.values()},
        Counter(row["操作编号"] for row in log if row["操作编号"]),
    )


def rows(content: bytes, *sheets: str) -> Iterator[list[dict[str, str]]]:
    """Give sheets' rows by their headers, a blank cell as an empty text."""
    workbook = load_workbook(BytesIO(content), read_only=True)
    for sheet in sheets:
        cells = workbook[sheet].values
        header = [str(cell) for cell in next(cells)]
        yield [{name: str(cell or "") for name, cell in zip(header, row, strict=False)} for row in cells]


def faults(content: bytes, runs: Iterable[Run], acknowledged: Iterable[str]) -> list[str]:
    """Say what is wrong with a book: torn, or an operation lost, done twice or out of order, there or in the journal.

    `runs` are the journal's. What nobody acknowledged may be there or not, but in the book and the journal alike.
    """
    if not is_whole(content):
        return ["torn"]
    seen, promised = look(content), set(acknowledged)
    journal = Counter(run.args["token"] for run in runs if "token" in run.args)
    added = {mark for mark in journal | seen.companies if number(mark) % 2 == 0}
    last = {mark.partition("-")[0]: mark for mark in sorted(journal) if number(mark) % 2}
    return [
        *(f"lost: {mark} is not in the journal" for mark in promised - journal.keys()),
        *(f"lost: {mark} is in the journal, not in the book" for mark in added - seen.companies.keys()),
        *(f"lost: {mark} is in the book, not in the journal" for mark in added - journal.keys()),
        *(f"lost: the note of {name} is not {mark}" for name, mark in last.items() if seen.notes.get(name) != mark),
        *(f"doubled: {mark}" for mark, times in (journal | seen.companies | seen.runs).items() if times > 1),
    ]
