"""Telling a team whether its grades hold, by the letter that a lead had first."""

from datetime import datetime

import pandas as pd

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Group, Plan, Set
from hiveledger.flows.drift import first_grades, tell_drift
from hiveledger.text import Language
from tests.books import machine_book
from tests.tables import table


def _book(**counts: tuple[int, int]) -> MemoryBook:
    """Give a ledger with so many (won, lost) leads of each first letter; all have ended as C."""
    rows = [
        (grade, "C", status)
        for grade, numbers in counts.items()
        for status, number in zip(("won", "lost"), numbers, strict=True)
        for _ in range(number)
    ]
    leads = pd.DataFrame(rows, columns=["first_grade", "grade", "status"], dtype="str")
    leads.index = pd.Index([f"L{place:06d}" for place in range(len(rows))], name="lead_id", dtype="str")
    return machine_book(leads=leads)


def test_rates_go_by_the_first_grade_whatever_it_is_now() -> None:
    answer = tell_drift(_book(A=(45, 15), B=(10, 50), C=(1, 3)), Language.ZH)
    assert answer.lines == (
        "A 级：了结 60 条，赢 45 条，赢单率 75%（可信范围 63% 到 84%）",
        "B 级：了结 60 条，赢 10 条，赢单率 17%（可信范围 9% 到 28%）",
        "C 级：了结 4 条，赢 1 条",
        "了结不足 5 条的等级不算赢单率。",
        "案例够多的等级之间分得开。",
    )
    assert answer.findings == ()


def test_grades_that_do_not_separate_wait_for_a_person() -> None:
    answer = tell_drift(_book(A=(10, 30), B=(20, 20)), Language.ZH)
    assert [finding.code for finding in answer.findings] == ["drift.turned_round"]
    assert answer.findings[0].text() == (
        "A 级：了结 40 条，赢 10 条，赢单率 25%（可信范围 14% 到 40%）；"
        "B 级：了结 40 条，赢 20 条，赢单率 50%（可信范围 35% 到 65%）。"
        "高的等级赢单率没有更高，等级失去了作用。请检查评级的规则（hiveledger what-if 可以试算）。"
    )
    assert answer.lines[-1] == "了结不足 5 条的等级不算赢单率。"


def test_few_cases_are_not_judged() -> None:
    assert tell_drift(_book(A=(1, 9), B=(9, 1)), Language.EN).lines[-1] == (
        "No two grades have 30 decided leads each, so whether they separate is not judged yet."
    )
    assert tell_drift(_book(), Language.ZH).lines == ("还没有赢单或丢单的线索，无法比较各等级。",)


def test_a_lead_without_a_first_grade_is_told_of_and_counted_by_the_journal_or_as_it_stands() -> None:
    book = machine_book(
        leads=table("""
            lead_id | first_grade | grade | status
            L1      | A           | B     | won
            L2      |             | B     | won
            L3      |             |       | lost
            L4      |             |       | lost
        """)
    )
    changes = (Set("leads", "L2", "grade", "B", "C"), Set("leads", "L3", "grade", None, "A"))
    book.write(Plan("grade", datetime(2026, 3, 2), (Group("L2", changes),)), "SO")
    first = first_grades(book.read().frame("leads"), book.runs())
    assert first.fillna("").to_numpy().tolist() == [["A", "first_grade"], ["B", "journal"], ["A", "journal"], ["", ""]]
    assert [*first_grades(book.read().frame("leads"), ()).loc["L2"]] == ["C", "grade"]
    assert [line for line in tell_drift(book, Language.ZH).lines if line.startswith(("其中", "另有"))] == [
        "其中 2 条没有记下首次等级，按操作记录里最早的等级算。",
        "另有 1 条了结时没有等级，没有计入。",
    ]
