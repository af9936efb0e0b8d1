"""What headers say beyond the names of columns: generic ones, those of other people's facts, units, fillers."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

__all__ = [
    "FILLERS",
    "FOREIGN",
    "GENERIC",
    "GENERIC_HEADS",
    "NAME_OF",
    "NAME_PARTS",
    "NOT_HEADS",
    "OTHERS_REACHED",
    "REMARK",
    "STAND_INS",
    "TOTAL",
    "UNITS",
]

_SAID: Final[Mapping[str, Any]] = tomllib.loads(
    files("hiveledger.intake").joinpath("vocabulary.toml").read_text("utf-8")
)


def _any_of(names: str) -> str:
    return "|".join(map(re.escape, _SAID[names].split()))


GENERIC: Final[Mapping[str, Mapping[str, float]]] = {
    name: {key: weight for key, weight in entry.items() if key != "names"}
    for entry in _SAID["generic"]
    for name in entry["names"].split()
}
FOREIGN: Final = re.compile("|".join(_SAID["foreign"]))
OTHERS_REACHED: Final = re.compile(rf"^(?:{_any_of('others')})\S{{0,6}}?(?:{_any_of('reached_by')})\S{{0,2}}$")
GENERIC_HEADS: Final = tuple(_SAID["generic_heads"].split())
NOT_HEADS: Final = frozenset(_SAID["not_heads"].split())
NAME_PARTS: Final[Mapping[str, int]] = {name: place for place, name in enumerate(_SAID["name_parts"].split())}
NAME_OF: Final = tuple(_SAID["name_of"].split())  # longest first
FILLERS: Final = re.compile(rf"^(?:{_SAID['filler_before']})|(?:{_SAID['filler_after']})+$")
REMARK: Final = re.compile(_SAID["remark"], re.IGNORECASE)
TOTAL: Final = re.compile(rf"(?:{_SAID['total']})[:：]?", re.IGNORECASE)
STAND_INS: Final[Mapping[str, str]] = _SAID["stand_ins"]
UNITS: Final[Mapping[str, str]] = {name: unit for unit, names in _SAID["units"].items() for name in names.split()}
