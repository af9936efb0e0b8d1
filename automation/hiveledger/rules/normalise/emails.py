"""E-mail addresses: syntax only, no look-up of any server."""

import re
from functools import cache
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.cells import read_cells
from hiveledger.rules.normalise.words import word_set

__all__ = ["is_public_domain", "is_role_address", "normalise_emails"]


class _Emails(NamedTuple):
    value: str | None = None
    code: str | None = None
    extra: str | None = None
    among: str | None = None


_COLUMNS: Final = dict.fromkeys(_Emails._fields, "str")
_AROUND_AT: Final = re.compile(r"\s*@\s*|\s*[(\[【]\s*at\s*[)\]】]\s*", re.IGNORECASE)
# wang@163,com and wang@qq .com: nothing but a stop can stand there.
_BROKEN_STOP: Final = re.compile(
    r"(?<=@)([\w-]+)(?:\s*,\s*|\s*[.。]\s+|\s+[.。]\s*)(?=(?:com|cn|net|org)(?!\w|@|\.\w))", re.IGNORECASE
)
_LABEL: Final = re.compile(r"mailto:|(?:电子)?(?:邮箱|邮件|邮)(?:地址)?\s*:?|\be-?mail\s*:?", re.IGNORECASE)
_LOCAL: Final = r"([A-Za-z0-9.!#$%&'*+=?^_`{|}~-]+)"
# The first form ends where Chinese text begins: in abc@example.com王总 the name is no part of the domain.
_ADDRESS: Final = re.compile(_LOCAL + r"@([A-Za-z0-9-]+(?:[.。][A-Za-z0-9-]+)+|[\w-]+(?:[.。][\w-]+)+)")
_BETWEEN: Final = re.compile(r"[;,/、|\s<>()\[\]\"]+")
_DOT_ATOM: Final = re.compile(r"(?=.{1,64}$)[^.]+(?:\.[^.]+)*")


@cache
def _domain(text: str) -> str | None:
    from email_validator import (  # noqa: PLC0415 - only where there are e-mail addresses
        EmailNotValidError,
        validate_email,
    )

    try:
        return validate_email(f"a@{text}", check_deliverability=False).domain.lower()
    except EmailNotValidError:
        return None


def _address(found: re.Match[str]) -> str | None:
    local, domain = found[1], _domain(found[2].replace("。", "."))
    return f"{local}@{domain}" if domain and _DOT_ATOM.fullmatch(local) else None


def _read(text: str) -> _Emails:
    pieces = [
        piece for piece in _BETWEEN.split(_LABEL.sub(" ", _BROKEN_STOP.sub(r"\1.", _AROUND_AT.sub("@", text)))) if piece
    ]
    addresses: list[str] = []
    others: list[str] = []
    for piece in pieces:
        found = _ADDRESS.search(piece)
        address = _address(found) if found else None
        if found and address:
            addresses.append(address)
            others += [rest for rest in (piece[: found.start()], piece[found.end() :].strip(".。:")) if rest]
        else:
            others.append(piece)
    if not addresses:
        return _Emails(code="clean.email_invalid")
    value, *further = dict.fromkeys(addresses)
    meant = _meant(value)
    unread = "clean.email_part_unread" if any("@" in other for other in others) else None
    return _Emails(value, "clean.email_domain" if meant else unread, "；".join([*further, *others]) or None, meant)


@cache
def _mistyped() -> dict[str, str]:
    """Give the domain that each mistyped one was meant to be."""
    return dict(pair.split(">") for pair in word_set("mistyped_domains"))


def _meant(address: str) -> str | None:
    """Give the address that was probably meant, where the domain is one that nobody has: hotmial.com, qq.con."""
    local, _, domain = address.rpartition("@")
    stem, _, ending = domain.rpartition(".")
    meant = _mistyped().get(domain) or (f"{stem}.com" if ending in word_set("mistyped_com") else None)
    return f"{local}@{meant}" if meant else None


def normalise_emails(texts: pd.Series) -> pd.DataFrame:
    """Give the first address of each cell, domain in lower case.

    Returns: value, code, extra (further addresses and words, joined by ；), among (the address that was probably
    meant; a person decides), same index. Code: clean.email_invalid; as remarks: clean.email_domain (hotmial.com),
    clean.email_part_unread.

    >>> normalise_emails(pd.Series(["mailto:Wang＠Example。COM", "wang@example"])).to_numpy().tolist()
    [['Wang@example.com', nan, nan, nan], [nan, 'clean.email_invalid', nan, nan]]
    """
    return read_cells(texts, _read, _COLUMNS)


def is_role_address(emails: pd.Series) -> pd.Series:
    """Tell which addresses belong to a desk and not to a person: info@, sales@, hr@.

    Reads: normalised addresses. Returns: bool, same index; False where there is none.

    >>> is_role_address(pd.Series(["info@example.com", "wang@example.com", None])).to_list()
    [True, False, False]
    """
    local = emails.str.lower().str.replace(r"@.*", "", regex=True).str.rstrip("0123456789-_.")
    return local.isin(word_set("role_addresses"))


def is_public_domain(emails: pd.Series) -> pd.Series:
    """Tell which addresses say nothing about the company: anyone can have one at qq.com.

    Reads: normalised addresses. Returns: bool, same index; False where there is none.

    >>> is_public_domain(pd.Series(["10001@qq.com", "wang@example.com", None])).to_list()
    [True, False, False]
    """
    return emails.str.lower().str.split("@").str[-1].isin(word_set("public_domains"))
