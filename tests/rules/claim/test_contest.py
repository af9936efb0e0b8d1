"""Who wins a lead that several people want."""

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from hiveledger.rules.claim.contest import Claim, Limits, Person, settle
from hiveledger.schema.words import ClaimMode, ClaimResult

OPEN: Final = datetime(2026, 3, 2, 10)
DAYS: Final = ("day", "week")


@st.composite
def contests(draw: st.DrawFn) -> tuple[list[Claim], dict[str, Person], Limits]:
    """Draw people who stand in various ways, their claims in one window, and a team's rules."""
    count = draw(st.integers(1, 5))
    few = st.integers(0, 2)
    people = {
        f"A{at}": Person(draw(st.sampled_from([0, 0.5, 0.9])), draw(few), at, {"day": draw(few), "week": draw(few)})
        for at in range(count)
    }
    claims = []
    for at, person in enumerate([*people, "A9"]):
        second = draw(st.integers(0, 3))
        obstacle = draw(st.sampled_from(["", "", "", "industry"]))
        claims.append(Claim(f"Q{at}", person, OPEN + timedelta(seconds=second), 1 - second / 3, obstacle))
    mode = draw(st.sampled_from(list(ClaimMode)))
    return (
        claims,
        people,
        Limits(mode, draw(st.sampled_from([0, 0.5, 1])), 2, draw(st.sampled_from([0.1, 0.4, 1])), 0.6),
    )


@given(contests())
def test_the_order_of_claims_never_matters(drawn: tuple[list[Claim], dict[str, Person], Limits]) -> None:
    claims, people, limits = drawn
    forwards = settle(claims, deepcopy(people), limits, DAYS)
    assert settle(claims[::-1], deepcopy(people), limits, DAYS) == forwards


@given(contests())
def test_one_at_most_wins_who_may_and_nobody_who_may_leaves_it_lying(
    drawn: tuple[list[Claim], dict[str, Person], Limits],
) -> None:
    claims, before, limits = drawn
    people = deepcopy(before)
    won, told = settle(claims, people, limits, DAYS)
    winners = [claim for claim in claims if told[claim.key].result is ClaimResult.WON]
    assert [claim.key for claim in winners] == ([won] if won else [])
    assert told.keys() == {claim.key for claim in claims}
    for claim in winners:
        stood = before[claim.person]
        assert (claim.obstacle, stood.room > 0, stood.won_on["day"] < limits.day_claims) == ("", True, True)
        assert people[claim.person].room == stood.room - 1
    if not won:
        assert all(one.refusal for one in told.values())


@given(contests())
def test_a_claim_that_is_refused_changes_nothing_for_the_others(
    drawn: tuple[list[Claim], dict[str, Person], Limits],
) -> None:
    claims, people, limits = drawn
    won, told = settle(claims, deepcopy(people), limits, DAYS)
    able = [claim for claim in claims if told[claim.key].refusal in ("", "share")]
    assert settle(able, deepcopy(people), limits, DAYS)[0] == won
