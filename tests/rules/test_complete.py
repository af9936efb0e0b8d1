"""Which blank facts are filled, suggested or asked for."""

from typing import Final

import pandas as pd
import pytest
from hypothesis import given, settings

from hiveledger.rules.complete import complete_facts, is_to_complete
from tests.incomplete import ledgers
from tests.tables import table

INDUSTRIES: Final = table("industry | keywords\n软件 | 软件;MES\n机械制造 | 机床;机械")
NOTHING_REFUSED: Final = table("desk_id | lead_id | column | value")
DIRECTORY: Final = table("""
    directory_id | company              | uscc | industry | size    | region
    R1           | 示例山海精密有限公司 |      | 机械制造 | 50-99人 |
    R2           | 示例星河贸易有限公司 |      | 贸易     |         |
    R3           | 示例星河贸易         |      | 零售     |         |
""")
CUSTOMERS: Final = table("""
    customer_id | company              | uscc | industry | size      | region
    C1          | 示例山海精密         |      | 机械制造 | 200-499人 |
    C2          | 示例长风物流有限公司 |      | 物流     |           |
""")
NOBODY: Final = pd.Index([], dtype="str")
HEADER: Final = "lead_id | account_id | company | uscc | mobile | need | industry | size | region | status"


def _found(*rows: str, refused: pd.DataFrame = NOTHING_REFUSED) -> dict[str, str]:
    """Give what becomes of each blank cell: the value and whether it is certain, the rivals, or "-"."""
    registers = {"directory": DIRECTORY, "customers": CUSTOMERS}
    leads = table("\n".join([HEADER, *rows]))
    found = complete_facts(leads, is_to_complete(leads, NOBODY), registers, INDUSTRIES, refused)
    return {
        f"{row.lead_id} {row.column}": ("{} ({})" if row.is_certain else "{}? ({})").format(row.value, row.source)
        if isinstance(row.value, str)
        else (row.rivals if isinstance(row.rivals, str) else "-")
        for row in found.itertuples()
    }


def test_a_register_is_certain_and_two_that_differ_are_not() -> None:
    assert _found("L1 | | 示例山海精密 | | | | | | | new") == {
        "L1 industry": "机械制造 (directory_company)",
        "L1 region": "-",
        "L1 size": "200-499人 / 50-99人",
    }


def test_one_name_that_a_register_holds_twice_is_not_guessed() -> None:
    assert _found("L1 | | 示例星河贸易 | | | | | 10人 | 上海市 | cleaned") == {"L1 industry": "贸易 / 零售"}


def test_an_existing_customer_tells_what_the_directory_does_not() -> None:
    assert _found("L1 | | 示例长风物流 | | | | | 10人 | 上海市 | cleaned") == {
        "L1 industry": "物流 (customers_company)"
    }


def test_rows_of_an_account_are_certain_while_they_agree() -> None:
    agreed = ("L1 | L1 | | | | | 软件 | 10人 | 上海市 | following", "L2 | L1 | | | | | 软件 | 20人 | 上海市 | won")
    assert _found(*agreed, "L3 | L1 | | | | | | | | new") == {
        "L3 industry": "软件 (account)",
        "L3 region": "上海市 (account)",
        "L3 size": "10人 / 20人",
    }


def test_a_register_that_differs_from_the_account_is_not_certain() -> None:
    rows = (
        "L1 | L1 | 示例山海精密 | | | | 软件 | 50-99人 | 上海市 | won",
        "L2 | L1 | 示例长风物流 | | | | | 10人 | 上海市 | new",
    )
    assert _found(*rows) == {"L2 industry": "物流 / 软件"}


@pytest.mark.parametrize("status", ["invalid", "blocked", "merged"])
def test_rows_that_are_out_of_play_tell_nothing(status: str) -> None:
    rows = (f"L1 | L1 | | | | | 软件 | 10人 | 上海市 | {status}", "L2 | L1 | | | | | | 10人 | 上海市 | new")
    assert _found(*rows) == {"L2 industry": "-"}


@pytest.mark.parametrize(
    "status", ["assigned", "confirmed", "following", "won", "lost", "invalid", "blocked", "merged"]
)
def test_rows_that_somebody_has_or_that_are_out_are_left_alone(status: str) -> None:
    assert _found(f"L1 | | 示例山海精密 | | | | | | | {status}") == {}


@pytest.mark.parametrize("status", ["new", "cleaned", "to_verify", "returned", "pooled", "nurturing"])
def test_rows_that_nobody_holds_are_completed(status: str) -> None:
    assert _found(f"L1 | | 示例长风物流 | | | | | 10人 | 上海市 | {status}") == {
        "L1 industry": "物流 (customers_company)"
    }


def test_a_held_row_is_completed_only_while_so_is_asked_about_it() -> None:
    leads = table("lead_id | status\nL1 | assigned\nL2 | following\nL3 | won")
    assert is_to_complete(leads, pd.Index(["L2", "L3"])).to_list() == [False, True, False]


def test_words_and_mobiles_only_suggest_and_never_a_size() -> None:
    assert _found("L1 | | 示例云帆机床厂 | | 13800100000 | 上 MES,员工 300 人 | | | | new") == {
        "L1 industry": "机械制造? (words_company)",
        "L1 region": "北京市? (mobile)",
        "L1 size": "-",
    }


def test_words_of_two_industries_suggest_none() -> None:
    assert _found("L1 | | 示例机床软件公司 | | | | | 10人 | 上海市 | new") == {"L1 industry": "机械制造 / 软件"}


def test_what_is_certain_goes_before_what_words_suggest() -> None:
    assert (
        _found("L1 | | 示例长风物流 | | | 上 MES | | 10人 | 上海市 | new")["L1 industry"] == "物流 (customers_company)"
    )


def test_what_so_refused_is_not_said_again() -> None:
    refused = table("desk_id | lead_id | column | value\nD1 | L1 | industry | 机械制造")
    one = "L1 | | 示例云帆机床厂 | | | | | 10人 | 上海市 | new"
    two = "L1 | | 示例机床软件公司 | | | | | 10人 | 上海市 | new"
    assert _found(one, refused=refused) == {"L1 industry": "-"}
    assert _found(two, refused=refused) == {"L1 industry": "软件? (words_company)"}


def test_a_ledger_without_rows_has_no_blanks() -> None:
    none = table(HEADER)
    found = complete_facts(none, is_to_complete(none, NOBODY), {"directory": DIRECTORY}, INDUSTRIES, NOTHING_REFUSED)
    assert found.empty
    assert list(found) == ["lead_id", "column", "value", "source", "told", "rivals", "is_certain"]


@settings(max_examples=15)
@given(ledgers())
def test_the_order_of_rows_does_not_matter(leads: pd.DataFrame) -> None:
    registers = {"directory": DIRECTORY, "customers": CUSTOMERS}
    found = complete_facts(leads, is_to_complete(leads, NOBODY), registers, INDUSTRIES, NOTHING_REFUSED)
    turned = leads.iloc[::-1]
    upside_down = {name: rows.iloc[::-1] for name, rows in registers.items()}
    again = complete_facts(turned, is_to_complete(turned, NOBODY), upside_down, INDUSTRIES.iloc[::-1], NOTHING_REFUSED)
    pd.testing.assert_frame_equal(again, found)
