"""CSV, TSV and their kin: the delimiter and the quoting are found out by trying them all.

`csv.Sniffer` looks at character counts and falls for commas in addresses; here every dialect parses a sample, and
the one under which most rows get the same number of cells wins.
"""

import csv
import io
import math
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, Protocol

__all__ = ["SEP_LINE", "Dialect", "Rows", "cut_lines", "find_dialect", "read_delimited", "settle_dialect"]

_DELIMITERS: Final = (",", "\t", ";", "|")  # the first wins a tie: a single column has none of them
_SAMPLE_LETTERS: Final = 200_000
SEP_LINE: Final = re.compile(r'\A"?sep=(.)"?\r?\n', re.IGNORECASE)  # Excel's own hint
_CLEAN_BONUS, _PLAIN_BONUS = 0.5, 0.25  # of a row; a tie goes to clean quoting, then to none, then to unclean
csv.field_size_limit(1 << 30)  # an unclosed quote is dealt with here, not by an exception in the middle

Rows = list[list[str]]


@dataclass(frozen=True)
class Dialect:
    """How a text file is cut into cells."""

    delimiter: str
    quoted: bool  # whether "…" around a cell may hold delimiters and line breaks


class _Cut(Protocol):
    """Cuts one text into rows of cells, from its beginning, as often as it is asked."""

    def __call__(self, dialect: Dialect, *, strict: bool = False) -> Iterator[list[str]]:
        """Raises: csv.Error for a stray quote, where `strict`."""


def read_delimited(text: str) -> tuple[Rows, Dialect]:
    r"""Cut a text file into rows of cells, exactly as they stand there.

    Returns: one row per record (a line break inside quotes stays in its cell) and the dialect found.

    >>> read_delimited('公司;地址\n示例甲;"苏州;园区\n一号"')[0]
    [['公司', '地址'], ['示例甲', '苏州;园区\n一号']]
    """
    hint = SEP_LINE.match(text)
    if hint:
        text = text[hint.end() :]
    dialect, cut = find_dialect(text, hint[1] if hint else ""), _cut_of(text)
    if not dialect.quoted:
        return list(cut(dialect)), dialect
    try:
        return list(cut(dialect, strict=True)), dialect
    except csv.Error:
        dialect = _fittest(cut, _both(dialect.delimiter))
        return list(cut(dialect)), dialect


def find_dialect(text: str, delimiter: str = "") -> Dialect:
    r"""Choose delimiter and quoting by how evenly they cut a sample; a known delimiter is kept.

    >>> find_dialect("公司\t地址\n示例甲\t苏州,园区,一号\n示例乙\t杭州,滨江").delimiter
    '\t'
    """
    sample = text
    if len(text) > _SAMPLE_LETTERS:
        sample = text[: max(text.rfind("\n", 0, _SAMPLE_LETTERS), 1)]
    return _fittest(_cut_of(sample), [dialect for mark in (delimiter or _DELIMITERS) for dialect in _both(mark)])


def settle_dialect(cut: _Cut, dialect: Dialect) -> Dialect:
    """Give the dialect of a whole text, of which `dialect` fits the beginning.

    Where there is a stray quote, the reading wins that leaves more rows whole.
    """
    if not dialect.quoted:
        return dialect
    try:
        deque(cut(dialect, strict=True), maxlen=0)
    except csv.Error:
        return _fittest(cut, _both(dialect.delimiter))
    return dialect


def cut_lines(lines: Iterable[str], dialect: Dialect, *, strict: bool = False) -> Iterator[list[str]]:
    """Cut lines, each with its end, into rows of cells. Raises: csv.Error for a stray quote, where `strict`."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE
    return csv.reader(lines, delimiter=dialect.delimiter, quoting=quoting, strict=strict)


def _cut_of(text: str) -> _Cut:
    def cut(dialect: Dialect, *, strict: bool = False) -> Iterator[list[str]]:
        return cut_lines(io.StringIO(text, newline=""), dialect, strict=strict)

    return cut


def _both(delimiter: str) -> tuple[Dialect, Dialect]:
    return Dialect(delimiter, quoted=True), Dialect(delimiter, quoted=False)


def _fittest(cut: _Cut, dialects: Iterable[Dialect]) -> Dialect:
    return max(dialects, key=lambda dialect: _fitness(cut, dialect))


def _fitness(cut: _Cut, dialect: Dialect) -> float:
    """Score a dialect: how many rows it cuts into the commonest number of cells, weighted by that number.

    The sooner such a row comes the better: a header has no commas, the addresses below it may.
    """
    widths: Counter[int] = Counter()
    soonest: dict[int, int] = {}
    cells = marked = 0
    for number, row in enumerate(filter(None, cut(dialect))):
        widths[len(row)] += 1
        soonest.setdefault(len(row), number)
        if not dialect.quoted:
            filled = [cell for cell in row if cell]
            cells += len(filled)
            marked += sum(cell[0] == '"' or cell[-1] == '"' for cell in filled)
    if not widths:
        return 0.0
    width, count = widths.most_common(1)[0]
    score = count * math.log2(width) / (1 + soonest[width])
    if dialect.quoted:
        return score + (_CLEAN_BONUS if _is_clean(cut, dialect) else 0.0)
    return score * min(1, 2 - 2 * marked / max(1, cells)) + _PLAIN_BONUS  # quotes around most cells are no text


def _is_clean(cut: _Cut, dialect: Dialect) -> bool:
    """Tell whether every quote that opens is closed right before a delimiter or line end."""
    try:
        deque(cut(dialect, strict=True), maxlen=0)
    except csv.Error as fault:
        return "unexpected end" in str(fault)  # a sample may be cut inside a quoted cell
    return True
