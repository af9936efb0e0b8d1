"""The list of what an import could not take: a CSV beside the book, by which a person corrects the source."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from hiveledger.book.forget import write_anew
from hiveledger.changes import Plan
from hiveledger.changes.person import Person
from hiveledger.findings import Finding, Reason
from hiveledger.text import Language, say
from hiveledger.text.inert import csv_text

__all__ = ["RefusedCell", "forget_rejects", "write_rejects"]

_FOLDER: Final = "rejects"
_RESULTS: Final = {
    "import.rejected": "import.left_out",
    "import.message_rejected": "import.left_out",
    "import.unread": "import.kept",
}
_COLUMNS: Final = ("place", "lead", "result", "header", "text", "reason")


@dataclass(frozen=True)
class RefusedCell:
    """A cell of an incoming row that could not be used, and why."""

    header: str  # as in the file
    text: str
    why: Reason


def write_rejects(plan: Plan, folder: Path, language: Language) -> Path | None:
    """Write the rows that became no lead and the cells that nobody could read, a line for each cell.

    The file is UTF-8 with a mark, as Excel wants it. The list is for reading, and is never imported.

    Returns: its path below the folder; None where nothing was refused.
    """
    refused = [finding for finding in plan.findings if finding.code in _RESULTS]
    if not refused:
        return None
    path = folder / _FOLDER / f"{plan.verb}-{plan.now:%Y%m%d-%H%M%S}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([say(f"import.list_{column}", language) for column in _COLUMNS])
        for finding in refused:
            writer.writerows(_lines(finding, language))
    return path


def _lines(finding: Finding, language: Language) -> Iterator[list[str]]:
    place, cells = finding.params["place"], finding.params["cells"]
    assert isinstance(place, Reason)  # noqa: S101 - both findings are of our own making
    assert isinstance(cells, tuple)  # noqa: S101 - likewise
    about = [place.text(language), finding.key, say(_RESULTS[finding.code], language)]
    for cell in cells:
        yield [csv_text(text) for text in (*about, cell.header, cell.text, cell.why.text(language))]
    if not cells:
        yield [*about, "", "", say("import.says_nothing", language)]


def forget_rejects(folder: Path, person: Person, language: Language) -> None:
    """Take a person out of the lists: of each row that is theirs the place stays, and that it was forgotten."""
    for path in sorted((folder / _FOLDER).glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *lines = csv.reader(file)
        is_theirs = (("leads", line[1]) in person.rows or any(map(person.is_named_in, line)) for line in lines)
        theirs = {place for (place, *_), told in zip(lines, is_theirs, strict=True) if told}
        if theirs:
            forgotten = say("history.forgotten", language)
            kept = [[*line[:3], "", "", forgotten] if line[0] in theirs else line for line in lines]
            text = StringIO(newline="")
            csv.writer(text).writerows([header, *kept])
            write_anew(path, text.getvalue().encode("utf-8-sig"))
