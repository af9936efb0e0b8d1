"""Scoring open leads by a team's own history: beside the grade, never over it, and only where it tells something."""

from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Plan, Set
from hiveledger.findings import Level
from hiveledger.flows.score import plan_score
from hiveledger.flows.undo import plan_undo
from tests.books import cells, machine_book, person_types

NOW: Final = datetime(2026, 3, 2, 10)
OPEN: Final = 60  # leads that are still open


def _leads(decided: int, winning: str = "制造") -> pd.DataFrame:
    """Give a ledger whose decided leads are won three times in four where `winning` is the industry, else once."""
    number = np.arange(decided + OPEN)
    made = number % 2 == 0
    won = (
        number // 2 % 4 < np.where(np.where(made, "制造", "教育") == winning, 3, 1) if winning else number // 2 % 4 < 2
    )
    status = np.where(number >= decided, "following", np.where(won, "won", "lost"))
    return pd.DataFrame(
        {
            "company": [f"示例{n}公司" for n in number],
            "industry": np.where(made, "制造", "教育"),
            "budget_status": np.where(number % 3 == 0, "clear", "undecided"),
            "lost_reason": ["价格" if outcome == "lost" else None for outcome in status],
            "grade": "C",
            "status": status,
        },
        pd.Index([f"L{n:06d}" for n in number], name="lead_id", dtype="str"),
    )


def _scored(leads: pd.DataFrame) -> tuple[MemoryBook, Plan]:
    book = machine_book(leads=leads)
    plan = plan_score(book, NOW)
    assert book.write(plan, "SO").conflicts == ()
    return book, plan


def _codes(plan: Plan) -> list[str]:
    assert {finding.level for finding in plan.findings} <= {Level.INFO}
    return [finding.code for finding in plan.findings]


def test_open_leads_get_a_score_and_its_reasons_and_keep_their_grades() -> None:
    book, plan = _scored(_leads(400))
    after = book.read().frame("leads")
    assert after["score"].notna().to_list() == [False] * 400 + [True] * OPEN
    assert cells(after, "L000400", "score", "score_reason") == [
        73.0,
        "赢单机会约 73%，平均 50%。加分：行业是“制造”（200 条赢 150 条）。减分：无",
    ]
    assert cells(after, "L000401", "score", "score_reason") == [
        27.0,
        "赢单机会约 27%，平均 50%。加分：无。减分：行业是“教育”（200 条赢 50 条）",
    ]
    assert after["grade"].eq("C").all()
    assert {change.column for change in plan.changes if isinstance(change, Set)} == {"score", "score_reason"}


def test_what_was_filled_after_the_outcome_is_told_and_not_scored_by() -> None:
    _, plan = _scored(_leads(400))
    assert [(finding.code, finding.column) for finding in plan.findings] == [
        ("score.left_out", "lost_reason"),
        ("score.learnt", ""),
    ]
    assert plan.findings[0].text() == (
        "“丢单原因”没有用来打分：单凭这一列就几乎分得出输赢（AUC 1.00），像是有了结果才填的。"
    )


def test_a_second_run_changes_nothing_and_undo_takes_the_scores_back() -> None:
    leads = _leads(400)
    book, _ = _scored(leads)
    assert plan_score(book, NOW).groups == ()
    book.write(plan_undo(book, NOW, book.runs()[-1].run_id), "SO")
    assert book.read().frame("leads")["score"].isna().all()


@pytest.mark.parametrize(
    ("leads", "codes"),
    [
        pytest.param(_leads(199), ["score.too_few"], id="199 outcomes"),
        pytest.param(_leads(0), ["score.too_few"], id="none"),
        pytest.param(
            _leads(400).replace({"status": {"lost": "won"}}), ["score.one_sided"], id="nobody notes lost leads"
        ),
        pytest.param(_leads(400, ""), ["score.left_out", "score.tells_nothing"], id="facts that tell nothing"),
    ],
)
def test_no_score_is_given_where_there_is_nothing_to_learn(leads: pd.DataFrame, codes: list[str]) -> None:
    _, plan = _scored(leads)
    assert plan.groups == ()
    assert _codes(plan) == codes


def test_the_refusal_says_how_many_outcomes_there_are() -> None:
    _, plan = _scored(_leads(199))
    assert plan.findings[0].text() == (
        "赢单和丢单一共只有 199 条，不到 200 条，还不能打参考分。等了结的线索够了再运行 score。"
    )


def test_scores_that_no_longer_hold_are_taken_back() -> None:
    book, _ = _scored(_leads(200))
    person_types(book, "leads", "L000000", "status", "following")
    book.write(plan_score(book, NOW), "SO")
    assert book.read().frame("leads")["score"].isna().all()
