"""The word lists of claims: what people say to a lead of the pool, what comes of it, and how it is decided."""

from enum import StrEnum

__all__ = ["ClaimAnswer", "ClaimMode", "ClaimResult"]


class ClaimAnswer(StrEnum):
    """What somebody says to a lead of the pool; a row that does not say it is a claim."""

    CLAIM = "claim"
    PASS = "pass"  # noqa: S105 - no password


class ClaimResult(StrEnum):
    """What became of a claim."""

    WON = "won"
    LOST = "lost"  # another was better
    LATE = "late"  # the lead was taken, or its window closed
    CAPPED = "capped"
    COOLING = "cooling"
    UNFIT = "unfit"
    UNKNOWN = "unknown"  # no such person or no such lead in the pool
    PASSED = "passed"  # the person does not want it
    AGAIN = "again"  # already claimed by the same person


class ClaimMode(StrEnum):
    """How a claimed lead finds its owner. Source: M10."""

    CONTEST = "contest"  # all who answered within the window are weighed
    FIRST = "first"  # the first one with enough past performance
