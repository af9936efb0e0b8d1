"""What holds after every verb, whatever the ledger, the team, the people at work and the order of the rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Plan, Set, Tables, apply, undo, value
from hiveledger.flows.verbs import VERBS
from hiveledger.schema.words import OPEN, OWNED, WAITING, Role, Status, is_allowed
from tests.working_days import MACHINES, START, Typed, books, people_at_work

DAY: Final = ("clean", "dedupe", "complete", "grade", "distribute", "confirm", "return", "follow-up")
HISTORY: Final = OWNED | {Status.LOST}  # a lost deal may still say whose it was


@dataclass(frozen=True)
class Step:
    """One verb, carried out once on a book."""

    now: datetime
    before: Tables
    plan: Plan
    book: MemoryBook

    @property
    def leads(self) -> pd.DataFrame:
        """The ledger after it."""
        return self.book.read().frame("leads")

    def written(self, column: str) -> list[Set]:
        """Give what was written into a column of the ledger."""
        sets = [change for change in self.plan.changes if isinstance(change, Set)]
        return [change for change in sets if (change.table, change.column) == ("leads", column)]

    @property
    def given(self) -> dict[str, str]:
        """Who got which lead."""
        return {change.key: str(change.after) for change in self.written("owner") if change.after is not None}


def moves_are_those_of_the_list(step: Step) -> None:
    for change in step.written("status"):
        before = None if change.before is None else Status(str(change.before))
        assert is_allowed(before, Status(str(change.after)))


def only_distribution_gives_leads_and_only_to_who_may_have_them(step: Step) -> None:
    state, given = step.book.read(), step.given
    assert not given or step.plan.verb == "distribute"
    people, today = state.frame("people"), pd.Timestamp(step.now).normalize()
    held = step.leads["owner"][step.leads["status"].isin(OPEN)].value_counts()
    for person in set(given.values()):
        row = people.loc[person]
        assert row["role"] == Role.AM
        assert not row["left_at"] <= step.now
        knows_of_leave = pd.notna(row["leave_from"]) or pd.notna(row["leave_to"])
        assert not knows_of_leave or row["leave_from"] > today or row["leave_to"] < today
        assert held[person] <= (state.settings.held_cap if pd.isna(row["cap"]) else row["cap"])


def leads_of_one_company_go_to_one_person(step: Step) -> None:
    company = step.leads["account_id"].fillna(step.leads.index.to_series())
    given = pd.Series(step.given, dtype="str")
    assert given.groupby(company.reindex(given.index)).nunique().le(1).all()


def a_second_run_changes_nothing(step: Step) -> None:
    assert _planned(step.plan.verb, step.book, step.now).groups == ()


def it_can_be_taken_back(step: Step) -> None:
    back = apply(step.book.tables, undo(step.plan.changes))
    assert back.keys() == step.before.keys()
    for name in back.keys() - {"log"}:
        pd.testing.assert_frame_equal(back[name].sort_index(), step.before[name].sort_index(), obj=name)


def who_holds_a_lead_fits_its_status(step: Step) -> None:
    status, is_held = step.leads["status"], step.leads["owner"].notna()
    assert (is_held[status.isin(OWNED)]).all()
    assert not is_held[~status.isin(HISTORY)].any()


def no_lead_is_lost(step: Step) -> None:
    leads = step.leads
    assert set(leads.index) == set(step.before["leads"].index)
    kept = leads["duplicate_of"][leads["status"] == Status.MERGED]
    assert kept.isin(leads.index).all()
    assert (kept != kept.index).all()


PROMISES: Final[tuple[Callable[[Step], None], ...]] = (
    moves_are_those_of_the_list,
    only_distribution_gives_leads_and_only_to_who_may_have_them,
    leads_of_one_company_go_to_one_person,
    a_second_run_changes_nothing,
    it_can_be_taken_back,
)
WHERE_NOBODY_MEDDLES: Final = (*PROMISES, who_holds_a_lead_fits_its_status, no_lead_is_lost)


def cells_that_people_typed_stand(step: Step, said: Typed) -> None:
    for (table, key, column), cell in said.items():
        is_read_and_wiped = column == "reply"
        is_order = column == "status" and (cell is None or cell in WAITING)
        if not (is_read_and_wiped or is_order or _so_said_so(step, key, column)):
            assert value(step.book.tables[table].loc[key, column]) == cell, (step.plan.verb, table, key, column)


def _so_said_so(step: Step, lead: str, column: str) -> bool:
    """Tell whether SO answered a desk row about this cell, or about where the lead goes."""
    desk = step.before["desk"]
    answered = desk[(desk["lead_id"].eq(lead) | desk["other_id"].eq(lead)) & desk["verdict"].notna()]
    return column in set(answered["column"]) or (column in MACHINES and len(answered) > 0)


def _planned(verb: str, book: MemoryBook, now: datetime) -> Plan:
    plan: Plan = VERBS[verb].function()(book, now)
    return plan


def _shuffle(book: MemoryBook, chance: Random) -> None:
    for name, frame in book.tables.items():
        book.tables[name] = frame.iloc[chance.sample(range(len(frame)), len(frame))]


def carry_out(verb: str, book: MemoryBook, now: datetime, chance: Random) -> Step:
    """Carry out a verb on a book whose rows somebody sorts anew before and after; that changes no plan."""
    plan = _planned(verb, book, now)
    _shuffle(book, chance)
    assert _planned(verb, book, now) == plan, verb
    before = dict(book.tables)
    assert book.write(plan, who="SO").conflicts == (), verb
    _shuffle(book, chance)
    return Step(now, before, plan, book)


def _live(data: st.DataObject, promises: tuple[Callable[[Step], None], ...], *, anything: bool) -> None:
    book, chance = data.draw(books()), data.draw(st.randoms(use_true_random=False))
    now, said = START, Typed()
    for verb in DAY:
        people_at_work(data, book, now, said, anything=anything)
        now += timedelta(minutes=data.draw(st.sampled_from([1, 30, 150])))
        step = carry_out(verb, book, now, chance)
        for holds in promises:
            holds(step)
        cells_that_people_typed_stand(step, said)


_WITHOUT_SHRINKING: Final = (Phase.explicit, Phase.reuse, Phase.generate)  # a step takes a third of a second


@settings(max_examples=8, phases=_WITHOUT_SHRINKING)
@given(st.data())
def test_every_verb_keeps_its_promises_while_people_work_beside_it(data: st.DataObject) -> None:
    _live(data, WHERE_NOBODY_MEDDLES, anything=False)


@settings(max_examples=6, phases=_WITHOUT_SHRINKING)
@given(st.data())
def test_every_verb_keeps_its_promises_whatever_people_type(data: st.DataObject) -> None:
    _live(data, PROMISES, anything=True)
