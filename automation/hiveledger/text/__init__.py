"""Every sentence a person reads, once, in Chinese and English.

A finding, error or reason travels as code + parameters; only a face (or a cell that is being written)
turns it into words. The catalogue is one TOML file per verb family, so that a verb's words can be read together.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["Language", "catalogue", "say"]


class Language(StrEnum):
    """What sheets, messages and reports are written in."""

    ZH = "zh"
    EN = "en"


_SUFFIX: Final = ".toml"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Give every code with its sentence per language: {"clean.mobile_invalid": {"zh": …, "en": …}}."""
    found: dict[str, Mapping[str, str]] = {}
    for source in sorted(files(__name__).iterdir(), key=lambda item: item.name):
        if source.name.endswith(_SUFFIX):
            found.update(_entries("", tomllib.loads(source.read_text("utf-8"))))
    return found


def _entries(prefix: str, node: Mapping[str, object]) -> dict[str, Mapping[str, str]]:
    if "zh" in node:
        return {prefix: {str(language): str(sentence) for language, sentence in node.items()}}
    found: dict[str, Mapping[str, str]] = {}
    for name, child in node.items():
        if not isinstance(child, Mapping):
            message = f"{prefix}.{name}: neither a sentence nor a group of sentences"
            raise TypeError(message)
        found.update(_entries(f"{prefix}.{name}" if prefix else name, child))
    return found


def say(code: str, language: Language = Language.ZH, /, **params: object) -> str:
    """Put a code and its parameters into words.

    Raises: KeyError for an unknown code or a parameter that the sentence needs and did not get: both are
    faults of ours, and a test finds them.

    >>> say("core.rows", Language.EN, count=3)
    '3 rows'
    """
    return catalogue()[code][language].format_map(params)
