"""The report's figures reckoned once more, in plain steps from their definitions, row by row and run by run.

It shares no rule with the product: the days worked, the rewinding of the journal and the sums are its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import fmean, median
from typing import Any, Final

from chinese_calendar import is_workday

from hiveledger.changes import Append, Remove, Set, Tables
from hiveledger.journal import Run

__all__ = ["Key", "reckon"]

Key = tuple[str, str, str]

_WHO_HAS_IT: Final = "?"
_BLOCKS: Final = ((time(9), time(12)), (time(13, 30), time(18)))
_NEEDED: Final = [
    "company",
    "contact",
    "mobile",
    "region",
    "industry",
    "size",
    "need",
    "budget_status",
    "decision_chain",
    "purchase_by",
]
_STAGES: Final = ["lead", "need", "proposal", "quotation", "negotiation", "contract", "delivery", "service", "renewal"]
_HELD: Final = {"assigned", "confirmed", "following"}
_WORKED: Final = {"confirmed", "following"}
_OPEN: Final = _HELD | {"new", "cleaned", "to_verify", "returned", "pooled", "nurturing"}
_FLOWS: Final = {
    "received",
    "arrival_median",
    "arrival_p90",
    "clean_on_time",
    "completeness",
    "invalid",
    "twins_found",
    "twins_merged",
    "twins_rejected",
    "twins_undone",
    "distributed",
    "wait_median",
    "wait_p90",
    "handed",
    "confirm_on_time",
    "confirm_median",
    "confirm_p90",
    "returned",
    "lapsed",
    "declined",
    "recalled",
    "claims",
    "claim_median",
    "contention",
    "claim_won",
    "touched",
    "first_touch",
    "next_touch",
    "se_reply",
    "won",
    "lost",
    "won_amount",
}
_COHORT: Final = {"cohort", "cohort_confirmed", "cohort_touched", "cohort_proposed", "cohort_won", "win_rate"}
_SHARES: Final = {
    "clean_on_time",
    "completeness",
    "invalid",
    "confirm_on_time",
    "claim_won",
    "first_touch",
    "next_touch",
    "se_reply",
    "cohort_confirmed",
    "cohort_touched",
    "cohort_proposed",
    "cohort_won",
    "win_rate",
    "stage_rate",
}
_SUMS: Final = {"cap", "quota", "won_amount", "forecast"}
_TEAM: Final = ("unit", "am")
_LETTERED: Final = ("unit", "am", "grade")
_BY: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("received", "arrival_median", "arrival_p90", "clean_on_time", "completeness", "invalid"), ("source",)
    ),
    **dict.fromkeys(("twins_found", "twins_merged", "twins_rejected", "twins_undone"), ("source",)),
    "distributed": ("unit", "source", "grade"),
    **dict.fromkeys(("wait_median", "wait_p90"), ("grade",)),
    **dict.fromkeys(("handed", "confirm_on_time", "held", "first_touch"), _LETTERED),
    **dict.fromkeys(("confirm_open", "confirm_median", "confirm_p90", "returned", "lapsed", "declined"), _TEAM),
    **dict.fromkeys(("recalled", "claims", "claim_median", "claim_won", "cap", "taken", "quota", "touched"), _TEAM),
    **dict.fromkeys(("next_touch", "untouched", "won_amount", "forecast_blind"), _TEAM),
    **dict.fromkeys(("pooled", "stage_rate", "waiting"), ("part",)),
    **dict.fromkeys(("skew", "se_reply"), ("unit",)),
    **dict.fromkeys(("cohort", "cohort_confirmed", "cohort_touched", "cohort_proposed", "cohort_won"), ("grade",)),
    **dict.fromkeys(("won", "lost", "win_rate"), (*_LETTERED, "source")),
    "forecast": ("unit", "am", "part"),
}


class Row(dict[str, Any]):
    """The cells of a row; one that is not there is blank."""

    def __missing__(self, key: str) -> None:
        """Give a blank."""


@dataclass
class _Case:
    metric: str
    at: datetime | None
    value: float
    facts: Mapping[str, str]


@dataclass
class _Turn:
    """Somebody has a lead."""

    lead: str
    owner: str
    grade: str
    given: datetime
    row: Row
    ended: datetime | None = None
    end: str = ""


@dataclass
class _World:
    """All rows as they stood at the cut-off, and what the runs before it did, one by one."""

    rows: dict[str, dict[str, Row]]
    turns: list[_Turn] = field(default_factory=list)
    closed: dict[str, tuple[datetime, str, str]] = field(default_factory=dict)
    unmerged: list[tuple[str, datetime]] = field(default_factory=list)
    first_grade: dict[str, str] = field(default_factory=dict)
    stages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def reckon(
    tables: Tables, runs: Sequence[Run], since: datetime, until: datetime
) -> dict[Key, tuple[float | None, int]]:
    """Give each figure of a period of one week: by metric, by what it is parted, of whom: its value, and its cases."""
    found: defaultdict[Key, list[float]] = defaultdict(list)
    for case in _cases(_world(tables, runs, until), until):
        if case.metric in _FLOWS and not (case.at and since <= case.at < until):
            continue
        if case.metric in _COHORT and not (case.at and until - timedelta(weeks=8) <= case.at < until):
            continue
        found[case.metric, "all", ""].append(case.value)
        for by in _BY.get(case.metric, ()):
            found[case.metric, by, case.facts.get(by) or ""].append(case.value)
    return {key: (_value(key[0], values), len(values)) for key, values in found.items()}


def _value(metric: str, values: list[float]) -> float | None:
    if metric in _SHARES or metric == "contention":
        return fmean(values) if len(values) >= 5 or metric == "contention" else None
    if metric.endswith("_median") or metric == "pool_age":
        return median(values)
    if metric.endswith("_p90"):
        return _tenth(values) if len(values) >= 5 else None
    if metric == "skew":
        return max(values) / max(1, median(values))
    return sum(values) if metric in _SUMS else float(len(values))


def _tenth(values: list[float]) -> float:
    ordered, at = sorted(values), 0.9 * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def _world(tables: Tables, runs: Sequence[Run], until: datetime) -> _World:  # noqa: C901 - all of it, step by step
    """Go back from how the tables stand now to the first run, and forward again to the cut-off."""
    rows = {name: _rows(frame) for name, frame in tables.items()}
    for run in reversed(runs):
        for change in reversed(run.changes):
            match change:
                case Set(table, key, column, stood, _):
                    rows[table][key][column] = stood
                case Append(table, key):
                    del rows[table][key]
                case Remove(table, key, row):
                    rows[table][key] = Row(row)
    world = _World(rows)
    for run in (run for run in runs if run.at < until):
        before = {key: Row(row) for key, row in rows["leads"].items()}
        for change in run.changes:
            match change:
                case Set(table, key, column, _, after):
                    rows[table][key][column] = after
                case Append(table, key, row):
                    rows.setdefault(table, {})[key] = Row(row)
                case Remove(table, key):
                    del rows[table][key]
        for lead, row in rows["leads"].items():
            _note(world, lead, before.get(lead, Row()), row, run.at)
    return world


def _rows(frame: Any) -> dict[str, Row]:  # noqa: ANN401 - a frame
    found: dict[str, Row] = {}
    for key in frame.index:
        cells = {column: frame.at[key, column] for column in frame.columns}
        known = {column: cell for column, cell in cells.items() if cell == cell}  # noqa: PLR0124 - only NaN differs
        found[key] = Row(
            (column, getattr(cell, "to_pydatetime", lambda cell=cell: cell)()) for column, cell in known.items()
        )
    return found


def _note(world: _World, lead: str, before: Row, after: Row, at: datetime) -> None:
    """See what became of a lead in one run."""
    mine = [turn for turn in world.turns if turn.lead == lead and turn.ended is None]
    if (before["owner"], before["assigned_at"]) != (after["owner"], after["assigned_at"]):
        for turn in mine:
            turn.ended, turn.end = at, _how(before, after)
        if after["owner"] and after["status"] in _HELD | {"won"}:
            grade = after["grade"] or ""
            world.turns.append(_Turn(lead, after["owner"], grade, after["assigned_at"] or at, Row(after)))
            if grade:
                world.first_grade.setdefault(lead, grade)
    else:
        for turn in mine:
            turn.row = Row(after)
    if before["status"] != after["status"]:
        if after["status"] in ("won", "lost"):
            world.closed[lead] = (at, after["status"], after["owner"] or "")
        if before["status"] == "merged":
            world.unmerged.append((lead, at))
    if after["stage"]:
        world.stages[lead].add(after["stage"])


def _how(before: Row, after: Row) -> str:
    lapsed = (after["lapsed_by"] or "").split(";")
    if before["owner"] in lapsed and after["lapsed_by"] != before["lapsed_by"]:
        return "recalled" if before["confirmed_at"] else "lapsed"
    if after["status"] != "returned":
        return ""
    return "declined" if (before["reply"] or "").startswith("decline") else "returned"


def _cases(world: _World, until: datetime) -> Iterator[_Case]:
    yield from _coming(world, until)
    yield from _handing(world, until)
    yield from _claiming(world)
    yield from _following(world, until)
    yield from _outcome(world, until)
    yield from _standing(world, until)


def _facts(world: _World, lead: str, owner: str | None = _WHO_HAS_IT) -> Row:
    """Say whose a case is: of the person named, else of who has the lead."""
    row = world.rows["leads"].get(lead, Row())
    am = row["owner"] if owner == _WHO_HAS_IT else owner
    unit = world.rows["people"].get(am, Row())["unit"] if am else row["unit"] if owner == _WHO_HAS_IT else None
    return Row({"source": row["source"], "grade": row["grade"], "am": am, "unit": unit})


def _coming(world: _World, until: datetime) -> Iterator[_Case]:  # noqa: C901, PLR0912 - all of it, step by step
    for lead, row in world.rows["leads"].items():
        facts, status, came = _facts(world, lead), row["status"], row["received_at"]
        if came and came < until:
            yield _Case("received", came, 1, facts)
            if row["occurred_at"] and row["occurred_at"] <= came:
                hours = (came - row["occurred_at"]).total_seconds() / 3600
                yield _Case("arrival_median", came, hours, facts)
                yield _Case("arrival_p90", came, hours, facts)
            if status not in ("merged", "blocked"):
                yield _Case("invalid", came, status == "invalid", facts)
                if status != "invalid":
                    known = sum(bool(row.get(fact) or (fact == "mobile" and row["phone"])) for fact in _NEEDED)
                    yield _Case("completeness", came, known / 10, facts)
        due, clean = row["clean_due"], row["cleaned_at"]
        if due and status != "merged":
            in_time = bool(clean and clean <= due)
            yield _Case("clean_on_time", clean if in_time else due, in_time, facts)
        if due and not clean and status in ("new", "cleaned", "to_verify", "returned") and came < until:
            yield _Case("clean_open", None, 1, facts)
        given = row["first_assigned_at"]
        if given and given < until:
            yield _Case("distributed", given, 1, facts)
            if clean and clean <= given:
                waited = _worked(clean, given) / 60
                yield _Case("wait_median", given, waited, facts)
                yield _Case("wait_p90", given, waited, facts)
    for name, row in world.rows.get("merged", {}).items():
        if world.rows["leads"].get(name, Row()).get("duplicate_of"):
            yield _Case("twins_merged", row["merged_at"], 1, _facts(world, name))
    for row in world.rows.get("decisions", {}).values():
        facts = _facts(world, row["other_id"] or row["lead_id"])
        yield _Case("twins_found", row["raised_at"], 1, facts)
        if row["verdict"] in ("different", "related"):
            yield _Case("twins_rejected", row["closed_at"], 1, facts)
    for lead, at in world.unmerged:
        yield _Case("twins_undone", at, 1, _facts(world, lead))


def _handing(world: _World, until: datetime) -> Iterator[_Case]:
    for turn in world.turns:
        facts = Row({**_facts(world, turn.lead, turn.owner), "grade": turn.grade})
        yield _Case("handed", turn.given, 1, facts)
        due, confirmed = turn.row["confirm_due"], turn.row["confirmed_at"]
        if due and confirmed and confirmed <= due:
            yield _Case("confirm_on_time", confirmed, 1, facts)
        elif due and due < until and not (confirmed is None and turn.ended and turn.ended <= due):
            yield _Case("confirm_on_time", due, 0, facts)
        if due and confirmed:
            took = _worked(turn.row["delivered_at"], confirmed, _leave(world, turn.owner)) / 60
            yield _Case("confirm_median", confirmed, took, facts)
            yield _Case("confirm_p90", confirmed, took, facts)
        waits = world.rows["leads"][turn.lead]["status"] == "assigned" and not confirmed and not turn.ended
        if waits and not (due and due < until):
            yield _Case("confirm_open", due, 1, facts)
        if turn.ended and turn.end:
            yield _Case("returned", turn.ended, 1, facts)
            if turn.end != "returned":
                yield _Case(turn.end, turn.ended, 1, facts)


def _claiming(world: _World) -> Iterator[_Case]:
    contests: defaultdict[tuple[str, float], list[Row]] = defaultdict(list)
    for row in world.rows.get("claims", {}).values():
        if row["answer"] == "pass" or not (row["lead_id"] and row["staff_no"]):
            continue
        who, at = row["staff_no"], row["recorded_at"]
        facts, pool = _facts(world, row["lead_id"], who), world.rows["pool"].get(row["lead_id"], Row())
        yield _Case("claims", at, 1, facts)
        if pool["window"] == row["window"] and pool["opens_at"] and at and at >= pool["opens_at"]:
            yield _Case("claim_median", at, _worked(pool["opens_at"], at, _leave(world, who)), facts)
        if row["result"] in ("won", "lost"):
            yield _Case("claim_won", at, row["result"] == "won", facts)
            contests[row["lead_id"], row["window"]].append(row)
    for (lead, _), rows in contests.items():
        # A window belongs to the period of its last claim; in these ledgers no window goes over midnight.
        yield _Case("contention", max(row["recorded_at"] for row in rows), len({row["staff_no"] for row in rows}), {})
        assert lead


def _following(world: _World, until: datetime) -> Iterator[_Case]:  # noqa: C901 - all of it, step by step
    by_lead: defaultdict[str, list[Row]] = defaultdict(list)
    for row in world.rows["touches"].values():
        at = row["recorded_at"] or row["touched_at"]
        if row["lead_id"] in world.rows["leads"] and at and at < until:
            by_lead[row["lead_id"]].append(Row({**row, "at": at}))
            yield _Case("touched", at, 1, _facts(world, row["lead_id"], row["staff_no"]))
    for lead, records in by_lead.items():
        records.sort(key=lambda row: row["at"])
        for one, following in zip(records, [*records[1:], None], strict=True):
            agreed = one["next_at"]
            if not agreed or datetime.combine(agreed, time.max) < one["at"]:
                continue
            end, facts = datetime.combine(agreed, time.max), _facts(world, lead, one["staff_no"])
            if following and following["at"] <= end:
                yield _Case("next_touch", following["at"], 1, facts)
            elif following or world.rows["leads"][lead]["status"] in _WORKED:
                yield _Case("next_touch", end, 0, facts)
    for lead, row in world.rows["leads"].items():
        facts = _facts(world, lead)
        for metric, done, due in (
            ("first_touch", row["first_touch_at"], row["first_touch_due"]),
            ("se_reply", row["se_replied_at"], row["se_due"]),
        ):
            if due:
                in_time = bool(done and done <= due)
                yield _Case(metric, done if in_time else due, in_time, facts)
        late = row["first_touch_due"] and row["first_touch_due"] < until
        if late and not row["first_touch_at"] and row["status"] in _WORKED:
            yield _Case("untouched", None, 1, facts)


def _outcome(world: _World, until: datetime) -> Iterator[_Case]:
    leads = world.rows["leads"]
    for lead, row in leads.items():
        given = row["first_assigned_at"]
        if given and given < until:
            facts = {
                **_facts(world, lead),
                "grade": world.first_grade.get(lead) or row["first_grade"] or row["grade"],
            }
            won = row["status"] == "won"
            took = any(turn.lead == lead and turn.row["confirmed_at"] for turn in world.turns)
            offered = any(_STAGES.index(stage) >= 2 for stage in world.stages[lead])
            yield _Case("cohort", given, 1, facts)
            yield _Case("cohort_confirmed", given, took or row["status"] in _WORKED | {"won", "lost"}, facts)
            yield _Case("cohort_touched", given, won or bool(row["first_touch_at"]), facts)
            yield _Case("cohort_proposed", given, won or offered, facts)
            yield _Case("cohort_won", given, won, facts)
    for lead, (at, status, owner) in world.closed.items():
        if leads[lead]["status"] == status:
            grade = world.first_grade.get(lead) or leads[lead]["grade"]
            facts = {**_facts(world, lead, owner), "grade": grade}
            yield _Case(status, at, 1, facts)
            yield _Case("win_rate", at, status == "won", facts)
            if status == "won" and leads[lead]["amount_cny"] is not None:
                yield _Case("won_amount", at, leads[lead]["amount_cny"], facts)
    yield from _expected(world)


def _expected(world: _World) -> Iterator[_Case]:
    leads, of_stage = world.rows["leads"], defaultdict[str, list[bool]](list)
    for lead, row in leads.items():
        if row["status"] in ("won", "lost"):
            for stage in world.stages[lead]:
                of_stage[stage].append(row["status"] == "won")
                yield _Case("stage_rate", None, row["status"] == "won", {"part": stage})
    for lead, row in leads.items():
        if row["status"] in _WORKED:
            stage, amount = row["stage"] or "lead", row["amount_cny"] or row["budget_cny"]
            decided = of_stage[stage]
            if amount is not None and len(decided) >= 5:
                expected = amount * sum(decided) / len(decided)
                yield _Case("forecast", None, expected, {**_facts(world, lead), "part": stage})
            else:
                yield _Case("forecast_blind", None, 1, _facts(world, lead))


def _standing(world: _World, until: datetime) -> Iterator[_Case]:  # noqa: C901 - all of it, step by step
    leads, people = world.rows["leads"], world.rows["people"]
    ams = {
        key: row
        for key, row in people.items()
        if row["role"] == "AM" and not (row["left_at"] and row["left_at"] < until)
    }
    held = dict.fromkeys(ams, 0)
    for lead, row in leads.items():
        facts = _facts(world, lead)
        if row["status"] == "pooled":
            pooled = world.rows["pool"].get(lead, Row()).get("pooled_at") or row["cleaned_at"]
            days = (until - pooled).total_seconds() / 86400
            yield _Case("pooled", None, days, {**facts, "part": str(sum(days >= age for age in (1, 3, 7, 14)))})
            yield _Case("pool_age", None, days, facts)
        if row["status"] in _HELD and row["owner"]:
            yield _Case("held", None, 1, facts)
            if row["owner"] in held:
                held[row["owner"]] += 1
        if (row["returns"] or 0) >= 2 and row["status"] in _OPEN:
            yield _Case("returned_twice", None, 1, facts)
    for who, row in ams.items():
        facts = Row({"am": who, "unit": row["unit"]})
        yield _Case("cap", None, 50 if row["cap"] is None else row["cap"], facts)
        yield _Case("quota", None, 20 if row["quota_a"] is None else row["quota_a"], facts)
        yield _Case("skew", None, held[who], facts)
    last = until - timedelta(microseconds=1)
    for turn in world.turns:
        if turn.grade == "A" and (turn.given.year, turn.given.month) == (last.year, last.month):
            yield _Case("taken", None, 1, _facts(world, turn.lead, turn.owner))
    for row in world.rows["desk"].values():
        if not row["closed_at"] and row["kind"] and row["kind"] != "command":
            yield _Case("waiting", None, 1, {"part": row["kind"]})
    for row in world.rows.get("decisions", {}).values():
        if not row["closed_at"] and not row["verdict"] and row["lead_id"]:
            yield _Case("waiting", None, 1, {"part": row["kind"]})


def _leave(world: _World, who: str) -> tuple[date, date] | None:
    row = world.rows["people"].get(who, Row())
    first, last = row["leave_from"], row["leave_to"]
    return ((first or datetime(2000, 1, 2)).date(), (last or datetime(2100, 1, 1)).date()) if first or last else None


def _worked(start: datetime, end: datetime, leave: tuple[date, date] | None = None) -> float:
    """Count the minutes worked between two moments, day by day."""
    minutes = 0.0
    for day in _days(start.date(), end.date()):
        if is_workday(day) and not (leave and leave[0] <= day <= leave[1]):
            for begins, ends in _BLOCKS:
                first = max(start, datetime.combine(day, begins))
                last = min(end, datetime.combine(day, ends))
                minutes += max(0.0, (last - first).total_seconds() / 60)
    return minutes


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
