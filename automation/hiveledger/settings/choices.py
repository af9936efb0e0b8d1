"""How a setting's cell is read and shown: one of a few words, yes or no, columns by their headers, times of the day."""

import re
from collections.abc import Callable
from datetime import time
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator

from hiveledger.schema import LEADS
from hiveledger.schema.leads import TAKEN_OVER
from hiveledger.text import Language, say

__all__ = ["Blocks", "Columns", "Moment", "YesNo", "chosen", "label", "shown", "yes_no"]

_GAPS: Final = re.compile(r"[\s、，,;；/]+")
_CHOOSABLE: Final = tuple(column for column in TAKEN_OVER if column != "contact")  # another name is another person
_MOMENT: Final = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)")
_DASH: Final = re.compile(r"\s*[-–—~～至到]\s*")
_DAY_MINUTES: Final = 24 * 60


def label(choice: StrEnum, language: Language) -> str:
    """Give the word that a cell shows for a choice."""
    return say(f"word.{type(choice).__name__.lower()}.{choice.name.lower()}", language)


def chosen(kind: type[StrEnum]) -> BeforeValidator:
    """Read one of a closed list by its word in either language, or by its code."""

    def read(text: object) -> object:
        words = {label(one, language).lower(): one for one in kind for language in Language}
        return words.get(str(text).strip().lower(), text)

    return BeforeValidator(read)


def yes_no(is_on: bool, language: Language) -> str:  # noqa: FBT001 - it is what is shown
    """Give the word of a yes or no."""
    return say(f"settings.{'on' if is_on else 'off'}", language)


def _read_yes_no(text: object) -> object:
    words = {yes_no(is_on, language).lower(): is_on for is_on in (True, False) for language in Language}
    return words.get(str(text).strip().lower(), text)


YesNo: TypeAlias = Annotated[bool, BeforeValidator(_read_yes_no)]


def _columns(given: object) -> object:
    """Read a list of columns by their headers in either language."""
    if not isinstance(given, str):
        return given
    headers = {LEADS[key].header(language): key for key in _CHOOSABLE for language in Language}
    for header in sorted(headers, key=len, reverse=True):  # one of two words first
        given = given.replace(header, headers[header])
    keys = tuple(filter(None, _GAPS.split(given)))
    if unknown := [key for key in keys if key not in _CHOOSABLE]:
        raise ValueError(unknown)
    return keys


Columns: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_columns)]


def _minutes(text: str) -> int:
    """Read a time of the day as minutes since midnight; 24:00 is the day's end."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None or (minutes := int(found[1]) * 60 + int(found[2])) > _DAY_MINUTES:
        raise ValueError(text)
    return minutes


def _blocks(given: object) -> object:
    """Read stretches of a day, "09:00-12:00 13:30-18:00", as minutes; each begins after the one before has ended."""
    if not isinstance(given, str):
        return given
    stretches = [_DASH.split(part) for part in filter(None, _GAPS.split(_DASH.sub("-", given)))]
    blocks = tuple((_minutes(start), _minutes(end)) for start, end in stretches)
    edges = [edge for block in blocks for edge in block]
    if any(later <= earlier for earlier, later in pairwise(edges)):
        raise ValueError(given)
    return blocks


Blocks: TypeAlias = Annotated[tuple[tuple[int, int], ...], BeforeValidator(_blocks)]
"""Stretches of a day in minutes since midnight, in order, none touching the next."""


def _moment(given: object) -> object:
    return f"{_minutes(given) // 60:02}:{_minutes(given) % 60:02}" if isinstance(given, str) else given


Moment: TypeAlias = Annotated[time, BeforeValidator(_moment)]
"""A time of the day."""


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _stretches(blocks: tuple[Any, ...]) -> str:
    return " ".join(f"{_clock(part[0])}-{_clock(part[1])}" if isinstance(part, tuple) else part for part in blocks)


_SHOWN: Final[tuple[tuple[type, Callable[[Any, Language], str]], ...]] = (
    (bool, yes_no),
    (Language, lambda item, _: str(item)),
    (StrEnum, label),
    (tuple, lambda item, _: _stretches(item)),
    (time, lambda item, _: f"{item:%H:%M}"),
    (float, lambda item, _: f"{item:g}"),
    (type(None), lambda _, __: ""),
)


def shown(item: object, language: Language) -> str:
    """Give a setting's value as its cell shows it.

    >>> shown(((540, 720), (810, 1080)), Language.ZH), shown(True, Language.ZH)
    ('09:00-12:00 13:30-18:00', '是')
    """
    return next((show(item, language) for kind, show in _SHOWN if isinstance(item, kind)), str(item))
