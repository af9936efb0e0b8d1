"""A deal moves forward on evidence: a record of a contact. Source: M13, M16."""

from typing import Final

import pandas as pd

from hiveledger.rules.follow_up.dues import WORKED
from hiveledger.schema.words import Stage

__all__ = ["judge_stages"]

_RANK: Final = {stage.value: float(rank) for rank, stage in enumerate(Stage)}
_NAME: Final = {rank: stage for stage, rank in _RANK.items()}


def judge_stages(leads: pd.DataFrame, by_person: pd.Series, records: pd.DataFrame) -> pd.DataFrame:
    """Tell which stage the records of contacts show, and which stage a person typed without any that shows it.

    A typed stage is borne out by a record that states it or a later one, and by a newest record that states none:
    it was made since the last move. One that still states an earlier stage, or no record at all, does not.

    Reads: leads status, stage; records lead_id, at, stage, counts; `by_person` tells whose stage cell is a person's.
    Returns: per lead: stated (the furthest stage of the records where it is further than the cell's, else blank),
    unproven (bool).

    >>> leads = table('''
    ...     lead_id | status    | stage
    ...     L1      | following | need
    ...     L2      | following | contract
    ... ''')
    >>> records = table('''
    ...     touch_id | lead_id | at:datetime64[us] | stage     | counts
    ...     T1       | L1      | 2026-03-02 10:00  | quotation | True
    ...     T2       | L2      | 2026-03-02 10:00  | quotation | True
    ... ''')
    >>> judge_stages(leads, pd.Series(True, leads.index), records).to_numpy().tolist()
    [['quotation', False], [nan, True]]
    """
    known = records[records["counts"]].sort_values("at", kind="stable")
    rank = known["stage"].map(_RANK)
    furthest = rank.groupby(known["lead_id"]).max().reindex(leads.index).astype("float64")
    newest = known.assign(rank=rank).drop_duplicates("lead_id", keep="last").set_index("lead_id")["rank"]
    stands = leads["stage"].map(_RANK).astype("float64")
    worked = leads["status"].isin(WORKED)
    since = leads.index.isin(newest.index) & ~(newest.reindex(leads.index) < stands)
    unproven = worked & by_person & (stands > _RANK[Stage.LEAD]) & ~(furthest >= stands) & ~since
    is_further = worked & (furthest > stands.fillna(-1))
    return pd.DataFrame({"stated": furthest.where(is_further).map(_NAME).astype("str"), "unproven": unproven})
