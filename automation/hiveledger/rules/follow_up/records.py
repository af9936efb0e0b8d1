"""What records of contacts say of each lead: first and last contact, the SE's answer, the agreed day. Source: M13."""

from typing import Final

import pandas as pd

from hiveledger.schema.words import Role

__all__ = ["HOLDING", "is_forged", "missing_facts", "settle_records", "sum_up"]

HOLDING: Final = ("owner", "cc_se")
_FACTS: Final = ("lead_id", "how", "need", "promised", "next_at")  # in the order in which they are asked for
_SLACK: Final = pd.Timedelta(minutes=1)  # a cell holds no seconds


def missing_facts(touches: pd.DataFrame) -> pd.Series:
    """Give the facts that each record lacks, joined by blanks, for whoever wrote it to add.

    Reads: lead_id, how, need, promised, next_at. Returns: str per record, blank where nothing is missing.

    >>> touches = table('''
    ...     touch_id | lead_id | how  | need   | promised | next_at
    ...     T1       | L1      | 电话 | 要报价 |          |
    ... ''')
    >>> missing_facts(touches).to_list()
    ['promised next_at']
    """
    missing = pd.Series("", index=touches.index, dtype="str")
    for fact in _FACTS:
        missing += touches[fact].isna().map({True: f" {fact}", False: ""})
    return missing.str.removeprefix(" ")


def settle_records(touches: pd.DataFrame, leads: pd.DataFrame, people: pd.DataFrame, at: pd.Series) -> pd.DataFrame:
    """Tell which records count as contacts of a lead, by when they were recorded and by whom.

    One that another AM wrote while somebody else held the lead does not count: a customer has one contact (M1). Who
    is not named is taken to be the owner. What was recorded before the lead changed hands is of the owner before.

    Reads: touches lead_id, staff_no, next_at, stage; leads owner, cc_se, assigned_at; people role; `at`, the recorded
    time per record.
    Returns: lead_id, staff_no, at, next_at, stage, counts (bool), same index, those without a known lead left out.

    >>> touches = table('''
    ...     touch_id | lead_id | staff_no | next_at | stage
    ...     T1       | L1      | A1       |         |
    ...     T2       | L1      | A2       |         |
    ... ''')
    >>> leads = table('''
    ...     lead_id | owner | cc_se | assigned_at
    ...     L1      | A1    |       | 2026-03-02 09:00
    ... ''')
    >>> people = table('''
    ...     staff_no | role
    ...     A2       | AM
    ... ''')
    >>> at = pd.Series(pd.Timestamp("2026-03-02 10:00"), index=touches.index)
    >>> settle_records(touches, leads, people, at)["counts"].to_list()
    [True, False]
    """
    rows = touches[["lead_id", "staff_no", "next_at", "stage"]].assign(at=at)
    rows = rows[rows["lead_id"].isin(leads.index)]
    by, lead = rows["staff_no"], rows["lead_id"]
    holds = by.isna() | by.eq(_of(leads["owner"], lead)) | by.eq(_of(leads["cc_se"], lead))
    is_other_am = _of(people["role"], by).eq(Role.AM)
    is_earlier = rows["at"] < _of(leads["assigned_at"], lead)
    return rows.assign(counts=holds | ~is_other_am | is_earlier)


def sum_up(records: pd.DataFrame, leads: pd.DataFrame) -> pd.DataFrame:
    """Give each lead's contacts in short, of the present owner where the lead changed hands.

    Reads: records lead_id, staff_no, at, next_at, counts; leads cc_se, delivered_at.
    Returns: by lead: first_touch_at (since it was delivered), last_touch_at (ever), se_replied_at, agreed_at (the next
    day that the newest record which has one names) and agreed_on (when that record was made).

    >>> records = table('''
    ...     touch_id | lead_id | staff_no | at:datetime64[us] | next_at    | counts
    ...     T1       | L1      | A1       | 2026-03-02 10:00  | 2026-03-06 | True
    ...     T2       | L1      | S1       | 2026-03-03 10:00  |            | True
    ... ''')
    >>> leads = table('''
    ...     lead_id | cc_se | delivered_at
    ...     L1      | S1    | 2026-03-02 09:00
    ... ''')
    >>> sum_up(records, leads).loc["L1", ["first_touch_at", "se_replied_at", "agreed_at"]].astype(str).to_list()
    ['2026-03-02 10:00:00', '2026-03-03 10:00:00', '2026-03-06 00:00:00']
    """
    known = records[records["counts"]].sort_values("at", kind="stable")
    lead = known["lead_id"]
    present = known[~(known["at"] < _of(leads["delivered_at"], lead))]
    by_se = present[present["staff_no"].eq(_of(leads["cc_se"], present["lead_id"]))]
    agreed = present[present["next_at"].notna()].drop_duplicates("lead_id", keep="last").set_index("lead_id")
    found = {
        "first_touch_at": present.groupby("lead_id")["at"].min(),
        "last_touch_at": known.groupby("lead_id")["at"].max(),
        "se_replied_at": by_se.groupby("lead_id")["at"].min(),
        "agreed_at": agreed["next_at"],
        "agreed_on": agreed["at"],
    }
    return pd.DataFrame({name: times.reindex(leads.index).astype("datetime64[us]") for name, times in found.items()})


def is_forged(touches: pd.DataFrame, leads: pd.DataFrame, at: pd.Series) -> pd.DataFrame:
    """Tell which typed times of contact cannot be: after the record was made, or before there was the lead.

    Reads: touches touched_at, lead_id; leads received_at, imported_at; `at` per record.
    Returns: bools per record: late, early. A typed time never decides anything.

    >>> touches = table('''
    ...     touch_id | lead_id | touched_at
    ...     T1       | L1      | 2026-03-09 10:00
    ...     T2       | L1      | 2026-02-01
    ... ''')
    >>> leads = table('''
    ...     lead_id | received_at      | imported_at
    ...     L1      | 2026-03-02 09:00 | 2026-03-02 09:05
    ... ''')
    >>> is_forged(touches, leads, pd.Series(pd.Timestamp("2026-03-02 10:00"), index=touches.index)).to_numpy().tolist()
    [[True, False], [False, True]]
    """
    typed = touches["touched_at"]
    since = _of(leads["received_at"].fillna(leads["imported_at"]), touches["lead_id"])
    is_day = typed == typed.dt.normalize()
    return pd.DataFrame({"late": typed > at + _SLACK, "early": typed < since.where(~is_day, since.dt.normalize())})


def _of(cells: pd.Series, keys: pd.Series) -> pd.Series:
    """Give the cell of each key; blank where there is none."""
    return cells.reindex(keys.to_numpy()).set_axis(keys.index)
