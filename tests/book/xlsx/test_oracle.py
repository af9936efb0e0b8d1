"""Of real workbooks nothing is lost: a fixed tenth here, all of them by `bench oracle`."""

from pathlib import Path
from typing import Final

from hiveledger.book.xlsx import SetCell, patch
from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.workbook import Workbook
from hiveledger.errors import GateError
from tests.office import Office
from tests.oracle import OUTSIDE, given_books, judge

_EVERY: Final = 10
_AUDITED_EVERY: Final = 5  # of those; auditing takes ten times as long as all the rest
_OPENED_EVERY: Final = 60  # of all, in LibreOffice
_REFUSED_AT_MOST: Final = 0.02  # of a tenth; of all it is one in a hundred


def test_no_real_workbook_loses_anything(data: Path, tmp_path: Path) -> None:
    books = [book for number, book in enumerate(given_books(data)) if number % _EVERY == 0]
    verdicts = [
        verdict
        for number, (name, content) in enumerate(books)
        for verdict in judge(name, content, tmp_path, audited=number % _AUDITED_EVERY == 0)
    ]
    assert [verdict for verdict in verdicts if verdict.faults] == []
    refused = {verdict.book for verdict in verdicts if verdict.refused and verdict.refused not in OUTSIDE}
    assert len(refused) <= _REFUSED_AT_MOST * len(books), refused


def test_libreoffice_opens_what_was_edited_and_sees_it(data: Path, office: Office, tmp_path: Path) -> None:
    edited = []
    for number, (name, content) in enumerate(given_books(data)):
        source, out = tmp_path / f"in{number}{Path(name).suffix}", tmp_path / f"{number}{Path(name).suffix}"
        if number % _OPENED_EVERY == 0 and _is_edited(source, content, out):
            edited.append(out)
    (tmp_path / "seen").mkdir()
    seen = office.as_csv(edited, tmp_path / "seen")
    assert [path.name for path in seen if "对照" not in path.read_text("utf-8")] == []
    assert len(seen) > 20


def _is_edited(source: Path, content: bytes, out: Path) -> bool:
    """Put a text beside the first sheet's data, where no refusal is expected; that sheet is what a CSV holds."""
    source.write_bytes(content)
    try:
        with Archive(source) as archive:
            sheet = next(sheet for sheet in Workbook(archive).sheets if sheet.position == 0)
        patch(source, [SetCell(sheet.name, 1, 60, "对照")], out)
    except (GateError, StopIteration):  # what is refused, and how often, is judged above
        return False
    return True
