"""Places in Latin letters: Suzhou, Jiangsu; Chaoyang District, Beijing; Inner Mongolia."""

import re
import unicodedata
from functools import cache
from itertools import islice, product
from typing import Final

from hiveledger.rules.normalise.places import called, lies_in, names
from hiveledger.rules.normalise.region_names import english_names

__all__ = ["read_english_place"]

_CITY: Final = 4  # digits of a code
_MOST_SPELLINGS: Final = 16
_MOST_SYLLABLES: Final = 6
_DIGIT: Final = re.compile(r"\d")
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_NO_PLACE: Final = re.compile(r"[@_:=#]|\bwww\b")  # addresses of the web, spared the look into large tables
_WORD: Final = re.compile(r"[a-z]+")
_COUNTRY: Final = re.compile(r"[\s,/-]*(?:p\.?\s?r\.?\s?)?(?:china|prc)[\s.]*$|^china[\s,/-]+", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"\d|\b(?:road|rd|street|st|avenue|ave|lane|building|bldg|floor|room|park|tower|plaza)\b", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"[,;/|()\n]+|\s-+\s")
# What a word behind a name says of the place: the endings of official names that it stands for.
_KINDS: Final = {
    **dict.fromkeys(("province", "sheng"), ("省",)),
    **dict.fromkeys(("city", "municipality", "shi"), ("市",)),
    **dict.fromkeys(("district", "qu"), ("区",)),
    **dict.fromkeys(("county",), ("县",)),
    **dict.fromkeys(("prefecture",), ("州", "地区", "盟")),
}
# Names that are said of lower places as often: 朝阳 of a city and of districts, 宝山 of Shanghai like the city 保山.
_NEVER_ALONE: Final = ("jilin", "chaoyang", "baoshan", "wuzhong", "fuyang", "lishui")
# Cities that dictionaries of readings get wrong, by characters that sound as they are said.
_READ_AS: Final = {
    "朝阳": "潮阳",
    "长治": "常治",
    "漯河": "洛河",
    "昌都": "昌督",
    "锡林郭勒": "锡林郭了",
    "阿勒泰": "阿了泰",
    "克孜勒苏": "克孜了苏",
}
_Meanings = tuple[str, ...]


@cache
def _spelt() -> dict[str, _Meanings]:
    """Give the codes that each spelling can mean: a district is spelt by every reading that its characters have."""
    found: dict[str, dict[str, None]] = {}
    for name, codes in called().items():
        for code in codes:
            for spelling in _spellings(name) if len(code) > _CITY else (_spelling(name),):
                found.setdefault(spelling, {})[code] = None
    for spelling, codes in english_names().items():
        found.setdefault(spelling, {}).update(dict.fromkeys(codes))
    return {spelling: tuple(codes) for spelling, codes in found.items()}


@cache
def _spelling(name: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - large tables: only where a place is in Latin letters

    return "".join(lazy_pinyin(_READ_AS.get(name, name))).replace("ü", "u").replace("v", "u")


@cache
def _sounds(character: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin  # noqa: PLC0415 - see above

    return tuple(
        sound.replace("ü", "u").replace("v", "u") for sound in pinyin(character, Style.NORMAL, heteronym=True)[0]
    )


def _spellings(name: str) -> set[str]:
    return {"".join(way) for way in islice(product(*map(_sounds, name)), _MOST_SPELLINGS)}


def _plain(text: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return re.sub("(?<=[ln])v(?!i)", "u", bare.casefold().replace("'", ""))


def _take(words: list[str]) -> tuple[list[_Meanings], list[str]]:
    """Take the places at the end of some words; what stands before them is left."""
    taken: list[_Meanings] = []
    kind: tuple[str, ...] = ()
    while words:
        for size in range(min(len(words), _MOST_SYLLABLES), 0, -1):
            codes = _spelt().get("".join(words[-size:]), ())
            fitting = tuple(code for code in codes if names()[code].endswith(kind or ""))
            if fitting:
                taken, words, kind = [fitting, *taken], words[:-size], ()
                break
        else:
            if words[-1] not in _KINDS or kind:
                break
            kind, words = _KINDS[words[-1]], words[:-1]
    return taken, words


def _combined(parts: list[_Meanings]) -> list[str]:
    """Give the places that lie in all that is said."""
    every = sorted({code for part in parts for code in part})
    fitting = [code for code in every if all(any(lies_in(code, other) for other in part) for part in parts)]
    deepest = max(map(len, fitting), default=0)
    return [code for code in fitting if len(code) == deepest]


def read_english_place(text: str) -> tuple[list[str], str]:
    """Give the codes that a text in Latin letters can mean, and the address that stands before the place.

    No codes where it is no place that we know, or where what it says does not agree.

    >>> read_english_place("Suzhou, Jiangsu"), read_english_place("Suzhou")
    ((['3205'], ''), (['3205', '3413'], ''))
    """
    if _NO_PLACE.search(text) or not _LETTERS.search(text):
        return [], text
    pieces = [piece.strip() for piece in _BETWEEN.split(_COUNTRY.sub("", text)) if piece.strip()]
    parts: list[_Meanings] = []
    left: list[str] = []
    while pieces and not left:
        form = _plain(pieces[-1])
        taken, left = _take(_WORD.findall(form)) if _DIGIT.search(form) is None else ([], [form])
        parts += taken
        pieces = pieces if left else pieces[:-1]
    rest = ", ".join(pieces)
    if not parts or (rest and not _ADDRESS.search(rest)):
        return [], text
    if len(parts) > 1:
        return _combined(parts), rest
    highest = min(map(len, parts[0]))
    is_open = _plain(text).strip().startswith(_NEVER_ALONE)
    return [code for code in parts[0] if is_open or len(code) == highest], rest
