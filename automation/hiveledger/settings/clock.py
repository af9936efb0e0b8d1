"""What a team may tune of its working time, its deadlines, and the watcher that keeps them."""

from datetime import date, time
from functools import cache
from typing import Annotated, Final
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, Field

from hiveledger.schema.words import ClaimMode, Clock, Roll, Week, Weekday
from hiveledger.settings.choices import Blocks, Moment, YesNo, chosen

__all__ = ["UNITS", "ClockSettings"]


_zones: Final = cache(available_timezones)  # found by looking through folders, and asked for at each reading


def _is_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError(name)
    return name


class ClockSettings(BaseModel, frozen=True):
    """All settings that speak of time. Meanings are in the text catalogue under `setting.<name>`."""

    # working time
    work_hours: Annotated[Blocks, Field(min_length=1)] = ((540, 720), (810, 1080))
    work_week: Annotated[Week, chosen(Week)] = Week.FIVE
    long_week: date | None = None  # a day of a week with six working days, where weeks alternate
    time_zone: Annotated[str, AfterValidator(_is_zone)] = "Asia/Shanghai"
    confirm_clock: Annotated[Clock, chosen(Clock)] = Clock.WORKING
    deadlines_roll: Annotated[Roll, chosen(Roll)] = Roll.NEXT

    # confirming, as in M12
    warn_minutes: Annotated[float, Field(ge=0, le=1440)] = 30
    undelivered_minutes: Annotated[float, Field(ge=1, le=1440)] = 30
    redistribute: YesNo = False
    escalate_lapses: Annotated[int, Field(ge=1, le=100)] = 2
    release_hours: Blocks = ()
    release_batch: Annotated[int, Field(ge=0, le=1000)] = 0  # 0: all at once
    release_minutes: Annotated[float, Field(ge=1, le=1440)] = 30

    # claiming, as in M10
    claim_mode: Annotated[ClaimMode, chosen(ClaimMode)] = ClaimMode.CONTEST
    claim_minutes: Annotated[float, Field(gt=0, le=1440)] = 10
    claim_windows: Annotated[int, Field(ge=1, le=100)] = 3
    speed_weight: Annotated[float, Field(ge=0, le=1)] = 0.5  # the rest is past performance
    past_cases: Annotated[float, Field(ge=0, le=100)] = 5  # so many cases at the team's median are added to everybody's
    week_share: Annotated[float, Field(gt=0, le=1)] = 0.4
    day_claims: Annotated[int, Field(ge=1, le=1000)] = 5
    cooling_days: Annotated[float, Field(ge=0, le=365)] = 7
    first_threshold: Annotated[float, Field(ge=0, le=1)] = 0.6

    # following up, as in M13
    first_touch_a_hours: Annotated[float, Field(gt=0, le=240)] = 4  # of working time
    first_touch_b_hours: Annotated[float, Field(gt=0, le=720)] = 24  # of clock time
    touch_a_days: Annotated[int, Field(ge=1, le=365)] = 3
    touch_b_days: Annotated[int, Field(ge=1, le=365)] = 7
    touch_c_days: Annotated[int, Field(ge=1, le=365)] = 30
    agreed_days: Annotated[int, Field(ge=0, le=365)] = 30
    se_reply_hours: Annotated[float, Field(gt=0, le=720)] = 24
    recall_a_days: Annotated[int, Field(ge=1, le=365)] = 7
    recall_b_days: Annotated[int, Field(ge=1, le=365)] = 15
    recall_warn_days: Annotated[int, Field(ge=0, le=60)] = 3

    # what runs by itself
    auto_intake: YesNo = True
    auto_distribute: YesNo = False
    intake_minutes: Annotated[float, Field(ge=1, le=1440)] = 5
    backup_at: Moment = time(18, 30)
    morning_at: Moment = time(8, 50)
    digest_day: Annotated[Weekday, chosen(Weekday)] = Weekday.MONDAY
    digest_at: Moment = time(9)
    busy_minutes: Annotated[float, Field(ge=1, le=1440)] = 15
    group_address: str = ""  # its name; the address itself is a secret


UNITS: Final = {
    "warn_minutes": "minute",
    "undelivered_minutes": "minute",
    "escalate_lapses": "time",
    "release_batch": "lead",
    "release_minutes": "minute",
    "claim_minutes": "minute",
    "claim_windows": "window",
    "past_cases": "lead",
    "day_claims": "lead",
    "cooling_days": "day",
    "first_touch_a_hours": "hour",
    "first_touch_b_hours": "hour",
    "touch_a_days": "day",
    "touch_b_days": "day",
    "touch_c_days": "day",
    "agreed_days": "day",
    "se_reply_hours": "hour",
    "recall_a_days": "day",
    "recall_b_days": "day",
    "recall_warn_days": "day",
    "intake_minutes": "minute",
    "busy_minutes": "minute",
}
