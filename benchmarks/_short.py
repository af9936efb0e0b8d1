"""Full names guessed for short ones, each way in a process of its own: _short WAY DATA OUT.

Writes the place of the full name that is guessed for each short one, -1 where none is.
"""

import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

__all__ = ["FILE", "WAYS"]

FILE: Final = "matching/cn_short_full_industry_dev.csv"


def _unique_subsequence(shorts: Sequence[str], names: Sequence[str]) -> Iterator[int]:
    """Guess the one name that has all characters of the short one in their order, if there is only one."""
    for short in shorts:
        found = [place for place, name in enumerate(names) if _is_within(short, name)]
        yield found[0] if len(found) == 1 else -1


def _is_within(short: str, name: str) -> bool:
    at = 0
    for character in short:
        at = name.find(character, at) + 1
        if not at:
            return False
    return True


def _likest(scorer: Callable[..., float]) -> Callable[[Sequence[str], Sequence[str]], Iterator[int]]:
    def guess(shorts: Sequence[str], names: Sequence[str]) -> Iterator[int]:
        return iter(process.cdist(shorts, names, scorer=scorer).argmax(axis=1).tolist())

    return guess


WAYS: Final[dict[str, Callable[[Sequence[str], Sequence[str]], Iterator[int]]]] = {
    "unique subsequence": _unique_subsequence,
    "RapidFuzz WRatio, the likest": _likest(fuzz.WRatio),
    "RapidFuzz ratio, the likest": _likest(fuzz.ratio),
}


def main(way: str, data: str, out: str) -> None:
    """Write the guesses."""
    table = pd.read_csv(Path(data) / FILE, dtype="str")
    shorts, names = ([unicodedata.normalize("NFKC", text) for text in table[name]] for name in ("name", "fullname"))
    np.save(out, np.fromiter(WAYS[way](shorts, names), dtype=np.int64))


if __name__ == "__main__":
    main(*sys.argv[1:])
