"""A team's own industry for what a register calls one: by the team's keywords, else by general words of trades."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from hiveledger.rules.industry.trades import find_trades, trades
from hiveledger.rules.normalise.characters import comparison_key

__all__ = ["to_segments"]

_APART: Final = r"[;；,，、\n]+"
_LEVELS: Final = r"[;；>/\n]+"
_SHORTEST: Final = 2  # letters: a single one (云, 茶) means too much outside of a name


def to_segments(values: pd.Series, industries: pd.DataFrame) -> pd.Series:
    """Give each industry by the team's own name for it; the finest level as it stands where the team has none for it.

    Reads: values as a register has them, levels divided by ; > or /; industries keywords, keyed by industry.
    Returns: str, same index.

    >>> industries = table('''
    ...     industry | keywords
    ...     机械制造 | 设备制造; 轴承
    ...     软件     | 信息技术
    ... ''')
    >>> to_segments(pd.Series(["制造业；专用设备制造业", "机床", "软件", "住宿业"]), industries).to_list()
    ['机械制造', '机械制造', '软件', '住宿业']
    """
    keywords = _keywords(industries)
    meant = {text: _segment(text, keywords) for text in values.dropna().unique()}
    return values.map(meant).astype("str")


def _keywords(industries: pd.DataFrame) -> Mapping[str, tuple[str, ...]]:
    """Give the words of each segment, in the form in which they are compared."""
    names = industries.index.to_series().astype("str")
    words = (names + ";" + industries["keywords"].fillna("")).str.split(_APART, regex=True).explode()
    keys = comparison_key(words.str.strip()).dropna()
    return {str(name): tuple(sorted(set(found))) for name, found in keys.groupby(level=0)}


def _segment(text: str, keywords: Mapping[str, tuple[str, ...]]) -> str:
    levels = [level.strip() for level in pd.Series([text]).str.split(_LEVELS, regex=True)[0] if level.strip()]
    keys = [str(key) for key in comparison_key(pd.Series(levels[::-1], dtype="str")).dropna()]  # the finest first
    for means in (_by_keyword, _by_trade):
        for key in keys:
            if len(found := means(key, keywords)) == 1:
                return found.pop()
    return levels[-1] if levels else text


def _by_keyword(key: str, keywords: Mapping[str, tuple[str, ...]]) -> set[str]:
    hits = {name: max((len(word) for word in words if word in key), default=0) for name, words in keywords.items()}
    longest = max(hits.values(), default=0)
    return {name for name, size in hits.items() if size == longest > 0}


def _by_trade(key: str, keywords: Mapping[str, tuple[str, ...]]) -> set[str]:
    told = _industries(key)
    return {name for name, words in keywords.items() if told & frozenset().union(*map(_industries, words))}


def _industries(key: str) -> frozenset[str]:
    known = trades()
    return frozenset().union(*(known[word] for word in find_trades(key) if len(word) >= _SHORTEST))
