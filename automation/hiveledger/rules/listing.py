"""Rows of a company register, as people export it, for 企业名录: cells in their one form, sizes that are headcounts."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.cells import is_nothing
from hiveledger.rules.normalise.characters import plain
from hiveledger.rules.normalise.codes import normalise_codes
from hiveledger.rules.normalise.companies import normalise_companies
from hiveledger.rules.normalise.company_parts import company_key
from hiveledger.rules.normalise.phones import normalise_phones
from hiveledger.rules.normalise.regions import normalise_regions

__all__ = ["LISTED", "Match", "match_listed", "read_listed", "tidy_listed"]

LISTED: Final = ("company", "uscc", "industry", "size", "region", "phone")
_PEOPLE: Final = re.compile(r"(\d[\d,]*)(?:\s*(?:[-~～至到—–]+)\s*(\d[\d,]*))?\s*[人名]?(以上|以下|及以上|\+)?[人名]?")
_BETWEEN: Final = re.compile(r"\s*[;；|]\s*|\s+/\s+")
_OF_WORDS: Final = re.compile(r"[^-\s]")


class Match(NamedTuple):
    """What became of the rows of an export."""

    known: pd.Series  # the row of 企业名录 that each is of; missing for a company that is new there
    is_first: pd.Series  # bool: no row before it is of the same company


def read_listed(texts: pd.DataFrame) -> pd.DataFrame:
    """Read the cells of an export. What cannot be read is left out, since the export still has it.

    A size is a headcount: 50-99人, or a number of insured people; 小微企业 and a capital are none. Of several the first
    counts. An industry keeps its levels, the finest last.
    Reads: texts any of `LISTED`, as text. Returns: the columns of `LISTED`, str, same index.

    >>> texts = pd.DataFrame({"company": ["示例云帆(苏州)有限公司"], "size": ["小微企业；50～99"], "uscc": ["-"]})
    >>> read_listed(texts.astype("str"))[["company", "size", "uscc"]].to_numpy().tolist()
    [['示例云帆（苏州）有限公司', '50-99人', nan]]
    """
    given = texts.reindex(columns=list(LISTED)).astype("str")
    phones = normalise_phones(given["phone"])
    read = {
        "company": normalise_companies(given["company"])["value"],
        "uscc": normalise_codes(given["uscc"])["value"],
        "industry": _each(given["industry"], _industry),
        "size": _each(given["size"], _size),
        "region": normalise_regions(given["region"])["value"],
        "phone": phones["phone"].fillna(phones["mobile"]),
    }
    return pd.DataFrame(read, index=texts.index).astype("str")


def tidy_listed(rows: pd.DataFrame) -> pd.DataFrame:
    """Give rows of 企业名录, pasted or typed, without what says nothing; headcounts in their one form.

    Reads: the columns of `LISTED`, str. Returns: the same.

    >>> rows = table('''
    ...     directory_id | company  | uscc | industry | size  | region | phone
    ...     R1           | 示例云帆 | -    | 软件     | 50~99 | 苏州   | /
    ...     R2           | 示例山海 |      |          | 大型  |        |
    ... ''')
    >>> tidy_listed(rows)[["uscc", "size"]].to_numpy().tolist()
    [[nan, '50-99人'], [nan, '大型']]
    """
    said = rows[list(LISTED)].apply(lambda texts: _each(texts, _said))
    return said.assign(size=_each(said["size"], _size).fillna(said["size"]))


def _said(text: str) -> str | None:
    return text if _parts(text) else None


def _each(texts: pd.Series, read: Callable[[str], str | None]) -> pd.Series:
    return texts.map({text: read(text) for text in texts.dropna().unique()}).astype("str")


def _parts(text: str) -> list[str]:
    parts = (part.strip() for part in _BETWEEN.split(text))
    return [part for part in parts if not is_nothing(plain(part)) and _OF_WORDS.search(part)]


def _industry(text: str) -> str | None:
    return "；".join(dict.fromkeys(_parts(text))) or None


def _size(text: str) -> str | None:
    for part in _parts(text):
        found = _PEOPLE.fullmatch(part)
        if found and int(found[1].replace(",", "")) + int((found[2] or "0").replace(",", "")):
            low, high, more = (group.replace(",", "") if group else "" for group in found.groups())
            return f"{low}-{high}人" if high else f"{low}人{'以上' if more == '+' else more}"
    return None


def match_listed(rows: pd.DataFrame, directory: pd.DataFrame) -> Match:
    """Tell which rows of an export are of companies that 企业名录 has: by credit code, else by name.

    Reads: rows and directory company, uscc.

    >>> rows = pd.DataFrame({"company": ["示例云帆有限公司", "示例山海", "示例山海"], "uscc": None}, dtype="str")
    >>> directory = table('''
    ...     directory_id | company  | uscc
    ...     R1           | 示例云帆 |
    ... ''')
    >>> found = match_listed(rows, directory)
    >>> found.known.to_list(), found.is_first.to_list()
    (['R1', nan, nan], [True, True, False])
    """
    names, held = company_key(rows["company"]), company_key(directory["company"])
    by_code = _index(directory["uscc"])
    by_name = _index(held)
    known = rows["uscc"].map(by_code).astype("str").fillna(names.map(by_name).astype("str"))
    own = known.fillna(rows["uscc"]).fillna(names)
    return Match(known, ~own.duplicated())


def _index(keys: pd.Series) -> pd.Series:
    first = keys.dropna().sort_index()
    first = first[~first.duplicated()]
    return pd.Series(first.index.astype("str"), index=first.to_numpy(), dtype="str")
