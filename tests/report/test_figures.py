"""The report's figures are those that a person would reckon from the rows, and each can be traced to its leads."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import pandas as pd
import pytest

from hiveledger.changes import Append, Change, Set, Tables, Value, apply, values
from hiveledger.errors import ReportError
from hiveledger.journal import OBSERVED, UNDO, Run
from hiveledger.report.measure import Measured, Record, measure
from hiveledger.report.metrics import FLOWS, METRICS, By, Measure
from hiveledger.report.periods import Period, read_period
from hiveledger.rules.calendar import Hours, read_holidays, read_hours
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed
from hiveledger.schema.words import OPEN, Status
from hiveledger.settings import Settings
from tests.report.lived import Lived, lived
from tests.report.made_up import made_up
from tests.report.slow import reckon
from tests.tables import table

_LATER = datetime(2026, 4, 1)
_WEEK = read_period("2026-W11", _LATER)
_PEOPLE = typed(
    TABLES["people"],
    table("""
    staff_no | name   | role | unit | quota_a | cap
    A1       | 示例甲 | AM   | 一组 | 10      | 20
    A2       | 示例乙 | AM   | 二组 |         |
    """),
)


def _hours(people: pd.DataFrame) -> Hours:
    return read_hours(Settings(), read_holidays(empty(TABLES["holidays"])), empty(TABLES["units"]), people)


def _measured(tables: Tables, runs: Sequence[Run], period: Period = _WEEK, unit: str = "") -> Measured:
    hours = _hours(typed(TABLES["people"], tables["people"]))
    return measure(Record(tables, runs, Settings(), hours), period, unit)


@cache
def _of_lived(weeks: Lived, period: Period = _WEEK, unit: str = "") -> Measured:
    return _measured(weeks.tables, weeks.runs, period, unit)


def _said(measured: Measured) -> dict[tuple[str, str, str], tuple[float | None, int]]:
    figures = measured.figures
    keys = figures[["metric", "by", "of"]].itertuples(index=False, name=None)
    return dict(zip(keys, zip(values(figures["value"]), figures["n"], strict=True), strict=True))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "period",
    [
        _WEEK,
        read_period("2026-W12", _LATER),
        Period("", datetime(2026, 3, 11, 15, 30), datetime(2026, 3, 17, 11)),
    ],
    ids=["a week", "the last week", "from one moment to another"],
)
def test_all_figures_of_a_lived_ledger_are_those_reckoned_row_by_row(period: Period) -> None:
    weeks = lived()
    _assert_reckoned(weeks.tables, weeks.runs, period, _of_lived(weeks, period))


@pytest.mark.parametrize("seed", range(4))
def test_so_are_those_of_ledgers_that_no_verb_would_leave_behind(seed: int) -> None:
    tables, runs = made_up(seed)
    _assert_reckoned(tables, runs, _WEEK, _measured(tables, runs))


def _assert_reckoned(tables: Tables, runs: Sequence[Run], period: Period, measured: Measured) -> None:
    ours, slow = _said(measured), reckon(tables, runs, period.since, period.until)
    for key in ours.keys() | slow.keys():
        value, count = ours.get(key, (0.0, 0))
        expected, cases = slow.get(key, (0.0, 0))
        assert (key, count) == (key, cases)
        assert (key, value) == (key, pytest.approx(expected) if cases else value)
    assert len(slow) > 180


def test_how_things_stood_a_week_before_is_what_its_own_report_gave() -> None:
    weeks = lived()
    before = _said(_of_lived(weeks))
    asked = _of_lived(weeks, read_period("2026-W12", _LATER)).figures
    stood = asked[~asked["metric"].isin(FLOWS)]
    then = [before.get(key, (0.0, 0)) for key in stood[["metric", "by", "of"]].itertuples(index=False, name=None)]
    assert stood["previous_n"].to_list() == [count for _, count in then]
    expected = [float("nan") if value is None else value for value, count in then if count]
    told = [value for value, (_, count) in zip(stood["previous"], then, strict=True) if count]
    assert told == pytest.approx(expected, nan_ok=True)


def test_totals_are_those_of_the_sheets() -> None:
    weeks = lived()
    last = _of_lived(weeks, read_period("2026-W12", _LATER))
    said, leads = _said(last), last.tables["leads"]
    came = leads["received_at"].between("2026-03-16", "2026-03-23", inclusive="left")
    assert said["received", "all", ""][0] == came.sum()
    held = leads[leads["status"].isin(OPEN)]
    assert said["held", "all", ""][0] == len(held)
    assert {of: value for (metric, by, of), (value, _) in said.items() if (metric, by) == ("held", "am")} == held[
        "owner"
    ].value_counts().to_dict()
    assert said["pooled", "all", ""][0] == leads["status"].eq(Status.POOLED).sum()


def test_each_figure_can_be_traced_to_the_leads_behind_it() -> None:
    measured = _of_lived(lived())
    counts = measured.cases.groupby("metric").size()
    whole = measured.figures[measured.figures["by"].eq(By.ALL.value)].set_index("metric")["n"]
    assert whole[whole > 0].to_dict() == counts.to_dict()
    of_leads = measured.cases[~measured.cases["metric"].isin(["cap", "quota", "skew", "waiting"])]
    assert of_leads["lead"].isin(measured.tables["leads"].index).all()


def test_parts_add_up_to_the_whole() -> None:
    figures = _of_lived(lived()).figures
    adds = figures[figures["metric"].map(lambda name: METRICS[name].measure in (Measure.COUNT, Measure.SUM))]
    sums = adds.groupby(["metric", "by"])["value"].sum().reset_index().pivot_table("value", "metric", "by")
    for by in set(sums) - {By.ALL.value}:
        parted = sums[sums[by].notna()]
        assert parted[by].to_dict() == pytest.approx(parted[By.ALL.value].to_dict())


def test_the_figures_of_units_are_those_of_reports_that_are_of_one_unit_alone() -> None:
    weeks = lived()
    whole = _said(_of_lived(weeks))
    for unit in ("装备组", "民生组"):
        alone = _said(_of_lived(weeks, unit=unit))
        theirs = {metric: said for (metric, by, of), said in whole.items() if (by, of) == ("unit", unit)}
        assert theirs
        assert {metric: alone[metric, "all", ""] for metric in theirs} == theirs


def test_the_order_of_rows_changes_nothing() -> None:
    weeks = lived()
    turned = {name: frame[::-1] for name, frame in weeks.tables.items()}
    ours, other = _of_lived(weeks), _measured(turned, weeks.runs)
    pd.testing.assert_frame_equal(ours.figures, other.figures)
    pd.testing.assert_frame_equal(ours.cases, other.cases)


def test_a_week_stays_what_it_was_at_its_cut_off_whatever_happens_later() -> None:
    weeks = lived()
    then = tuple(run for run in weeks.runs if run.at < _WEEK.until)
    later = [change for run in weeks.runs if run.at >= _WEEK.until for change in run.changes]
    assert later
    stood = _of_lived(weeks).tables
    forward = apply({name: stood[name] for name in weeks.tables}, later)
    for name, frame in weeks.tables.items():
        columns = list(frame.columns)
        pd.testing.assert_frame_equal(forward[name][columns].sort_index(), frame.sort_index(), check_like=True)
    pd.testing.assert_frame_equal(_of_lived(weeks).figures, _measured(stood, then).figures)


_AT = {hour: datetime(2026, 3, 10, hour) for hour in range(8, 20)}


def _lead(**cells: Value) -> dict[str, Value]:
    return {"company": "示例公司", "status": "cleaned", "grade": "A", "received_at": _AT[8], **cells}


def _run(number: int, hour: int, verb: str, *changes: Change, **args: str) -> Run:
    return Run(f"R-{number}", verb, "", _AT[hour], args, changes)


def _sets(lead: str, before: dict[str, Value], **after: Value) -> list[Change]:
    return [Set("leads", lead, column, before.get(column), item) for column, item in after.items()]


def _given(owner: str, hour: int) -> dict[str, Value]:
    return {
        "status": "assigned",
        "owner": owner,
        "assigned_at": _AT[hour],
        "delivered_at": _AT[hour],
        "confirm_due": _AT[hour + 2],
        "first_assigned_at": _AT[hour],
    }


def _ledger(*runs: Run) -> Measured:
    start = {"leads": empty(TABLES["leads"]), "people": _PEOPLE}
    return _measured(apply(start, [change for run in runs for change in run.changes]), runs)


def _value(measured: Measured, metric: str, of: str = "", by: str = "all") -> float:
    return _said(measured).get((metric, by, of), (0.0, 0))[0] or 0.0


_CAME = _run(1, 8, "import", Append("leads", "L1", _lead()))
_HANDED = _run(2, 9, "distribute", *_sets("L1", {"status": "cleaned"}, **_given("A1", 9)))
_BACK = {
    **dict.fromkeys(("owner", "assigned_at", "delivered_at", "confirm_due")),
    "status": "returned",
    "returns": 1.0,
    "lapsed_by": "A1",
}
_LAPSED = _run(3, 11, "return", *_sets("L1", _given("A1", 9), **_BACK))
_ANEW = _run(4, 14, "assign", *_sets("L1", dict(_BACK), **_given("A2", 14)))


def test_a_lapse_counts_though_the_row_speaks_of_the_next_owner_alone() -> None:
    measured = _ledger(_CAME, _HANDED, _LAPSED, _ANEW)
    assert [_value(measured, "handed", who, "am") for who in ("A1", "A2")] == [1, 1]
    assert [_value(measured, "lapsed", who, "am") for who in ("A1", "A2")] == [1, 0]
    assert _value(measured, "handed", "一组", "unit") == 1


def test_what_was_taken_back_never_counted() -> None:
    undone = _run(3, 10, UNDO, *_sets("L1", _given("A1", 9), status="cleaned", owner=None, assigned_at=None), run="R-2")
    assert _value(_ledger(_CAME, _HANDED, undone), "handed") == 0


def test_an_undo_that_is_undone_counts_for_nothing() -> None:
    undone = _run(3, 10, UNDO, *_sets("L1", _given("A1", 9), status="cleaned", owner=None, assigned_at=None), run="R-2")
    again = _run(4, 12, UNDO, *_sets("L1", {"status": "cleaned"}, **_given("A1", 9)), run="R-3")
    assert _value(_ledger(_CAME, _HANDED, undone, again), "handed") == 1


def test_what_people_do_by_hand_counts_and_is_marked() -> None:
    typed_in = _run(3, 13, OBSERVED, *_sets("L1", _given("A1", 9), status="won", amount_cny=5e4))
    measured = _ledger(_CAME, _HANDED, typed_in)
    assert (_value(measured, "won"), _value(measured, "won_amount")) == (1, 50_000)
    marked = measured.figures[measured.figures["observed"] > 0]
    assert set(marked["metric"]) == {"won", "win_rate", "won_amount"}


def test_a_merge_that_was_taken_back_is_told_of() -> None:
    merged = _run(3, 10, "dedupe", *_sets("L1", _lead(), status="merged", duplicate_of="L9"))
    undone = _run(
        4,
        12,
        UNDO,
        *_sets("L1", {"status": "merged", "duplicate_of": "L9"}, status="cleaned", duplicate_of=None),
        run="R-3",
    )
    assert _value(_ledger(_CAME, merged, undone), "twins_undone") == 1


def test_without_a_journal_the_rows_tell_what_they_can() -> None:
    row = _lead(**_given("A1", 9), confirmed_at=_AT[10]) | {"status": "confirmed"}
    tables = apply({"leads": empty(TABLES["leads"]), "people": _PEOPLE}, [Append("leads", "L1", row)])
    measured = _measured(tables, ())
    assert (_value(measured, "handed", "A1", "am"), _value(measured, "confirm_median")) == (1, 1)


@pytest.mark.parametrize(("cases", "given"), [(4, False), (5, True)], ids=["four cases", "five cases"])
def test_of_fewer_than_five_cases_no_percentage_is_given(cases: int, *, given: bool) -> None:
    rows = [Append("leads", f"L{n}", _lead(clean_due=_AT[9], cleaned_at=_AT[8])) for n in range(cases)]
    measured = _ledger(_run(1, 8, "import", *rows))
    assert (_value(measured, "clean_on_time") == 1) is given
    assert _said(measured)["clean_on_time", "all", ""][1] == cases


def test_a_ledger_without_rows_has_all_figures_and_no_percentage() -> None:
    measured = _measured({"people": empty(TABLES["people"])}, ())
    whole = measured.figures[measured.figures["by"].eq(By.ALL.value)]
    assert list(whole["metric"]) == list(METRICS)
    counts = whole["metric"].map(lambda name: METRICS[name].measure in (Measure.COUNT, Measure.SUM))
    assert whole.loc[counts, "value"].eq(0).all()
    assert whole.loc[~counts, "value"].isna().all()


@pytest.mark.parametrize(
    ("text", "since", "until", "before"),
    [
        ("2026-W47", "2026-11-16", "2026-11-23", "2026-W46"),
        ("2026W1", "2025-12-29", "2026-01-05", "2025-W52"),
        ("2026-03", "2026-03-01", "2026-04-01", "2026-02"),
        ("2026-01", "2026-01-01", "2026-02-01", "2025-12"),
        ("2026-03-02..2026-03-04", "2026-03-02", "2026-03-05", ""),
    ],
)
def test_a_period_is_a_week_a_month_or_from_one_day_to_another(text: str, since: str, until: str, before: str) -> None:
    period = read_period(text, datetime(2026, 12, 1))
    assert (period.since, period.until) == (datetime.fromisoformat(since), datetime.fromisoformat(until))
    assert (period.before().name, period.before().until) == (before, period.since)


@pytest.mark.parametrize(
    "text", ["2026-W54", "2026-13", "yesterday", "2026-03-04..2026-03-02", "2026-02-30..2026-03-02"]
)
def test_what_is_no_period_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ReportError) as refused:
        read_period(text, datetime(2026, 12, 1))
    assert refused.value.code == "weekly.no_period"


def test_a_period_that_has_not_begun_is_refused() -> None:
    with pytest.raises(ReportError) as refused:
        read_period("2027-W01", datetime(2026, 12, 1))
    assert refused.value.code == "weekly.not_begun"
