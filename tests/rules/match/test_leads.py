"""A whole ledger: chains, owners, people's words, crowds; and the same answer whatever the order of rows."""

from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.rules.match.groups import Fate
from hiveledger.rules.match.leads import Said, match_leads
from hiveledger.schema import LEADS
from hiveledger.schema.frames import empty, typed
from hiveledger.schema.tables import CONTACTS
from tests.rules.match.ledgers import leads, matched
from tests.tables import table


def _fates(rows: pd.DataFrame, said: Said | None = None) -> list[tuple[str, str, str]]:
    judge = matched(rows, said).to_judge
    return sorted(zip(judge["left"], judge["right"], judge["fate"], strict=True))


def test_a_chain_never_joins_two_companies() -> None:
    rows = leads("""
        lead_id | company      | mobile      | email
        L1      | 苏州云帆科技 | 13800000001 |
        L2      |              | 13800000001 | a@qq.com
        L3      | 无锡云帆科技 |             | a@qq.com
    """)
    assert matched(rows).into.to_dict() == {"L2": "L1"}
    assert _fates(rows) == [("L1", "L3", Fate.COMPANIES)]


def test_a_chain_never_joins_two_people() -> None:
    rows = leads("""
        lead_id | company      | contact | mobile      | phone
        L1      | 苏州云帆科技 | 王明    | 13800000001 | 0512-65551234
        L2      | 苏州云帆科技 |         |             | 0512-65551234
        L3      | 苏州云帆科技 | 李青    | 13800000003 | 0512-65551234
    """)
    found = matched(rows)
    assert found.into.to_dict() == {"L2": "L1"}
    assert found.to_judge.empty


def test_leads_of_two_owners_are_never_merged() -> None:
    rows = leads("""
        lead_id | company      | mobile      | owner | status
        L1      | 苏州云帆科技 | 13800000001 | A1    | following
        L2      | 苏州云帆科技 | 13800000001 | A2    | assigned
        L3      | 苏州云帆科技 | 13800000001 |       | new
    """)
    assert matched(rows).into.to_dict() == {"L3": "L1"}
    assert _fates(rows) == [("L1", "L2", Fate.CLASH)]


def test_what_a_person_told_apart_stays_apart() -> None:
    rows = leads("""
        lead_id | company      | mobile
        L1      | 苏州云帆科技 | 13800000001
        L2      | 苏州云帆科技 | 13800000001
        L3      | 苏州云帆科技 | 13800000001
    """)
    found = matched(rows, Said(apart=frozenset({("L1", "L2")})))
    assert found.into.to_dict() == {"L3": "L1"}
    assert found.to_judge.empty


def test_what_a_person_told_to_merge_merges_over_owners_and_closed_deals() -> None:
    rows = leads("""
        lead_id | company      | mobile      | owner | status
        L1      | 苏州云帆科技 | 13800000001 | A1    | following
        L2      | 无锡云帆科技 | 13800000002 | A2    | won
    """)
    assert matched(rows, Said(together=frozenset({("L1", "L2")}))).into.to_dict() == {"L2": "L1"}


def test_a_row_whose_status_somebody_typed_merges_only_if_somebody_says_so() -> None:
    rows = leads("""
        lead_id | company      | mobile
        L1      | 苏州云帆科技 | 13800000001
        L2      | 苏州云帆科技 | 13800000001
    """)
    typed_by_hand = Said(placed=frozenset({"L2"}))
    assert matched(rows, typed_by_hand).into.empty
    assert _fates(rows, typed_by_hand) == [("L1", "L2", Fate.PERSONS)]


def test_a_closed_deal_takes_in_but_is_not_taken_in() -> None:
    rows = leads("""
        lead_id | company      | mobile      | owner | status    | received_at
        L1      | 苏州云帆科技 | 13800000001 | A1    | won       | 2026-01-05
        L2      | 苏州云帆科技 | 13800000001 | A1    | following | 2026-02-05
        L3      | 苏州云帆科技 | 13800000001 |       | new       | 2026-03-05
    """)
    assert matched(rows).into.to_dict() == {"L3": "L2"}
    assert matched(rows.drop(index="L2")).into.to_dict() == {"L3": "L1"}


@pytest.mark.parametrize("status", ["merged", "invalid", "blocked"])
def test_a_lead_out_of_play_has_no_duplicate(status: str) -> None:
    rows = leads(f"""
        lead_id | company      | mobile      | status
        L1      | 苏州云帆科技 | 13800000001 | {status}
        L2      | 苏州云帆科技 | 13800000001 | new
    """)
    assert matched(rows).into.empty


def test_a_crowd_is_shown_once_and_not_merged() -> None:
    rows = leads(
        "lead_id | company | mobile\n" + "\n".join(f"L{n} | 苏州云帆科技 | 13800000001" for n in range(10, 40))
    )
    assert matched(rows).into.empty
    assert _fates(rows) == [("L10", "L11", Fate.CROWD)]


def test_a_further_contact_speaks_for_its_lead_even_after_a_merge() -> None:
    rows = leads("""
        lead_id | company      | contact | mobile      | status | duplicate_of
        L1      | 苏州云帆科技 | 王明    | 13800000001 | new    |
        L2      | 苏州云帆科技 | 王总    | 13800000001 | merged | L1
        L3      | 苏州云帆科技 | 李青    | 13800000003 | new    |
    """)
    contacts = table("contact_id | lead_id | contact | mobile\nP1 | L2 | 李青 | 13800000003")
    assert match_leads(rows, typed(CONTACTS, contacts), Said()).into.to_dict() == {"L3": "L1"}


_CELLS = {
    "company": st.sampled_from([None, "云帆科技", "苏州云帆科技", "无锡云帆科技有限公司", "苏州云帆科技昆山分公司"]),
    "contact": st.sampled_from([None, "王明", "王总", "李青"]),
    "mobile": st.sampled_from([None, "13800000001", "13800000002"]),
    "phone": st.sampled_from([None, "0512-65551234"]),
    "email": st.sampled_from([None, "wang@yunfan.example", "info@yunfan.example"]),
    "owner": st.sampled_from([None, "A1", "A2"]),
    "status": st.sampled_from(["new", "following", "nurturing", "lost", "won", "merged"]),
    "received_at": st.sampled_from(["2026-03-01", "2026-03-02", None]),
}
_LEDGERS = st.lists(st.fixed_dictionaries(_CELLS), min_size=1, max_size=8)


def _ledger(rows: list[dict[str, str | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, dtype="str").assign(lead_id=[f"L{n}" for n in range(len(rows))])
    return typed(LEADS, frame.assign(received_at=pd.to_datetime(frame["received_at"])))


@settings(max_examples=15)
@given(rows=_LEDGERS, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows: list[dict[str, str | None]], order: Random) -> None:
    ledger = _ledger(rows)
    shuffled = ledger.loc[order.sample(list(ledger.index), len(ledger))]
    one, other = matched(ledger), matched(shuffled)
    pd.testing.assert_series_equal(one.into.sort_index(), other.into.sort_index())
    pd.testing.assert_frame_equal(one.to_judge, other.to_judge)


@settings(max_examples=15)
@given(rows=_LEDGERS)
def test_no_merge_ever_spans_two_owners_companies_or_branches(rows: list[dict[str, str | None]]) -> None:
    ledger = _ledger(rows)
    found = match_leads(ledger, empty(CONTACTS), Said())
    groups = found.into.reindex(ledger.index).fillna(ledger.index.to_series())
    held = ledger["owner"].where(ledger["status"] != "lost")
    assert held.groupby(groups).nunique().max() <= 1
    assert found.cards["place"].groupby(groups).nunique().max() <= 1 or found.cards.empty
    assert found.cards["core"].groupby(groups).nunique().fillna(0).max() <= 1 or found.cards.empty
    assert not set(found.into) & set(found.into.index)
