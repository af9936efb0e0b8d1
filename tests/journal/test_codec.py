"""Changes survive the way to JSON and back."""

import json
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.changes import AddColumn, AddTable, Append, Change, DropColumn, DropTable, Remove, Set, Value, inverse
from hiveledger.findings import Reason
from hiveledger.journal.codec import Packed, effects, encode, origins
from hiveledger.schema.words import Grade
from tests.strategies import reasons, texts

_values: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    texts(),
    st.sampled_from(["@", "@@", "@2026-03-02"]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(),
)
_tables = st.sampled_from(["leads", "desk"])
_columns = st.sampled_from(["company", "note"])
_keys = st.sampled_from(["L1", "@1", ""])
_rows = st.dictionaries(_columns, _values.filter(lambda item: item is not None))
_changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(Set, _tables, _keys, _columns, _values, _values, reasons()),
    st.builds(Append, _tables, _keys, _rows, reasons()),
    st.builds(Remove, _tables, _keys, _rows, reasons()),
    st.builds(AddColumn, _tables, _columns),
    st.builds(DropColumn, _tables, _columns),
    st.builds(AddTable, _tables, st.tuples(_columns)),
    st.builds(DropTable, _tables, st.tuples(_columns)),
)


def packed(changes: list[Change]) -> Packed:
    return Packed(json.loads(json.dumps(encode(changes))))


@given(st.lists(_changes))
@settings(deadline=None)
def test_what_is_packed_is_unpacked_as_it_was(changes: list[Change]) -> None:
    assert list(packed(changes)) == changes


@given(st.lists(_changes))
@settings(deadline=None)
def test_packed_changes_leave_behind_what_the_changes_themselves_do(changes: list[Change]) -> None:
    assert list(effects(packed(changes))) == list(effects(changes))


@given(st.lists(_changes))
@settings(deadline=None)
def test_what_changes_came_upon_is_what_their_inverses_leave_behind(changes: list[Change]) -> None:
    assert list(origins(packed(changes))) == list(origins(changes)) == list(effects([inverse(one) for one in changes]))


def test_a_blank_cell_of_an_added_row_is_left_out() -> None:
    assert packed([Append("leads", "L1", {"company": "示例公司", "note": None})])[0] == Append(
        "leads", "L1", {"company": "示例公司"}
    )


def test_a_reason_keeps_what_its_sentence_needs() -> None:
    why = Reason("core.rows", {"count": 2, "at": datetime(2026, 3, 2), "because": Reason("core.rows"), "word": Grade.A})
    assert packed([Set("leads", "L1", "grade", None, "A", why)])[0] == Set("leads", "L1", "grade", None, "A", why)


def test_one_reason_for_many_changes_is_kept_once() -> None:
    why = Reason("core.rows", {"count": 1})
    block = encode([Set("leads", key, "grade", None, "A", why) for key in ("L1", "L2", "L3")])[0]
    assert len(block["whys"]) == 2
    assert block["why"] == [1, 1, 1]
