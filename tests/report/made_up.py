"""Ledgers drawn by a seed: any cells in any order, also such as no verb would ever leave behind."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from hiveledger.changes import Append, Change, Set, Tables, Value, apply
from hiveledger.journal import OBSERVED, Run
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed
from hiveledger.schema.words import ClaimAnswer, ClaimResult, DeskKind, Grade, Judgement, Reply, Stage, Status
from tests.tables import table

__all__ = ["made_up"]

_START: Final = datetime(2026, 2, 16, 8)
_MINUTES: Final = 5 * 7 * 24 * 60
_PEOPLE: Final = typed(
    TABLES["people"],
    table("""
    staff_no | name | role    | unit | cap | quota_a | leave_from | leave_to   | left_at
    A1       | 甲   | AM      | 一组 | 9   | 4       |            |            |
    A2       | 乙   | AM      | 一组 |     |         | 2026-03-10 | 2026-03-11 |
    A3       | 丙   | AM      | 二组 | 5   |         |            |            |
    A4       | 丁   | AM      | 二组 |     | 2       |            |            | 2026-03-01
    M1       | 戊   | manager |      |     |         |            |            |
    """),
)
_LEADS: Final = 90
_RUNS: Final = 140


def made_up(seed: int) -> tuple[Tables, Sequence[Run]]:
    """Give a ledger of five weeks, and all that was done to it."""
    chance = Random(seed)  # noqa: S311 - a sample, not a secret
    start: Tables = {
        name: empty(TABLES[name]) for name in ("leads", "desk", "pool", "claims", "touches", "merged", "decisions")
    }
    rows: dict[str, dict[str, Value]] = {}
    runs: list[Run] = []
    for number in range(_RUNS):
        at = _START + timedelta(minutes=_MINUTES * number // _RUNS)
        changes: list[Change] = []
        if len(rows) < _LEADS:
            lead = f"L{len(rows):03}"
            rows[lead] = _lead(chance, at)
            changes.append(Append("leads", lead, {name: item for name, item in rows[lead].items() if item is not None}))
        for lead in chance.sample(sorted(rows), min(3, len(rows))):
            for column, after in _moved(chance, at).items():
                before = rows[lead].get(column)
                if before != after:
                    changes.append(Set("leads", lead, column, before, after))
                    rows[lead][column] = after
        changes += _beside(chance, at, number, sorted(rows))
        verb = OBSERVED if chance.random() < 0.2 else "confirm"
        runs.append(Run(f"R-{number:04}", verb, "", at, {}, tuple(changes)))
    return {**apply(start, [change for run in runs for change in run.changes]), "people": _PEOPLE}, runs


def _lead(chance: Random, at: datetime) -> dict[str, Value]:
    clean = at + timedelta(hours=chance.randrange(40))
    return {
        "company": "示例公司" if chance.random() < 0.8 else None,
        "mobile": chance.choice([None, "13800000000"]),
        "phone": chance.choice([None, "051200000000"]),
        "source": chance.choice([None, "展会", "官网"]),
        "occurred_at": at - timedelta(hours=chance.randrange(-5, 60)) if chance.random() < 0.7 else None,
        "received_at": at,
        "clean_due": at + timedelta(hours=24),
        "cleaned_at": clean if chance.random() < 0.8 else None,
        "budget_cny": chance.choice([None, 1000.0, 250_000.0]),
        "status": Status.NEW.value,
    }


def _moved(chance: Random, at: datetime) -> dict[str, Value]:
    """Give cells that a run leaves in a lead, some of them each time."""
    soon = at + timedelta(minutes=chance.randrange(3000))
    owner = chance.choice(["A1", "A2", "A3", "A4"])
    status = chance.choice(list(Status)).value
    given: dict[str, Value] = {"owner": owner, "assigned_at": at, "delivered_at": at, "status": status}
    given |= {"confirm_due": chance.choice([None, at + timedelta(hours=2)]), "confirmed_at": None}
    back = dict.fromkeys(("owner", "assigned_at", "delivered_at", "confirm_due", "confirmed_at"))
    return chance.choice(
        [
            {**given, "first_assigned_at": at},
            {**given, "reply": chance.choice(list(Reply)).value},
            {"confirmed_at": at, "status": Status.CONFIRMED.value},
            {
                **back,
                "status": Status.RETURNED.value,
                "lapsed_by": owner,
                "returns": float(chance.randrange(4)),
                "last_owner_until": at,
            },
            {
                **back,
                "status": chance.choice([Status.RETURNED, Status.MERGED, Status.POOLED]).value,
                "duplicate_of": "L000",
            },
            {"grade": chance.choice([None, *Grade]), "first_grade": chance.choice([None, *Grade])},
            {"stage": chance.choice([None, *Stage]), "amount_cny": chance.choice([None, 5e4])},
            {"first_touch_due": soon, "first_touch_at": chance.choice([None, at])},
            {"se_due": soon, "se_replied_at": chance.choice([None, at])},
            {"status": chance.choice([Status.WON, Status.LOST, Status.FOLLOWING, Status.POOLED]).value},
        ]
    )


def _beside(chance: Random, at: datetime, number: int, leads: Sequence[str]) -> list[Change]:
    """Give rows that come to the other sheets."""
    lead, who = chance.choice(leads), chance.choice(["A1", "A2", "A3", None])
    rows: dict[str, dict[str, Value]] = {
        "desk": {
            "kind": chance.choice(list(DeskKind)).value,
            "lead_id": lead,
            "raised_at": at,
            "closed_at": chance.choice([None, at]),
        },
        "claims": {
            "lead_id": lead,
            "staff_no": who,
            "recorded_at": at,
            "window": float(chance.randrange(1, 3)),
            "answer": chance.choice(list(ClaimAnswer)).value,
            "result": chance.choice([None, *ClaimResult]),
        },
        "touches": {
            "lead_id": lead,
            "staff_no": who,
            "recorded_at": at,
            "next_at": chance.choice([None, at.replace(hour=0, minute=0) + timedelta(days=chance.randrange(6))]),
        },
        "decisions": {
            "lead_id": lead,
            "other_id": chance.choice([None, *leads]),
            "kind": "duplicate",
            "raised_at": at,
            "verdict": chance.choice([None, *Judgement]),
            "closed_at": chance.choice([None, at]),
        },
    }
    name = chance.choice([*rows])
    key = f"{TABLES[name].id_prefix}{number:05}"
    found: list[Change] = [Append(name, key, {column: item for column, item in rows[name].items() if item is not None})]
    if number < len(leads):  # each lead once
        found.append(Append("pool", leads[number], {"pooled_at": at, "window": 1.0, "opens_at": at}))
    elif number % 4 == 0:
        found.append(Append("merged", leads[number % len(leads)], {"merged_at": at}))
    return found
