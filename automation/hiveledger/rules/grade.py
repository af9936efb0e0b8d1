"""The letter that decides how a lead is handed out. Source: M8 to M11, "Unknown is not no".

The first line that fits decides; a blank stands for "whatever it is":

| budget | decision chain | need | grade |
|---|---|---|---|
| clear | clear | | A (M9) |
| clear | unknown | | none yet: it may be an A |
| clear or low | | | B: there is money, the rest is open |
| none | | urgent | B: a need that presses is no latent one |
| none | | | C (M11) |
| undecided or unknown | | latent | C (M11) |
| undecided | | urgent or yes | B (M10) |
| any other | | | none yet |

"None yet" is 待核实: SO asks for all of budget, decision chain and need that nobody knows. So C always has a sign of
a latent need. A lead is asked about only while the answer could change its letter: a need whose budget is undecided is
a B by M10, which names no decision chain, and stays one whatever the chain turns out to be. It goes to the pool at
once, and its reason says that an A takes a clear chain too. Urgency never makes an A; it shows that a need is real, and
is asked about first.
"""

from itertools import product
from typing import Final

import pandas as pd

from hiveledger.rules.signs import Budget, Chain, Need, read_signs
from hiveledger.schema.words import OPEN, Grade, Status
from hiveledger.settings import Settings

__all__ = ["GRADED_AGAIN", "SETTINGS_READ", "decide", "find_moves", "grade_leads", "is_to_grade", "move_graded"]

SETTINGS_READ: Final = ("grade_a_budget_cny", "urgent_days", "latent_days")

GRADED_AGAIN: Final = frozenset(
    {Status.CLEANED, Status.TO_VERIFY, Status.RETURNED, Status.POOLED, Status.NURTURING}
)  # nobody works on them yet

_FACTS: Final = {"budget": "budget_status", "chain": "decision_chain", "need": "need"}  # and where the answer goes


def decide(budget: Budget, chain: Chain, need: Need) -> Grade | None:  # noqa: PLR0911 - one return a line of the table
    """Give the letter of the table above, or none where the lead is 待核实.

    >>> decide(Budget.CLEAR, Chain.CLEAR, Need.UNKNOWN), decide(Budget.UNKNOWN, Chain.UNKNOWN, Need.YES)
    (<Grade.A: 'A'>, None)
    """
    match budget, chain, need:
        case Budget.CLEAR, Chain.CLEAR, _:
            return Grade.A
        case Budget.CLEAR, Chain.UNKNOWN, _:
            return None
        case ((Budget.CLEAR | Budget.LOW), _, _):
            return Grade.B
        case Budget.NONE, _, Need.URGENT:
            return Grade.B
        case (Budget.NONE, _, _) | (_, _, Need.LATENT):
            return Grade.C
        case Budget.UNDECIDED, _, (Need.URGENT | Need.YES):
            return Grade.B
        case _:
            return None


_LETTERS: Final = {
    "/".join(facts): letter.value for facts in product(Budget, Chain, Need) if (letter := decide(*facts)) is not None
}


def is_to_grade(leads: pd.DataFrame) -> pd.Series:
    """Tell which leads get a letter now: cleaned ones that nobody holds, and held ones that never had one.

    Reads: status, grade. Returns: bool per lead.

    >>> leads = table('''
    ...     lead_id | status   | grade
    ...     L1      | new      |
    ...     L2      | pooled   | B
    ...     L3      | assigned |
    ...     L4      | assigned | A
    ... ''')
    >>> is_to_grade(leads).to_dict()
    {'L1': False, 'L2': True, 'L3': True, 'L4': False}
    """
    return leads["status"].isin(GRADED_AGAIN) | (leads["status"].isin(OPEN) & leads["grade"].isna())


def grade_leads(leads: pd.DataFrame, by_person: pd.Series, settings: Settings, now: pd.Timestamp) -> pd.DataFrame:
    """Give each lead the letter that its facts make, with the facts; a letter that a person typed wins.

    `by_person` tells whose grade cell is a person's: bool per lead.
    Reads: grade and what `read_signs` reads.
    Returns: grade (what is to stand in the cell), by_facts (the letter that the facts make, missing: none yet),
    by_person (bool, a person's letter stands), to_verify (bool, neither gives a letter), asks (the columns that SO has
    to fill, joined by ";", blank unless to_verify), and the columns of `read_signs`.

    >>> leads = table('''
    ...     lead_id | budget_cny | budget_status | decision_chain | need  | purchase_by | grade
    ...     L1      | 500000     |               | clear          |       |             |
    ...     L2      |            |               | clear          | MES   |             |
    ...     L3      |            | none          |                | MES   |             | B
    ... ''')
    >>> graded = grade_leads(leads, leads["grade"].notna(), Settings(), pd.Timestamp("2026-03-02"))
    >>> graded[["grade", "by_facts", "to_verify", "asks"]].to_numpy().tolist()
    [['A', 'A', False, ''], [nan, nan, True, 'budget_status'], ['B', 'C', False, '']]
    """
    signs = read_signs(leads, settings, now)
    by_facts = (signs["budget"] + "/" + signs["chain"] + "/" + signs["need"]).map(_LETTERS).astype("str")
    typed = leads["grade"].where(by_person)
    grade = typed.fillna(by_facts)
    return signs.assign(
        grade=grade,
        by_facts=by_facts,
        by_person=typed.notna(),
        to_verify=grade.isna(),
        asks=_unknown(signs).where(grade.isna(), ""),
    )


def _unknown(signs: pd.DataFrame) -> pd.Series:
    asks = pd.Series("", index=signs.index, dtype="str")
    for fact, column in _FACTS.items():
        asks += signs[fact].eq(Need.UNKNOWN).map({True: f"{column};", False: ""})
    return asks.str.removesuffix(";")


def move_graded(status: pd.Series, graded: pd.DataFrame) -> pd.Series:
    """Give the status that each graded lead has next, so that `distribute` finds what its letter changed.

    A lead without a letter is 待核实. One that got its letter, or whose letter no longer fits the pool or nursery that
    it lies in, is ready to be handed out. All others stay where they are.

    Reads: graded grade, to_verify. Returns: status per lead, same index.

    >>> graded = table('''
    ...     lead_id | grade | to_verify
    ...     L1      | A     | False
    ...     L2      | B     | False
    ...     L3      | B     | False
    ...     L4      |       | True
    ... ''')
    >>> status = pd.Series(["to_verify", "nurturing", "pooled", "cleaned"], index=graded.index, dtype="str")
    >>> move_graded(status, graded).to_dict()
    {'L1': 'cleaned', 'L2': 'cleaned', 'L3': 'pooled', 'L4': 'to_verify'}
    """
    unowned, to_verify, grade = status.isin(GRADED_AGAIN), graded["to_verify"], graded["grade"]
    misplaced = (
        status.eq(Status.TO_VERIFY)
        | (status.eq(Status.POOLED) & grade.ne(Grade.B))
        | (status.eq(Status.NURTURING) & grade.ne(Grade.C))
    )
    return status.mask(unowned & ~to_verify & misplaced, Status.CLEANED.value).mask(
        unowned & to_verify, Status.TO_VERIFY.value
    )


def find_moves(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Give the leads whose letter is another one in a second grading, such as one under other settings.

    Reads: grade in both, on the same index. Returns: before and after, blank where there is no letter, per such lead.

    >>> before = table('''
    ...     lead_id | grade
    ...     L1      | A
    ...     L2      |
    ... ''')
    >>> find_moves(before, before.assign(grade=before["grade"].replace("A", "B"))).to_numpy().tolist()
    [['A', 'B']]
    """
    letters = pd.DataFrame({"before": before["grade"].fillna(""), "after": after["grade"].fillna("")})
    return letters[letters["before"] != letters["after"]]
