"""NEXT_OWNER: who would get a lead now, as the verb distribute would place it; nothing is given. Source: M9."""

import pandas as pd

from hiveledger.errors import SchemaError
from hiveledger.rules.assign import count_team, explain_obstacles, explain_placed, find_obstacles, place
from hiveledger.rules.normalise.regions import normalise_regions
from hiveledger.schema import LEADS
from hiveledger.schema.frames import empty
from hiveledger.schema.words import Grade
from hiveledger_addin.functions.registry import Asked

__all__ = ["next_owner"]


def next_owner(asked: Asked) -> pd.DataFrame:
    """Give the staff number and why; of several leads the whole placement, as they would be distributed together."""
    rows, people, settings = asked.rows, asked.tables["roster"], asked.settings
    moments = rows["now"].dropna().unique()
    if len(moments) != 1:
        raise SchemaError("function.one_now")
    now = pd.Timestamp(moments[0])
    quota = people["quota_a"].fillna(settings.month_quota)
    ledger = asked.tables.get("leads", empty(LEADS))
    team = count_team(people, ledger, Grade.A, now, quota=quota, held_cap=settings.held_cap)
    leads = rows.assign(
        region=_region(rows["region"]),
        received_at=pd.Series(pd.NaT, rows.index, dtype="datetime64[us]"),
        **{name: pd.Series(None, rows.index, dtype="str") for name in ("account_id", "lapsed_by")},
    )
    placed = place(leads, team, now)
    why = pd.concat([explain_placed(placed, leads), _obstacles(leads[placed["owner"].isna()], placed, team, now)])
    return pd.DataFrame(
        {"owner": placed["owner"], "why": why.map(lambda reason: reason.text(settings.language)).reindex(rows.index)}
    )


def _obstacles(left: pd.DataFrame, placed: pd.DataFrame, team: pd.DataFrame, now: pd.Timestamp) -> pd.Series:
    """Say what keeps everybody from the leads that nobody can take, once the others are given."""
    if left.empty:
        return pd.Series(dtype="object")
    taken = placed["owner"].value_counts().reindex(team.index, fill_value=0)
    return explain_obstacles(find_obstacles(left, team.assign(room=team["room"] - taken), now))


def _region(texts: pd.Series) -> pd.Series:
    """Give regions as the verb clean leaves them."""
    found = normalise_regions(texts)
    return found["value"].where(found["value"].notna() | found["code"].isna(), texts)
