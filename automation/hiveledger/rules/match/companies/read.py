"""All companies of a file, read once: their parts as numbers, and how common each brand is among them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hiveledger.rules.match.companies.parts import Parts, prepared, take_apart
from hiveledger.rules.match.companies.regions import NOWHERE, Place, read_place
from hiveledger.rules.match.companies.sounds import by_sound

__all__ = ["Companies", "read_companies"]

_HAN: Final = "[\u3400-\u9fff]"
_NONE: Final = -1


@dataclass(frozen=True, eq=False)
class Companies:
    """What is known of each name, by position.

    `rows`: one row per name. Numbers stand for texts that sound the same, -1 where there is none: rest, brand, trade,
    stem, branch, aside; text (of the prepared name), province, city, district (of the name, else of the city beside
    it), own (the name says its place), seat, is_whole, is_group, is_stock, is_bracketed, brand_size; of the file:
    rest_places (in how many places the rest of the name is known), brand_places, brand_trades, here_trades (trades of
    the brand in this place), brand_firms (companies of that brand), cell (companies of this place and trade).
    """

    rows: pd.DataFrame
    texts: NDArray[np.object_]  # prepared, by number
    stems: NDArray[np.object_]  # as written, by row's `stem_text`
    size: int  # how many companies the file is likely to hold


def _numbered(values: list[str]) -> NDArray[np.int32]:
    codes, _ = pd.factorize(pd.Series(values, dtype=object).replace("", None))
    return np.asarray(codes, dtype=np.int32)


def _parse(texts: list[str]) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Take each distinct name apart."""
    parts = [take_apart(text) if text else Parts("", "", 0) for text in texts]
    rests = [by_sound(part.rest) for part in parts]
    stems, distinct = pd.factorize(pd.Series([part.stem for part in parts], dtype=object))
    columns: dict[str, object] = {
        "rest": _numbered(rests),
        "brand": _numbered([rest[: part.brand] for rest, part in zip(rests, parts, strict=True)]),
        "trade": _numbered([rest[part.brand :] for rest, part in zip(rests, parts, strict=True)]),
        "stem": _numbered([by_sound(part.stem) for part in parts]),
        "stem_text": np.asarray(stems, dtype=np.int32),
        "branch": _numbered([by_sound(part.branch) for part in parts]),
        "aside": _numbered([part.aside for part in parts]),
        "brand_size": np.fromiter((part.brand for part in parts), np.int8, len(parts)),
        "place_size": np.fromiter((len(part.stem) - len(part.rest) for part in parts), np.int8, len(parts)),
        "own": np.fromiter((part.place != NOWHERE for part in parts), np.bool_, len(parts)),
        **{
            flag: np.fromiter((getattr(part, flag) for part in parts), np.bool_, len(parts))
            for flag in ("is_whole", "is_group", "is_stock", "is_bracketed")
        },
        "seat": _codes([part.seat for part in parts]),
    }
    for level in Place._fields:
        columns[level] = np.fromiter((getattr(part.place, level) for part in parts), np.int32, len(parts))
    return pd.DataFrame(columns), np.asarray(distinct, dtype=object)


def _codes(places: list[Place]) -> NDArray[np.int32]:
    return np.fromiter((place.district or place.city or place.province for place in places), np.int32, len(places))


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
    placed = rows[(rows["province"] > 0) & (rows["rest"] >= 0)]
    here = placed[["rest", "brand", "trade", "province", "city"]].drop_duplicates()
    return rows.assign(
        rest_places=rows["rest"].map(_places(here, "rest")).fillna(0).astype(np.int32),
        brand_places=rows["brand"].map(_places(here, "brand")).fillna(0).astype(np.int32),
        brand_trades=_per(rows, rows[rows["trade"] >= 0], ["brand"], "trade"),
        here_trades=_per(rows, placed[placed["trade"] >= 0], ["brand", "province", "city"], "trade"),
        brand_firms=_per(rows, here.assign(firm=np.arange(len(here))), ["brand"], "firm"),
        cell=_per(rows, here, ["trade", "province", "city"], "brand"),
    )


def _places(here: pd.DataFrame, column: str) -> pd.Series:
    """Count places: the cities known in a province, or the province where none is."""
    distinct = here[[column, "province", "city"]].drop_duplicates()
    cities = distinct["city"].gt(0).groupby([distinct[column], distinct["province"]]).sum().clip(lower=1)
    return cities.groupby(level=0).sum()


def _per(rows: pd.DataFrame, counted: pd.DataFrame, keys: list[str], column: str) -> NDArray[np.int32]:
    """Count for each row the distinct values of a column among those that agree with it in the keys."""
    number = counted[[*keys, column]].drop_duplicates().groupby(keys).size().rename("number")
    found = rows[keys].merge(number, how="left", left_on=keys, right_index=True, validate="many_to_one")
    return found["number"].fillna(0).to_numpy(dtype=np.int32)


def read_companies(names: pd.Series, cities: pd.Series | None = None) -> Companies:
    """Read company names, and the cities beside them, once for all comparisons.

    Names without Chinese characters have no parts. Row order does not matter.

    >>> companies = read_companies(pd.Series(["苏州云帆科技有限公司", "云帆科技", None]))
    >>> companies.rows[["is_whole", "rest_places"]].to_numpy().tolist()
    [[True, 1], [False, 1], [False, 0]]
    """
    found, distinct = pd.factorize(names)
    texts = prepared([str(name) for name in distinct])
    has_han = pd.Series(texts, dtype="str").str.contains(_HAN, regex=True).to_numpy()
    parsed, stems = _parse(
        [text if is_han else "" for text, is_han in zip([*texts, ""], [*has_han, False], strict=True)]
    )
    parsed["text"] = _numbered([*texts, ""])
    rows = parsed.iloc[found].reset_index(drop=True)
    if cities is not None:
        rows = _fill_places(rows, cities)
    rows = _count(rows)
    size = len(rows[["rest", "province", "city", "branch"]].drop_duplicates())
    return Companies(rows, np.array(texts, dtype=object), stems, max(size, 1))
