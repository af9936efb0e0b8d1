"""Every row as a card: who says they are, where, and how to reach them, in the forms in which it is compared."""

import re
from typing import Final

import pandas as pd

from hiveledger.rules.match.firms import join_firms, read_names
from hiveledger.rules.normalise.characters import comparison_key
from hiveledger.rules.normalise.emails import is_role_address, normalise_emails
from hiveledger.rules.normalise.people import normalise_people
from hiveledger.rules.normalise.phones import normalise_phones
from hiveledger.rules.normalise.words import alternatives
from hiveledger.schema.words import Status

__all__ = ["is_in_play", "read_cards", "read_people", "roots"]

_OUT: Final = frozenset({Status.MERGED, Status.INVALID, Status.BLOCKED})
_TEXTS: Final = ["company", "uscc", "region", "contact", "mobile", "phone", "email"]
_NAMES: Final = ["company", "core_said", "place_said", "uscc"]
_PARSED: Final = (
    *(*_NAMES, "name", "surname", "mobile", "phone", "email"),
    *("bare", "usable"),
)
_SURNAME: Final = alternatives("surnames")
# 王总, 王经理, 王先生, 小王: somebody called 王, nobody knows who.
_HALF: Final = re.compile(
    rf"[小老阿]?(?P<surname>{_SURNAME})(?:{alternatives('titles')}|先生|女士|小姐|太太|同志)?", re.IGNORECASE
)
_HAN: Final = re.compile("[\u3400-\u9fff]")


def is_in_play(leads: pd.DataFrame) -> pd.Series:
    """Tell which leads can be a duplicate, or have one: not merged, invalid or blocked. Bool per lead.

    Reads: status.

    >>> is_in_play(pd.DataFrame({"status": ["new", "merged", None]})).to_list()
    [True, False, True]
    """
    return ~leads["status"].isin(_OUT)


def read_cards(leads: pd.DataFrame, contacts: pd.DataFrame, known: pd.DataFrame | None = None) -> pd.DataFrame:
    """Give a card for each lead in play and for each further contact of one (联系人), the oldest lead first.

    A contact of a lead that was merged is a contact of the lead that was kept.

    A lead without company, telephone and e-mail is nobody's duplicate: its card is not `usable`. `known` are cards
    that were read before: a row that says the same is not read again.

    Reads: leads company, uscc, region, contact, mobile, phone, email, received_at, status, duplicate_of; contacts
    lead_id,
    company, contact, mobile, phone, email.
    Returns: index lead or contact id; lead_id, firm, core, place, kin, uscc (of the company, see `join_firms`), name
    (a full one), surname (or the whole of a foreign name), mobile, phone, email (no desk's), bare (nothing is said
    of a person), usable, rank (by received_at, then lead_id), said (the row's texts).

    >>> leads = table('''
    ...     lead_id | company      | uscc | region | contact | mobile         | phone | email | received_at | status
    ...     L1      | 苏州云帆科技 |      |        | 王总    | 138 0000 0001  |       |       | 2026-03-02  | new
    ... ''').assign(duplicate_of=pd.Series(dtype="str"))
    >>> contacts = table('''
    ...     contact_id | lead_id | company | contact | mobile      | phone | email
    ...     P1         | L1      |         | 李青    | 13900000002 |       |
    ... ''')
    >>> read_cards(leads, contacts)[["firm", "name", "surname", "mobile"]].to_numpy().tolist()
    [['云帆科技 江苏省苏州市', nan, '王', '13800000001'], ['云帆科技 江苏省苏州市', '李青', '李', '13900000002']]
    """
    rows = _rows(leads, contacts)
    said = _said(rows)
    if known is None:
        parsed = _parse(rows)
    else:
        same = said.index.isin(known.index[known["said"] == said.reindex(known.index)])
        parsed = pd.concat([known.loc[rows.index[same], list(_PARSED)], _parse(rows[~same])]).loc[rows.index]
    names = pd.concat([parsed[_NAMES], _names_gone(leads, known)])
    firms = join_firms(names).loc[parsed.index]
    return parsed.join(firms).assign(lead_id=rows["lead_id"], said=said, rank=range(len(rows)))


def _names_gone(leads: pd.DataFrame, known: pd.DataFrame | None) -> pd.DataFrame:
    """Read the names of merged leads: what a name can mean must not change because those that show it merged."""
    gone = leads[leads["status"] == Status.MERGED]
    if known is None:
        return read_names(gone)
    read_before = gone.index.isin(known.index)
    return pd.concat([known.loc[gone.index[read_before], _NAMES], read_names(gone[~read_before])])


def _said(rows: pd.DataFrame) -> pd.Series:
    said = pd.Series("", rows.index, dtype="str")
    for text in _TEXTS:
        said = said.str.cat(rows[text], sep="\n", na_rep="")
    return said


def _parse(rows: pd.DataFrame) -> pd.DataFrame:
    """Bring each row's texts into the forms in which they are compared, each row for itself."""
    email = normalise_emails(rows["email"])["value"].str.lower()
    cards = pd.concat(
        [
            read_names(rows),
            read_people(rows["contact"]),
            normalise_phones(rows["mobile"], rows["phone"])[["mobile", "phone"]],
            email.mask(is_role_address(email)).rename("email"),
        ],
        axis=1,
    )
    return cards.assign(
        bare=cards[["surname", "mobile", "phone", "email"]].isna().all(axis=1),
        usable=cards[["core_said", "mobile", "phone"]].notna().any(axis=1) | email.notna(),
    )


def _rows(leads: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Give the texts of leads in play and their contacts, in order of age; a contact's company is the lead's."""
    playing = leads.loc[is_in_play(leads), [*_TEXTS, "received_at"]]
    standing = contacts.assign(lead_id=contacts["lead_id"].map(roots(leads)))
    further = standing.loc[standing["lead_id"].isin(playing.index), ["lead_id", *_TEXTS[3:], "company"]]
    lead = playing.loc[further["lead_id"]].set_axis(further.index)
    further = further.assign(
        company=further["company"].fillna(lead["company"]),
        uscc=lead["uscc"],
        region=lead["region"],
        received_at=lead["received_at"],
    )
    rows = pd.concat([playing.assign(lead_id=playing.index), further])
    return rows.assign(card=rows.index).sort_values(["received_at", "lead_id", "card"]).drop(columns="card")


def read_people(contacts: pd.Series) -> pd.DataFrame:
    """Give name (a full one) and surname (or the whole of a foreign name) of each contact; 前台 is nobody.

    >>> read_people(pd.Series(["王明", "王总", "Jack Wang", "前台"])).to_numpy().tolist()
    [['王明', '王'], [nan, '王'], ['jackwang', 'jackwang'], [nan, nan]]
    """
    read = normalise_people(contacts)
    who = comparison_key(read["value"].where(read["code"] != "clean.contact_no_name"))
    half = who.str.extract(f"^(?:{_HALF.pattern})$", flags=re.IGNORECASE)["surname"]
    is_han = who.str.contains(_HAN, na=False)
    surname = half.fillna(who.str[0].where(is_han, who))
    return pd.DataFrame({"name": who.where(half.isna()), "surname": surname.where(who.notna())}, dtype="str")


def roots(leads: pd.DataFrame) -> pd.Series:
    """Give for every lead the one that stands for it now: itself, or the lead it was merged into.

    Reads: duplicate_of.

    >>> roots(pd.DataFrame({"duplicate_of": [None, "L1", "L2"]}, index=["L1", "L2", "L3"])).to_dict()
    {'L1': 'L1', 'L2': 'L1', 'L3': 'L1'}
    """
    merged = leads["duplicate_of"].dropna().to_dict()
    found = {lead: lead for lead in leads.index}
    for lead in merged:
        root, seen = lead, {lead}
        while (above := merged.get(root)) in found and above not in seen:
            root = above
            seen.add(root)
        found[lead] = root
    return pd.Series(found, dtype="str")
