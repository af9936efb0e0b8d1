"""All that a ledger says about the customers somebody asks about, row by row, and whose they are by it. Source: M1."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from hiveledger.rules.clean import is_blocked
from hiveledger.rules.match.asked import ASKED, find_asked
from hiveledger.rules.match.cards import is_in_play, roots
from hiveledger.rules.protect import Answer, claims_of_customers, claims_of_leads

__all__ = ["find_claims"]

_TEXTS: Final = [*ASKED, "wechat"]
_NAMING: Final = ["company", "uscc", "region"]


def find_claims(asked: pd.DataFrame, tables: Mapping[str, pd.DataFrame], by: str, now: pd.Timestamp) -> pd.DataFrame:
    """Find what the ledger says about each customer asked about: leads, their contacts, existing customers, 黑名单.

    A lead that was merged speaks through the one that was kept. Who is found by a number is asked about as a company
    too, and all leads of an account speak together.

    `tables`: leads, contacts, customers, blocked, people, all columns of each. Reads: asked the columns of `ASKED`.
    Returns: one row per asked customer and row of the ledger; asked, table, key, sure, same (see `find_asked`), answer,
    until, ended (see `claims_of_leads`).

    >>> from hiveledger.schema import LEADS, TABLES
    >>> from hiveledger.schema.frames import typed
    >>> leads = table('''
    ...     lead_id | account_id | company | mobile      | status    | owner | protect_until    | duplicate_of
    ...     L1      | L1         | 云帆科技 | 13800000001 | confirmed | A1    | 2026-03-09 10:00 |
    ...     L2      | L1         | 云帆科技 | 13800000002 | merged    |       |                  | L1
    ... ''')
    >>> tables = {name: typed(TABLES[name], pd.DataFrame()) for name in TABLES} | {"leads": typed(LEADS, leads)}
    >>> asked = pd.DataFrame({"mobile": ["13800000002"]}, dtype="str").reindex(columns=[*ASKED]).astype("str")
    >>> find_claims(asked, tables, "", pd.Timestamp("2026-03-02"))[["key", "answer"]].to_numpy().tolist()
    [['L1', 'protected']]
    """
    rows = _rows(tables)
    hits = find_asked(asked, rows)
    by_name = _named_by(asked, hits, rows)
    hits = pd.concat([hits, find_asked(by_name, rows)], ignore_index=True)
    hits = hits.join(rows[["table", "key"]], on="row").drop(columns="row")
    hits = _of_one_account(hits, tables["leads"])
    hits = hits.sort_values("sure", ascending=False, kind="stable").drop_duplicates(["asked", "table", "key"])
    return _with_claims(pd.concat([hits, _blocked(asked, tables["blocked"])], ignore_index=True), tables, by, now)


def _rows(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give all that can be found, each row by table and key with the key of what it speaks for."""
    leads, contacts = tables["leads"], tables["contacts"]
    root = roots(leads)
    contacts = contacts[contacts["lead_id"].isin(leads.index)]
    naming = leads.loc[contacts["lead_id"], _NAMING].set_axis(contacts.index)
    naming = naming.assign(company=contacts["company"].fillna(naming["company"]))
    parts = {
        "leads": leads.assign(key=root),
        "contacts": contacts.drop(columns="company").join(naming).assign(key=contacts["lead_id"].map(root)),
        "customers": tables["customers"].assign(key=tables["customers"].index),
        "blocked": tables["blocked"].assign(key=tables["blocked"].index),
    }
    found = [
        rows.reindex(columns=[*_TEXTS, "key"])
        .astype("str")
        .assign(table="leads" if name == "contacts" else name)
        .set_axis(name + "/" + rows.index.astype("str"))
        for name, rows in parts.items()
    ]
    return pd.concat(found)


def _named_by(asked: pd.DataFrame, hits: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Ask by company about whoever was found by a number alone."""
    nameless = asked.index[asked["company"].isna()]
    sure = hits[hits["sure"] & hits["asked"].isin(nameless)].join(rows[_NAMING], on="row")
    named = sure.dropna(subset=["company"]).drop_duplicates("asked").set_index("asked")
    return named[_NAMING].reindex(columns=list(ASKED)).astype("str")


def _of_one_account(hits: pd.DataFrame, leads: pd.DataFrame) -> pd.DataFrame:
    """Add the leads of the accounts that were found for sure."""
    sure = hits[hits["sure"] & hits["table"].eq("leads")]
    accounts = sure.assign(account_id=sure["key"].map(leads["account_id"]))[["asked", "account_id"]].dropna()
    mates = leads[is_in_play(leads)].assign(key=lambda rows: rows.index)[["account_id", "key"]].dropna()
    added = accounts.drop_duplicates().merge(mates, on="account_id", validate="many_to_many").drop(columns="account_id")
    return pd.concat([hits, added.assign(table="leads", sure=True, same="company")], ignore_index=True)


def _blocked(asked: pd.DataFrame, blocked: pd.DataFrame) -> pd.DataFrame:
    """Give a hit for each customer who is blocked as `clean` reads 黑名单, by a whole domain too."""
    barred = asked.index[is_blocked(asked, blocked)] if len(blocked) else asked.index[:0]
    return pd.DataFrame({"asked": barred, "table": "blocked", "key": "", "sure": True, "same": ""})


def _with_claims(hits: pd.DataFrame, tables: Mapping[str, pd.DataFrame], by: str, now: pd.Timestamp) -> pd.DataFrame:
    people, wanted = tables["people"], {name: rows["key"].unique() for name, rows in hits.groupby("table")}
    leads, customers = (tables[name].loc[wanted.get(name, [])] for name in ("leads", "customers"))
    claims = pd.concat(
        [
            claims_of_leads(leads, people, by, now).assign(table="leads"),
            claims_of_customers(customers, people, by, now).assign(table="customers"),
        ]
    )
    told = claims.assign(key=claims.index)
    found = hits.merge(told, on=["table", "key"], how="left", validate="many_to_one")
    return found.assign(answer=found["answer"].fillna(Answer.ASK_SO.value), ended=found["ended"].eq(other=True))
