"""Words of the closed lists as people write them: their labels, their codes, and what else is usual."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import pandas as pd

from hiveledger.rules.normalise.characters import plain, tidy
from hiveledger.schema import LEADS
from hiveledger.text import Language

__all__ = ["read_choices"]


def read_choices(texts: pd.Series, column: str) -> pd.Series:
    """Give the code of a closed list that each text means; missing where it is blank or means none of them.

    `column` is a choice column of Leads. Nothing is guessed: 否 says one thing under 有无预算 and another
    under 预算是否明确, so it is no word for a budget.

    Returns: str, same index.

    >>> read_choices(pd.Series(["清楚", "老板直接拍板", "部分清楚", "Unclear", "张总"]), "decision_chain").to_list()
    ['clear', 'clear', 'partial', 'unclear', nan]
    """
    labels, usual = _labels(column), _usual(column)
    read = {text: _read(_form(text), labels, usual) for text in texts.dropna().unique()}
    return texts.map(read).astype("str")


def _read(form: str, labels: Mapping[str, str], usual: Mapping[str, re.Pattern[str]]) -> str | None:
    if form in labels:
        return labels[form]
    return next((code for code, words in usual.items() if words.fullmatch(form)), None)


def _form(text: str) -> str:
    return "".join(plain(tidy(text)).casefold().split()).strip(".,;:!?。、()")


@cache
def _labels(column: str) -> Mapping[str, str]:
    codes = [word.value for word in LEADS[column].words or ()]
    return {
        _form(said): code
        for code in codes
        for said in (code, *(LEADS[column].label(code, language) for language in Language))
    }


@cache
def _usual(column: str) -> Mapping[str, re.Pattern[str]]:
    source = files("hiveledger.rules").joinpath("choices.toml")
    lists = tomllib.loads(source.read_text("utf-8")).get(column, {})
    return {code: re.compile(words) for code, words in lists.items()}
