"""The places in company names, as numbers: province, city, district."""

from functools import cache, lru_cache
from typing import Final, NamedTuple

from hiveledger.rules.match.companies.sounds import by_sound
from hiveledger.rules.normalise.cells import REMEMBERED
from hiveledger.rules.normalise.places import called, readings

__all__ = ["NOWHERE", "Place", "cut_last_place", "cut_place", "read_place"]

_SHORTEST_REST: Final = 2
_CITY, _DISTRICT = 4, 6
_LONGEST: Final = 12  # characters that the places a name starts with can take
_CITY_STATES: Final = frozenset({"11", "12", "31", "50", "81", "82"})
_ENDINGS: Final = "市县区旗州"


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


@lru_cache(REMEMBERED)
def _starts(head: str) -> tuple[tuple[str, int], ...]:
    return tuple(readings(head))


@cache
def _starting() -> frozenset[str]:
    return frozenset(name[:2] for name in called())


def cut_place(name: str) -> tuple[Place, str]:
    """Cut off the places a name starts with, as long as two characters are left: 苏州市, 江苏昆山.

    Districts count only with their ending (长安 is a brand, 长安区 is not).

    >>> cut_place("苏州市云帆科技"), cut_place("云帆科技")
    ((Place(province=32, city=3205, district=0), '云帆科技'), (Place(province=0, city=0, district=0), '云帆科技'))
    """
    if name[:2] not in _starting():
        return NOWHERE, name
    best: tuple[int, int, str] | None = None
    for length in range(min(_LONGEST, len(name) - _SHORTEST_REST), 1, -1):
        for code, end in _starts(name[:length]):
            is_named = len(code) <= _CITY or name[end - 1] in _ENDINGS
            if is_named and (best is None or (end, -len(code)) > best[:2]):
                best = end, -len(code), code
        if best:
            break
    return (_place(best[2]), name[best[0] :]) if best else (NOWHERE, name)


@cache
def _cities() -> dict[str, str]:
    """Give the provinces and cities by each of their names, counties by those that say what they are."""
    return {
        name: codes[0]
        for name, codes in called().items()
        if len(codes[0]) <= _CITY or (len(codes) == 1 and name[-1] in _ENDINGS)
    }


@cache
def _cities_by_sound() -> dict[str, str]:
    return {by_sound(name): code for name, code in _cities().items()}


def read_place(text: str) -> Place:
    """Give the place that a text names as a whole.

    >>> read_place("苏州市"), read_place("云帆")
    (Place(province=32, city=3205, district=0), Place(province=0, city=0, district=0))
    """
    if code := _cities().get(text):
        return _place(code)
    found = [code for code, end in _starts(text[:_LONGEST]) if end == len(text)]
    return _place(found[0]) if found else NOWHERE


def cut_last_place(name: str) -> tuple[Place, str]:
    """Cut off a province or city at the end of a name: 云帆科技苏州.

    >>> cut_last_place("云帆科技苏州")
    (Place(province=32, city=3205, district=0), '云帆科技')
    """
    for size in (5, 4, 3, 2):
        if len(name) - size >= _SHORTEST_REST and (code := _cities().get(name[-size:])):
            return _place(code), name[:-size]
    return NOWHERE, name
