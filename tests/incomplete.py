"""Small ledgers with gaps, for what has to hold of any."""

from typing import Final

import pandas as pd
from hypothesis import strategies as st

from hiveledger.schema import LEADS
from hiveledger.schema.frames import typed

__all__ = ["ledgers"]

_CELL: Final = st.sampled_from([None, "甲", "乙"])
_LEAD: Final = st.fixed_dictionaries(
    {
        "account_id": st.sampled_from([None, "L0", "L1"]),
        "company": st.sampled_from([None, "示例山海精密", "示例云帆机床厂", "示例机床软件公司"]),
        "mobile": st.sampled_from([None, "13800100000"]),
        "industry": _CELL,
        "size": _CELL,
        "region": st.sampled_from([None, "上海市", "苏州"]),
        "status": st.sampled_from(["new", "cleaned", "to_verify", "returned", "assigned", "merged"]),
    }
)


def _frame(rows: list[dict[str, str | None]]) -> pd.DataFrame:
    return typed(LEADS, pd.DataFrame(rows, index=[f"L{place}" for place in range(len(rows))]))


def ledgers() -> st.SearchStrategy[pd.DataFrame]:
    """Give ledgers of up to six leads in two accounts, with facts that agree, differ or are blank."""
    return st.lists(_LEAD, max_size=6).map(_frame)
