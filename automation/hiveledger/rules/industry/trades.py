"""Words of trades, as they stand in company names: which there are, and where they stand in a text."""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from hiveledger.rules.normalise.cells import REMEMBERED

__all__ = ["find_trades", "trades"]


@cache
def trades() -> Mapping[str, frozenset[str]]:
    """Give the general industries of each word.

    >>> sorted(trades()["轴承"]), "轴承" in trades()
    (['machinery'], True)
    """
    source = files("hiveledger.rules.industry").joinpath("trades.toml")
    found: dict[str, set[str]] = {}
    for industry, words in tomllib.loads(source.read_text("utf-8")).items():
        for word in words.split():
            found.setdefault(word, set()).add(industry)
    return {word: frozenset(industries) for word, industries in found.items()}


@cache
def _sizes() -> Mapping[str, tuple[int, ...]]:
    """Give how long the words that start with a letter are, longest first."""
    sizes: dict[str, set[int]] = {}
    for word in trades():
        sizes.setdefault(word[0], set()).add(len(word))
    return {letter: tuple(sorted(found, reverse=True)) for letter, found in sizes.items()}


@lru_cache(REMEMBERED)
def find_trades(text: str) -> tuple[str, ...]:
    """Give the words of trades in a text in plain form, from left to right; of words that overlap the longest.

    >>> find_trades("云帆锂电池轴承")
    ('云', '锂电池', '轴承')
    """
    known, sizes, found, place = trades(), _sizes(), [], 0
    while place < len(text):
        at = (text[place : place + size] for size in sizes.get(text[place], ()))
        word = next((word for word in at if word in known), "")
        if word:
            found.append(word)
        place += len(word) or 1
    return tuple(found)
