"""The word lists of `words.toml`: closed lists that reading names, numbers and notes rests on."""

import re
import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["alternatives", "word_set"]


@cache
def _lists() -> dict[str, str]:
    source = files("hiveledger.rules.normalise").joinpath("words.toml")
    return tomllib.loads(source.read_text("utf-8"))


@cache
def word_set(name: str) -> frozenset[str]:
    """Give a word list as a set.

    >>> "暂无" in word_set("nothing")
    True
    """
    return frozenset(_lists()[name].split())


@cache
def alternatives(name: str) -> str:
    """Give a word list as alternatives of a regular expression, longest first, so that 总经理 goes before 总.

    >>> "|" in alternatives("nothing")
    True
    """
    words = sorted(word_set(name), key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, words))
