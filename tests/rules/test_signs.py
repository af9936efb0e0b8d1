"""What the ledger knows of budget, deciders and need: an unknown stays an unknown."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.signs import read_signs
from hiveledger.settings import Settings
from tests.tables import table

NOW: Final = pd.Timestamp("2026-03-02 10:00")


@pytest.mark.parametrize(
    ("status", "figure", "floor", "budget"),
    [
        pytest.param("", "", 0, "unknown", id="nothing typed is unknown"),
        pytest.param("", "0", 0, "unknown", id="a figure of nought is not no budget"),
        pytest.param("", "80000", 0, "clear", id="a figure alone is a clear budget"),
        pytest.param("clear", "", 100_000, "clear", id="the word clear needs no figure"),
        pytest.param("", "99999", 100_000, "low", id="a figure one yuan under the floor is low"),
        pytest.param("", "100000", 100_000, "clear", id="a figure at the floor is clear"),
        pytest.param("clear", "99999", 100_000, "low", id="the word clear does not lift a figure over the floor"),
        pytest.param("undecided", "800000", 0, "undecided", id="an estimate that is undecided stays undecided"),
        pytest.param("none", "800000", 0, "none", id="a person's none goes before a figure"),
    ],
)
def test_a_budget_is_read_from_its_word_and_its_figure(status: str, figure: str, floor: float, budget: str) -> None:
    leads = table(f"""
        lead_id | budget_status | budget_cny | decision_chain | need | purchase_by
        L1      | {status}      | {figure}   |                |      |
    """)
    assert read_signs(leads, Settings(grade_a_budget_cny=floor), NOW).loc["L1", "budget"] == budget


@pytest.mark.parametrize(
    ("need", "expected", "said"),
    [
        pytest.param("", "unknown", None, id="blank"),
        pytest.param("暂无", "unknown", None, id="a word for nothing"),
        pytest.param("上一套 MES", "yes", None, id="a plain need"),
        pytest.param("先了解一下 MES", "latent", "先了解", id="to learn first"),
        pytest.param("隨便看看", "latent", "随便看看", id="a look, in traditional characters"),
        pytest.param("目前没有采购计划", "latent", "没有采购计划", id="no plan to buy"),
        pytest.param("明年再说", "latent", "明年再说", id="next year"),
        pytest.param("Just  Looking", "latent", "justlooking", id="just looking, in English"),
        pytest.param("有没有需求调研服务", "yes", None, id="a question is not a no"),
        pytest.param("想了解下单流程", "yes", None, id="words that only look like a sign"),
        pytest.param("急需两条产线的看板", "urgent", "急需", id="needed badly"),
        pytest.param("先了解一下,尽快报价", "urgent", "尽快", id="hurry outweighs a first look"),
        pytest.param("想上 WMS,不着急", "yes", None, id="no hurry is no sign of a latent need"),
        pytest.param("不是很急,先看看", "latent", "先看看", id="no hurry and a first look"),
        pytest.param("要做成本月报和日本周边商城", "yes", None, id="this month inside another word"),
        pytest.param("急诊系统升级", "yes", None, id="an emergency room is no hurry"),
    ],
)
def test_words_of_a_need_tell_hurry_from_sleep(need: str, expected: str, said: str | None) -> None:
    leads = table(f"""
        lead_id | budget_status | budget_cny | decision_chain | need   | purchase_by
        L1      |               |            |                | {need} |
    """)
    signs = read_signs(leads, Settings(), NOW).loc["L1"]
    assert (signs["need"], None if pd.isna(signs["said"]) else signs["said"]) == (expected, said)


@pytest.mark.parametrize(
    ("day", "words", "expected"),
    [
        pytest.param("2026-03-02", "", "urgent", id="today"),
        pytest.param("2026-05-31", "", "urgent", id="on the last urgent day"),
        pytest.param("2026-06-01", "", "yes", id="a day after the last urgent one"),
        pytest.param("2027-03-02", "", "yes", id="on the last day that is not far"),
        pytest.param("2027-03-03", "", "latent", id="a day beyond"),
        pytest.param("2026-03-01", "", "unknown", id="a day that has passed says nothing"),
        pytest.param("2026-03-01", "尽快", "urgent", id="after a day that has passed the words count"),
        pytest.param("2026-09-01", "先了解一下", "yes", id="a planned day goes before words"),
        pytest.param("2028-01-01", "尽快", "latent", id="a far day goes before hurry in words"),
    ],
)
def test_a_planned_purchase_that_is_to_come_goes_before_words(day: str, words: str, expected: str) -> None:
    leads = table(f"""
        lead_id | budget_status | budget_cny | decision_chain | need    | purchase_by
        L1      |               |            |                | {words} | {day}
    """)
    assert read_signs(leads, Settings(urgent_days=90, latent_days=365), NOW).loc["L1", "need"] == expected


def test_no_leads_have_no_signs() -> None:
    signs = read_signs(
        table("lead_id | budget_status | budget_cny | decision_chain | need | purchase_by"), Settings(), NOW
    )
    assert signs.empty
    assert list(signs) == ["budget", "chain", "need", "said", "planned"]
