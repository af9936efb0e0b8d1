"""Of real workbooks nothing is lost: a fixed tenth here, all of them by `bench oracle`."""

from pathlib import Path
from typing import Final

from tests.oracle import OUTSIDE, given_books, judge

_EVERY: Final = 10
_AUDITED_EVERY: Final = 5  # of those; auditing takes ten times as long as all the rest
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
