"""Which leads are of one company, and which company is an existing customer. Source: M1 (one customer, one contact)."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from hiveledger.rules.match.firms import read_firms
from hiveledger.rules.match.groups import join_groups
from hiveledger.rules.normalise.emails import is_role_address, normalise_emails
from hiveledger.rules.normalise.phones import normalise_phones
from hiveledger.schema.words import OWNED

__all__ = ["find_accounts", "find_customer", "find_shared_accounts", "join_accounts"]

_TEXTS: Final = ["company", "uscc", "region", "mobile", "phone", "email"]


def find_accounts(leads: pd.DataFrame, firm: pd.Series) -> pd.Series:
    """Give every lead the account of its company: the id of the company's first lead.

    An account that stands in the row is kept. A further lead of the company joins the account of the oldest lead
    that has one; a lead without a company is an account of its own.

    `firm`: the company's key by lead, missing where nothing tells it (see `join_firms`).
    Reads: account_id, received_at.
    Returns: account id per lead, same index.

    >>> leads = table('''
    ...     lead_id | account_id | firm          | received_at
    ...     L1      |            | 云帆科技 苏州 | 2026-03-02
    ...     L2      |            | 云帆科技 苏州 | 2026-03-01
    ...     L3      |            |               | 2026-03-01
    ... ''')
    >>> find_accounts(leads, leads["firm"]).to_dict()
    {'L1': 'L2', 'L2': 'L2', 'L3': 'L3'}
    """
    own = pd.Series(leads.index, leads.index, dtype="str")
    by_age = leads.assign(lead=own, firm=firm).sort_values(["received_at", "lead"])
    told = by_age.groupby("firm")[["account_id", "lead"]].first()  # of each the first that is not missing
    account = firm.reindex(leads.index).map(told["account_id"].fillna(told["lead"])).astype("str")
    return leads["account_id"].fillna(account).fillna(own)


def join_accounts(account: pd.Series, related: Iterable[tuple[str, str]]) -> pd.Series:
    """Put the accounts of related leads (a branch, a group) together: all of their leads have the lowest id of them.

    `account`: the account by lead, as `find_accounts` gives it. Returns: account id per lead, same index.

    >>> account = pd.Series({"L1": "L1", "L2": "L2", "L3": "L2", "L4": "L4"})
    >>> join_accounts(account, [("L1", "L3")]).to_dict()
    {'L1': 'L1', 'L2': 'L1', 'L3': 'L1', 'L4': 'L4'}
    """
    known = [pair for pair in related if pair[0] in account.index and pair[1] in account.index]
    lowest = join_groups((account[left], account[right]) for left, right in known)
    return account.map(lambda one: lowest.get(one, one)).astype("str")


def find_shared_accounts(leads: pd.DataFrame) -> pd.DataFrame:
    """Find companies that several people work (同一客户多人对接): one row per further holder.

    Reads: account_id, owner, status, received_at.
    Returns: left (the company's oldest held lead), right (the oldest lead of another holder).

    >>> leads = table('''
    ...     lead_id | account_id | owner | status    | received_at
    ...     L1      | L1         | A1    | following | 2026-03-01
    ...     L2      | L1         | A1    | assigned  | 2026-03-02
    ...     L3      | L1         | A2    | confirmed | 2026-03-03
    ... ''')
    >>> find_shared_accounts(leads).to_numpy().tolist()
    [['L1', 'L3']]
    """
    held = leads[leads["status"].isin(OWNED) & leads["owner"].notna() & leads["account_id"].notna()]
    by_age = held.assign(lead=held.index).sort_values(["received_at", "lead"])
    first = by_age.drop_duplicates(["account_id", "owner"])
    oldest = first.groupby("account_id")["lead"].transform("first")
    others = first["lead"] != oldest
    return pd.DataFrame({"left": oldest[others], "right": first["lead"][others]}).reset_index(drop=True)


def find_customer(leads: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
    """Name the existing customer that a lead is of: by company or credit code, else by e-mail, else by telephone.

    E-mail and telephone count only where the lead names no company, and none of them where it fits several
    customers. A branch is not its parent.

    Reads: leads company, uscc, region, mobile, phone, email; customers company, uscc, phone, email.
    Returns: customer id per lead, same index; missing where it is nobody's.

    >>> leads = table('''
    ...     lead_id | company       | uscc | region | mobile | phone         | email
    ...     L1      | 云帆科技      |      | 苏州   |        |               |
    ...     L2      |               |      |        |        | 0512-65551234 |
    ...     L3      | 苏州别家科技   |      |        |        | 0512-65551234 |
    ... ''')
    >>> customers = table('''
    ...     customer_id | company             | uscc | phone          | email
    ...     C1          | 苏州云帆科技有限公司 |      | (0512)65551234 |
    ... ''')
    >>> find_customer(leads, customers).to_dict()
    {'L1': 'C1', 'L2': 'C1', 'L3': nan}
    """
    both = pd.concat([leads[_TEXTS], customers.reindex(columns=_TEXTS)], keys=["leads", "customers"])
    firm = read_firms(both)["firm"]
    email = normalise_emails(both["email"])["value"].str.lower()
    numbers = normalise_phones(both["mobile"], both["phone"])
    found = _matched(firm)
    is_open = firm.iloc[: len(leads)].droplevel(0).isna()
    for key in (email.mask(is_role_address(email)), numbers["mobile"], numbers["phone"]):
        found = found.fillna(_matched(key).where(is_open))
    return found


def _matched(key: pd.Series) -> pd.Series:
    """Give the only customer with a lead's key."""
    of = key.index.get_level_values(0)
    theirs = key[of == "customers"].droplevel(0).dropna()
    only = theirs[~theirs.duplicated(keep=False)]
    return key[of == "leads"].droplevel(0).map(pd.Series(only.index, only.to_numpy(), dtype="str")).astype("str")
