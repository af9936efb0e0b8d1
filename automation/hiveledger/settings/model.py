"""What a team may tune: one row each on sheet 规则, read by one model that reports all bad cells at once."""

from collections.abc import Callable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Final

import annotated_types
from pydantic import Field, ValidationError

from hiveledger.errors import SettingsError
from hiveledger.findings import Finding
from hiveledger.schema import SCHEMA_VERSION
from hiveledger.schema.leads import Prefer
from hiveledger.schema.words import Survivor
from hiveledger.settings.choices import Columns, YesNo, chosen, shown, yes_no
from hiveledger.settings.clock import UNITS, ClockSettings
from hiveledger.text import Language, say

__all__ = ["Settings", "allowed", "read_settings", "setting_rows"]


class Settings(ClockSettings, frozen=True, extra="ignore"):
    """The rules of one team. Meanings are in the text catalogue under `setting.<name>`."""

    schema_version: Annotated[int, Field(ge=1)] = SCHEMA_VERSION
    language: Language = Language.ZH
    clean_hours: Annotated[float, Field(gt=0, le=720)] = 24  # Source: M8
    confirm_hours: Annotated[float, Field(gt=0, le=240)] = 2  # Source: M12
    grace_minutes: Annotated[float, Field(ge=0, le=120)] = 0
    grade_a_budget_cny: Annotated[float, Field(ge=0)] = 0  # a clear budget below this does not make an A
    urgent_days: Annotated[int, Field(ge=0, le=730)] = 90  # a purchase planned sooner is urgent
    latent_days: Annotated[int, Field(ge=1, le=3650)] = 365  # one planned later is a latent need, no more
    rate_cases: Annotated[int, Field(ge=1, le=1000)] = 5  # of fewer decided leads no percentage is given
    drift_cases: Annotated[int, Field(ge=1, le=100_000)] = 30  # with fewer, a letter is not judged
    rank_ams: YesNo = True  # in the report: by how well they do, else by staff number
    score_outcomes: Annotated[int, Field(ge=200, le=1_000_000)] = 200  # won and lost leads that a score rests on
    score_leak_auc: Annotated[float, Field(ge=0.6, le=1)] = 0.85  # what tells more alone was filled after the outcome
    held_cap: Annotated[int, Field(ge=1, le=10_000)] = 50  # where 团队 gives no cap
    month_quota: Annotated[int, Field(ge=1, le=10_000)] = 20  # where 团队 gives no quota
    nurture_days: Annotated[int, Field(ge=1, le=365)] = 30  # Source: M11
    protect_days: Annotated[int, Field(ge=1, le=365)] = 30  # of a customer whom an AM found and reported
    guess_precision: Annotated[float, Field(ge=0.5, le=0.99)] = 0.85  # of industries guessed from names; ours
    survivor: Annotated[Survivor, chosen(Survivor)] = Survivor.FURTHEST  # kept of several leads
    prefer_newest: Columns = ()  # of these the kept lead takes the newest value; of all others its own goes on
    prefer_oldest: Columns = ()
    prefer_fullest: Columns = ()

    @property
    def prefer(self) -> Mapping[str, Prefer]:
        """Which value wins where merging leads differ, by column; one that is named twice has the first."""
        lists = {
            Prefer.FULLEST: self.prefer_fullest,
            Prefer.OLDEST: self.prefer_oldest,
            Prefer.NEWEST: self.prefer_newest,
        }
        return {column: wish for wish, columns in lists.items() for column in columns}


_UNITS: Final[Mapping[str, str]] = {
    **UNITS,
    "clean_hours": "hour",
    "confirm_hours": "hour",
    "grace_minutes": "minute",
    "grade_a_budget_cny": "cny",
    "urgent_days": "day",
    "latent_days": "day",
    "rate_cases": "lead",
    "drift_cases": "lead",
    "score_outcomes": "lead",
    "held_cap": "lead",
    "month_quota": "lead",
    "nurture_days": "day",
    "protect_days": "day",
}


_ORDER: Final = (
    *(name for name in Settings.model_fields if name not in ClockSettings.model_fields),
    *ClockSettings.model_fields,
)
_TOLD: Final[Mapping[object, str]] = {
    tuple[str, ...]: "facts",
    tuple[tuple[int, int], ...]: "blocks",
    time: "moment",
    date | None: "day",
    str: "name",
}

_SIGNS: Final = (
    (annotated_types.Ge, "ge", "≥"),
    (annotated_types.Gt, "gt", ">"),
    (annotated_types.Le, "le", "≤"),
)


def allowed(name: str, language: Language = Language.ZH) -> str:
    """Say which values a setting may have, drawn from the model itself.

    >>> allowed("confirm_hours"), allowed("survivor")
    ('> 0, ≤ 240', '跟进最深 / 最早 / 信息最全')
    """
    field = Settings.model_fields[name]
    kind = field.annotation
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return " / ".join(shown(one, language) for one in kind)
    if kind is bool:
        return " / ".join(yes_no(is_on, language) for is_on in (True, False))
    if kind in _TOLD:
        return say(f"settings.allowed.{_TOLD[kind]}", language)
    bounds = [
        f"{sign} {getattr(limit, name):g}"
        for limit in field.metadata
        for kind, name, sign in _SIGNS
        if isinstance(limit, kind)
    ]
    return ", ".join(bounds)


def setting_rows(language: Language) -> list[dict[str, str]]:
    """Give the rows that a new book's 规则 sheet starts with: key, value, unit, allowed, meaning."""
    defaults = Settings(language=language)
    return [
        {
            "key": name,
            "value": shown(getattr(defaults, name), language),
            "unit": say(f"unit.{_UNITS[name]}", language) if name in _UNITS else "",
            "allowed": allowed(name, language),
            "meaning": say(f"setting.{name}", language),
        }
        for name in _ORDER
    ]


def read_settings(rows: Mapping[str, str], cell_of: Callable[[str], str] = str) -> Settings:
    """Read the team's settings: rows by setting key; a row that is missing or blank keeps its default.

    `cell_of` tells where a setting's value stands ("规则!B7"), for the message.
    Raises: SettingsError with every bad cell, or for a book of a newer version than this program knows.
    """
    given = {key: text.strip() for key, text in rows.items() if text.strip()}
    try:
        settings = Settings.model_validate(given)
    except ValidationError as problem:
        raise SettingsError("settings.bad_cells", findings=_bad_cells(problem, given, cell_of)) from None
    if settings.schema_version > SCHEMA_VERSION:
        raise SettingsError("settings.newer_version", found=settings.schema_version, known=SCHEMA_VERSION)
    return settings


def _bad_cells(
    problem: ValidationError, given: Mapping[str, str], cell_of: Callable[[str], str]
) -> tuple[Finding, ...]:
    names = dict.fromkeys(str(error["loc"][0]) for error in problem.errors())
    return tuple(
        Finding(
            "settings.bad_cell",
            table="settings",
            key=name,
            column="value",
            params={
                "cell": cell_of(name),
                "name": name,
                "found": given[name],
                "allowed": allowed(name, Language.EN if given.get("language") == Language.EN else Language.ZH),
            },
        )
        for name in names
    )
