"""Which pairs are asked about: the likeliest and most valuable first, and no more than it takes."""

import pandas as pd

from hiveledger.rules.match.questions import choose_questions
from tests.tables import table

_PAIRS = """
    pair | left | right | fate      | same           | other   | rows:int64
    P1   | L1   | L2    | uncertain | phone          | contact | 0
    P2   | L3   | L4    | uncertain | company mobile | contact | 0
    P3   | L5   | L6    | uncertain | company mobile | contact | 0
    P4   | L7   | L8    | clash     | company mobile | contact | 0
"""
_LEADS = "lead_id | grade | budget_cny\n" + "\n".join(
    f"L{n} | {grade} | {budget}"
    for n, (grade, budget) in enumerate([("A", 9), *[("", "")] * 4, ("B", 1), *[("", "")] * 2], 1)
)


def _asked(pairs: str, asked: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    known = table(pairs).fillna({"same": "", "other": ""})
    chosen = choose_questions(known, table(_LEADS), asked)
    return list(zip(chosen["left"], chosen["right"], strict=True))


def test_the_likeliest_come_first_then_a_clash_then_what_is_worth_most() -> None:
    assert _asked(_PAIRS) == [("L7", "L8"), ("L5", "L6"), ("L3", "L4"), ("L1", "L2")]


def test_leads_that_hang_together_are_asked_about_without_the_pairs_that_follow() -> None:
    triangle = """
        pair | left | right | fate      | same           | other | rows:int64
        P1   | L1   | L2    | uncertain | company        |       | 0
        P2   | L1   | L3    | uncertain | company mobile |       | 0
        P3   | L2   | L3    | uncertain | company mobile |       | 0
    """
    assert _asked(triangle) == [("L1", "L3"), ("L2", "L3")]
    assert _asked(triangle, (("L1", "L2"),)) == [("L1", "L3"), ("L1", "L2")]


def test_of_many_that_hang_together_the_question_that_stands_is_kept() -> None:
    rows = "\n".join(f"P{n} | L{n} | L{n + 1} | uncertain | company | | 0" for n in range(1, 7))
    pairs = f"pair | left | right | fate | same | other | rows:int64\n{rows}"
    assert _asked(pairs) == [("L1", "L2")]
    assert _asked(pairs, (("L4", "L5"),)) == [("L4", "L5")]


def test_no_pairs_are_no_questions() -> None:
    nothing = pd.DataFrame(columns=["left", "right", "fate", "same", "other", "rows"])
    assert choose_questions(nothing, table(_LEADS), ()).empty
