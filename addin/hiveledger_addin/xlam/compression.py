"""The compression in which a VBA project keeps its sources (MS-OVBA 2.4.1)."""

import struct
from collections.abc import Iterator
from typing import Final

__all__ = ["compress"]

_CHUNK: Final = 4096
_SHORTEST: Final = 3  # what a copy repeats at least
_PACKED, _RAW = 0xB000, 0x3000  # a chunk's header: compressed or not, its length in the low 12 bits
_FLAGGED: Final = 8  # tokens that share a byte of flags


def compress(content: bytes) -> bytes:
    """Give the compressed container of some bytes.

    >>> compress(b"# aaaaaaaaaa").hex(" ")
    '01 05 b0 08 23 20 61 06 00'
    """
    chunks = (content[at : at + _CHUNK] for at in range(0, len(content), _CHUNK))
    return b"\x01" + b"".join(map(_chunk, chunks))


def _chunk(content: bytes) -> bytes:
    tokens = list(_tokens(content))
    packed = b"".join(_group(tokens[at : at + _FLAGGED]) for at in range(0, len(tokens), _FLAGGED))
    if len(packed) > _CHUNK:
        return struct.pack("<H", _RAW | _CHUNK - 1) + content.ljust(_CHUNK, b"\0")
    return struct.pack("<H", _PACKED | len(packed) - 1) + packed


def _group(tokens: list[bytes]) -> bytes:
    flags = sum(1 << place for place, token in enumerate(tokens) if len(token) > 1)
    return bytes([flags]) + b"".join(tokens)


def _tokens(content: bytes) -> Iterator[bytes]:
    """Give each token of a chunk: one byte as it is, or two that say from how far back how much is repeated."""
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(content):
        width = max(4, (at - 1).bit_length())  # bits that say how far back; the others say how much
        length, start = _longest(content, at, seen.get(content[at : at + _SHORTEST], []), (0xFFFF >> width) + _SHORTEST)
        if length:
            yield struct.pack("<H", (at - start - 1) << (16 - width) | (length - _SHORTEST))
        else:
            yield content[at : at + 1]
        for place in range(at, at + max(1, length)):
            seen.setdefault(content[place : place + _SHORTEST], []).append(place)
        at += max(1, length)


def _longest(content: bytes, at: int, places: list[int], limit: int) -> tuple[int, int]:
    """Give the length and the start of the longest repetition, the nearest of equals; 0 where there is none."""
    best, found = 0, 0
    limit = min(limit, len(content) - at)
    for place in reversed(places):
        length = 0
        while length < limit and content[place + length] == content[at + length]:
            length += 1
        if length > best:
            best, found = length, place
    return (best, found) if best >= _SHORTEST else (0, 0)
