"""Each invariant sees the rule broken that it is about: mutants of a sound moment."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import pytest

from hiveledger.changes import Change, Remove, Set, Tables, Value, apply
from hiveledger.findings import Reason
from hiveledger.journal import Run
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from hiveledger.simulation.invariants import Answered, Invariants, slow_due
from tests.tables import table

_GIVEN = datetime(2026, 3, 2, 10)
_DUE = datetime(2026, 3, 2, 13, 30)  # as if lunch did not count; by the calendar it is 12:00
_NOON = datetime(2026, 3, 2, 12)


def _tables(**cells: str) -> dict[str, pd.DataFrame]:
    row = {"status": "cleaned", "note": "来单0001"} | cells
    leads = pd.DataFrame([row], index=pd.Index(["L1"], name="lead_id"))
    people = table("""
        staff_no | name | role | cap
        A001     | 甲   | AM   | 1
    """)
    return {"leads": typed(TABLES["leads"], leads), "people": typed(TABLES["people"], people)}


def _run(number: int, at: datetime, *changes: Change, verb: str = "distribute", undoes: str = "") -> Run:
    return Run(f"R-{number}", verb, "x", at, {"run": undoes} if undoes else {}, changes)


def _set(column: str, before: Value, after: Value, why: str = "") -> Set:
    return Set("leads", "L1", column, before, after, Reason(why) if why else None)


_HANDED = _run(
    1,
    _GIVEN,
    _set("status", "cleaned", "assigned"),
    _set("owner", None, "A001"),
    _set("delivered_at", None, _GIVEN),
    _set("confirm_due", None, _NOON),
)


def _broken(now: datetime, *runs: Run, answers: Sequence[Answered] = (), tables: Tables | None = None) -> list[str]:
    before = _tables()
    invariants = Invariants(before)
    after = tables or apply(before, [change for run in runs for change in run.changes])
    invariants.check(now, after, runs, answers, ["来单0001"], is_done=True)
    return invariants.broken


def _confirmed(at: datetime) -> tuple[Run, Run]:
    said = _run(2, at, _set("reply", None, "accept"), verb="observed")
    return said, _run(3, at, _set("status", "assigned", "confirmed", "confirm.in_time"), verb="confirm")


def test_a_sound_moment_breaks_nothing() -> None:
    assert _broken(_GIVEN, _HANDED) == []
    assert _broken(_NOON, _HANDED, *_confirmed(_NOON), answers=[Answered("L1", "A001", "accept", _NOON)]) == []


def test_working_time_leaves_out_lunch_nights_holidays_and_leave() -> None:
    assert slow_due(datetime(2026, 3, 2, 11, 30), 120, None) == datetime(2026, 3, 2, 15)
    assert slow_due(datetime(2026, 3, 6, 17, 30), 120, None) == datetime(2026, 3, 9, 10, 30)
    assert slow_due(_GIVEN, 120, (_GIVEN.date(), _GIVEN.date())) == datetime(2026, 3, 3, 11)


_LATE = datetime(2026, 3, 2, 12, 1)

_MUTANTS = {
    "a lead that nobody returned in time": (_LATE, [_HANDED], [], None),
    "a deadline that leaves out the calendar": (
        _GIVEN,
        [_run(1, _GIVEN, *_HANDED.changes[:3], _set("confirm_due", None, _DUE))],
        [],
        None,
    ),
    "a late answer that counts as one in time": (
        _LATE,
        [_HANDED, *_confirmed(_LATE)],
        [Answered("L1", "A001", "accept", _LATE)],
        None,
    ),
    "a lead that goes back though it was confirmed in time": (
        _LATE,
        [
            _HANDED,
            _run(2, _NOON, _set("reply", None, "accept"), verb="observed"),
            _run(3, _LATE, _set("owner", "A001", None), _set("status", "assigned", "returned", "confirm.lapsed")),
        ],
        [Answered("L1", "A001", "accept", _NOON)],
        None,
    ),
    "a lead that goes back before its time": (
        _GIVEN,
        [
            _HANDED,
            _run(2, _GIVEN, _set("owner", "A001", None), _set("status", "assigned", "returned", "confirm.lapsed")),
        ],
        [],
        None,
    ),
    "a lead that is nobody's and somebody's": (_GIVEN, [_run(1, _GIVEN, _set("owner", None, "A001"))], [], None),
    "an owner who is not of the team": (
        _GIVEN,
        [_run(1, _GIVEN, _set("status", "cleaned", "confirmed"), _set("owner", None, "A009"))],
        [],
        None,
    ),
    "a row that is taken out": (_GIVEN, [_run(1, _GIVEN, Remove("leads", "L1", {}))], [], _tables()),
    "a note that is lost": (_GIVEN, [_run(1, _GIVEN, _set("note", "来单0001", None))], [], None),
    "a cell that no run wrote": (_GIVEN, [], [], _tables(need="示例")),
    "a run that found what did not stand there": (_GIVEN, [_run(1, _GIVEN, _set("need", "别的", "示例"))], [], None),
    "an undo that leaves a cell": (
        _GIVEN,
        [_run(1, _GIVEN, _set("need", None, "示例")), _run(2, _GIVEN, verb="undo", undoes="R-1")],
        [],
        None,
    ),
}


@pytest.mark.parametrize("name", list(_MUTANTS))
def test_what_breaks_a_rule_is_seen(name: str) -> None:
    now, runs, answers, tables = _MUTANTS[name]
    assert _broken(now, *runs, answers=answers, tables=tables) != []


def test_more_leads_than_the_cap_are_seen() -> None:
    two = (
        pd.concat([_tables(status="confirmed", owner="A001")["leads"]] * 2)
        .set_axis(["L1", "L2"])
        .rename_axis("lead_id")
    )
    tables = {**_tables(), "leads": two}
    invariants = Invariants(tables)
    invariants.check(_GIVEN, tables, (), (), [], is_done=True)
    assert any("more than 1" in line for line in invariants.broken)
