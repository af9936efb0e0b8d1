"""What is said to claims, in words that everybody who claimed can check. Source: M10."""

from typing import Final

from hiveledger.findings import Reason
from hiveledger.rules.claim import Decided, Settled
from hiveledger.schema.words import ClaimResult

__all__ = ["claim_reason", "won_reason"]

_WEIGHED: Final = (ClaimResult.WON, ClaimResult.LOST, ClaimResult.CAPPED)
_NAMED: Final = 3


def won_reason(one: Decided) -> Reason:
    """Say why the winner won, what the others had, and who else could have claimed."""
    winner = one.winner
    assert winner is not None  # noqa: S101 - asked only of leads that somebody won
    own = one.told[winner.key]
    scores = ((claim.person, one.told[claim.key]) for claim in one.window.claims if claim.key != winner.key)
    others = sorted(
        (-(told.total or 0), person) for person, told in scores if told.result in _WEIGHED and told.total is not None
    )
    silent = sorted(one.able - {claim.person for claim in one.window.claims} - one.window.passed.keys())
    params = {
        "owner": winner.person,
        "total": _points(own.total),
        "speed": _points(own.speed),
        "past": _points(own.past),
        "others": Reason("claim.alone"),
        "silent": Reason("claim.all_answered"),
    }
    if others:
        params["others"] = Reason("claim.others", {"who": _some([f"{who} {-total:g}" for total, who in others])})
    if silent:
        params["silent"] = Reason("claim.silent", {"who": _some(silent)})
    return Reason("claim.won", params)


def claim_reason(one: Decided, told: Settled) -> Reason:
    """Say to a claim of a window, or to one that came after it, what became of it."""
    winner = one.winner
    match told.result:
        case ClaimResult.WON:
            return won_reason(one)
        case ClaimResult.LOST if winner is not None:
            total = _points(one.told[winner.key].total)
            return Reason("claim.lost", {"winner": winner.person, "total": total, "own": _points(told.total)})
        case ClaimResult.LATE:
            return Reason("claim.taken", {"winner": winner.person}) if winner else Reason("claim.closed")
        case ClaimResult.AGAIN:
            return Reason("claim.before")
        case ClaimResult.PASSED:
            return Reason("claim.passed")
    return Reason(f"claim.refused.{told.refusal}")


def _points(score: float | None) -> str:
    return f"{score or 0:g}"


def _some(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
