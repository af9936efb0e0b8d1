"""What a table's columns mean to the matcher, and what it gives back."""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

__all__ = ["Field", "Kind", "Matched", "Outcome"]


class Kind(StrEnum):
    """What a field says of a row."""

    COMPANY = "company"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    CITY = "city"
    PERSON = "person"
    KEY = "key"  # a date of birth, a postcode, a number of any register: compared character by character
    TEXT = "text"  # words in any order


class Outcome(StrEnum):
    """What is made of a pair of rows."""

    MERGE = "merge"  # certain: the same
    REVIEW = "review"  # a person decides
    RELATED = "related"  # another part of the same group of companies: never merged


@dataclass(frozen=True)
class Field:
    """Columns that together say one thing: `person=first+last` is `Field(Kind.PERSON, ("first", "last"))`."""

    kind: Kind
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Matched:
    """Which rows are one, which may be, which are related, and why."""

    rows: pd.DataFrame  # index as given; cluster_id, review_id, related_id (Int64, the last two missing where none)
    pairs: pd.DataFrame  # first, second (positions of rows), outcome, same, other (codes of facts, joined by blanks)
