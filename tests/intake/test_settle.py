"""Which column is which, when several may claim the same."""

from hypothesis import given
from hypothesis import strategies as st

from hiveledger.intake.settle import Claim, Verdict, settle

_KEYS = ("company", "contact", "mobile", "phone", "owner", "region", "source")


def _settled(*scores: dict[str, float]) -> list[Verdict]:
    found = settle([Claim(column, given) for column, given in enumerate(scores, 1)])
    return [found[column] for column in sorted(found)]


def test_the_surest_claim_wins_and_the_loser_is_asked() -> None:
    assert _settled({"source": 0.9}, {"source": 0.95}) == [Verdict(candidates=("source",)), Verdict("source", 0.95)]


def test_of_equal_claims_the_first_column_wins() -> None:
    assert [verdict.key for verdict in _settled({"source": 0.95}, {"source": 0.95})] == ["source", ""]


def test_a_second_column_of_mobiles_is_a_further_phone() -> None:
    first, second = _settled({"mobile": 0.95}, {"mobile": 0.95})
    assert (first.key, second.key) == ("mobile", "phone")
    assert second.confidence < first.confidence


def test_facts_that_stand_in_several_columns_share_a_key() -> None:
    assert [verdict.key for verdict in _settled({"region": 0.95}, {"region": 0.9})] == ["region", "region"]


def test_what_is_taken_elsewhere_settles_what_was_unclear() -> None:
    unclear = {"owner": 0.75, "contact": 0.75}
    assert _settled(unclear)[0] == Verdict(candidates=("contact", "owner"))
    assert _settled(unclear, {"contact": 0.95})[0] == Verdict("owner", 0.75)
    assert _settled(unclear, {"owner": 0.95})[0] == Verdict("contact", 0.75)


def test_what_is_not_sure_enough_is_asked_and_the_unlikely_left_alone() -> None:
    assert _settled({"source": 0.5}, {"company": 0.3}, {}) == [Verdict(candidates=("source",)), Verdict(), Verdict()]


def test_the_owners_name_is_the_owner_unless_the_number_stands_beside() -> None:
    name = {"owner_name": 1.0, "owner": 0.95}
    assert _settled(name)[0].key == "owner"
    assert [verdict.key for verdict in _settled(name, {"owner": 1.0})] == ["owner_name", "owner"]


def test_parts_of_a_name_share_the_contact_and_give_way_to_a_whole_one() -> None:
    first, last = Claim(1, {"contact": 0.8}, is_part=True), Claim(2, {"contact": 0.8}, is_part=True)
    assert [verdict.key for verdict in settle([first, last]).values()] == ["contact", "contact"]
    whole = settle([first, last, Claim(3, {"contact": 0.9})])
    assert [whole[column].key for column in (1, 2, 3)] == ["", "", "contact"]


_SCORES = st.dictionaries(st.sampled_from(_KEYS), st.floats(0, 1), max_size=4)


@given(st.lists(_SCORES, max_size=8))
def test_every_column_gets_one_verdict_and_a_key_of_one_column_is_given_once(scores: list[dict[str, float]]) -> None:
    verdicts = _settled(*scores)
    assert len(verdicts) == len(scores)
    keys = [verdict.key for verdict in verdicts if verdict.key]
    assert all(keys.count(key) == 1 for key in keys if key not in {"region", "phone"})
    assert not any(verdict.key and verdict.candidates for verdict in verdicts)


@given(st.lists(_SCORES, max_size=6), st.randoms())
def test_the_order_in_which_claims_come_does_not_matter(scores: list[dict[str, float]], random: st.DataObject) -> None:
    claims = [Claim(column, given) for column, given in enumerate(scores, 1)]
    shuffled = claims.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(shuffled) == settle(claims)
