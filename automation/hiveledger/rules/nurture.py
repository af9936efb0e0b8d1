"""Which industry case a nurtured customer is sent next, and when. Source: M11."""

from typing import Final

import pandas as pd

from hiveledger.schema.words import Status

__all__ = ["choose_cases", "is_due", "is_refusal", "is_waiting_for_case", "next_mailing"]

_BETWEEN: Final = r"\s*[;；、,，/]+\s*"
_GAPS: Final = " ;；、,，/"
_REFUSAL: Final = r"退订|别再发|不要再发|不用再发|拒收|\bstop\b|unsubscribe|no more"
_RANKS: Final = ["is_general", "is_any_stage", "case_id"]  # the nearest case first


def is_waiting_for_case(nurture: pd.DataFrame, leads: pd.DataFrame, mailings: pd.DataFrame) -> pd.Series:
    """Tell which nurtured leads are to be sent another case when their day comes.

    None is sent to who wants no more of them, and none while one still waits to be sent.

    Reads: nurture opt_out; leads status; mailings lead_id, closed_at.
    Returns: bool per row of nurture, same index.

    >>> nurture = table('''
    ...     lead_id | opt_out
    ...     L1      |
    ...     L2      | 退订
    ...     L3      |
    ... ''')
    >>> leads = pd.DataFrame({"status": "nurturing"}, index=nurture.index)
    >>> mailings = pd.DataFrame({"lead_id": ["L3"], "closed_at": [pd.NaT]})
    >>> is_waiting_for_case(nurture, leads, mailings).to_dict()
    {'L1': True, 'L2': False, 'L3': False}
    """
    nurtured = leads.index[leads["status"].eq(Status.NURTURING.value)]
    pending = mailings.loc[mailings["closed_at"].isna(), "lead_id"]
    is_free = nurture.index.isin(nurtured) & ~nurture.index.isin(pending)
    return nurture["opt_out"].isna() & is_free


def is_due(nurture: pd.DataFrame, is_waiting: pd.Series, now: pd.Timestamp) -> pd.Series:
    """Tell which of the leads that wait for a case are due one today; one without a date is due at once.

    Reads: nurture next_case_at; `is_waiting` as `is_waiting_for_case` gives it.
    Returns: bool per row of nurture, same index.

    >>> nurture = table('''
    ...     lead_id | next_case_at
    ...     L1      | 2026-03-02
    ...     L2      | 2026-03-03
    ... ''')
    >>> is_due(nurture, pd.Series(True, index=nurture.index), pd.Timestamp("2026-03-02 09:00")).to_dict()
    {'L1': True, 'L2': False}
    """
    due = nurture["next_case_at"]
    return is_waiting & (due.isna() | (due <= now.normalize()))


def next_mailing(nurture: pd.DataFrame, is_waiting: pd.Series) -> pd.Timestamp:
    """Give the first day on which a case is due; missing where no lead waits for one.

    Reads: nurture next_case_at; `is_waiting` as `is_waiting_for_case` gives it.

    >>> nurture = table('''
    ...     lead_id | next_case_at
    ...     L1      | 2026-03-02
    ... ''')
    >>> next_mailing(nurture, pd.Series(True, index=nurture.index))
    Timestamp('2026-03-02 00:00:00')
    """
    first: pd.Timestamp = nurture.loc[is_waiting, "next_case_at"].min()
    return first


def is_refusal(reactions: pd.Series) -> pd.Series:
    """Tell which of the customers' answers say that they want no more cases. Bool, same index; no answer says nothing.

    >>> is_refusal(pd.Series(["想了解报价", "退订", None], dtype="str")).to_list()
    [False, True, False]
    """
    return reactions.str.contains(_REFUSAL, case=False, regex=True).fillna(value=False).astype(bool)


def choose_cases(due: pd.DataFrame, cases: pd.DataFrame, mailings: pd.DataFrame, now: pd.Timestamp) -> pd.Series:
    """Choose a case for each lead: one of its industry before one for all, one for its stage before one for any.

    No customer is ever given the same case twice, whether the first time it was sent or skipped. Of equal cases the
    lower number comes first.

    Reads: due industry, stage; cases industry (several apart by a semicolon, blank for all), stage (blank for any),
    title, used_until; mailings lead_id, case_id.
    Returns: case_id per lead of `due`, missing where there is none left; same index.

    >>> due = table('''
    ...     lead_id | industry | stage
    ...     L1      | 电子     |
    ...     L2      | 物流     |
    ... ''')
    >>> cases = table('''
    ...     case_id | industry  | stage | title    | used_until:datetime64[us]
    ...     K1      | 电子;机械 |       | 产线提速 |
    ...     K2      |           |       | 通用     |
    ... ''')
    >>> mailings = pd.DataFrame({"lead_id": ["L2"], "case_id": ["K2"]}, dtype="str")
    >>> choose_cases(due, cases, mailings, pd.Timestamp("2026-03-02")).to_dict()
    {'L1': 'K1', 'L2': nan}
    """
    usable = cases[cases["title"].notna() & ~(cases["used_until"] < now.normalize())]
    offers = _offers(usable)
    wanted = due[["industry", "stage"]].rename(columns={"stage": "reached"}).rename_axis("lead_id").reset_index()
    general = offers[offers["industry"].isna()].drop(columns="industry")
    pairs = pd.concat(
        [
            wanted.merge(offers.dropna(subset=["industry"]), on="industry", validate="many_to_many"),
            wanted.merge(general, how="cross"),
        ]
    )
    pairs = pairs[pairs["stage"].isna() | pairs["stage"].eq(pairs["reached"])]
    was_given = pd.MultiIndex.from_frame(pairs[["lead_id", "case_id"]]).isin(
        pd.MultiIndex.from_frame(mailings[["lead_id", "case_id"]])
    )
    ranked = pairs[~was_given].sort_values(_RANKS, kind="stable").drop_duplicates("lead_id")
    return ranked.set_index("lead_id")["case_id"].reindex(due.index).astype("str")


def _offers(cases: pd.DataFrame) -> pd.DataFrame:
    """Give one row for each case and industry that it suits, with how near it comes."""
    offers = cases[["stage"]].assign(
        industry=cases["industry"].str.strip(_GAPS).str.split(_BETWEEN, regex=True), is_any_stage=cases["stage"].isna()
    )
    offers = offers.rename_axis("case_id").reset_index().explode("industry", ignore_index=True)
    return offers.assign(industry=offers["industry"].astype("str"), is_general=offers["industry"].isna())
