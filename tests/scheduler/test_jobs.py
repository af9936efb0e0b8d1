"""When each job is next to be run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import pytest

from hiveledger.flows.verbs import VERBS, Does
from hiveledger.scheduler.jobs import JOBS, Job, next_run
from hiveledger.scheduler.record import JobRecord, Result
from hiveledger.settings import Settings

NOON: Final = datetime(2026, 3, 2, 12)
RULES: Final = Settings()
NEVER: Final[Mapping[str, datetime | None]] = {"return": None}


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute)


def ran(last: datetime, result: Result = Result.NOTHING, retry_at: datetime | None = None) -> JobRecord:
    return JobRecord(last, result, retry_at=retry_at)


INTAKE: Final = Job("return", pause=lambda rules: rules.intake_minutes)
DAILY: Final = Job("sync", at=lambda rules: rules.backup_at)
WEEKLY: Final = Job("report", at=lambda rules: rules.digest_at, day=lambda rules: rules.digest_day)
UNWANTED: Final = Job("return", is_wanted=lambda rules: rules.auto_distribute)


@pytest.mark.parametrize(
    ("job", "done", "dues", "change", "expected"),
    [
        pytest.param(Job("return"), None, NEVER, "", NOON, id="one that never ran is due at once"),
        pytest.param(Job("return"), ran(at(11)), NEVER, "", None, id="nothing due and nothing changed: never"),
        pytest.param(Job("return"), ran(at(11)), NEVER, "changed", at(11), id="a changed book is looked at at once"),
        pytest.param(Job("return"), ran(at(11)), {"return": at(14)}, "", at(14), id="what is due has its moment"),
        pytest.param(Job("return"), ran(at(11)), {"return": at(9)}, "", at(11, 1), id="what stays due is tried on"),
        pytest.param(Job("return"), ran(at(11)), {}, "", at(11, 1), id="a verb that does not say is asked again"),
        pytest.param(INTAKE, ran(at(11, 58)), NEVER, "changed", at(12, 3), id="a pause is kept between two runs"),
        pytest.param(
            DAILY, ran(at(18, 29, 1)), NEVER, "changed", at(18, 30, 1), id="an hour that was missed is caught up"
        ),
        pytest.param(DAILY, ran(at(18, 30, 1)), NEVER, "changed", at(18, 30), id="and once a day is enough"),
        pytest.param(WEEKLY, ran(at(8)), NEVER, "changed", at(9), id="a day of the week at its hour"),
        pytest.param(WEEKLY, ran(at(9, 1)), NEVER, "changed", at(9, day=9), id="and then a week later"),
        pytest.param(UNWANTED, None, NEVER, "changed", None, id="what the team does not want is not run"),
        pytest.param(
            Job("return"), ran(at(9, day=30)), NEVER, True, NOON, id="a clock that was ahead holds up nothing"
        ),
    ],
)
def test_a_job_is_next_run(
    job: Job, done: JobRecord | None, dues: Mapping[str, datetime | None], change: str, expected: datetime | None
) -> None:
    assert next_run(job, done, RULES, dues, is_changed=bool(change), now=NOON) == expected


@pytest.mark.parametrize(
    ("result", "change", "expected"),
    [
        pytest.param(Result.FAULT, "changed", at(12, 30), id="a fault of ours is left alone for a while"),
        pytest.param(Result.REFUSED, "", at(12, 30), id="what was refused too, while nobody mends it"),
        pytest.param(Result.REFUSED, "changed", at(11), id="and is tried at once where the book has changed"),
    ],
)
def test_what_failed_is_tried_again(result: Result, change: str, expected: datetime) -> None:
    done = ran(at(11), result, at(12, 30))
    assert next_run(Job("return"), done, RULES, NEVER, is_changed=bool(change), now=NOON) == expected


def test_the_scheduler_runs_verbs_of_the_list_and_nothing_else() -> None:
    assert {job.verb for job in JOBS} <= VERBS.keys()
    assert {VERBS[job.verb].does for job in JOBS} <= {Does.PLAN, Does.TEND, Does.SEND, Does.ASK}
    assert len({job.title for job in JOBS}) == len(JOBS)
