"""What a company's name is made of: place, brand, trade, legal form, branch, place in brackets."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from hiveledger.rules.match.companies.forms import cut_branch, cut_form, cut_tail
from hiveledger.rules.match.companies.regions import NOWHERE, Place, cut_last_place, cut_place, read_place
from hiveledger.rules.match.companies.sounds import by_sound
from hiveledger.rules.normalise.cells import REMEMBERED
from hiveledger.rules.normalise.characters import simplified
from hiveledger.rules.normalise.words import word_set

__all__ = ["Parts", "branch_key", "cut_trades", "is_trade", "prepared", "take_apart"]

_BRACKETS: Final = str.maketrans("[{【〔〖<《]}】〕〗>》", "(((((((" + ")))))))")
_INNER: Final = re.compile(r"\(([^()]*)(?:\)|$)")
_HALF_INNER: Final = re.compile(r"^(.*?)\)(.*)$")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_FORM_WORDS: Final = re.compile(r"集团|有限合伙|普通合伙|特殊普通合伙|个体工商户|个人独资")
_MEMBER: Final = re.compile(r"(?:集团|公司)\(")
_KINDS: Final = (  # what a name without a legal form ends with, and is whole
    *("厂", "商行", "商店", "经营部", "门市部", "超市", "工作室", "事务所", "合作社", "中心", "研究院", "研究所"),
    *("医院", "诊所", "药房", "学校", "大学", "学院", "幼儿园", "协会"),
)
_SHORTEST_BRAND: Final = 2
_LONGEST_BRANCH_WORD: Final = 3
_ADMINISTRATIVE: Final = re.compile(r"(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)$")


class Parts(NamedTuple):
    """A name taken apart; simplified, lower case, without blanks."""

    stem: str  # the place as it is usually said, brand and trade
    rest: str  # brand and trade
    brand: int  # characters of `rest` that are the brand
    lead: int = 0  # characters of the name before the brand
    place: Place = NOWHERE  # what the name starts with, else what stands in brackets
    seat: Place = NOWHERE  # a further place in brackets: that of a subsidiary
    is_whole: bool = False  # a legal form is said, or a kind that needs none
    is_group: bool = False
    is_stock: bool = False  # 股份
    branch: str = ""
    aside: str = ""  # other words in brackets
    is_bracketed: bool = False  # the place stands behind the brand
    is_member: bool = False  # it stands behind 集团


def prepared(names: Sequence[str]) -> list[str]:
    """Give names in simplified, lower-case, half-width characters without blanks.

    >>> prepared(["蘇州 雲帆（ＭＥＳ）"])
    ['苏州云帆(mes)']
    """
    folded = (unicodedata.normalize("NFKC", name).translate(_BRACKETS).casefold() for name in names)
    return simplified(["".join(name.split()) for name in folded])


@cache
def _trades() -> tuple[frozenset[str], frozenset[str], int]:
    words = word_set("trades")
    return words, frozenset(map(by_sound, words)), max(map(len, words))


def cut_trades(rest: str) -> int:
    """Give how many characters of a name are its brand: what is left before the trades at its end.

    >>> cut_trades("云帆网络科技"), cut_trades("云帆")
    (2, 2)
    """
    words, sounds, longest = _trades()
    if rest in words:
        return len(rest)
    end = len(rest)
    while size := next((size for size in range(min(longest, end - 1), 1, -1) if rest[end - size : end] in words), 0):
        end -= size
    if end == len(rest):
        sound = by_sound(rest)
        end -= next((size for size in range(min(longest, end - 1), 1, -1) if sound[-size:] in sounds), 0)
    return end


def _open_brackets(name: str) -> tuple[str, list[str]]:
    """Take out what stands in brackets; one of the two may be lost."""
    inner: list[str] = []
    while found := _INNER.search(name):
        inside, after = found[1], name[found.end() :]
        if not found[0].endswith(")"):  # the closing one is lost: the place is what the inside starts with
            place, behind = cut_place(inside)
            inside, after = (inside[: len(inside) - len(behind)], behind) if place != NOWHERE else ("", inside)
        inner.append(inside)
        name = name[: found.start()] + after
    if found := _HALF_INNER.match(name):
        place, before = cut_last_place(found[1])
        if place != NOWHERE:
            inner.append(found[1][len(before) :])
        name = before + found[2]
    return name, inner


@lru_cache(REMEMBERED)
def take_apart(name: str) -> Parts:
    """Take one prepared name apart.

    >>> parts = take_apart("苏州云帆网络科技有限公司昆山分公司")
    >>> parts.rest, parts.brand, parts.place.city, parts.is_whole, parts.branch
    ('云帆网络科技', 2, 3205, True, '昆山分公司')
    """
    whole, branch = cut_branch(cut_tail(name))
    whole, inner = _open_brackets(whole)
    body, form = cut_form(whole)
    place, rest = cut_place(body)
    lead = len(body) - len(rest)
    said = body[:lead]
    rest = _NOT_WORD.sub("", rest)
    inner_places = [(text, found) for text in inner if (found := read_place(text)) != NOWHERE]
    others = (text for text in inner if len(text) > 1 and read_place(text) == NOWHERE)
    aside = "".join(text for text in others if not _FORM_WORDS.fullmatch(text))
    is_group = form.is_group or "集团" in inner
    is_member = bool(_MEMBER.search(name))
    if not inner_places and form.is_said:  # the brackets are lost: 云帆科技苏州, 云帆集团苏州
        last, before = cut_last_place(rest)
        named, inner_form = cut_form(before)
        if last != NOWHERE and (inner_form.is_group or cut_trades(before) < len(before)):
            inner_places, rest = [(rest[len(before) :], last)], named
            is_group, is_member = is_group or inner_form.is_group, is_member or inner_form.is_group
    is_bracketed = place == NOWHERE and bool(inner_places)
    if is_bracketed:
        said, place = inner_places.pop(0)
    seat = inner_places[0][1] if inner_places else NOWHERE
    return Parts(
        stem=_usual(said) + rest,
        rest=rest,
        brand=cut_trades(rest),
        lead=lead,
        place=place,
        seat=seat,
        is_whole=form.is_said or body.endswith(_KINDS),
        is_group=is_group,
        is_stock=form.is_stock,
        branch=branch,
        aside=aside,
        is_bracketed=is_bracketed,
        is_member=is_bracketed and is_member,
    )


def _usual(place: str) -> str:
    return _ADMINISTRATIVE.sub("", place) if len(place) > _SHORTEST_BRAND else place


@lru_cache(REMEMBERED)
def is_trade(words: str) -> bool:
    """Tell whether a text is nothing but known trades.

    >>> is_trade("网络科技"), is_trade("网罗科技")
    (True, False)
    """
    known, _, longest = _trades()
    return any(
        words[:size] in known and (size == len(words) or is_trade(words[size:]))
        for size in range(min(longest, len(words)), 0, -1)
    )


@lru_cache(REMEMBERED)
def branch_key(branch: str) -> str:
    """Give a branch as it is compared: a place by its code (苏州分公司 is not 宿州分公司), other words by sound.

    >>> branch_key("苏州市分公司") == branch_key("苏州分公司"), branch_key("苏州分公司") == branch_key("宿州分公司")
    (True, False)
    """
    for size in range(_LONGEST_BRANCH_WORD, 1, -1):
        place = read_place(branch[:-size])
        if place != NOWHERE:
            return f"{place} {branch[-size:]}"
    return by_sound(branch)
