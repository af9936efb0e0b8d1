"""Which rows speak of the customer that somebody asks about or reports, however either is written. Source: M1."""

import re
from typing import Final

import numpy as np
import pandas as pd

from hiveledger.rules.match.companies import Likeness, judge_pairs, read_companies
from hiveledger.rules.match.firms import read_firms, read_names
from hiveledger.rules.normalise.characters import comparison_key
from hiveledger.rules.normalise.companies import normalise_companies
from hiveledger.rules.normalise.company_parts import split_companies
from hiveledger.rules.normalise.emails import is_public_domain, normalise_emails
from hiveledger.rules.normalise.phones import normalise_phones

__all__ = ["ASKED", "find_asked", "read_questions"]

ASKED: Final = ("company", "uscc", "region", "mobile", "phone", "email")
_NUMBERS: Final = ("mobile", "phone", "wechat")
_NAMING: Final = ["company", "uscc", "region"]
_PARTS: Final = ("name", "branch", "core_said", "place_said", "uscc")
_LINE: Final = re.compile(r"(0\d{2,3})-(\d{7,8})(?:-\d+)?")  # area, number, extension
_WHOLE: Final = 10  # digits of a number that no other has: fewer lack the area
_SHARED: Final = 2  # characters of a brand that a row has to show before its name is taken apart


def read_questions(texts: pd.Series) -> pd.DataFrame:
    """Read what somebody asks by: an e-mail address, a mobile or telephone, a company's name, or name and number.

    Returns: the columns of `ASKED`, same index; a row of blanks where a text is none of these.

    >>> texts = pd.Series(["苏州示例精密", "+86 138 0000 1111", "示例精密 0512-65551234", "1380000"], dtype="str")
    >>> read_questions(texts)[["company", "mobile", "phone"]].fillna("-").to_numpy().tolist()
    [['苏州示例精密', '-', '-'], ['-', '13800001111', '-'], ['示例精密', '-', '0512-65551234'], ['-', '-', '-']]
    """
    email = normalise_emails(texts)["value"].str.lower()
    numbers = normalise_phones(texts.mask(email.notna()))
    is_number = numbers[["mobile", "phone"]].notna().any(axis=1)
    beside = numbers["extra"].where(is_number, texts.mask(email.notna()))
    columns = {
        "company": normalise_companies(beside)["value"],
        "mobile": numbers["mobile"],
        "phone": numbers["phone"],
        "email": email,
    }
    return pd.DataFrame(columns, index=texts.index).reindex(columns=list(ASKED)).astype("str")


def find_asked(asked: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Find the rows that speak of each customer asked about, and tell whether that is sure.

    A number or an address counts wherever it stands in a row's cells, unless several companies have it or it belongs
    to another company than the one asked about. A short name is sure where it fits one company of the rows alone; a
    branch, and an address at a company's own domain, are not.

    Reads: asked the columns of `ASKED`, as `read_questions` gives them; rows the same and wechat, as they are written.
    Returns: one row per hit; row (its label), sure, same (the facts that agree, joined by blanks; near is a company's
    name in part), asked (the label of the question).

    >>> rows = table('''
    ...     lead_id | company                     | mobile        | email
    ...     L1      | 苏州云帆科技有限公司         | 138-0000-1111 |
    ...     L2      | 苏州云帆科技有限公司昆山分公司 |               |
    ...     L3      | 常州示例精密有限公司         |               | Wang@example.com
    ... ''').reindex(columns=[*ASKED, "wechat"]).astype("str")
    >>> asked = read_questions(pd.Series(["云帆科技", "13800001111", "li@example.com"], dtype="str"))
    >>> find_asked(asked, rows).to_numpy().tolist()
    [['L1', True, 'company', 0], ['L2', False, 'near', 0], ['L1', True, 'mobile', 1], ['L3', False, 'email', 2]]
    """
    if asked.empty:
        return pd.DataFrame({"row": rows.index[:0], "sure": np.zeros(0, bool), "same": "", "asked": asked.index})
    said = _said(rows)
    hits = [_hits(asked.loc[[label]], rows, said).assign(asked=label) for label in asked.index]
    return pd.concat(hits, ignore_index=True)


def _said(rows: pd.DataFrame) -> pd.DataFrame:
    """Give what is looked through for every question: all digits of a row, its address and its company's name."""
    numbers = pd.Series("", rows.index, dtype="str")
    for column in _NUMBERS:
        numbers = numbers.str.cat(rows[column], sep="|", na_rep="")
    return pd.DataFrame(
        {
            "digits": numbers.str.normalize("NFKC").str.replace(r"[^\d|]", "", regex=True),
            "email": rows["email"].fillna("").str.normalize("NFKC").str.lower().str.replace(" ", ""),
            "company": comparison_key(rows["company"]).fillna(""),
        }
    )


def _hits(asked: pd.DataFrame, rows: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of one question: row, sure, same."""
    question = asked.iloc[0]
    flags = {column: _has_number(question[column], said) for column in ("mobile", "phone")}
    flags["email"] = _has_address(question["email"], said, whole=True)
    sure = flags["mobile"] | flags["email"] | (flags["phone"] & _is_whole(question["phone"]))
    near_by = _has_address(question["email"], said, whole=False)
    alike = _alike(asked, rows, said["company"])
    if pd.notna(question["company"]):
        sure &= rows["company"].isna() | alike.notna()
    elif not _are_one(rows[sure]):
        sure &= False
    flags |= {"company": alike.eq("same"), "near": alike.isin(["near", "related"]), "email": flags["email"] | near_by}
    sure |= alike.eq("same")
    if alike.eq("near").any() and _are_one(rows[alike.isin(["same", "near"])]):
        sure |= alike.eq("near")
    same = pd.Series("", rows.index, dtype="str")
    for fact in ("company", "near", "mobile", "phone", "email"):
        same = same.where(~flags[fact], same + fact + " ")
    hit = same.ne("")
    return pd.DataFrame({"row": rows.index[hit], "sure": sure[hit].to_numpy(), "same": same[hit].str.rstrip()})


def _are_one(rows: pd.DataFrame) -> bool:
    """Tell whether rows name one company at most."""
    if len(rows) <= 1:
        return True
    names = read_firms(rows[_NAMING])
    return all(len(names[part].dropna().unique()) <= 1 for part in ("core", "place"))


def _digits(number: object) -> str:
    """Give a number as it stands in any cell that holds it: without country, leading nought and extension."""
    if not isinstance(number, str):
        return ""
    line = _LINE.fullmatch(number)
    return re.sub(r"\D", "", line[1] + line[2] if line else number).lstrip("0")


def _is_whole(number: object) -> bool:
    return len(_digits(number)) >= _WHOLE


def _has_number(number: object, said: pd.DataFrame) -> pd.Series:
    digits = _digits(number)
    return said["digits"].str.contains(digits, regex=False) & bool(digits)


def _has_address(email: object, said: pd.DataFrame, *, whole: bool) -> pd.Series:
    """Tell which rows have the address or, not whole, one at the same company's own domain."""
    if not isinstance(email, str) or (not whole and is_public_domain(pd.Series([email])).all()):
        return pd.Series(data=False, index=said.index)
    sought = email if whole else "@" + email.rpartition("@")[2]
    return said["email"].str.contains(sought, regex=False)


def _alike(asked: pd.DataFrame, rows: pd.DataFrame, keys: pd.Series) -> pd.Series:
    """Tell how each row's company is that of the question: same, near, related (a branch of it), or missing.

    Only rows that show some of the brand's characters are taken apart.
    """
    outcome = pd.Series(None, index=rows.index, dtype="str")
    brand = split_companies(asked["company"])["brand"].iloc[0]
    if pd.isna(brand):
        return outcome
    both = pd.concat([asked, rows[_shows(keys, brand)]])[_NAMING]
    parts = _parts(both)
    mine, theirs = parts.iloc[0], parts.iloc[1:]
    said = {name: theirs[name].notna() for name in _PARTS}
    equal = {name: theirs[name].eq(mine[name]) for name in _PARTS}
    fits = {name: equal[name] | ~said[name] | pd.isna(mine[name]) for name in _PARTS}
    agrees = {name: equal[name] | (~said[name] & pd.isna(mine[name])) for name in _PARTS}
    likeness = judge_pairs(read_companies(both["company"], both["region"]), [0] * len(theirs), range(1, len(both)))
    judged = likeness["likeness"].set_axis(theirs.index)
    is_part = pd.Series([_is_part(mine["name"], name) for name in theirs["name"]], index=theirs.index, dtype=bool)
    is_near = judged.isin([Likeness.MAYBE, Likeness.LIKELY]) | (is_part & fits["place_said"])
    is_same = judged.eq(Likeness.SAME) | (equal["core_said"] & agrees["place_said"])
    is_related = judged.eq(Likeness.RELATED) | (is_near & ~agrees["branch"])
    for name, flags in (("near", is_near), ("related", is_related), ("same", is_same)):
        outcome.loc[theirs.index[flags & fits["uscc"]]] = name
    outcome.loc[theirs.index[equal["uscc"]]] = "same"
    return outcome


def _shows(keys: pd.Series, brand: str) -> pd.Series:
    """Tell which names show the brand or enough of its characters to be it, misspelt or cut short."""
    signs = pd.concat([keys.str.contains(sign, regex=False) for sign in dict.fromkeys(brand)], axis=1)
    return signs.sum(axis=1) >= min(_SHARED, -(-len(brand) // 2))


def _parts(both: pd.DataFrame) -> pd.DataFrame:
    parts = split_companies(normalise_companies(both["company"])["value"])
    name = parts["brand"].str.cat(parts["trade"], na_rep="")
    names = read_names(both)
    return pd.DataFrame({"name": name, "branch": parts["branch"]}).join(names[["core_said", "place_said", "uscc"]])


def _is_part(one: object, other: object) -> bool:
    """Tell whether one name, place and form left out, is what the other begins with."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    return one.startswith(other) or other.startswith(one)
