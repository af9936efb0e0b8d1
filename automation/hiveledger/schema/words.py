"""The closed word lists: what may stand in a choice cell, and how a lead may move between statuses."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hiveledger.schema.claim_words import ClaimAnswer, ClaimMode, ClaimResult

__all__ = [
    "OPEN",
    "OWNED",
    "TRANSITIONS",
    "WAITING",
    "BudgetStatus",
    "Channel",
    "ClaimAnswer",
    "ClaimMode",
    "ClaimResult",
    "Clock",
    "DayKind",
    "DecisionChain",
    "DeskKind",
    "Grade",
    "Judgement",
    "Likelihood",
    "Order",
    "Reply",
    "Role",
    "Roll",
    "Sent",
    "Stage",
    "Status",
    "Survivor",
    "Verdict",
    "Week",
    "Weekday",
    "is_allowed",
]


class Grade(StrEnum):
    """Priority of a lead. Source: M8 to M11."""

    A = "A"
    B = "B"
    C = "C"


class Status(StrEnum):
    """Where a lead stands. With the owner it is the only answer to "whose is it, and what is next?"."""

    NEW = "new"
    CLEANED = "cleaned"
    TO_VERIFY = "to_verify"
    ASSIGNED = "assigned"
    CONFIRMED = "confirmed"
    FOLLOWING = "following"
    POOLED = "pooled"
    NURTURING = "nurturing"
    RETURNED = "returned"
    WON = "won"
    LOST = "lost"
    INVALID = "invalid"
    BLOCKED = "blocked"
    MERGED = "merged"


_S = Status
_OUT = frozenset({_S.INVALID, _S.BLOCKED, _S.MERGED})

TRANSITIONS: Final[Mapping[Status, frozenset[Status]]] = MappingProxyType(
    {
        _S.NEW: _OUT | {_S.CLEANED},
        _S.CLEANED: _OUT | {_S.TO_VERIFY, _S.ASSIGNED, _S.POOLED, _S.NURTURING},
        _S.TO_VERIFY: _OUT | {_S.CLEANED, _S.ASSIGNED, _S.POOLED, _S.NURTURING},
        _S.ASSIGNED: _OUT | {_S.CONFIRMED, _S.RETURNED},
        _S.CONFIRMED: _OUT | {_S.ASSIGNED, _S.FOLLOWING, _S.RETURNED, _S.NURTURING, _S.WON, _S.LOST},
        _S.FOLLOWING: _OUT | {_S.ASSIGNED, _S.RETURNED, _S.NURTURING, _S.WON, _S.LOST},
        _S.POOLED: _OUT | {_S.CLEANED, _S.TO_VERIFY, _S.ASSIGNED, _S.CONFIRMED, _S.RETURNED, _S.NURTURING},
        _S.NURTURING: _OUT | {_S.CLEANED, _S.TO_VERIFY, _S.ASSIGNED, _S.POOLED},
        _S.RETURNED: _OUT | {_S.CLEANED, _S.TO_VERIFY, _S.ASSIGNED, _S.POOLED, _S.NURTURING},
        _S.WON: frozenset({_S.FOLLOWING, _S.MERGED}),
        _S.LOST: frozenset({_S.CLEANED, _S.NURTURING, _S.MERGED}),
        _S.INVALID: frozenset({_S.CLEANED, _S.MERGED}),
        _S.BLOCKED: frozenset({_S.CLEANED, _S.MERGED}),
        _S.MERGED: frozenset(),
    }
)

OWNED: Final = frozenset({_S.ASSIGNED, _S.CONFIRMED, _S.FOLLOWING, _S.WON})  # an owner is named
WAITING: Final = frozenset({_S.NEW, _S.CLEANED, _S.TO_VERIFY, _S.RETURNED})  # for the machine's next verb
OPEN: Final = frozenset({_S.ASSIGNED, _S.CONFIRMED, _S.FOLLOWING})  # counts against the owner's cap


def is_allowed(before: Status | None, after: Status) -> bool:
    """Tell whether a lead may go from one status to another; staying is always allowed.

    >>> is_allowed(Status.NEW, Status.CLEANED), is_allowed(Status.MERGED, Status.ASSIGNED)
    (True, False)
    """
    return before is None or before is after or after in TRANSITIONS[before]


class Stage(StrEnum):
    """The steps of a deal. Source: M16."""

    LEAD = "lead"
    NEED = "need"
    PROPOSAL = "proposal"
    QUOTATION = "quotation"
    NEGOTIATION = "negotiation"
    CONTRACT = "contract"
    DELIVERY = "delivery"
    SERVICE = "service"
    RENEWAL = "renewal"


class BudgetStatus(StrEnum):
    """What is known about the budget. Blank is "nobody knows", which is not "none"."""

    CLEAR = "clear"
    UNDECIDED = "undecided"
    NONE = "none"


class DecisionChain(StrEnum):
    """What is known about who decides. Blank is "nobody knows"."""

    CLEAR = "clear"
    PARTIAL = "partial"
    UNCLEAR = "unclear"


class Role(StrEnum):
    """What a person does. Source: M4; leader and manager M2, M3."""

    AM = "AM"
    SE = "SE"
    SO = "SO"
    CS = "CS"
    LEADER = "leader"
    MANAGER = "manager"


class Reply(StrEnum):
    """An AM's answer to an assigned lead: taken, or declined with one of a closed list of reasons."""

    ACCEPT = "accept"
    DECLINE_INDUSTRY = "decline_industry"
    DECLINE_REGION = "decline_region"
    DECLINE_CONTACT = "decline_contact"
    DECLINE_CONFLICT = "decline_conflict"
    DECLINE_BUSY = "decline_busy"
    DECLINE_OTHER = "decline_other"


class DeskKind(StrEnum):
    """What waits for SO on the desk."""

    MISSING = "missing"
    PROPOSAL = "proposal"
    TO_VERIFY = "to_verify"
    DUPLICATE = "duplicate"
    CLASH = "clash"
    UPGRADE = "upgrade"
    AGAIN = "again"
    UNASSIGNED = "unassigned"
    UNDELIVERED = "undelivered"
    RETURNED = "returned"
    DECLINED = "declined"
    CHECK = "check"
    COMMAND = "command"  # a place to type an order
    UNCLAIMED = "unclaimed"
    LAPSED_AGAIN = "lapsed_again"
    RECALLED = "recalled"
    STALE = "stale"
    STAGE = "stage"  # moved without a record that shows why
    ASK = "ask"  # what a follow-up record lacks
    SETTING = "setting"  # a rule that nobody filled in


class Order(StrEnum):
    """What SO may have done by typing it on the desk and saving the book."""

    PREVIEW = "preview"
    CLEAN = "clean"
    DEDUPE = "dedupe"
    COMPLETE = "complete"
    GRADE = "grade"
    DISTRIBUTE = "distribute"
    RETURN = "return"
    UNDO = "undo"


class Verdict(StrEnum):
    """What SO decided on a desk row."""

    ACCEPT = "accept"
    REJECT = "reject"
    MERGE = "merge"
    DIFFERENT = "different"
    DONE = "done"


class Judgement(StrEnum):
    """What a person decided of two leads that may be one customer."""

    MERGE = "merge"  # one customer
    DIFFERENT = "different"  # two customers
    RELATED = "related"  # two customers of one house, such as a branch: one account, never one row


class Likelihood(StrEnum):
    """How much speaks for two leads being one customer, counted from their facts; no probability."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Survivor(StrEnum):
    """Which of several leads of one customer is kept."""

    FURTHEST = "furthest"  # that somebody holds, then the one furthest along
    EARLIEST = "earliest"  # received first
    FULLEST = "fullest"  # that says most


class Sent(StrEnum):
    """Whether a case went out to a customer."""

    SENT = "sent"
    SKIPPED = "skipped"


class Channel(StrEnum):
    """How a case reaches a customer."""

    MAIL = "mail"  # the program mails it
    COPY = "copy"  # a person copies its words into a chat


class DayKind(StrEnum):
    """What a day of 节假日 is."""

    OFF = "off"
    WORK = "work"


class Week(StrEnum):
    """How many days of a week a team works."""

    FIVE = "five"
    SIX = "six"
    ALTERNATE = "alternate"  # six and five in turn


class Clock(StrEnum):
    """Which time a deadline counts."""

    WORKING = "working"
    CLOCK = "clock"


class Roll(StrEnum):
    """What a deadline on a day off does."""

    NEXT = "next"  # moves to the next working day
    LITERAL = "literal"


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
