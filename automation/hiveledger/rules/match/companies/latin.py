"""Chinese names written in Latin letters (pinyin)."""

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hiveledger.rules.match.companies.sounds import spelt

__all__ = ["find_spelt_names"]

_SPELT: Final = re.compile("[a-z]{4,30}")
_CERTAIN_LETTERS: Final = 8  # a shorter spelling can be that of a company which is not in the file
_FORMS: Final = ("", "gongsi", "youxiangongsi", "gufen", "jituan", "gufenyouxiangongsi", "jituanyouxiangongsi")
_LONGEST: Final = 8


def find_spelt_names(texts: NDArray[np.object_], firms: pd.DataFrame, stems: NDArray[np.object_]) -> pd.DataFrame:
    """Find the companies whose name, or its beginning, is spelt as a name in Latin letters.

    A spelling of the beginning of a brand counts where it is of no whole one.

    Reads: firms stem_text, place_size, brand_size (index: numbers of texts).
    Returns: left (number of the name in Latin letters), right (of the Chinese one), is_weak (the spelling is short).
    """
    asked = {text: number for number, text in enumerate(texts) if _SPELT.fullmatch(text)}
    found: list[tuple[int, int, bool, bool]] = []
    if asked:
        columns = (firms[name].to_list() for name in ("stem_text", "place_size", "brand_size"))
        for right, stem, place, brand in zip(firms.index, *columns, strict=True):
            ways = dict(_spellings(stems[stem], place, brand))
            found += [(asked[way], right, len(way) < _CERTAIN_LETTERS, ways[way]) for way in ways if way in asked]
    names = pd.DataFrame(found, columns=["left", "right", "is_weak", "is_part"]).astype({"is_weak": bool})
    is_part = names["is_part"].astype(bool)
    return names[~is_part | is_part.groupby(names["left"]).transform("all")].drop(columns="is_part")


def _spellings(stem: str, place: int, brand: int) -> Iterator[tuple[str, bool]]:
    """Give how a name is spelt with and without its place, up to each character; and whether that cuts the brand."""
    rest = stem[place:]
    for size in range(min(2, brand), min(len(rest), _LONGEST) + 1):
        for start in dict.fromkeys((0, place)):
            yield from ((way, size < brand) for way in spelt(stem[start : place + size]))
    for start in dict.fromkeys((0, place)):
        for way in spelt(stem[start:]):
            yield from ((way + form, False) for form in _FORMS)
