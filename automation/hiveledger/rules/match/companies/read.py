"""All companies of a file, read once: their parts as numbers, and how common each brand is among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hiveledger.rules.match.companies.hints import find_hints
from hiveledger.rules.match.companies.likeness import Likeness
from hiveledger.rules.match.companies.parts import Parts, branch_key, is_trade, prepared, take_apart
from hiveledger.rules.match.companies.regions import NOWHERE, Place, read_place
from hiveledger.rules.match.companies.sounds import by_sound

__all__ = ["Companies", "Side", "read_companies"]

_HAN: Final = "[\u3400-\u9fff]"
_FLAGS: Final = ("is_whole", "is_group", "is_stock", "is_bracketed", "is_member")


@dataclass(frozen=True, eq=False)
class Companies:
    """What is known of each name, by position.

    `rows`: one row per name. Numbers stand for texts, -1 where there is none: text (the whole name as prepared), rest
    (brand and trade), brand, trade, branch (these four by sound), brand_text, trade_text (of a known trade), stem_text
    (place and rest as written, see `stems`), aside; codes of places, 0 where unknown: province, city, district (of the
    name, else of the city beside it), seat (of a subsidiary); own (how many levels of place the name says itself),
    brand_size, rest_size, place_size, lead (characters); is_whole, is_group, is_stock, is_bracketed, is_member (see
    `Parts`).
    Of the file: rest_places (in how many places that rest is known), brand_places, brand_trades, here_trades (trades
    of the brand in this place), brand_firms (companies of that brand), cell (companies of this place and trade),
    is_ambiguous (a short name that fits several companies).
    """

    rows: pd.DataFrame
    texts: NDArray[np.object_]  # prepared names by `text`
    stems: NDArray[np.object_]  # by `stem_text`
    hints: pd.DataFrame  # pairs of `text` that mean one company although their parts do not agree (see `hints.py`)
    size: int  # how many companies the file is likely to hold


class Side:
    """One side of pairs of names: the columns of `Companies.rows` at some positions, taken when asked for."""

    def __init__(self, companies: Companies, places: NDArray[np.int64]) -> None:
        self.size = len(places)
        self._companies, self._places = companies, places
        self._taken: dict[str, NDArray[Any]] = {}

    def __getitem__(self, column: str) -> NDArray[Any]:
        if column not in self._taken:
            self._taken[column] = self._companies.rows[column].to_numpy()[self._places]
        return self._taken[column]

    def only(self, places: NDArray[np.int64]) -> "Side":
        """Give some of the pairs."""
        return Side(self._companies, self._places[places])


def _numbered(values: Sequence[str]) -> NDArray[np.int32]:
    codes, _ = pd.factorize(pd.Series(values, dtype=object).replace("", None))
    return np.asarray(codes, dtype=np.int32)


def _parse(texts: list[str]) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Take each distinct name apart."""
    parts = [take_apart(text) if text else Parts("", "", 0) for text in texts]
    stems, distinct = pd.factorize(pd.Series([part.stem for part in parts], dtype=object))
    columns: dict[str, object] = {
        "text": _numbered(texts),
        **_texts(parts),
        "stem_text": np.asarray(stems, dtype=np.int32),
        "seat": np.array([part.seat.district or part.seat.city or part.seat.province for part in parts], np.int32),
        "own": np.array([sum(map(bool, part.place)) for part in parts], np.int8),
        "rest_size": np.array([len(part.rest) for part in parts], np.int16),
        "place_size": np.array([len(part.stem) - len(part.rest) for part in parts], np.int8),
        "brand_size": np.array([part.brand for part in parts], np.int16),
        "lead": np.array([part.lead for part in parts], np.int16),
    }
    for flag in _FLAGS:
        columns[flag] = np.array([getattr(part, flag) for part in parts], np.bool_)
    for number, level in enumerate(Place._fields):
        columns[level] = np.array([part.place[number] for part in parts], np.int32)
    return pd.DataFrame(columns), np.asarray(distinct, dtype=object)


def _texts(parts: list[Parts]) -> dict[str, NDArray[np.int32]]:
    brands = [part.rest[: part.brand] for part in parts]
    trades = [part.rest[part.brand :] for part in parts]
    return {
        "rest": _numbered([by_sound(part.rest) for part in parts]),
        "brand": _numbered([by_sound(brand) for brand in brands]),
        "trade": _numbered([by_sound(trade) for trade in trades]),
        "branch": _numbered([branch_key(part.branch) for part in parts]),
        "brand_text": _numbered(brands),
        "trade_text": _numbered([trade if is_trade(trade) else "" for trade in trades]),
        "aside": _numbered([part.aside for part in parts]),
    }


def _fill_places(rows: pd.DataFrame, cities: pd.Series) -> pd.DataFrame:
    """Take the place from the city beside the name where the name has none, or one that holds the city."""
    found, distinct = pd.factorize(cities)
    read = [read_place(text) for text in prepared([str(city) for city in distinct])]
    places = np.array([*read, NOWHERE], dtype=np.int32)[found]
    province, city, district = (rows[level].to_numpy() for level in Place._fields)
    wider = (province == 0) | ((province == places[:, 0]) & (city == 0))
    deeper = wider | ((city == places[:, 1]) & (district == 0))
    return rows.assign(
        province=np.where(wider, places[:, 0], province),
        city=np.where(wider, places[:, 1], city),
        district=np.where(deeper, places[:, 2], district),
    )


def _count(rows: pd.DataFrame) -> pd.DataFrame:
    """Count of each brand, trade and rest in how many places and companies they are known."""
    of = {name: rows[name].to_numpy() for name in ("rest", "brand", "trade", "province", "city")}
    has_trade, is_placed = of["trade"] >= 0, (of["province"] > 0) & (of["rest"] >= 0)
    rest, brand = _packed(of["rest"]), _packed(of["brand"])
    place = _packed(of["province"], of["city"])
    here, cell = _packed(brand, place), _packed(of["trade"], place)
    return rows.assign(
        rest_places=_places(rest, of["province"], of["city"], is_placed),
        brand_places=_places(brand, of["province"], of["city"], is_placed),
        brand_trades=_per(brand, of["trade"], has_trade),
        here_trades=_per(here, of["trade"], is_placed & has_trade),
        brand_firms=_per(brand, _packed(rest, place), is_placed),
        cell=_per(cell, of["brand"], is_placed),
    )


def _packed(*columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number what differs in any of some columns."""
    packed = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        distinct, found = np.unique(column, return_inverse=True)
        packed = packed * len(distinct) + found
    return np.unique(packed, return_inverse=True)[1].astype(np.int64)


def _per(keys: NDArray[np.int64], column: NDArray[np.int64], counted: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Count for each row the distinct values of a column among the counted rows of its key."""
    values = column[counted].astype(np.int64) + 1
    most = int(values.max(initial=0)) + 1
    distinct = np.unique(keys[counted] * most + values) // most
    return np.bincount(distinct, minlength=int(keys.max(initial=0)) + 1)[keys].astype(np.int32)


def _places(
    keys: NDArray[np.int64], province: NDArray[np.int64], city: NDArray[np.int64], counted: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Count for each row the places of its key: the cities known in a province, or the province where none is."""
    provinces = _packed(keys, province)
    cities = _per(provinces, city, counted & (city > 0))
    number, at = np.unique(provinces[counted], return_index=True)
    each = np.maximum(cities[counted][at], 1)[: len(number)]
    return np.bincount(keys[counted][at], each, int(keys.max(initial=0)) + 1)[keys].astype(np.int32)


def read_companies(names: pd.Series, cities: pd.Series | None = None) -> Companies:
    """Read company names, and the cities beside them, once for all comparisons.

    Names without Chinese characters have no parts. Row order does not matter.

    >>> companies = read_companies(pd.Series(["苏州云帆科技有限公司", "云帆科技", None]))
    >>> companies.rows[["is_whole", "rest_places"]].to_numpy().tolist()
    [[True, 1], [False, 1], [False, 0]]
    """
    found, distinct = pd.factorize(names)
    texts = [*prepared([str(name) for name in distinct]), ""]  # the last is that of a missing name
    has_han = pd.Series(texts, dtype="str").str.contains(_HAN, regex=True)
    parsed, stems = _parse([text if is_han else "" for text, is_han in zip(texts, has_han, strict=True)])
    parsed["text"] = _numbered(texts)
    rows = _mark_members(parsed.iloc[found].reset_index(drop=True))
    if cities is not None:
        rows = _fill_places(rows, cities)
    rows = _count(rows)
    distinct_texts = pd.Series(texts, dtype=object).drop_duplicates().replace("", None).dropna().to_numpy()
    size = len(rows[["rest", "province", "city"]].drop_duplicates())
    hints = find_hints(rows, distinct_texts, stems)
    best = hints[hints["fact"] == "short"].groupby("left")["likeness"].max()
    rows = rows.assign(is_ambiguous=rows["text"].isin(best.index[best < Likeness.LIKELY]))
    return Companies(rows, distinct_texts, stems, hints, size)


def _mark_members(rows: pd.DataFrame) -> pd.DataFrame:
    """Tell subsidiaries by a place behind the brand where a parent has none: 云帆科技（无锡） of 云帆科技股份有限公司.

    Their place is their seat: the parent's place is not known.
    """
    wholes = rows[rows["is_whole"] & (rows["branch"] < 0)]
    placed = wholes.loc[
        (wholes["own"] > 0) & ~wholes["is_member"] & (wholes["is_stock"] | ~wholes["is_bracketed"]), "rest"
    ]
    parents = wholes[(wholes["own"] == 0) & ~wholes["rest"].isin(placed)]
    is_member = rows["is_bracketed"] & (
        (rows["rest"].isin(parents.loc[parents["is_stock"], "rest"]) & (~rows["is_stock"] | rows["is_member"]))
        | (rows["rest"].isin(parents.loc[parents["is_group"], "rest"]) & rows["is_member"])
    )
    seat = rows["district"].where(rows["district"] > 0, rows["city"].where(rows["city"] > 0, rows["province"]))
    nowhere = {level: rows[level].mask(is_member, 0) for level in (*Place._fields, "own")}
    return rows.assign(seat=rows["seat"].mask(is_member, seat), **nowhere)
