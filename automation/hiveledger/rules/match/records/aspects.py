"""Rows taken apart into aspects: for each row one text, in the form in which it is compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.rules.match.records.fields import Field, Kind
from hiveledger.rules.match.records.texts import (
    address_words,
    characters,
    city,
    company_words,
    has_han,
    mail,
    number,
    words,
)
from hiveledger.rules.normalise.emails import is_role_address

__all__ = ["Aspect", "Codes", "Shape", "joined", "kinds_of_rows", "read_aspects"]

Codes: TypeAlias = npt.NDArray[np.int64]

_NOTHING: Final = frozenset({"", "nan", "none", "null", "na", "unknown", "不详", "无", "未知"})


class Shape(StrEnum):
    """How an aspect's texts are compared."""

    NAME = "name"  # one name: typing errors, the beginning counts most
    CODE = "code"  # characters in order: each one counts
    NUMBER = "number"  # of a telephone: the next one is somebody else's
    MAIL = "mail"
    TITLE = "title"  # words in any order: a name of several words
    PLACE = "place"  # words in any order: an address
    NOTE = "note"  # words in any order, of which two rows of one entity may well have others
    FIRM = "firm"  # a Chinese company's name, taken apart


@dataclass(frozen=True)
class Aspect:
    """One thing that is compared: for each row the place of its text in `texts`, -1 where it has none."""

    fact: str  # what it is called in explanations
    shape: Shape
    codes: Codes
    texts: tuple[str, ...]

    def of(self, rows: Codes) -> "Aspect":
        """Give the aspect of some rows."""
        return replace(self, codes=self.codes[rows])

    def counts(self) -> Codes:
        """Give how many rows have each text."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.texts))


_READERS: Final[dict[Kind, tuple[Shape, Callable[[str], str]]]] = {
    Kind.ADDRESS: (Shape.PLACE, address_words),
    Kind.PHONE: (Shape.NUMBER, number),
    Kind.EMAIL: (Shape.MAIL, mail),
    Kind.CITY: (Shape.NAME, city),
    Kind.KEY: (Shape.CODE, characters),
    Kind.TEXT: (Shape.NOTE, words),
}
_ENOUGH: Final = 2  # things that two rows say alike to be taken for one
_TELLS: Final = {Shape.TITLE: _ENOUGH, Shape.FIRM: 1}  # a Chinese name without its place may be that of several
_REPEATABLE: Final = frozenset({Kind.KEY, Kind.TEXT})  # such a fact is numbered by the place of its field


def read_aspects(rows: pd.DataFrame, fields: Sequence[Field]) -> list[Aspect]:
    """Take rows apart into what is compared.

    A person is a given name and a surname; a company is compared as Chinese or as words, by what it is written in.

    >>> rows = pd.DataFrame({"first": ["Ann", "Bob"], "last": ["Lee", None]}, dtype="str")
    >>> [(a.fact, a.codes.tolist(), a.texts) for a in read_aspects(rows, [Field(Kind.PERSON, ("first", "last"))])]
    [('given', [0, 1], ('ann', 'bob')), ('surname', [0, -1], ('lee',))]
    """
    aspects: list[Aspect] = []
    names_people = any(field.kind is Kind.PERSON for field in fields)
    for place, field in enumerate(fields):
        if field.kind is Kind.PERSON:
            given, surname = _person(rows, field.columns)
            aspects += [
                _aspect("given", Shape.NAME, given, words),
                _aspect("surname", Shape.NAME, surname, words),
            ]
        elif field.kind is Kind.COMPANY:
            names = joined(rows, field.columns)
            is_han = names.fillna("").map(has_han).astype(bool)
            aspects += [
                _aspect("company", Shape.TITLE, names.mask(is_han), company_words),
                _aspect("company", Shape.FIRM, names.where(is_han), str.strip),
            ]
        else:
            shape, read = _READERS[field.kind]
            fact = f"{field.kind}{place}" if field.kind in _REPEATABLE else field.kind.value
            texts = joined(rows, field.columns)
            if field.kind is Kind.EMAIL and names_people:
                texts = texts.mask(is_role_address(texts.str.casefold()))  # info@ is read by whoever sits there
            aspects.append(_aspect(fact, shape, texts, read))
    return [aspect for aspect in aspects if aspect.texts]


def kinds_of_rows(aspects: Sequence[Aspect], size: int) -> tuple[Codes, Codes]:
    """Give the first row of each kind, and the kind of each row: rows that say the very same are of one kind.

    A row that says one thing only, and no foreign company, is a kind of its own: two people may be called the same, and
    two companies, where their names leave the place out.

    >>> said = Aspect("given", Shape.NAME, np.array([0, 1, 0]), ("ann", "bob"))
    >>> born = Aspect("key1", Shape.CODE, np.array([0, 0, 0]), ("1980",))
    >>> [places.tolist() for places in kinds_of_rows([said, born], 3)]
    [[0, 1], [0, 1, 0]]
    """
    told = np.zeros(size, np.int64)
    for aspect in aspects:
        told += (aspect.codes >= 0) * _TELLS.get(aspect.shape, aspect.fact != Kind.CITY)
    alone = np.where(told < _ENOUGH, np.arange(size), -1)
    columns = [alone, *(aspect.codes for aspect in aspects)]
    order = np.lexsort(columns[::-1])  # stable: the first row of a kind comes first
    is_new = np.ones(size, bool)
    is_new[1:] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    firsts = np.sort(order[is_new])
    kinds = np.empty(size, np.int64)
    kinds[order] = np.searchsorted(firsts, order[is_new])[np.cumsum(is_new) - 1]
    return firsts, kinds


def joined(rows: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Give what several columns say together, parted by a blank; missing where none says anything."""
    texts = rows[columns[0]]
    for column in columns[1:]:
        texts = texts.str.cat(rows[column], sep=" ", na_rep="").fillna(rows[column])
    texts = texts.str.strip()
    return texts.mask(texts.str.casefold().isin(_NOTHING))


def _person(rows: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.Series, pd.Series]:
    """Part a person's name in two: by the columns it stands in, else before the last word or after 姓."""
    if len(columns) > 1:
        return joined(rows, columns[:1]), joined(rows, columns[1:])
    names = joined(rows, columns)
    is_han = names.fillna("").str.fullmatch("[\u3400-\u9fff]{2,4}").astype(bool)
    reversed_name = names.str.extract(r"^([^,，]+)[,，]\s*(.+)$")  # Lee, Ann
    parts = names.str.extract(r"^(.*\S)\s+(\S+)$")
    given = reversed_name[1].fillna(parts[0]).fillna(names).mask(is_han, names.str[1:])
    return given, reversed_name[0].fillna(parts[1]).mask(is_han, names.str[:1])


def _aspect(fact: str, shape: Shape, texts: pd.Series, read: Callable[[str], str]) -> Aspect:
    places, distinct = pd.factorize(texts)
    forms = [read(str(text)) for text in distinct]
    known: dict[str, int] = {}
    codes = [-1 if form in _NOTHING else known.setdefault(form, len(known)) for form in forms]
    return Aspect(fact, shape, np.array([*codes, -1], dtype=np.int64)[places], tuple(known))
