"""What other people call the ledger's columns."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["synonyms_of"]

_FILE: Final = "synonyms.toml"


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(files(__package__).joinpath(_FILE).read_text("utf-8"))


def synonyms_of(key: str) -> tuple[str, ...]:
    """Give the further names of a column of Leads; case, blanks and marks do not count when they are compared.

    >>> "mobile phone" in synonyms_of("mobile")
    True
    """
    return tuple(name.replace("_", " ") for name in _lists().get(key, "").split())
