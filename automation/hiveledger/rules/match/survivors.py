"""Which lead of a group is kept, and which merge into it."""

from collections.abc import Collection, Mapping
from typing import Final

import pandas as pd

from hiveledger.schema.leads import TAKEN_OVER
from hiveledger.schema.words import Status, Survivor

__all__ = ["asked_again", "by_claim", "choose_survivors", "holders", "merging"]

_S: Final = Status
_FRESH: Final = 6
# The lead that is furthest along is kept: its history, its clock and its owner's work go on.
_STANDING: Final[Mapping[str, int]] = {
    _S.FOLLOWING: 0,
    _S.CONFIRMED: 1,
    _S.ASSIGNED: 2,
    _S.WON: 3,
    **dict.fromkeys((_S.POOLED, _S.RETURNED, _S.NURTURING), 4),
    _S.LOST: 5,
    **dict.fromkeys((_S.NEW, _S.CLEANED, _S.TO_VERIFY), _FRESH),
}
_ORDERS: Final[Mapping[Survivor, list[str]]] = {
    Survivor.FURTHEST: ["is_free", "standing", "received_at", "lead"],
    Survivor.EARLIEST: ["is_free", "received_at", "standing", "lead"],
    Survivor.FULLEST: ["is_free", "silent", "standing", "received_at", "lead"],
}
_DONE: Final = frozenset({_S.WON, _S.LOST})  # history: such a deal takes in, but is not taken in


def holders(leads: pd.DataFrame) -> pd.Series:
    """Give who holds each lead, for whom it would be 撞单 to lose it; who lost a deal holds it no longer.

    Reads: owner, status. Returns: staff number per lead, missing where nobody does.

    >>> holders(pd.DataFrame({"owner": ["A1", "A1", None], "status": ["following", "lost", "new"]})).to_list()
    ['A1', nan, nan]
    """
    return leads["owner"].where(leads["status"] != _S.LOST).astype("str")


def by_claim(leads: pd.DataFrame, survivor: Survivor = Survivor.FURTHEST) -> pd.DataFrame:
    """Give the leads in the order of their claim to be kept where several are one customer.

    First is the lead that somebody holds, whatever the team wishes: it is that person's. Then comes the one furthest
    along, received first or saying most, as the team wishes, and after it what is left of these; the lowest id last.

    Reads: owner, status, received_at; for the fullest also the columns of `TAKEN_OVER`.
    Returns: the same rows with `lead` (their id).

    >>> rows = pd.DataFrame({"owner": None, "status": ["won", "new"], "received_at": [2, 1]}, index=["L1", "L2"])
    >>> by_claim(rows)["lead"].to_list(), by_claim(rows, Survivor.EARLIEST)["lead"].to_list()
    (['L1', 'L2'], ['L2', 'L1'])
    """
    ranked = leads.assign(
        lead=leads.index,
        is_free=holders(leads).isna(),
        standing=leads["status"].map(_STANDING).fillna(_FRESH),
        silent=leads.reindex(columns=list(TAKEN_OVER)).isna().sum(axis=1),
    )
    return ranked.sort_values(_ORDERS[survivor]).drop(columns="silent")


def choose_survivors(
    leads: pd.DataFrame, groups: Mapping[str, str], survivor: Survivor = Survivor.FURTHEST
) -> pd.Series:
    """Say which lead of each group is kept: the one with the best claim (see `by_claim`).

    `groups`: any name for its group, by lead. Reads: what `by_claim` reads.
    Returns: the kept lead, by lead of a group.

    >>> leads = table('''
    ...     lead_id | owner | status    | received_at
    ...     L1      |       | cleaned   | 2026-03-02
    ...     L2      | A1    | following | 2026-03-03
    ...     L3      |       | new       | 2026-03-01
    ... ''')
    >>> choose_survivors(leads, dict.fromkeys(leads.index, "any")).to_dict()
    {'L1': 'L2', 'L2': 'L2', 'L3': 'L2'}
    """
    grouped = leads.loc[leads.index.isin(groups.keys())]
    ranked = by_claim(grouped.assign(group=[groups[lead] for lead in grouped.index]), survivor)
    return ranked.groupby("group")["lead"].transform("first").sort_index()


def merging(leads: pd.DataFrame, survivors: pd.Series, told: Collection[str] = ()) -> pd.Series:
    """Say which leads merge into the one kept: a won or lost deal does only if a person said so (`told`).

    Reads: status. Returns: the kept lead, by lead that merges into it.

    >>> leads = pd.DataFrame({"status": ["following", "won", "new"]}, index=["L1", "L2", "L3"])
    >>> merging(leads, pd.Series("L1", index=leads.index)).to_dict()
    {'L3': 'L1'}
    """
    status = leads["status"].reindex(survivors.index)
    stays = status.isin(_DONE) & ~survivors.index.isin(list(told))
    return survivors[(survivors != survivors.index) & ~stays]


def asked_again(leads: pd.DataFrame, into: pd.Series) -> pd.Series:
    """Tell when the customer of a kept lead asked again (再次留资): a new enquiry merged into one that was at work.

    Reads: status, occurred_at, received_at, imported_at. Returns: the latest time, by kept lead that was asked again.

    >>> leads = table('''
    ...     lead_id | status    | occurred_at | received_at | imported_at
    ...     L1      | following |             | 2026-03-01  |
    ...     L2      | new       |             | 2026-03-05  |
    ... ''')
    >>> asked_again(leads, pd.Series({"L2": "L1"})).to_dict()
    {'L1': Timestamp('2026-03-05 00:00:00')}
    """
    fresh = leads["status"].map(_STANDING).fillna(_FRESH) == _FRESH
    donors, kept = leads.loc[into.index], leads.loc[into]
    came = donors["occurred_at"].fillna(donors["received_at"]).fillna(donors["imported_at"])
    before = kept["occurred_at"].fillna(kept["received_at"]).set_axis(into.index)
    is_again = fresh[into.index] & ~fresh[into].set_axis(into.index) & ~(came <= before)
    return came[is_again].groupby(into[is_again]).max().dropna()
