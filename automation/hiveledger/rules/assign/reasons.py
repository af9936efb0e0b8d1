"""Why a lead went to whom it went, in words that its AM and SO can check."""

from typing import NamedTuple

import pandas as pd

from hiveledger.findings import Reason

__all__ = ["explain_placed"]


def explain_placed(placed: pd.DataFrame, leads: pd.DataFrame) -> pd.Series:
    """Put into a reason what spoke for the owner: industry, load before and after, and the runner-up.

    Reads: placed as `place` gives; leads industry. Returns: a Reason for each lead that has an owner.

    >>> placed = pd.DataFrame(
    ...     {
    ...         "owner": "A1", "code": "by_industry", "load_before": "3/20", "load_after": "4/20", "together": 1,
    ...         "runner_up": "A7", "runner_load": "5/20", "runner_why": "load",
    ...     },
    ...     index=["L1"],
    ... )
    >>> explain_placed(placed, pd.DataFrame({"industry": ["电子"]}, index=["L1"]))["L1"].text()
    '行业“电子”匹配；A1 负载 3/20→4/20；次选 A7(5/20)：负载更高'
    """
    known = placed[placed["owner"].notna()]
    cells = known[list(_Row._fields)].astype("object")
    rows = map(_Row._make, cells.where(cells.notna(), "").itertuples(index=False))
    industries = leads["industry"].reindex(known.index).fillna("")
    reasons = [_explain(industry, row) for industry, row in zip(industries, rows, strict=True)]
    return pd.Series(reasons, known.index, dtype="object")


class _Row(NamedTuple):
    owner: str
    code: str
    load_before: str
    load_after: str
    together: int
    runner_up: str
    runner_load: str
    runner_why: str


def _explain(industry: str, row: _Row) -> Reason:
    params = {
        "industry": industry,
        "owner": row.owner,
        "before": row.load_before,
        "after": row.load_after,
        "runner_up": _runner_up(row) if row.runner_up else Reason("assign.no_runner_up"),
    }
    alone = Reason(f"assign.{row.code}", params)
    return Reason("assign.together", {"count": row.together, "why": alone}) if row.together > 1 else alone


def _runner_up(row: _Row) -> Reason:
    why = Reason(f"assign.runner.{row.runner_why}")
    return Reason("assign.runner_up", {"who": row.runner_up, "load": row.runner_load, "why": why})
