"""The table of provinces, cities and districts, and every name that each is called by."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

__all__ = ["Vocabulary", "called", "lies_in", "lineage", "names", "readings", "short_name", "skip_between", "walk"]

_PROVINCE, _CITY, _DISTRICT = 2, 4, 6  # digits of a code; a code starts with that of its parent

_PEOPLES: Final = (
    "朝鲜|土家|苗|藏|羌|彝|布依|侗|哈尼|壮|傣|白|景颇|傈僳|回|蒙古|柯尔克孜|哈萨克|维吾尔|满|瑶|土|撒拉|保安|东乡|裕固|黎|畲|水|"
    "毛南|仫佬|仡佬|拉祜|佤|纳西|独龙|怒|普米|各|达斡尔|锡伯|塔吉克|鄂温克|布朗"
)
_PROVINCE_ENDING: Final = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$")
_CITY_ENDING: Final = re.compile(rf"(?:(?:{_PEOPLES})族?)*自治州$|地区$|新区$|[市盟]$")
_DISTRICT_ENDING: Final = re.compile(rf"(?:(?:{_PEOPLES})族?)*自治[县旗]$|新区$|[区县市旗]$")
_ENDINGS: Final = {_PROVINCE: _PROVINCE_ENDING, _CITY: _CITY_ENDING, _DISTRICT: _DISTRICT_ENDING}
_ALSO: Final = {"15": ("内蒙",), "1525": ("锡盟",), "2224": ("延边州",)}
_SHORTEST: Final = 2
_XIONGAN: Final = "1331"
_XIONGAN_COUNTIES: Final = frozenset({"130629", "130632", "130638"})  # 容城, 安新, 雄县
_BETWEEN: Final = re.compile(
    r"[-\s/,、>·()]*(?:市辖区|(?:省|自治区)直辖县级行政区划|(?<=[-\s/,>])县(?=[-\s/,>]))?[-\s/,、>·()]*"
)
_STARTS_BETWEEN: Final = frozenset("-/,、>·()市省自 \n\t")
# 中山路, 南京东路, 吴中大道: a street is named after a place, it does not lie there.
_STREET: Final = re.compile(r"[东南西北中]?(?:[一二三四五六七八九]?路(?![南北桥]区)|大街|街(?!道)|大道|巷|弄)")


@cache
def names() -> dict[str, str]:
    """Give each place's official name by its code.

    >>> names()["3205"]
    '苏州市'
    """
    lines = files("hiveledger.rules.normalise").joinpath("regions.csv").read_text("utf-8").splitlines()
    return dict(line.split(",") for line in lines if not line.startswith("#"))


def lineage(code: str) -> tuple[str | None, str | None, str | None]:
    """Give the names of a place's province, city and district, as far as it has them.

    >>> lineage("320583"), lineage("110105")
    (('江苏省', '苏州市', '昆山市'), ('北京市', None, '朝阳区'))
    """
    province, city, district = (
        names().get(code[:digits]) if len(code) >= digits else None for digits in (_PROVINCE, _CITY, _DISTRICT)
    )
    return province, city, district


def short_name(code: str) -> str:
    """Give a place's name without what kind of place it is.

    >>> short_name("3205"), short_name("4228")
    ('苏州', '恩施')
    """
    return _ENDINGS[len(code)].sub("", names()[code])


def _names_of(code: str) -> Iterator[str]:
    """Give what a place is called: 恩施土家族苗族自治州, 恩施州, 恩施; a zone also without its city (工业园区)."""
    name, short = names()[code], short_name(code)
    yield name
    yield from _ALSO.get(code, ())
    if len(short) >= _SHORTEST:
        yield short
    if name.endswith("自治州"):
        yield f"{short}州"
    city = code[:_CITY]
    if len(code) == _DISTRICT and city in names() and name.startswith(short_name(city)):
        yield name.removeprefix(short_name(city))


@cache
def called() -> dict[str, tuple[str, ...]]:
    """Give the codes of all places that a name can mean, however little it says.

    >>> called()["朝阳区"], called()["吉林"]
    (('110105', '220104'), ('22', '2202'))
    """
    found: dict[str, list[str]] = {}
    for code in names():
        for name in dict.fromkeys(_names_of(code)):
            if len(name) >= _SHORTEST:
                found.setdefault(name, []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}


class Vocabulary(NamedTuple):
    """Names with the codes that each can mean."""

    codes: Mapping[str, tuple[str, ...]]
    lengths: Mapping[str, tuple[int, ...]]  # of the names that start with two given characters

    @classmethod
    def of(cls, codes: Mapping[str, tuple[str, ...]]) -> "Vocabulary":
        """Give a vocabulary of names of two characters and more."""
        lengths: dict[str, set[int]] = {}
        for name in codes:
            lengths.setdefault(name[:_SHORTEST], set()).add(len(name))
        return cls(codes, {start: tuple(found) for start, found in lengths.items()})

    def at(self, text: str, start: int) -> list[tuple[str, int]]:
        """Give what can be named from `start` on, and where each name ends; a street named so is none."""
        found: list[tuple[str, int]] = []
        for length in self.lengths.get(text[start : start + _SHORTEST], ()):
            end = start + length
            codes = self.codes.get(text[start:end]) if end <= len(text) else None
            if codes and not _STREET.match(text, end):
                found += [(code, end) for code in codes]
        return found


@cache
def _called() -> Vocabulary:
    return Vocabulary.of(called())


def lies_in(code: str, parent: str) -> bool:
    """Tell whether a place lies in another, or is it. The counties of 雄安 keep their codes of 保定.

    >>> lies_in("320583", "32"), lies_in("130629", "1331"), lies_in("32", "3205")
    (True, True, False)
    """
    return code.startswith(parent) or (parent == _XIONGAN and code in _XIONGAN_COUNTIES)


def skip_between(text: str, start: int) -> int:
    """Give where the next place can start: behind strokes, and levels that stand for no place (市辖区).

    >>> skip_between("北京市-市辖区-朝阳区", 3)
    8
    """
    if text[start : start + 1] not in _STARTS_BETWEEN:  # most names follow each other at once
        return start
    gap = _BETWEEN.match(text, start)
    return gap.end() if gap else start


def walk(text: str, words: Vocabulary, starts: Iterable[tuple[str, int]] = (("", 0),)) -> dict[str, int]:
    """Give the places that a text names one inside the other, and where the furthest name of each ends.

    >>> walk("江苏苏州昆山市玉山镇", Vocabulary.of(called()))
    {'32': 2, '3205': 4, '320583': 7}
    """
    found: dict[str, int] = {}
    open_ends = list(starts)
    while open_ends:
        parent, start = open_ends.pop()
        for code, end in words.at(text, skip_between(text, start)):
            if found.get(code, 0) < end and code != parent and lies_in(code, parent):
                found[code] = end
                open_ends.append((code, end))
    return found


def readings(text: str) -> list[tuple[str, int]]:
    """Give the places that a text starts with, province before city before district, and where they end.

    Returns: the readings that use most of the text, highest places first; several where it is ambiguous.

    >>> readings("江苏苏州昆山市玉山镇"), readings("朝阳区")
    ([('320583', 7)], [('110105', 3), ('220104', 3)])
    """
    found = walk(text, _called())
    furthest = max(found.values(), default=0)
    return sorted(
        ((code, end) for code, end in found.items() if end == furthest), key=lambda one: (len(one[0]), one[0])
    )
