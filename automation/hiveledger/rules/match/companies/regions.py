"""The places in company names, as numbers: province, city, district."""

from functools import cache, lru_cache
from typing import Final, NamedTuple

from hiveledger.rules.match.companies.sounds import by_sound
from hiveledger.rules.normalise.cells import REMEMBERED
from hiveledger.rules.normalise.places import called, readings
from hiveledger.rules.normalise.words import word_set

__all__ = ["NOWHERE", "Place", "cut_last_place", "cut_place", "read_place"]

_SHORTEST_REST: Final = 2
_CITY, _DISTRICT = 4, 6
_STREETS: Final = ("路", "大道", "大街")  # 南京路 is named after a place, it does not lie there
_CITY_STATES: Final = frozenset({"11", "12", "31", "50", "81", "82"})
_ENDINGS: Final = "市县区旗州"
_SAYS_PLACE: Final = frozenset("市省")


class Place(NamedTuple):
    """A place by its codes, 0 where unknown: 32, 3205, 320583."""

    province: int = 0
    city: int = 0
    district: int = 0


NOWHERE: Final = Place()


@cache
def _place(code: str) -> Place:
    province = int(code[:2])
    if code[:2] in _CITY_STATES:
        return Place(province, province * 100 + 1, int(code) if len(code) == _DISTRICT else 0)
    city = int(code[:_CITY]) if len(code) >= _CITY else 0
    return Place(province, city, int(code) if len(code) == _DISTRICT else 0)


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    """Give how long the places are whose names start with two given characters, longest first."""
    found: dict[str, set[int]] = {}
    for name in called():
        found.setdefault(name[:2], set()).add(len(name))
    return {start: tuple(sorted(sizes, reverse=True)) for start, sizes in found.items()}


def _says_district(name: str) -> bool:
    return name[-1] in _ENDINGS or name in word_set("county_cities")


def _longest(text: str, parent: str) -> tuple[str, int] | None:
    """Give the place below a parent that a text starts with, by its longest name, and where that ends."""
    for size in _sizes().get(text[:2], ()):
        if size <= len(text) and not text.startswith(_STREETS, size):
            codes = [
                code
                for code in called().get(text[:size], ())
                if code.startswith(parent) and code != parent and (len(code) <= _CITY or _says_district(text[:size]))
            ]
            if codes:
                return min(codes, key=len), size
    return None


def cut_place(name: str) -> tuple[Place, str]:
    """Cut off the places a name starts with, as long as two characters are left: 苏州市, 江苏昆山市.

    Districts count only with their ending (长安 is a brand, 长安区 is not), but for well-known towns (昆山).

    >>> cut_place("苏州市云帆科技"), cut_place("云帆科技")
    ((Place(province=32, city=3205, district=0), '云帆科技'), (Place(province=0, city=0, district=0), '云帆科技'))
    """
    code, end = "", 0
    while (found := _longest(name[end:], code)) and len(name) - end - found[1] >= _SHORTEST_REST:
        code, end = found[0], end + found[1]
    return (_place(code), name[end:]) if code else _cut_damaged(name)


def _cut_damaged(name: str) -> tuple[Place, str]:
    """Cut off a place with a wrong character, where 市 or 省 says that it is one: 楠京市."""
    for size in (5, 4, 3):
        if name[size - 1 : size] in _SAYS_PLACE and len(name) - size >= _SHORTEST_REST:
            code = _cities_by_sound().get(by_sound(name[:size]))
            if code:
                return _place(code), name[size:]
    return NOWHERE, name


@cache
def _cities() -> dict[str, str]:
    """Give the provinces and cities by each of their names, counties by those that say what they are."""
    found: dict[str, str] = {}
    for name, codes in called().items():
        highest = min(codes, key=len)  # 西安 is the city, not one of the districts of that name
        if len(highest) <= _CITY or (len(codes) == 1 and name[-1] in _ENDINGS):
            found[name] = highest
    return found


@cache
def _cities_by_sound() -> dict[str, str]:
    """Give the provinces and cities by how they sound, where only one sounds so."""
    found: dict[str, set[str]] = {}
    for name, code in _cities().items():
        if len(code) <= _CITY:
            found.setdefault(by_sound(name), set()).add(code)
    return {sound: codes.pop() for sound, codes in found.items() if len(codes) == 1}


@lru_cache(REMEMBERED)
def read_place(text: str) -> Place:
    """Give the place that a text names as a whole, if need be by its sound.

    >>> read_place("苏州市"), read_place("云帆")
    (Place(province=32, city=3205, district=0), Place(province=0, city=0, district=0))
    """
    if code := _cities().get(text):
        return _place(code)
    found = next((code for code, end in readings(text) if end == len(text)), None) or _cities_by_sound().get(
        by_sound(text)
    )
    return _place(found) if found else NOWHERE


@cache
def _last_two() -> frozenset[str]:
    return frozenset(name[-2:] for name in called())


def cut_last_place(name: str) -> tuple[Place, str]:
    """Cut off a place at the end of a name, a district too where only one has that name: 云帆科技苏州.

    >>> cut_last_place("云帆科技苏州")
    (Place(province=32, city=3205, district=0), '云帆科技')
    """
    for size in (5, 4, 3, 2):
        if name[-2:] not in _last_two():
            break
        last = name[-size:]
        codes = called().get(last, ()) if len(name) - size >= _SHORTEST_REST else ()
        code = _cities().get(last) or (codes[0] if len(codes) == 1 else None)
        if codes and code:
            return _place(code), name[:-size]
    return NOWHERE, name
