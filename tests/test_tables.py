"""The text tables that other tests are written in."""

import pandas as pd
import pytest

from hiveledger.schema import LEADS, TABLES
from hiveledger.schema.frames import pandas_dtype, typed
from tests.tables import table


def test_a_text_table_has_the_dtypes_of_the_schema() -> None:
    leads = table("""
        lead_id | company | budget_cny | purchase_by | confirm_due
        L1      | 甲公司  | 300000     | 2026-03-02  | 2026-03-02 10:00
        L2      |         |            |             |
    """)
    expected = typed(LEADS, leads)[["company", "budget_cny", "purchase_by", "confirm_due"]]
    pd.testing.assert_frame_equal(leads, expected)


def test_a_text_table_without_rows_keeps_its_dtypes() -> None:
    leads = table("lead_id | company | confirm_due")
    assert leads.empty
    assert leads.dtypes.astype(str).to_dict() == {"company": "str", "confirm_due": "datetime64[us]"}


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        table("lead_id | company | need\nL1 | 甲公司 | 排产\nL2 | 乙公司")


def test_a_key_means_the_same_dtype_in_every_table() -> None:
    dtypes: dict[str, set[str]] = {}
    for sheet in TABLES.values():
        for column in sheet:
            dtypes.setdefault(column.key, set()).add(pandas_dtype(column))
    assert {key for key, found in dtypes.items() if len(found) > 1} == set()
