"""The given sets, and how each of our peers is told what to compare. Labels are in `true` and never enter a matcher."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

__all__ = ["SETS", "Columns", "Given", "Role"]

Columns: TypeAlias = tuple[str, ...]


class Role(StrEnum):
    """How a column's texts are compared by programs that have to be told."""

    EXACT = "exact"
    NAME = "name"
    TEXT = "text"
    DATE = "date"
    EMAIL = "email"


@dataclass(frozen=True)
class Given:
    """A set with labels."""

    file: str  # in matching/
    fields: str  # as `hiveledger match` is told
    keys: tuple[Columns, ...]  # exact keys: rows are one if all columns of one of these are equal
    prints: tuple[Columns, ...]  # what a fingerprint is taken of; the better one counts
    rule: tuple[Columns, ...]  # the rule of somebody who knows the set: fingerprints of one of these are equal
    roles: Mapping[str, Role]  # what is compared one by one
    blocks: tuple[Columns, ...]  # rows are compared if one of these is equal; name~2 is its first two letters


_CN_ROLES: Final = {"name": Role.TEXT, "stripped": Role.NAME, "place": Role.EXACT}
_CN_BLOCKS: Final = (("stripped~2",), ("place", "stripped~1"), ("name~4",))

SETS: Final = {
    "rest": Given(
        "rest.csv",
        "company=name,address=addr,city=city,phone=phone",
        keys=(("phone",), ("name", "city")),
        prints=(("name",), ("name", "addr")),
        rule=(("phone",), ("name", "addr")),
        roles={"name": Role.NAME, "addr": Role.TEXT, "city": Role.EXACT, "phone": Role.EXACT},
        blocks=(("phone",), ("name~3",), ("addr~6",)),
    ),
    "fake1000": Given(
        "fake1000.csv",
        "person=first_name+surname,key=dob,city=city,email=email",
        keys=(("email",), ("first_name", "surname", "dob")),
        prints=(("first_name", "surname"), ("first_name", "surname", "dob")),
        rule=(("email",), ("first_name", "surname", "dob")),
        roles={
            "first_name": Role.NAME,
            "surname": Role.NAME,
            "dob": Role.DATE,
            "city": Role.EXACT,
            "email": Role.EMAIL,
        },
        blocks=(("dob",), ("first_name",), ("surname",), ("email",)),
    ),
    "febrl3": Given(
        "febrl3.csv",
        "person=given_name+surname,address=street_number+address_1,city=suburb,key=postcode,key=date_of_birth,text=state",
        keys=(("given_name", "surname", "date_of_birth"),),
        prints=(("given_name", "surname"), ("given_name", "surname", "date_of_birth")),
        rule=(("given_name", "surname", "date_of_birth"), ("given_name", "surname", "address_1")),
        roles={
            "given_name": Role.NAME,
            "surname": Role.NAME,
            "date_of_birth": Role.EXACT,
            "suburb": Role.NAME,
            "state": Role.EXACT,
            "postcode": Role.EXACT,
            "street_number": Role.EXACT,
            "address_1": Role.TEXT,
        },
        blocks=(("date_of_birth",), ("given_name",), ("surname",), ("postcode",), ("address_1",)),
    ),
    "cn names": Given(
        "cn_companies_dev.csv",
        "company=name",
        keys=(("name",),),
        prints=(("name",),),
        rule=(("stripped",),),
        roles={name: role for name, role in _CN_ROLES.items() if name != "place"},
        blocks=tuple(block for block in _CN_BLOCKS if "place" not in block),
    ),
    "cn names + city": Given(
        "cn_companies_dev.csv",
        "company=name,city=city",
        keys=(("name",), ("stripped", "city")),
        prints=(("name",), ("name", "city")),
        rule=(("stripped", "place"),),
        roles=_CN_ROLES,
        blocks=_CN_BLOCKS,
    ),
}
