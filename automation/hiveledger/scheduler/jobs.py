"""What is run by itself, in which order and when: one line for each verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from hiveledger.scheduler.record import JobRecord, Result
from hiveledger.schema.words import Weekday
from hiveledger.settings import Settings

__all__ = ["JOBS", "Job", "next_run"]

_AGAIN: Final = timedelta(minutes=1)  # until a verb is run once more that does not say when, or that left something due


def _always(_: Settings) -> bool:
    return True


def _at_once(_: Settings) -> float:
    return 0


@dataclass(frozen=True)
class Job:
    """One verb that is run by itself, with nothing told to it.

    It is run whenever the book has changed, `pause` minutes after its last run at the earliest, and when it is due by
    itself (`flows/dues.py`). One that has an hour of the day (`at`) is run once after that hour, and then alone; with a
    `day` of the week too, once a week. One that `writes` nothing in the book is run while somebody has it open.
    """

    verb: str
    is_wanted: Callable[[Settings], bool] = _always
    pause: Callable[[Settings], float] = _at_once
    at: Callable[[Settings], time] | None = None
    day: Callable[[Settings], Weekday] | None = None
    name: str = ""
    writes: bool = True

    @property
    def title(self) -> str:
        """Give the name under which its runs are remembered: that of its verb, which several jobs may run."""
        return self.name or self.verb


def _intake(verb: str) -> Job:
    return Job(verb, lambda rules: rules.auto_intake, lambda rules: rules.intake_minutes)


JOBS: Final = (  # in this order, so that what people said is read before anything is decided about it
    Job("orders"),  # before all else, so that what SO takes back is what SO saw
    Job("confirm"),
    Job("claim"),
    Job("return"),
    Job("follow-up"),
    *map(_intake, ("clean", "dedupe", "complete", "grade")),
    Job("distribute", lambda rules: rules.auto_distribute),
    Job("nurture", pause=lambda rules: rules.intake_minutes),
    Job("report", at=lambda rules: rules.digest_at, day=lambda rules: rules.digest_day, writes=False),
    Job("send", writes=False),
    Job("sync", at=lambda rules: rules.backup_at, name="backup"),
)


def next_run(  # noqa: PLR0913 - all that tells when
    job: Job,
    done: JobRecord | None,
    rules: Settings,
    dues: Mapping[str, datetime | None],
    *,
    is_changed: bool,
    now: datetime,
) -> datetime | None:
    """Tell when a job is to be run next; None where nothing but a change of the book can make it.

    `done` is its last run. `is_changed` tells that the book is not the one it ran on. A last run in the future, of a
    clock that was wrong, counts as one of this moment.
    """
    if not job.is_wanted(rules):
        return None
    if done is None:
        return now
    last = min(done.last_run, now)
    is_mended = is_changed and done.result is Result.REFUSED
    if done.retry_at is not None and last < done.retry_at and not is_mended:
        return done.retry_at
    if job.at is not None:
        return _after(last, job.at(rules), job.day(rules) if job.day else None)
    pause = timedelta(minutes=job.pause(rules))
    return last + pause if is_changed else _by_itself(dues.get(job.verb, last), last, max(_AGAIN, pause))


def _by_itself(due: datetime | None, last: datetime, again: timedelta) -> datetime | None:
    return due if due is None or due > last else last + again


def _after(last: datetime, hour: time, day: Weekday | None) -> datetime:
    """Give the first moment after `last` at which the clock shows an hour, on a day of the week where one is named.

    >>> _after(datetime(2026, 3, 2, 18, 30), time(18, 30), None)  # a Monday
    datetime.datetime(2026, 3, 3, 18, 30)
    >>> _after(datetime(2026, 3, 2, 18, 30), time(9), Weekday.MONDAY)
    datetime.datetime(2026, 3, 9, 9, 0)
    """
    at = datetime.combine(last.date(), hour)
    upcoming = at if at > last else at + timedelta(days=1)
    if day is None:
        return upcoming
    return upcoming + timedelta(days=([*Weekday].index(day) - upcoming.weekday()) % len(Weekday))
