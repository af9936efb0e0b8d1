"""Settling which column of a sheet is which of ours, when several may claim the same one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hiveledger.intake.vocabulary import STAND_INS

__all__ = ["Claim", "Verdict", "settle"]

_ACCEPT: Final = 0.6  # below this nothing is taken without asking
_ASK: Final = 0.35  # below this a column is left alone without asking
_CONTESTED: Final = 0.7  # from here on the loser of a contest is asked about
_CLEAR: Final = 0.05  # how far ahead of the next reading the best one has to be
_JOINED: Final = frozenset({"region", "phone", "need", "note"})  # facts that may stand in several columns
_SECOND: Final = {"mobile": "phone"}  # where a second column of the kind goes: a further number is a number
_SECOND_SHARE: Final = 0.85


@dataclass(frozen=True)
class Claim:
    """How sure each reading of one column is."""

    column: int
    scores: Mapping[str, float]
    is_part: bool = False  # of a name: first name, last name


@dataclass(frozen=True)
class Verdict:
    """What a column is: a key, or the keys to choose from, or neither."""

    key: str = ""
    confidence: float = 0.0
    candidates: tuple[str, ...] = ()


def settle(claims: Sequence[Claim]) -> dict[int, Verdict]:
    """Give each column its key: the surest claims first, then what they leave open.

    A reading is taken where it is sure enough and clearly ahead; where it is not, a person is asked.

    >>> settle([Claim(1, {"mobile": 0.95}), Claim(2, {"owner": 0.7, "contact": 0.7}), Claim(3, {"contact": 0.9})])[2]
    Verdict(key='owner', confidence=0.7, candidates=())
    """
    waiting = {claim.column: dict(claim.scores) for claim in _without_stand_ins(claims)}
    parts = {claim.column for claim in claims if claim.is_part}
    found: dict[int, Verdict] = {}
    refused: dict[int, list[str]] = {}
    while clear := [(*best, -column) for column, scores in waiting.items() if (best := _clear_best(scores))]:
        score, key, place = max(clear)
        column = -place
        del waiting[column]
        found[column] = Verdict(key, score)
        for other, scores in waiting.items():
            shared = key in _JOINED or (key == "contact" and {column, other} <= parts)
            if key in scores and not shared and _withdraw(scores, key) >= _CONTESTED:
                refused.setdefault(other, []).append(key)
    return found | {column: _asked(scores, refused.get(column, [])) for column, scores in waiting.items()}


def _clear_best(scores: Mapping[str, float]) -> tuple[float, str] | None:
    """Give the best reading if it is sure enough and clearly ahead of the next."""
    best, *rest = sorted(((score, key) for key, score in scores.items()), reverse=True) or [(0.0, "")]
    return best if best[0] >= _ACCEPT and (not rest or best[0] - rest[0][0] >= _CLEAR) else None


def _withdraw(scores: dict[str, float], key: str) -> float:
    """Take a reading back because another column has it; give how sure it was."""
    score = scores.pop(key)
    if key in _SECOND:
        second = _SECOND[key]
        scores[second] = max(scores.get(second, 0.0), score * _SECOND_SHARE)
        return 0.0
    return score


def _asked(scores: Mapping[str, float], refused: Sequence[str]) -> Verdict:
    """Give what a person has to choose from: unclear readings, or a column that two headers claim."""
    likely = sorted((key for key, score in scores.items() if score >= _ASK), key=lambda key: (-scores[key], key))
    return Verdict(candidates=tuple(dict.fromkeys((*likely, *refused))))


def _without_stand_ins(claims: Sequence[Claim]) -> list[Claim]:
    """Read 客户经理 as the owner, unless the owner's number has a column of its own; likewise 录入时间."""
    settled = list(claims)
    for stand_in, meant in STAND_INS.items():
        apart = any(claim.scores.get(meant, 0.0) >= _ACCEPT and stand_in not in claim.scores for claim in settled)
        unmeant = meant if apart else stand_in
        settled = [
            replace(claim, scores={key: score for key, score in claim.scores.items() if key != unmeant})
            if stand_in in claim.scores and meant in claim.scores
            else claim
            for claim in settled
        ]
    return settled
