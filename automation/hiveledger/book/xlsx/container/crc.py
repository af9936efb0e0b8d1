"""The sum (CRC-32) of two pieces from the sums of each: what a zip must say of a part of which some bytes were copied.

A sum is the remainder of the piece as a polynomial over GF(2). Putting n bytes behind a piece multiplies it by x^8n.
"""

from functools import cache
from typing import Final

__all__ = ["joined_crc"]

_POLYNOMIAL: Final = 0xEDB88320  # that of zip, lowest power first
_ONE: Final = 1 << 31
_EIGHTH_POWER: Final = 1 << 23


def joined_crc(first: int, second: int, length: int) -> int:
    """Give the sum of two pieces put together; `length` is the second's.

    >>> import zlib
    >>> joined_crc(zlib.crc32(b"hive"), zlib.crc32(b"ledger"), 6) == zlib.crc32(b"hiveledger")
    True
    """
    place = 0
    while length:
        first = _product(_shift(place, length & 0xFF), first)
        place, length = place + 1, length >> 8
    return first ^ second


@cache
def _shift(place: int, digit: int) -> int:
    """Give x^8n for n = digit * 256^place: so a length costs a product for each of its bytes."""
    if digit == 0:
        return _ONE
    if digit == 1:
        return _product(_shift(place - 1, 128), _shift(place - 1, 128)) if place else _EIGHTH_POWER
    return _product(_shift(place, digit // 2), _shift(place, digit - digit // 2))


def _product(one: int, two: int) -> int:
    product = 0
    while one:
        if one & _ONE:
            product ^= two
        one = one << 1 & 0xFFFFFFFF
        two = two >> 1 ^ (_POLYNOMIAL if two & 1 else 0)
    return product
