"""Pairs of names that mean one company although their parts do not agree: short names, and names in Latin letters."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from hiveledger.rules.match.companies.forms import cut_tail
from hiveledger.rules.match.companies.latin import find_spelt_names
from hiveledger.rules.match.companies.likeness import Likeness
from hiveledger.rules.match.companies.parts import is_trade
from hiveledger.rules.match.companies.shorts import find_whole_names

__all__ = ["find_hints"]

_MOST_CHOICES: Final = 2  # whole names among which a person can be asked to choose
_MOST_SPELLINGS: Final = 6
_PLACES: Final = 10_000  # numbers of cities
_ANYWHERE: Final = 3  # the weakest way in which a short name fits (see `find_whole_names`)
_NO_HINTS: Final = pd.DataFrame(
    {"left": np.empty(0, np.int64), "right": np.empty(0, np.int32), "likeness": np.empty(0, np.int8), "fact": ""}
).astype({"fact": "str"})
_MARKS: Final = r"^\*?st(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])[ab]$|[()]"  # of the stock exchange; brackets


def find_hints(rows: pd.DataFrame, texts: NDArray[np.object_], stems: NDArray[np.object_]) -> pd.DataFrame:
    """Find for short names, and names in Latin letters, the whole names that they mean.

    Certain where the file holds one company that fits; where it holds two, a person can choose; where more, nothing
    is known.

    Reads: rows as `Companies` has them. Returns: left (number of a text), right (of a stem), likeness, fact (short,
    pinyin).
    """
    firms = rows.drop_duplicates("text").set_index("text")
    firms = firms[firms["rest"] >= 0]
    own = firms[(firms["branch"] < 0) & (firms["seat"] == 0)]
    wholes = own[own["is_whole"]]
    found = {
        "short": (_find_shorts(own[~own["is_whole"]], wholes, texts, stems), wholes),
        "pinyin": (find_spelt_names(texts, own, stems), own),
    }
    hints = [_only(pairs, firms, stems).assign(fact=fact) for fact, (pairs, firms) in found.items() if len(pairs)]
    return pd.concat([_NO_HINTS, *hints], ignore_index=True)


def _find_shorts(
    shorts: pd.DataFrame, wholes: pd.DataFrame, texts: NDArray[np.object_], stems: NDArray[np.object_]
) -> pd.DataFrame:
    """Find whole names in the best way in which a short one fits any; all of them where it is nothing but a trade."""
    short = pd.Series(texts[shorts.index], shorts.index, dtype="str").str.replace(_MARKS, "", regex=True)
    named = [cut_tail(text) for text in texts[wholes.index]]
    whole = pd.Series(named, wholes.index, dtype="str").str.replace(_MARKS, "", regex=True)
    found = find_whole_names(short, whole, wholes["lead"].to_numpy(dtype=np.int64))
    vague = shorts.index[[is_trade(stem) for stem in stems[shorts["stem_text"]]]]
    best = found.groupby("short")["way"].transform("min")
    found = found[(found["way"] == best) | found["short"].isin(vague)]
    is_weak = found["way"].to_numpy() >= _ANYWHERE
    return pd.DataFrame({"left": found["short"], "right": found["whole"], "is_weak": is_weak})


def _only(found: pd.DataFrame, wholes: pd.DataFrame, stems: NDArray[np.object_]) -> pd.DataFrame:
    """Say how likely each pair is by how many different companies fit the left name."""
    fitting = wholes.loc[found["right"], ["stem_text", "rest", "rest_places", "province", "city"]].set_axis(found.index)
    place = (fitting["province"] * _PLACES + fitting["city"]).where(fitting["rest_places"] > 1, 0)
    found = found.assign(right=fitting["stem_text"], firm=place.astype("int64") * len(stems) + fitting["rest"])
    found = found.drop_duplicates(["left", "right"])
    choices = found.groupby("left")["right"]
    one_firm = found.groupby("left")["firm"].transform("nunique") == 1
    one_spelling = [left for left, right in choices if 1 < len(right) <= _MOST_SPELLINGS and _is_one(stems[right])]
    is_one = one_firm | found["left"].isin(one_spelling)
    is_few = choices.transform("size") <= _MOST_CHOICES
    likeness = np.select(
        [is_one & ~found["is_weak"], is_one, is_few], [Likeness.SAME, Likeness.LIKELY, Likeness.MAYBE], Likeness.UNLIKE
    )
    return found[["left", "right"]].assign(likeness=likeness.astype(np.int8))


def _is_one(stems: NDArray[np.object_]) -> bool:
    """Tell whether several stems are spellings of one: each a character from the first."""
    return all(Levenshtein.distance(stems[0], stem, score_cutoff=1) <= 1 for stem in stems[1:])
