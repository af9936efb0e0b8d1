"""The table of provinces, cities and districts, and every name that each is called by."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["called", "lineage", "names", "readings"]

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
_BETWEEN: Final = re.compile(r"[-\s/,、>·()]*(?:市辖区|省直辖县级行政区划)?[-\s/,、>·()]*")
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


def _short(code: str) -> str:
    return _ENDINGS[len(code)].sub("", names()[code])


def _names_of(code: str) -> Iterator[str]:
    """Give what a place is called: 恩施土家族苗族自治州, 恩施州, 恩施; a zone also without its city (工业园区)."""
    name, short = names()[code], _short(code)
    yield name
    yield from _ALSO.get(code, ())
    if len(short) >= _SHORTEST:
        yield short
    if name.endswith("自治州"):
        yield f"{short}州"
    city = code[:_CITY]
    if len(code) == _DISTRICT and city in names() and name.startswith(_short(city)):
        yield name.removeprefix(_short(city))


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


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """Give how long the names are that start with two given characters."""
    found: dict[str, set[int]] = {}
    for name in called():
        found.setdefault(name[:_SHORTEST], set()).add(len(name))
    return {start: tuple(lengths) for start, lengths in found.items()}


def _steps(text: str, start: int, parent: str) -> Iterator[tuple[str, int]]:
    """Give the places below `parent` that are named from `start` on, and where each name ends."""
    for length in _lengths().get(text[start : start + _SHORTEST], ()):
        end = start + length
        if end > len(text):
            continue
        for code in called().get(text[start:end], ()):
            if code.startswith(parent) and code != parent and not _STREET.match(text, end):
                yield code, end


def readings(text: str) -> list[tuple[str, int]]:
    """Give the places that a text starts with, province before city before district, and where they end.

    Returns: the readings that use most of the text, highest places first; several where it is ambiguous.

    >>> readings("江苏苏州昆山市玉山镇"), readings("朝阳区")
    ([('320583', 7)], [('110105', 3), ('220104', 3)])
    """
    found: dict[str, int] = {}
    open_ends = [("", 0)]
    while open_ends:
        parent, start = open_ends.pop()
        gap = _BETWEEN.match(text, start)
        for code, end in _steps(text, gap.end() if gap else start, parent):
            if found.get(code, 0) < end:
                found[code] = end
                open_ends.append((code, end))
    furthest = max(found.values(), default=0)
    return sorted(
        ((code, end) for code, end in found.items() if end == furthest), key=lambda one: (len(one[0]), one[0])
    )
