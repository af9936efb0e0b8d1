"""What a team may tune: one row each on sheet 规则, read by one model that reports all bad cells at once."""

from collections.abc import Callable, Mapping
from typing import Annotated, Final

import annotated_types
from pydantic import BaseModel, Field, ValidationError

from hiveledger.errors import SettingsError
from hiveledger.findings import Finding
from hiveledger.schema import SCHEMA_VERSION
from hiveledger.text import Language, say

__all__ = ["Settings", "allowed", "read_settings", "setting_rows"]


class Settings(BaseModel, frozen=True, extra="ignore"):
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
    score_outcomes: Annotated[int, Field(ge=200, le=1_000_000)] = 200  # won and lost leads that a score rests on
    score_leak_auc: Annotated[float, Field(ge=0.6, le=1)] = 0.85  # what tells more alone was filled after the outcome
    held_cap: Annotated[int, Field(ge=1, le=10_000)] = 50  # where 团队 gives no cap
    month_quota: Annotated[int, Field(ge=1, le=10_000)] = 20  # where 团队 gives no quota
    nurture_days: Annotated[int, Field(ge=1, le=365)] = 30  # Source: M11


_UNITS: Final[Mapping[str, str]] = {
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
}


_SIGNS: Final = (
    (annotated_types.Ge, "ge", "≥"),
    (annotated_types.Gt, "gt", ">"),
    (annotated_types.Le, "le", "≤"),
)


def allowed(name: str) -> str:
    """Say which values a setting may have, drawn from the model itself.

    >>> allowed("confirm_hours")
    '> 0, ≤ 240'
    """
    field = Settings.model_fields[name]
    if field.annotation is Language:
        return " / ".join(Language)
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
            "value": _cell_text(getattr(defaults, name)),
            "unit": say(f"unit.{_UNITS[name]}", language) if name in _UNITS else "",
            "allowed": allowed(name),
            "meaning": say(f"setting.{name}", language),
        }
        for name in Settings.model_fields
    ]


def _cell_text(item: object) -> str:
    return f"{item:g}" if isinstance(item, float) else str(item)


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
                "allowed": allowed(name),
            },
        )
        for name in names
    )
