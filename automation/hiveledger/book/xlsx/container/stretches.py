"""A part's content in pieces: stretches of XML in memory, and blocks that lie deflated in a file."""

from typing import NamedTuple

__all__ = ["Block", "Stretch", "Untouched"]


class Stretch(NamedTuple):
    """A piece of a part's XML; of a sheet either some whole rows, or what stands before or after them."""

    xml: bytes
    last: int | None = None  # the number of its last row; None: no rows
    has_formulas: bool = False


class Block(NamedTuple):
    """What is known of a stretch that lies deflated in a file, on its own, so that nobody need inflate it."""

    size: int
    packed: int
    crc: int
    last: int | None
    has_formulas: bool


class Untouched(NamedTuple):
    """A block that is copied as it lies, and where that is, counted from the start of its part."""

    block: Block
    at: int
