"""The letter of a lead: every combination of facts, whose word stands, and where the lead goes next."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.findings import Reason
from hiveledger.rules.grade import decide, grade_leads, is_to_grade, move_graded
from hiveledger.rules.grade_reasons import explain_grades
from hiveledger.rules.signs import Budget, Chain, Need
from hiveledger.schema.words import Grade
from hiveledger.settings import Settings
from hiveledger.text import Language
from tests.tables import table

NOW: Final = pd.Timestamp("2026-03-02 10:00")
FLOOR: Final = Settings(grade_a_budget_cny=100_000)

# Every combination. "?" is 待核实: nobody knows enough, and unknown is not no.
DECIDED: Final = """
    budget    | chain   | urgent | yes | latent | unknown
    clear     | clear   | A      | A   | A      | A
    clear     | partial | B      | B   | B      | B
    clear     | unclear | B      | B   | B      | B
    clear     | unknown | ?      | ?   | ?      | ?
    low       | clear   | B      | B   | B      | B
    low       | partial | B      | B   | B      | B
    low       | unclear | B      | B   | B      | B
    low       | unknown | B      | B   | B      | B
    undecided | clear   | B      | B   | C      | ?
    undecided | partial | B      | B   | C      | ?
    undecided | unclear | B      | B   | C      | ?
    undecided | unknown | B      | B   | C      | ?
    none      | clear   | B      | C   | C      | C
    none      | partial | B      | C   | C      | C
    none      | unclear | B      | C   | C      | C
    none      | unknown | B      | C   | C      | C
    unknown   | clear   | ?      | ?   | C      | ?
    unknown   | partial | ?      | ?   | C      | ?
    unknown   | unclear | ?      | ?   | C      | ?
    unknown   | unknown | ?      | ?   | C      | ?
"""
NEEDS: Final = {
    "urgent": ["尽快上线 MES", "先了解一下，越快越好"],
    "yes": ["上一套 MES", "上 MES，不急"],
    "latent": ["先了解一下", "暂无采购计划"],
    "unknown": ["", "无"],
}


def _decided() -> list[tuple[str, str, str, str]]:
    lines = [[cell.strip() for cell in line.split("|")] for line in DECIDED.strip().splitlines()]
    needs = lines[0][2:]
    return [
        (budget, chain, need, letter)
        for budget, chain, *letters in lines[1:]
        for need, letter in zip(needs, letters, strict=True)
    ]


def _lead(budget: str = "unknown", chain: str = "unknown", need: str = "", grade: str = "") -> pd.DataFrame:
    status, figure = {"low": ("clear", "50000"), "unknown": ("", "")}.get(budget, (budget, ""))
    return table(f"""
        lead_id | budget_status | budget_cny | decision_chain                       | need   | purchase_by | grade
        L1      | {status}      | {figure}   | {"" if chain == "unknown" else chain} | {need} |             | {grade}
    """)


def _graded(leads: pd.DataFrame, settings: Settings = FLOOR) -> pd.DataFrame:
    return grade_leads(leads, leads["grade"].notna(), settings, NOW)


@pytest.mark.parametrize(
    ("budget", "chain", "need", "letter"),
    [pytest.param(*facts, id="budget {}, chain {}, need {}: {}".format(*facts)) for facts in _decided()],
)
def test_every_combination_of_facts_has_one_letter_or_none(budget: str, chain: str, need: str, letter: str) -> None:
    for words in NEEDS[need]:
        lead = _graded(_lead(budget, chain, words)).loc["L1"]
        assert (lead["grade"] if not lead["to_verify"] else "?") == letter


def test_a_lead_that_nobody_asked_is_to_be_verified_and_is_no_c() -> None:
    lead = _graded(_lead()).loc["L1"]
    assert lead["to_verify"]
    assert pd.isna(lead["grade"])
    assert lead["asks"] == "budget_status;decision_chain;need"


def test_so_is_asked_only_for_what_is_unknown() -> None:
    assert _graded(_lead(chain="partial", need="上 MES")).loc["L1", "asks"] == "budget_status"
    assert _graded(_lead(budget="clear", need="上 MES")).loc["L1", "asks"] == "decision_chain"
    assert _graded(_lead(budget="undecided", chain="clear")).loc["L1", "asks"] == "need"


@pytest.mark.parametrize("typed", list(Grade))
def test_a_persons_letter_stands_whatever_the_facts_say(typed: Grade) -> None:
    unknown = _graded(_lead(grade=typed)).loc["L1"]
    assert (unknown["grade"], unknown["to_verify"]) == (typed, False)
    assert _graded(_lead("clear", "clear", "上 MES", typed)).loc["L1", "grade"] == typed


def test_a_letter_of_the_machine_follows_the_facts() -> None:
    leads = _lead("clear", "clear", "上 MES", "C")
    assert grade_leads(leads, pd.Series(data=False, index=leads.index), FLOOR, NOW).loc["L1", "grade"] == "A"


def test_the_order_of_rows_does_not_matter() -> None:
    leads = pd.concat([_lead(*facts) for facts in _decided()])
    leads.index = pd.Index([f"L{place}" for place in range(len(leads))])
    shuffled = leads.sample(frac=1, random_state=7)
    pd.testing.assert_frame_equal(_graded(shuffled).loc[leads.index], _graded(leads))


def test_no_leads_get_no_letters() -> None:
    none = _graded(_lead().iloc[:0])
    assert none.empty
    assert explain_grades(_lead().iloc[:0], none, FLOOR).empty


@pytest.mark.parametrize(
    ("status", "grade", "is_due"),
    [
        pytest.param("new", "", False, id="new: clean comes first"),
        pytest.param("cleaned", "", True, id="cleaned"),
        pytest.param("to_verify", "", True, id="to be verified"),
        pytest.param("returned", "B", True, id="returned"),
        pytest.param("pooled", "B", True, id="in the pool"),
        pytest.param("nurturing", "C", True, id="nurtured"),
        pytest.param("assigned", "A", False, id="held: its AM works by the letter"),
        pytest.param("following", "", True, id="held without a letter"),
        pytest.param("lost", "", False, id="lost"),
        pytest.param("merged", "", False, id="merged"),
    ],
)
def test_leads_are_graded_while_nobody_works_on_them(status: str, grade: str, is_due: bool) -> None:  # noqa: FBT001
    assert is_to_grade(table(f"lead_id | status | grade\nL1 | {status} | {grade}")).loc["L1"] == is_due


@pytest.mark.parametrize(
    ("status", "grade", "after"),
    [
        pytest.param("cleaned", "A", "cleaned", id="a cleaned lead waits to be handed out"),
        pytest.param("cleaned", "", "to_verify", id="without a letter it is to be verified"),
        pytest.param("to_verify", "C", "cleaned", id="a verified lead is ready"),
        pytest.param("returned", "B", "returned", id="a returned lead stays returned"),
        pytest.param("returned", "", "to_verify", id="a returned lead without a letter is to be verified"),
        pytest.param("pooled", "B", "pooled", id="a B stays in the pool"),
        pytest.param("pooled", "A", "cleaned", id="an A leaves the pool"),
        pytest.param("pooled", "C", "cleaned", id="a C leaves the pool"),
        pytest.param("nurturing", "C", "nurturing", id="a C stays in the nursery"),
        pytest.param("nurturing", "B", "cleaned", id="a lead that rises leaves the nursery"),
        pytest.param("nurturing", "", "to_verify", id="a nurtured lead that lost its sign is to be verified"),
        pytest.param("following", "B", "following", id="a held lead stays with its AM"),
    ],
)
def test_a_letter_moves_a_lead_to_where_it_is_handed_out(status: str, grade: str, after: str) -> None:
    graded = table(f"lead_id | status | grade | to_verify\nL1 | {status} | {grade} | {not grade}")
    assert move_graded(graded["status"], graded).loc["L1"] == after


@pytest.mark.parametrize(
    ("budget", "chain", "need", "grade", "why"),
    [
        pytest.param("clear", "clear", "急用", "", "预算已明确，决策链清楚，需求紧急（“急用”）：定 A", id="an A"),
        pytest.param(
            "undecided",
            "clear",
            "MES",
            "",
            "预算未定，决策链清楚，有需求：定 B。预算获批（不低于 10 万元）即升 A",
            id="a B",
        ),
        pytest.param(
            "undecided",
            "unknown",
            "MES",
            "",
            "预算未定，决策链未知，有需求：定 B。预算获批（不低于 10 万元）、决策链清楚即升 A",
            id="a B without money or chain",
        ),
        pytest.param(
            "low",
            "clear",
            "MES",
            "",
            "预算 5 万元，低于 A 级下限 10 万元，决策链清楚，有需求：定 B。预算达到 10 万元即升 A",
            id="a B under the floor",
        ),
        pytest.param(
            "clear",
            "partial",
            "",
            "",
            "预算已明确，决策链只清楚一部分，需求未知：定 B。决策链清楚即升 A",
            id="a B without chain",
        ),
        pytest.param(
            "unknown",
            "unknown",
            "先看看",
            "",
            "预算未知，决策链未知，潜在需求（“先看看”）：定 C。预算获批即可升级",
            id="a C by its words",
        ),
        pytest.param(
            "undecided",
            "unknown",
            "先看看",
            "",
            "预算未定，决策链未知，潜在需求（“先看看”）：定 C。需求明确或预算获批即可升级",
            id="a C whose budget is on its way",
        ),
        pytest.param(
            "none", "clear", "MES", "", "没有预算，决策链清楚，有需求：定 C。预算获批即可升级", id="a C without money"
        ),
        pytest.param(
            "unknown",
            "clear",
            "MES",
            "",
            "预算未知，决策链清楚，有需求：待核实。未知不等于没有，问清未知的各项再定级",
            id="to be verified",
        ),
        pytest.param(
            "undecided",
            "clear",
            "MES",
            "A",
            "预算未定，决策链清楚，有需求：人工定 A，以人工为准。按以上事实是：定 B。预算获批（不低于 10 万元）即升 A",
            id="a person's letter",
        ),
    ],
)
def test_a_reason_holds_the_facts_and_what_would_lift_the_lead(
    budget: str, chain: str, need: str, grade: str, why: str
) -> None:
    leads = _lead(budget, chain, need, grade)
    assert explain_grades(leads, _graded(leads), FLOOR)["L1"].text() == why


LIFTS: Final[dict[str, dict[str, str]]] = {
    "grade.lift_budget": {"budget": "clear"},
    "grade.lift_floor": {"budget": "clear"},
    "grade.lift_money": {"budget": "clear"},
    "grade.lift_chain": {"chain": "clear"},
    "grade.and_chain": {"chain": "clear"},
    "grade.lift_need": {"need": "yes"},
}


def _codes(reason: Reason) -> set[str]:
    return {reason.code}.union(*(_codes(part) for part in reason.params.values() if isinstance(part, Reason)))


@pytest.mark.parametrize(
    ("budget", "chain", "need", "letter"),
    [
        pytest.param(*facts, id="budget {}, chain {}, need {}: {}".format(*facts))
        for facts in _decided()
        if facts[3] in "BC"
    ],
)
def test_what_is_said_to_lift_a_lead_does_lift_it(budget: str, chain: str, need: str, letter: str) -> None:
    leads = _lead(budget, chain, NEEDS[need][0])
    said = _codes(explain_grades(leads, _graded(leads), FLOOR)["L1"])
    facts = {"budget": budget, "chain": chain, "need": need}
    for code in said & LIFTS.keys():
        facts |= LIFTS[code]
    # A chain that nobody knows yet has to be asked for; whatever comes of that, the lead has to be better off.
    chains = [Chain.CLEAR, Chain.PARTIAL, Chain.UNCLEAR] if facts["chain"] == "unknown" else [Chain(facts["chain"])]
    better = {decide(Budget(facts["budget"]), known, Need(facts["need"])) for known in chains}
    assert better <= ({Grade.A} if letter == "B" else {Grade.A, Grade.B})


@pytest.mark.parametrize(
    ("figure", "zh", "en"),
    [
        pytest.param("500000", "预算 50 万元已明确", "budget of CNY 500,000 clear", id="round ten thousands"),
        pytest.param("123456", "预算 12.3456 万元已明确", "budget of CNY 123,456 clear", id="odd yuan"),
        pytest.param("8800", "预算 8,800 元已明确", "budget of CNY 8,800 clear", id="under ten thousand"),
    ],
)
def test_a_reason_holds_the_figure_as_people_say_it(figure: str, zh: str, en: str) -> None:
    leads = table(f"""
        lead_id | budget_status | budget_cny | decision_chain | need | purchase_by | grade
        L1      |               | {figure}   | clear          | MES  | 2026-04-01  |
    """)
    reason = explain_grades(leads, _graded(leads, Settings()), Settings())["L1"]
    assert reason.text() == f"{zh}，决策链清楚，需求紧急（2026-04-01 前采购）：定 A"
    assert reason.text(Language.EN) == f"{en}, decision chain clear, urgent need (purchase by 2026-04-01): an A"
