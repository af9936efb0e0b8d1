"""A text in parts that a service takes: cut at line ends, and never inside a character."""

from collections.abc import Iterator
from typing import Final

__all__ = ["parts"]

_NEWLINE: Final = "\n"


def parts(text: str, limit: int) -> tuple[str, ...]:
    r"""Give a text in parts of at most `limit` bytes of UTF-8; a line that is longer is cut where it has to be.

    Nothing is lost: put together again with line ends, and a long line's pieces without, they are the text.

    >>> parts("甲乙\n丙", 7)
    ('甲乙', '丙')
    """
    if limit < 4:  # noqa: PLR2004 - the longest character
        raise ValueError(limit)
    found: list[str] = []
    part = ""
    for line in text.split(_NEWLINE):
        longer = f"{part}{_NEWLINE}{line}" if part else line
        if len(longer.encode()) <= limit:
            part = longer
            continue
        found += [part] if part else []
        *whole, part = _pieces(line, limit)
        found += whole
    return tuple([*found, part] if part else found)


def _pieces(line: str, limit: int) -> Iterator[str]:
    content = line.encode()
    while len(content) > limit:
        piece = content[:limit].decode("utf-8", "ignore")  # what is cut off at the end is a part of a character
        yield piece
        content = content[len(piece.encode()) :]
    yield content.decode()
