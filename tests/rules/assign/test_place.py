"""Which AM gets which lead."""

import itertools
from fractions import Fraction
from random import Random
from typing import Final, NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.rules.assign.obstacles import find_obstacles
from hiveledger.rules.assign.place import place
from tests.rules.assign.frames import NOW, as_leads, as_team, leads, team

_INDUSTRIES: Final = ("电子", "汽车", "食品")
_REGIONS: Final = ("江苏", "广东")
_FEW: Final = settings(max_examples=40)


def owners(rows: str, people: str) -> dict[str, object]:
    placed = place(leads(rows), team(people), NOW)["owner"]
    return {str(lead): None if pd.isna(who) else who for lead, who in placed.items()}


def test_the_lowest_load_after_it_gets_the_lead() -> None:
    people = """
        staff_no | quota | given
        A1       | 10    | 3
        A2       | 40    | 11
    """
    assert owners("lead_id\nL1", people) == {"L1": "A2"}


def test_at_equal_load_the_industry_by_name_comes_before_the_longest_wait() -> None:
    people = """
        staff_no | industries | last_at
        A1       |            | 2026-01-01
        A2       | 电子       | 2026-03-01
    """
    assert owners("lead_id | industry\nL1 | 电子", people) == {"L1": "A2"}


def test_at_equal_load_and_fit_the_longest_wait_gets_it_then_the_lower_staff_number() -> None:
    people = """
        staff_no | last_at
        A10      | 2026-03-01
        A9       | 2026-03-01
        A8       | 2026-03-02
    """
    assert owners("lead_id\nL1", people) == {"L1": "A9"}
    assert owners("lead_id\nL1\nL2\nL3", people) == {"L1": "A9", "L2": "A10", "L3": "A8"}


def test_a_lead_only_one_can_take_is_not_lost_to_one_that_others_could_take() -> None:
    people = """
        staff_no | industries | room
        A1       |            | 1
        A2       | 电子       | 1
    """
    rows = """
        lead_id | received_at | industry
        L1      | 2026-03-01  | 电子
        L2      | 2026-03-02  | 汽车
    """
    assert owners(rows, people) == {"L1": "A2", "L2": "A1"}


def test_where_room_is_short_the_earliest_leads_are_placed() -> None:
    people = """
        staff_no | industries | room
        A1       |            | 2
    """
    rows = """
        lead_id | received_at | industry
        L1      |             | 电子
        L2      | 2026-03-03  | 汽车
        L3      | 2026-03-02  | 电子
        L4      | 2026-03-01  | 食品
    """
    assert owners(rows, people) == {"L1": None, "L2": None, "L3": "A1", "L4": "A1"}


def test_leads_of_one_company_go_to_one_who_may_take_all_of_them() -> None:
    people = """
        staff_no | industries | room
        A1       | 电子       | 5
        A2       | 汽车       | 5
        A3       |            | 5
    """
    rows = """
        lead_id | account_id | industry
        L1      | L1         | 电子
        L2      | L1         | 汽车
    """
    assert owners(rows, people) == {"L1": "A3", "L2": "A3"}


def test_leads_of_one_company_are_not_split_for_want_of_room() -> None:
    rows = """
        lead_id | account_id
        L1      | L1
        L2      | L1
    """
    assert owners(rows, "staff_no | room\nA1 | 1\nA2 | 1") == {"L1": None, "L2": None}


def test_companies_come_first_and_in_the_order_of_their_first_lead() -> None:
    rows = """
        lead_id | account_id | received_at
        L1      |            | 2026-03-01
        L2      | L2         | 2026-03-05
        L3      | L2         | 2026-03-05
        L4      | L4         | 2026-03-02
        L5      | L4         | 2026-03-09
    """
    assert owners(rows, "staff_no | room\nA1 | 3") == {"L1": "A1", "L2": None, "L3": None, "L4": "A1", "L5": "A1"}


def test_a_lead_is_not_offered_again_to_who_let_it_lapse() -> None:
    rows = "lead_id | lapsed_by\nL1 | A1\nL2 |"
    assert owners(rows, "staff_no | given\nA1 | 0\nA2 | 5") == {"L1": "A2", "L2": "A1"}


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        pytest.param("lead_id", "staff_no\nA1", id="no leads"),
        pytest.param("lead_id\nL1", "staff_no", id="no team"),
        pytest.param("lead_id\nL1", "staff_no | quota\nA1 | 0", id="nobody with a quota"),
        pytest.param("lead_id", "staff_no", id="neither"),
    ],
)
def test_nothing_to_place_is_ordinary(rows: str, people: str) -> None:
    placed = place(leads(rows), team(people), NOW)
    assert placed.index.to_list() == leads(rows).index.to_list()
    assert placed["owner"].isna().all()
    assert placed.dtypes.astype("str").to_dict() == {
        **dict.fromkeys(
            ["owner", "code", "load_before", "load_after", "runner_up", "runner_load", "runner_why"], "str"
        ),
        "together": "int64",
    }


def test_each_lead_tells_the_load_it_found_and_the_load_it_left() -> None:
    placed = place(
        leads("""
            lead_id | account_id | received_at
            L1      |            | 2026-03-03
            L2      |            | 2026-03-02
            L3      | L3         | 2026-03-09
            L4      | L3         | 2026-03-09
        """),
        team("staff_no | quota | given\nA1 | 7.5 | 3"),
        NOW,
    )
    assert placed[["load_before", "load_after", "together"]].to_dict("index") == {
        "L3": {"load_before": "3/7.5", "load_after": "5/7.5", "together": 2},
        "L4": {"load_before": "3/7.5", "load_after": "5/7.5", "together": 2},
        "L2": {"load_before": "5/7.5", "load_after": "6/7.5", "together": 1},
        "L1": {"load_before": "6/7.5", "load_after": "7/7.5", "together": 1},
    }


@pytest.mark.parametrize(
    "rows",
    ["lead_id | industry\nL1 | 电子", "lead_id | account_id | industry\nL1 | L1 | 电子\nL2 | L1 | 电子"],
    ids=["a single lead", "a company"],
)
@pytest.mark.parametrize(
    ("second", "load", "why"),
    [
        pytest.param("| 9 | 5 | 电子 | 2026-03-01", "9/20", "load", id="a higher load"),
        pytest.param("| 3 | 5 |      | 2026-03-01", "3/20", "fit", id="a looser fit"),
        pytest.param("| 3 | 5 | 电子 | 2026-03-02", "3/20", "wait", id="a more recent lead"),
        pytest.param("| 3 | 5 | 电子 | 2026-03-01", "3/20", "number", id="a later staff number"),
        pytest.param("| 3 | 1 | 汽车 | 2026-03-01", None, None, id="nobody else"),
    ],
)
def test_the_runner_up_is_named_with_what_spoke_against_them(
    rows: str, second: str, load: str | None, why: str | None
) -> None:
    people = f"staff_no | given | room | industries | last_at\nA1 | 3 | 5 | 电子 | 2026-03-01\nA2 {second}"
    found = place(leads(rows), team(people), NOW)
    assert told(found["owner"])["L1"] == "A1"
    second_of = [told(found[key]).get("L1") for key in ("runner_up", "runner_load", "runner_why")]
    assert second_of == ["A2" if why else None, load, why]


class Person(NamedTuple):
    """An AM as a property test draws one."""

    staff_no: str
    role: str
    industries: str
    regions: str
    leave_from: pd.Timestamp | None
    quota: int
    given: int
    room: int
    last_at: pd.Timestamp | None

    def may_take(self, lead: "Lead") -> bool:
        """Say it again in plain words, one person and one lead at a time."""
        return (
            self.role == "AM"
            and self.leave_from is None
            and self.quota > 0
            and (not self.industries or lead.industry in self.industries)
            and (not self.regions or lead.region in {None, *self.regions.split(";")})
            and self.staff_no not in (lead.lapsed_by or "")
        )

    def fit(self, lead: "Lead") -> int:
        """Say it again, too."""
        return 4 * bool(self.industries) + 2 * bool(self.regions and lead.region)

    def load(self, more: int) -> Fraction:
        """Give the load after some more leads."""
        return Fraction(self.given + more, self.quota)


class Lead(NamedTuple):
    """A lead as a property test draws one."""

    lead_id: str
    account_id: str | None
    received_at: pd.Timestamp | None
    industry: str
    region: str | None
    lapsed_by: str | None


class Case(NamedTuple):
    """Leads to place and a team, and what the rule makes of them."""

    leads: dict[str, Lead]
    people: dict[str, Person]

    @property
    def batch(self) -> pd.DataFrame:
        """The leads as the rule reads them."""
        return as_leads(pd.DataFrame(self.leads.values(), columns=Lead._fields).set_index("lead_id"))

    @property
    def team(self) -> pd.DataFrame:
        """The team as the rule reads it."""
        return as_team(pd.DataFrame(self.people.values(), columns=Person._fields).set_index("staff_no"))

    @property
    def placed(self) -> pd.DataFrame:
        """What the rule makes of them."""
        return place(self.batch, self.team, NOW)


_DAYS: Final = st.sampled_from([None, pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-02")])


def _some(words: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words), max_size=2, unique=True).map(";".join)


@st.composite
def cases(draw: st.DrawFn, most_leads: int = 8, accounts: tuple[str | None, ...] = (None, "C1", "C2")) -> Case:
    few = st.integers(0, 4)
    people = st.builds(
        Person,
        st.sampled_from(["A0", "A1", "A2", "A3"]),
        st.sampled_from(["AM", "AM", "AM", "SE"]),
        _some(_INDUSTRIES),
        _some(_REGIONS),
        st.sampled_from([None, None, None, NOW]),
        few,
        few,
        few,
        _DAYS,
    )
    batch = st.builds(
        Lead,
        st.sampled_from([f"L{number}" for number in range(9)]),
        st.sampled_from(accounts),
        _DAYS,
        st.sampled_from(_INDUSTRIES),
        st.sampled_from([None, *_REGIONS]),
        st.sampled_from([None, None, "A0", "A1;A2"]),
    )
    return Case(
        {lead.lead_id: lead for lead in draw(st.lists(batch, max_size=most_leads))},
        {person.staff_no: person for person in draw(st.lists(people, min_size=1, max_size=4))},
    )


def told(cells: pd.Series) -> dict[str, str]:
    """Give the cells of a column that hold something."""
    return {str(key): str(cell) for key, cell in cells.dropna().items()}


@_FEW
@given(cases(), st.randoms())
def test_the_order_of_rows_never_matters(case: Case, shuffle: Random) -> None:
    batch, people = list(case.leads), list(case.people)
    shuffle.shuffle(batch)
    shuffle.shuffle(people)
    placed = place(case.batch.loc[batch], case.team.loc[people], NOW)
    pd.testing.assert_frame_equal(placed.loc[list(case.leads)], case.placed)


@_FEW
@given(cases())
def test_nobody_passes_their_cap_or_gets_what_they_may_not_take(case: Case) -> None:
    owner = told(case.placed["owner"])
    assert all(case.people[who].may_take(case.leads[lead]) for lead, who in owner.items())
    assert all(person.room >= [*owner.values()].count(who) for who, person in case.people.items())


@_FEW
@given(cases())
def test_all_leads_of_a_company_have_one_owner_or_none(case: Case) -> None:
    owners = case.placed["owner"].fillna("nobody").groupby(case.batch["account_id"])
    assert all(len(set(owner)) == 1 for _, owner in owners)


@_FEW
@given(cases(accounts=("C1", "C2", "C3")))
def test_companies_are_served_one_by_one(case: Case) -> None:
    """Do it again by hand: lowest load, best fit, longest wait, staff number; whoever is served waits anew."""
    served = sorted(case.leads.values(), key=lambda lead: (lead.received_at or pd.Timestamp.max, lead.lead_id))
    companies = {lead.account_id: [other for other in served if other.account_id == lead.account_id] for lead in served}
    given, since = dict.fromkeys(case.people, 0), {who: p.last_at or pd.Timestamp.min for who, p in case.people.items()}
    expected: dict[str, str] = {}
    for unit in companies.values():
        able = [
            (person.load(given[who] + len(unit)), -sum(map(person.fit, unit)), since[who], who)
            for who, person in case.people.items()
            if all(map(person.may_take, unit)) and person.room >= given[who] + len(unit)
        ]
        if len(unit) > 1 and able:
            owner = min(able)[-1]
            given[owner] += len(unit)
            since[owner] = NOW + pd.Timedelta(len(expected), "s")
            expected |= dict.fromkeys((lead.lead_id for lead in unit), owner)
    placed = case.placed
    assert told(placed.loc[placed["together"] > 1, "owner"]) == expected


@_FEW
@given(cases())
def test_who_is_left_over_has_an_obstacle_with_everybody(case: Case) -> None:
    owner, team = case.placed["owner"], case.team
    room = team["room"] - owner.value_counts().reindex(team.index, fill_value=0)
    obstacles = find_obstacles(case.batch[owner.isna()], team.assign(room=room), NOW)
    for cells in obstacles.itertuples(index=False):
        named = ";".join(cell for cell in cells if isinstance(cell, str))
        assert sorted(named.split(";")) == sorted(case.people)


@_FEW
@given(cases())
def test_what_is_said_of_the_runner_up_is_so(case: Case) -> None:
    placed = case.placed
    owners = told(placed["owner"])
    received = {who: [*owners.values()].count(who) for who in case.people}
    alone = placed[placed["together"].eq(1)]
    why = told(alone["runner_why"])
    for lead, who in told(alone["runner_up"]).items():
        owner, second, wanted = case.people[owners[lead]], case.people[who], case.leads[lead]
        assert second.may_take(wanted)
        assert second.room > received[who]
        load, second_load = owner.load(received[owner.staff_no]), second.load(received[who] + 1)
        same = (load, owner.fit(wanted)) == (second_load, second.fit(wanted))
        assert {
            "load": second_load > load,
            "fit": second_load <= load and second.fit(wanted) < owner.fit(wanted),
            "wait": same,
            "number": same and who > owner.staff_no,
        }[why[lead]]


@settings(max_examples=150)  # best_placement itself is tried on more
@given(cases(most_leads=5, accounts=(None,)))
def test_no_way_to_place_single_leads_is_better(case: Case) -> None:
    """Try every way: most placed, smallest largest load, best fit, then the lower loads and the longest waits."""
    able = [
        [None, *(person for person in case.people.values() if person.may_take(lead))] for lead in case.leads.values()
    ]
    since = {who: person.last_at or pd.Timestamp.min for who, person in case.people.items()}

    def worth(chosen: tuple[Person | None, ...]) -> tuple[object, ...]:
        people = [person for person in chosen if person]
        slots = [
            (person.load(nth + 1), since[person.staff_no], person.staff_no)
            for person in set(people)
            for nth in range(people.count(person))
        ]
        slots.sort(reverse=True)
        fit = sum(person.fit(lead) for lead, person in zip(case.leads.values(), chosen, strict=True) if person)
        return -len(slots), [load for load, _, _ in slots[:1]], -fit, slots

    ways = [way for way in itertools.product(*able) if all(way.count(p) <= p.room for p in case.people.values())]
    owners = told(case.placed["owner"])
    ours = tuple(case.people[owners[lead]] if lead in owners else None for lead in case.leads)
    assert worth(ours) == min(map(worth, ways))
