"""The figures of sheet 周报, each a formula. What the weekly report has too is counted as it is there."""

from collections.abc import Collection, Iterator
from typing import Final

from hiveledger.schema.words import OPEN, WAITING, DeskKind, Grade, Role, Status
from hiveledger.settings import Settings
from hiveledger_templates.dashboard.places import NOW, Places

__all__ = [
    "AGES",
    "KINDS",
    "LETTERS",
    "STEPS",
    "due_keys",
    "funnel",
    "limits",
    "loads",
    "of_kind",
    "of_step",
    "people",
    "raised_keys",
    "tiles",
    "waited",
]

_S = Status
STEPS: Final = (
    *(_S.NEW, _S.CLEANED, _S.TO_VERIFY, _S.POOLED, _S.NURTURING),
    *(_S.ASSIGNED, _S.CONFIRMED, _S.FOLLOWING, _S.RETURNED),
)
KINDS: Final = tuple(kind for kind in DeskKind if kind is not DeskKind.COMMAND)
LETTERS: Final = (*Grade, "")
"""The letters of the funnel, and last all of them together."""

AGES: Final = (0, 1, 3, 7, 14)
"""Days from which on a lead of the pool counts as older."""

_BLANK: Final = '"="'
_PAST: Final = f'"<"&{NOW}'
_WORKED: Final = (_S.CONFIRMED, _S.FOLLOWING)
_WINDOW: Final = f'">="&({NOW}-56)'  # eight weeks
_MONTH: Final = f"(INT({NOW})-DAY({NOW})+1)"
_MONDAY: Final = f"(INT({NOW})-WEEKDAY({NOW},2)+1)"
_DEFAULTS: Final = Settings()
_TIE: Final = "1000000000"  # rows of one moment are told apart by their number
_NOBODY: Final = 100_000  # the place of an owner who is not listed, past all that are


def tiles(places: Places) -> Iterator[tuple[str, str, str]]:
    """Give the name of each figure in large, its formula, and that of the small one below it."""
    late = _unconfirmed(places, ("confirm_due", f'"<"&{_limit(places)}'))
    soon = ("confirm_due", f'">="&{_limit(places)}'), ("confirm_due", f'"<"&({NOW}+1/24)')
    again = places.is_any("leads", "status", _ordered({*OPEN, *WAITING, _S.POOLED, _S.NURTURING}))
    unclean = f"{places.is_any('leads', 'status', _ordered(WAITING))}*{places.is_blank('leads', 'cleaned_at')}"
    came = places.is_before("leads", "received_at", NOW)
    since = places.stretch("pool", "pooled_at")
    longest = f'SUMPRODUCT(MAX({places.is_blank("pool", "left_at")}*({since}<>"")*({NOW}-{since})))'
    yield "confirm_open", f"{_unconfirmed(places)}-{late}", _unconfirmed(places, *soon)
    yield "confirm_late", late, f"SUMPRODUCT({again}*({places.stretch('leads', 'returns')}>=2))"
    yield "pooled", of_step(places, _S.POOLED), f"INT({longest})"
    overdue = places.is_before("leads", "clean_due", NOW)
    yield "clean_open", f"SUMPRODUCT({unclean}*{came})", f"SUMPRODUCT({unclean}*{came}*{overdue})"
    yield "waiting", places.count("desk", *_on_desk(places)), places.count("desk", *_on_desk(places), ("due", _PAST))
    week, last = ("received_at", f'">="&{_MONDAY}'), ("received_at", f'">="&({_MONDAY}-7)')
    yield (
        "received",
        places.count("leads", week, ("received_at", _PAST)),
        places.count("leads", last, ("received_at", f'"<"&{_MONDAY}')),
    )


def of_step(places: Places, status: Status) -> str:
    """Count the leads of a status."""
    return places.count("leads", ("status", places.word("leads", "status", status)))


def of_kind(places: Places, kind: DeskKind) -> str:
    """Count what waits on the desk of one kind."""
    return places.count("desk", ("kind", places.word("desk", "kind", kind)), ("closed_at", _BLANK))


def waited(places: Places, low: int, high: int | None) -> str:
    """Count the leads that have been in the pool for so many days."""
    upper = [("pooled_at", f'">"&({NOW}-{high})')] if high else []
    return places.count("pool", ("pooled_at", f'"<="&({NOW}-{low})'), *upper, ("left_at", _BLANK))


def funnel(places: Places, letter: str) -> tuple[str, str, str]:
    """Count the leads first given out in the last eight weeks: all, those contacted or won, those won."""
    first = [("first_grade", f'"{letter}"')] if letter else []
    cohort = (("first_assigned_at", _WINDOW), ("first_assigned_at", _PAST), *first)
    won = ("status", places.word("leads", "status", _S.WON))
    touched = places.count("leads", *cohort, ("first_touch_at", _PAST))
    untold = places.count("leads", *cohort, won, ("first_touch_at", _BLANK))
    return places.count("leads", *cohort), f"{touched}+{untold}", places.count("leads", *cohort, won)


def people(places: Places, numbers: str) -> str:
    """Find the rows of the AMs who are still here, by their numbers in the order of 团队."""
    role = places.stretch("people", "role")
    is_here = f"{places.is_any('people', 'role', [Role.AM])}*(1-{places.is_before('people', 'left_at', NOW)})"
    return f"SMALL(IF({is_here},ROW({role})),{numbers})"


def limits(places: Places, row: str) -> Iterator[tuple[str, str]]:
    """Give an AM's cap and quota, from the row of 团队 that an expression gives, else as 规则 has them."""
    for name, key, setting, otherwise in (
        ("cap", "cap", "held_cap", _DEFAULTS.held_cap),
        ("quota", "quota_a", "month_quota", _DEFAULTS.month_quota),
    ):
        told = f"INDEX({places.column('people', key)},{row})"
        yield name, f'IF({told}="",{places.setting(setting, otherwise)},{told})'


def loads(places: Places, staff: str, numbers: str) -> Iterator[tuple[str, str]]:
    """Count for all listed staff numbers at once: one look at each lead instead of one for each person."""
    owner = f"IFERROR(MATCH({places.stretch('leads', 'owner')},{staff},0),{_NOBODY})"
    assigned = f"{places.is_any('leads', 'status', [_S.ASSIGNED])}*{places.is_blank('leads', 'confirmed_at')}"
    month = f"({places.stretch('leads', 'assigned_at')}>={_MONTH})"
    untouched = f"{places.is_blank('leads', 'first_touch_at')}*{places.is_before('leads', 'first_touch_due', NOW)}"
    for name, rows in (
        ("held", places.is_any("leads", "status", _ordered(OPEN))),
        ("taken", f"{places.is_any('leads', 'grade', [Grade.A])}*{month}"),
        ("unconfirmed", assigned),
        ("late", f"{assigned}*{places.is_before('leads', 'confirm_due', _limit(places))}"),
        ("untouched", f"{places.is_any('leads', 'status', _WORKED)}*{untouched}"),
    ):
        yield name, f"FREQUENCY(IF({rows},{owner},{_NOBODY}),{numbers})"


def due_keys(places: Places) -> str:
    """Give, row by row of 客户台账, what the confirmations that are waited for are put in order by."""
    due = places.stretch("leads", "confirm_due")
    waits = f"{places.is_any('leads', 'status', [_S.ASSIGNED])}*{places.is_blank('leads', 'confirmed_at')}"
    return f'IF({waits}*({due}<>""),{due}+ROW({due})/{_TIE})'


def raised_keys(places: Places) -> str:
    """Give, row by row of the desk, what waits there is put in order by."""
    raised = places.stretch("desk", "raised_at")
    waits = f"{places.is_any('desk', 'kind', KINDS)}*{places.is_blank('desk', 'closed_at')}"
    return f"IF({waits},{raised}+ROW({raised})/{_TIE})"


def _limit(places: Places) -> str:
    """Give the moment before which a confirmation is overdue: now, less the grace that the team gives."""
    return f"({NOW}-{places.setting('grace_minutes', _DEFAULTS.grace_minutes)}/1440)"


def _unconfirmed(places: Places, *criteria: tuple[str, str]) -> str:
    assigned = ("status", places.word("leads", "status", _S.ASSIGNED))
    return places.count("leads", assigned, ("confirmed_at", _BLANK), *criteria)


def _on_desk(places: Places) -> tuple[tuple[str, str], ...]:
    command = places.word("desk", "kind", DeskKind.COMMAND)
    return ("kind", '"?*"'), ("kind", f'"<>"&{command}'), ("closed_at", _BLANK)


def _ordered(statuses: Collection[Status]) -> list[Status]:
    return [status for status in _S if status in statuses]
