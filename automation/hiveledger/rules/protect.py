"""Whether somebody may work a customer: nobody has a claim, another has one until when, or SO decides. Source: M1.

A claim is what one row says. A lead somebody holds, and an existing customer with an owner, are theirs until 保护至;
without such a date for as long as they have it. A won deal has no end. What lies with SO, in the pool or in nurture is
for SO to give.
"""

from enum import StrEnum
from typing import Final

import pandas as pd
from pandas.api.typing import NaTType

from hiveledger.rules.assign.team import has_left
from hiveledger.schema.words import OWNED, Status

__all__ = ["Answer", "claims_of_customers", "claims_of_leads", "has_ended", "is_bound", "settle_claims"]

_FREE: Final = frozenset({Status.LOST, Status.INVALID, Status.MERGED})
_ALMOST_A_DAY: Final = pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


class Answer(StrEnum):
    """What somebody who wants to call a customer is told."""

    FREE = "free"  # nobody has a claim
    YOURS = "yours"
    PROTECTED = "protected"  # somebody else's
    ASK_SO = "ask_so"


def has_ended(until: pd.Series, now: pd.Timestamp) -> pd.Series:
    """Tell which protections are over; one to a date lasts all that day, one without an end is never over.

    >>> until = pd.Series(["2026-03-02T00:00", "2026-03-02T10:00", None], dtype="datetime64[us]")
    >>> has_ended(until, pd.Timestamp("2026-03-02 10:00")).to_list()
    [False, False, False]
    >>> has_ended(until, pd.Timestamp("2026-03-02 10:01")).to_list()
    [False, True, False]
    """
    is_day = until == until.dt.normalize()
    return until.mask(is_day, until + _ALMOST_A_DAY) < now


def is_bound(leads: pd.DataFrame, now: pd.Timestamp) -> pd.Series:
    """Tell which leads bind their customer to whoever holds them: live ones, unless their protection is over.

    Reads: status, protect_until. Returns: bool per lead.

    >>> leads = table('''
    ...     lead_id | status    | protect_until
    ...     L1      | following |
    ...     L2      | following | 2026-03-01
    ...     L3      | won       | 2026-03-01
    ...     L4      | lost      |
    ... ''')
    >>> is_bound(leads, pd.Timestamp("2026-03-02")).to_list()
    [True, False, True, False]
    """
    return leads["status"].isin(OWNED) & ~has_ended(_end(leads), now)


def _end(leads: pd.DataFrame) -> pd.Series:
    """Give until when each lead is protected; a won deal is for good."""
    return leads["protect_until"].mask(leads["status"].eq(Status.WON))


def claims_of_leads(leads: pd.DataFrame, people: pd.DataFrame, by: str, now: pd.Timestamp) -> pd.DataFrame:
    """Give what each lead says to the person who asks; `by` is blank where nobody is named.

    Reads: leads status, owner, protect_until; people left_at.
    Returns: same index; answer, until (missing: no end), ended (bool: it was protected, and is no longer).

    >>> leads = table('''
    ...     lead_id | status    | owner | protect_until
    ...     L1      | confirmed | A1    | 2026-03-09 10:00
    ...     L2      | following | A1    | 2026-03-01 10:00
    ...     L3      | pooled    |       |
    ... ''')
    >>> people = table("staff_no | left_at")
    >>> claims_of_leads(leads, people, "A2", pd.Timestamp("2026-03-02"))["answer"].to_list()
    ['protected', 'free', 'ask_so']
    """
    held = leads["owner"].where(leads["status"].isin(OWNED))
    claims = _claims(held, _end(leads), people, by, now)
    is_free = leads["status"].isin(_FREE)
    return claims.assign(answer=claims["answer"].mask(is_free, Answer.FREE.value))


def claims_of_customers(customers: pd.DataFrame, people: pd.DataFrame, by: str, now: pd.Timestamp) -> pd.DataFrame:
    """Give what each existing customer says to the person who asks.

    Reads: customers owner, protect_until; people left_at. Returns: as `claims_of_leads`.

    >>> customers = table('''
    ...     customer_id | owner | protect_until
    ...     C1          | A1    | 2026-03-02
    ...     C2          |       |
    ... ''')
    >>> people = table("staff_no | left_at")
    >>> claims_of_customers(customers, people, "A1", pd.Timestamp("2026-03-02 18:00"))["answer"].to_list()
    ['yours', 'ask_so']
    """
    return _claims(customers["owner"], customers["protect_until"], people, by, now)


def _claims(held: pd.Series, until: pd.Series, people: pd.DataFrame, by: str, now: pd.Timestamp) -> pd.DataFrame:
    gone = people.index[has_left(people, now)]
    there = held.notna() & ~held.isin(gone)
    ended = there & has_ended(until, now)
    answer = pd.Series(Answer.ASK_SO.value, index=held.index, dtype="str").mask(there, Answer.PROTECTED.value)
    answer = answer.mask(ended, Answer.FREE.value)
    return pd.DataFrame(
        {"answer": answer.mask(there & held.eq(by), Answer.YOURS.value), "until": until, "ended": ended}
    )


def settle_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """Bring all that speaks of one customer to one answer.

    A claim that only may be the customer's is a question for SO, if it is a claim of somebody else. So is a customer
    whom two people have, and who is on the block list. What is one's own is not for SO to give, and what nobody
    claims is free.

    Reads: asked (whom it is about), table, key, sure, answer, until, ended.
    Returns: by `asked`; answer, until (of a protected one; missing: no end), yours (one's own keys, joined by blanks).

    >>> claims = table('''
    ...     hit | asked | table | key | sure  | answer    | until:datetime64[us] | ended
    ...     1   | Q1    | leads | L1  | True  | protected | 2026-03-09           | False
    ...     2   | Q2    | leads | L1  | False | protected | 2026-03-09           | False
    ...     3   | Q3    | leads | L2  | True  | yours     |                      | False
    ... ''')
    >>> settle_claims(claims)[["answer", "yours"]].to_numpy().tolist()
    [['protected', ''], ['ask_so', ''], ['yours', 'L2']]
    """
    told = {asked: _settle(mine) for asked, mine in claims.groupby("asked", sort=False)}
    answer, until, yours = zip(*told.values(), strict=True) if told else ((), (), ())
    columns = {
        "answer": pd.Series([one.value for one in answer], dtype="str"),
        "until": pd.Series(until, dtype="datetime64[us]"),
        "yours": pd.Series(yours, dtype="str"),
    }
    return pd.DataFrame(columns).set_axis(pd.Index(told))


def _settle(claims: pd.DataFrame) -> tuple[Answer, pd.Timestamp | NaTType, str]:
    sure = claims[claims["sure"]]
    yours = sure[sure["answer"] == Answer.YOURS]
    others = sure[sure["answer"] == Answer.PROTECTED]
    doubtful = claims[~claims["sure"]]["answer"].isin([Answer.PROTECTED.value, Answer.ASK_SO.value]).any()
    keys = " ".join(sorted(set(yours["key"])))
    if claims["table"].eq("blocked").any() or (len(others) and not yours["ended"].all()):
        return Answer.ASK_SO, pd.NaT, ""
    if len(others):
        return Answer.PROTECTED, others["until"].max(skipna=False), ""
    if len(yours):
        return Answer.YOURS, pd.NaT, keys
    is_open = doubtful or (sure["answer"] == Answer.ASK_SO).any()
    return (Answer.ASK_SO if is_open else Answer.FREE), pd.NaT, ""
