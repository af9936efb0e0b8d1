"""Cleaning whole leads: each cell in its one form, nothing lost, nothing guessed."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.rules.clean import CLEANED, clean_cells, is_blocked
from tests.books import cells
from tests.tables import table


def _leads(**columns: str | None) -> pd.DataFrame:
    return pd.DataFrame({name: [text] for name, text in columns.items()}, index=["L1"]).reindex(columns=list(CLEANED))


@pytest.mark.parametrize(
    ("given_cells", "column", "expected"),
    [
        pytest.param({"phone": "13800001111"}, "mobile", "13800001111", id="a mobile in the phone column moves"),
        pytest.param({"mobile": "0512-65551234"}, "phone", "0512-65551234", id="a landline in the mobile column moves"),
        pytest.param({"mobile": "1380000"}, "mobile", "1380000", id="what nobody can read stays"),
        pytest.param({"company": "无"}, "company", None, id="a word for nothing is blank"),
        pytest.param(
            {"contact": "张三 采购经理"}, "title", "采购经理", id="a title beside the name fills a blank title"
        ),
        pytest.param(
            {"region": "苏州 示例路1号"}, "address", "示例路1号", id="a street behind the region is an address"
        ),
        pytest.param({"need": " 想上MES \r\n 二期 "}, "need", "想上MES\n二期", id="line breaks of a need stay"),
        pytest.param({"company": "=1+1"}, "company", "=1+1", id="what looks like a formula stays text"),
    ],
)
def test_each_cell_gets_its_one_form(given_cells: dict[str, str], column: str, expected: str | None) -> None:
    assert cells(clean_cells(_leads(**given_cells).astype("str")).cells, "L1", column) == [expected]


def test_what_a_cell_held_beyond_its_value_is_kept_apart() -> None:
    cleaned = clean_cells(_leads(mobile="13800001111 / 传真0512-65550000").astype("str"))
    assert "65550000" in str(cells(cleaned.extras, "L1", "mobile")[0])


_UGLY = st.text(alphabet="示例苏州有限公司()（）138 00-０１２@.com转\n=王总无", max_size=20)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(CLEANED, _UGLY | st.none())), min_size=1, max_size=4))
def test_cleaning_twice_is_cleaning_once(rows: list[dict[str, str | None]]) -> None:
    leads = pd.DataFrame(rows, index=[f"L{n}" for n in range(len(rows))], columns=list(CLEANED)).astype("str")
    once = clean_cells(leads).cells
    pd.testing.assert_frame_equal(clean_cells(once).cells, once)


def test_a_company_on_the_block_list_is_blocked_however_it_is_written() -> None:
    leads = table("""
        lead_id | company                  | uscc | region | mobile | phone | email
        L1      | 蘇州示例甲科技有限公司   |      |        |        |       |
        L2      | 上海示例甲科技有限公司   |      |        |        |       |
    """)
    blocked = table("blocked_id | company | phone | email\nX1 | 苏州示例甲科技有限公司 | |")
    assert is_blocked(leads, blocked).to_list() == [True, False]
