"""Two spellings that are one slip apart: a character that sounds or looks alike, is missing, or changed places."""

from enum import IntEnum
from typing import NamedTuple

from hiveledger.rules.match.companies.sounds import by_look, by_sound

__all__ = ["Slip", "SlipKind", "find_slip"]


class SlipKind(IntEnum):
    """What happened to a character."""

    NONE = 0  # more than one slip
    OTHER = 1  # another character, that neither sounds nor looks alike
    ALIKE = 2  # characters that sound or look alike
    SWAPPED = 3  # two neighbours changed places
    DROPPED = 4  # one is missing


class Slip(NamedTuple):
    """A slip, and where in the longer text (of two equally long ones: in both)."""

    kind: SlipKind = SlipKind.NONE
    place: int = 0


def find_slip(longer: str, shorter: str) -> Slip:
    """Give the one slip between two texts that differ.

    >>> find_slip("云帆科技", "云帆技"), find_slip("云帆科技", "云凡科技").kind.name
    (Slip(kind=<SlipKind.DROPPED: 4>, place=2), 'ALIKE')
    """
    start = next(
        (at for at, (one, other) in enumerate(zip(longer, shorter, strict=False)) if one != other), len(shorter)
    )
    if len(longer) == len(shorter) + 1:
        return Slip(SlipKind.DROPPED, start) if longer[start + 1 :] == shorter[start:] else Slip()
    if len(longer) != len(shorter):
        return Slip()
    if by_sound(longer) == by_sound(shorter) or by_look(longer) == by_look(shorter):
        return Slip(SlipKind.ALIKE, start)
    if longer[start + 1 :] == shorter[start + 1 :]:
        return Slip(SlipKind.OTHER, start)
    if longer[start : start + 2] == shorter[start : start + 2][::-1] and longer[start + 2 :] == shorter[start + 2 :]:
        return Slip(SlipKind.SWAPPED, start)
    return Slip()
