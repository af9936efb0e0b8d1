"""What each cell of a lead should say, what it held beyond that, and what could not be read. Source: M8."""

from collections.abc import Callable
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.match.firms import read_firms
from hiveledger.rules.normalise.characters import one_line, tidy
from hiveledger.rules.normalise.codes import normalise_codes
from hiveledger.rules.normalise.companies import normalise_companies
from hiveledger.rules.normalise.emails import normalise_emails
from hiveledger.rules.normalise.people import normalise_people
from hiveledger.rules.normalise.phones import normalise_phones
from hiveledger.rules.normalise.regions import normalise_regions

__all__ = ["CLEANED", "Cleaned", "clean_cells", "is_blocked"]

_READERS: Final = {
    "company": (normalise_companies, "rest"),
    "contact": (normalise_people, "rest"),
    "email": (normalise_emails, "extra"),
    "uscc": (normalise_codes, None),
    "region": (normalise_regions, "rest"),
}
_LINES: Final = ("title", "wechat", "address", "industry", "size", "source")
_TEXTS: Final = ("need",)
CLEANED: Final = (*_READERS, "mobile", "phone", *_LINES, *_TEXTS)


class Cleaned(NamedTuple):
    """The leads as their cells should stand.

    `cells` and `extras` have the columns of `CLEANED` on the leads' index: what a cell should say, and what it held
    beyond that (missing: nothing). `problems` has a row per cell that a person has to read: lead_id, column, code,
    value, among (what it can mean or was probably meant, where that is known).
    """

    cells: pd.DataFrame
    extras: pd.DataFrame
    problems: pd.DataFrame


def clean_cells(leads: pd.DataFrame) -> Cleaned:
    """Bring every cell of a lead into its one form; what cannot be read stays as it is and is told of.

    A number in the wrong column moves to the right one; a title that stands beside the contact's name fills a blank
    title, a street behind the region a blank address. Cleaning a cleaned lead changes nothing.

    Reads: the columns of `CLEANED`.

    >>> leads = table('''
    ...     lead_id | company        | contact | mobile          | phone
    ...     L1      | (苏州)示例精密 | 王总    | +86 13800001111 | 0512 65551234
    ...     L2      | 示例精密       |         | 1380000         |
    ... ''')
    >>> cleaned = clean_cells(leads.reindex(columns=list(CLEANED)).astype("str"))
    >>> cleaned.cells.loc["L1", ["mobile", "phone"]].to_list(), cleaned.problems["code"].to_list()
    (['13800001111', '0512-65551234'], ['clean.phone_invalid'])
    """
    cells = leads[list(CLEANED)].copy()
    extras = pd.DataFrame(index=leads.index, columns=list(CLEANED), dtype="str")
    problems: list[pd.DataFrame] = []
    for column in _LINES:
        cells[column] = _mapped(cells[column], one_line)
    for column in _TEXTS:
        cells[column] = _mapped(cells[column], tidy)
    for column, (normalise, beyond) in _READERS.items():
        found = normalise(leads[column])
        cells[column] = _readable(found["value"], found["code"], leads[column])
        if beyond:
            extras[column] = found[beyond]
        unread = found["value"].isna() & found["code"].notna()
        problems.append(
            _unread(column, leads[column], unread | found.reindex(columns=["among"])["among"].notna(), found)
        )
        if column == "contact":
            cells["title"] = cells["title"].fillna(found["title"].where(found["title"].str.len() > 1))
    _clean_numbers(leads, cells, extras, problems)
    street = extras["region"].where(cells["address"].isna())
    cells["address"], extras["region"] = cells["address"].fillna(street), extras["region"].mask(street.notna())
    return Cleaned(cells, extras, pd.concat(problems, ignore_index=True))


def _readable(value: pd.Series, code: pd.Series, raw: pd.Series) -> pd.Series:
    """Give the value; a cell that could not be read stays, one that says that there is nothing becomes blank."""
    return value.where(value.notna() | code.isna(), raw)


def _unread(column: str, raw: pd.Series, unread: pd.Series, found: pd.DataFrame) -> pd.DataFrame:
    read = found.reindex(columns=["code", "among"]).astype("str")
    cells = {"lead_id": raw.index, "column": column, "code": read["code"], "value": raw, "among": read["among"]}
    return pd.DataFrame(cells, index=raw.index)[unread]


def _clean_numbers(
    leads: pd.DataFrame, cells: pd.DataFrame, extras: pd.DataFrame, problems: list[pd.DataFrame]
) -> None:
    """Read mobile and phone as one cell, from left to right."""
    found = normalise_phones(leads["mobile"], leads["phone"])
    unread = found["mobile"].isna() & found["phone"].isna() & found["code"].notna()
    for column in ("mobile", "phone"):
        cells[column] = found[column].where(~unread, leads[column])
    extras["mobile"] = found["extra"].where(~unread)
    problems.append(_unread("mobile", leads["mobile"].fillna(leads["phone"]), unread, found))


def _mapped(texts: pd.Series, form: Callable[[str], str]) -> pd.Series:
    distinct = {text: form(text) for text in texts.dropna().unique()}
    formed = texts.map(distinct)
    return formed.mask(formed == "").astype("str")


def is_blocked(leads: pd.DataFrame, blocked: pd.DataFrame) -> pd.Series:
    """Tell which leads stand on the block list: by company, by number, by e-mail address or its domain.

    Reads: leads company, uscc, region, mobile, phone, email (cleaned); blocked company, phone, email.
    Returns: bool per lead. An empty list blocks nobody.

    >>> leads = table('''
    ...     lead_id | company      | uscc | region | mobile      | phone | email
    ...     L1      | 示例甲公司   |      |        | 13800001111 |       |
    ...     L2      | 示例乙公司   |      |        |             |       | a@bad.example.com
    ...     L3      | 示例丙公司   |      |        |             |       |
    ... ''')
    >>> blocked = table('''
    ...     blocked_id | company | phone        | email
    ...     X1         |         | 138-00001111 |
    ...     X2         |         |              | bad.example.com
    ... ''')
    >>> is_blocked(leads, blocked).to_list()
    [True, True, False]
    """
    both = pd.concat([leads, blocked.assign(mobile=None)]).reindex(columns=["company", "uscc", "region"])
    firm = read_firms(both.astype("str"))["firm"]
    theirs = firm.iloc[len(leads) :].dropna()
    numbers = normalise_phones(blocked["phone"])
    barred = pd.concat([numbers["mobile"], numbers["phone"]]).dropna()
    mails = blocked["email"].dropna().str.lower().str.lstrip("@")
    email = leads["email"].astype("str").str.lower()
    return (
        firm.iloc[: len(leads)].isin(theirs)
        | leads["mobile"].isin(barred)
        | leads["phone"].isin(barred)
        | email.isin(mails)
        | email.str.replace(r"^.*@", "", regex=True).isin(mails)
    )
