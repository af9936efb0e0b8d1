"""Every name that a cell can give a place: official, former, of a zone in it, or one character (沪)."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from hiveledger.rules.normalise.cells import REMEMBERED
from hiveledger.rules.normalise.places import Vocabulary, called, lies_in, names, short_name, skip_between, walk

__all__ = ["Named", "english_names", "name_places"]

_CITY: Final = 4
_ENDING: Final = re.compile(r"[省市区县盟旗]$|地区$")
_DIGIT: Final = re.compile(r"\d")
_SHORTEST: Final = 2
_HIGH_TECH: Final = ("高新技术产业开发区", "高技术产业开发区", "高新技术产业园区", "高新技术开发区", "高新区")
_ECONOMIC: Final = ("经济技术开发区", "经济开发区", "经开区")


class Named(NamedTuple):
    """A place that a text starts with; where its name ends, and where all that was understood ends.

    Between `end` and `reach` stands a name that says more than the place's own (张江 in 浦东新区).
    """

    code: str
    end: int
    reach: int


@cache
def _further() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Give the names of further_places.toml by kind, with the codes that each can mean."""
    source = tomllib.loads(files("hiveledger.rules.normalise").joinpath("further_places.toml").read_text("utf-8"))
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind, table in source.items():
        named = found.setdefault(kind, {})
        for code, words in table.items():
            for name in words.split():
                named[name] = (*named.get(name, ()), code)
    return found


def english_names() -> dict[str, tuple[str, ...]]:
    """Give the names in Latin letters that no reading of Chinese characters gives, in lower case.

    >>> english_names()["tibet"]
    ('54',)
    """
    latin = {name.lower(): codes for kind in _further().values() for name, codes in kind.items() if name.isascii()}
    return dict(latin)


@cache
def _places() -> Vocabulary:
    """Give all names of whole places: official ones, former ones, zones by their usual short names."""
    found = {name: list(codes) for name, codes in called().items()}
    for name, codes in [*_further()["same"].items(), *_zones()]:
        for form in dict.fromkeys((name, _bare(name))):
            for code in codes:
                if len(form) >= _SHORTEST and code not in found.setdefault(form, []):
                    found[form].append(code)
    return Vocabulary.of({name: tuple(codes) for name, codes in found.items()})


def _bare(name: str) -> str:
    """Give a former name without its ending, where nothing else is called so: 崇文 for 崇文区."""
    short = _ENDING.sub("", name)
    return short if len(short) >= _SHORTEST and short not in called() else name


def _zones() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give what a zone of the table is called for short: 合肥高新区 for 合肥高新技术产业开发区."""
    for code, name in names().items():
        city = code[:_CITY]
        for forms in (_HIGH_TECH, _ECONOMIC):
            if len(code) > _CITY and city in names() and _less_parents(name, code) in forms:
                yield from ((short_name(city) + form, (code,)) for form in forms)


def _less_parents(name: str, code: str) -> str:
    """Give a zone's name without the province and city that it starts with."""
    for parent in (code[:2], code[:_CITY]):
        for start in (names()[parent], short_name(parent)) if parent in names() and parent != code else ():
            name = name.removeprefix(start)
    return name


@cache
def _parts() -> Vocabulary:
    """Give the names of what lies in places, wherever they stand."""
    return Vocabulary.of(_further()["within"])


_Further = Iterable[tuple[str, tuple[str, ...]]]


def _by_parent(further: _Further) -> Mapping[str, Vocabulary]:
    """Give the names that say something only after their city or province: 高新区 after 苏州."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, codes in further:
        for code in codes:
            for parent in (code[:2], code[:_CITY]):
                start = short_name(parent) if parent in names() else name
                rest = name.removeprefix(start).removeprefix("市")
                if rest != name and len(rest) >= _SHORTEST:
                    named = found.setdefault(parent, {})
                    named[rest] = (*named.get(rest, ()), code)
    return {parent: Vocabulary.of(named) for parent, named in found.items()}


@cache
def _parts_of() -> Mapping[str, Vocabulary]:
    return _by_parent(_further()["within"].items())


@cache
def _zones_of() -> Mapping[str, Vocabulary]:
    return _by_parent(_zones())


def _further_at(text: str, parent: str, start: int) -> list[Named]:
    """Give what is named from `start` on of what lies in `parent`."""
    begin = skip_between(text, start)
    found = [Named(code, begin, end) for code, end in _parts().at(text, begin)]
    for place in (parent[:2], parent[:_CITY]) if parent else ():
        if parts := _parts_of().get(place):
            found += [Named(code, begin, end) for code, end in parts.at(text, begin)]
        if zones := _zones_of().get(place):
            found += [Named(code, end, end) for code, end in zones.at(text, begin)]
    return [one for one in found if lies_in(one.code, parent)] if found else found


def name_places(text: str) -> list[Named]:
    """Give the places that a cell starts with, as `places.readings` does, by every name that they have.

    Returns: the readings that understand most of the text, highest places first; several where it is ambiguous.

    >>> name_places("上海张江高科"), name_places("襄樊"), name_places("沪")
    ([Named(code='310115', end=2, reach=6)], [Named(code='4206', end=2, reach=2)], [Named(code='31', end=1, reach=1)])
    """
    if len(text) == 1:
        return [Named(code, 1, 1) for code in _further()["short"].get(text, ())]
    digit = _DIGIT.search(text)  # no place has one: what follows differs from cell to cell, what stands before repeats
    return list(_named(text[: digit.start()] if digit else text))


@lru_cache(REMEMBERED)
def _named(text: str) -> tuple[Named, ...]:
    short = _further()["short"].get(text[:1], ())
    found = walk(text, _places(), [("", 0), *((code, 1) for code in short)])
    named = [Named(code, end, end) for code, end in found.items()]
    for parent, end in (("", 0), *found.items()):
        named += _further_at(text, parent, end)
    reach = max((one.reach for one in named), default=0)
    furthest = {one.code: one for one in named if one.reach == reach}
    return tuple(sorted(furthest.values(), key=lambda one: (len(one.code), one.code)))
