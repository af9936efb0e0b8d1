"""Characters by how they sound and how they look: what a typist or a scanner mistakes for each other."""

from functools import cache
from typing import Final

from hiveledger.rules.normalise.words import word_set

__all__ = ["by_look", "by_sound", "spelt"]

_HAN_FIRST, _HAN_LAST = 0x3400, 0x9FFF
_PRIVATE: Final = 0xE000  # one private character stands for each syllable
_MOST_SPELLINGS: Final = 8


@cache
def _readings(character: str) -> tuple[str, ...]:
    """Give a character's syllables without tones, the usual one first."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - loads its tables: only where names are compared

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(syllable.replace("ü", "v") for syllable in found[0])) if found else ()


class _Sounds(dict[int, str]):
    """What each character becomes, worked out when first met."""

    def __init__(self) -> None:
        super().__init__()
        self._syllables: dict[str, str] = {}

    def __missing__(self, point: int) -> str:
        known = _readings(chr(point)) if _HAN_FIRST <= point <= _HAN_LAST else ()
        self[point] = (
            self._syllables.setdefault(known[0], chr(_PRIVATE + len(self._syllables))) if known else chr(point)
        )
        return self[point]


_SOUNDS: Final = _Sounds()


def by_sound(text: str) -> str:
    """Give a text of the same length that is equal for all texts that sound the same, tones set aside.

    >>> by_sound("云帆科技") == by_sound("云凡科技"), len(by_sound("云帆MES"))
    (True, 5)
    """
    return text.translate(_SOUNDS)


@cache
def _looks() -> dict[int, str]:
    return {ord(character): group[0] for group in word_set("look_alikes") for character in group}


def by_look(text: str) -> str:
    """Give a text of the same length that is equal for texts of characters that look alike.

    >>> by_look("末来") == by_look("未来")
    True
    """
    return text.translate(_looks())


def spelt(text: str) -> list[str]:
    """Give how a text is spelt in Latin letters; several where a character has several readings.

    >>> spelt("重阳"), spelt("云帆a")
    (['zhongyang', 'chongyang', 'tongyang'], ['yunfana'])
    """
    found = [""]
    for character in text:
        ways = _readings(character) if _HAN_FIRST <= ord(character) <= _HAN_LAST else (character,)
        found = [start + way for start in found for way in ways][:_MOST_SPELLINGS]
    return found
