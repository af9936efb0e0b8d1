"""Where the blocks of a large sheet that we wrote begin and end, so that few of them need be looked into next time.

An index is a cache on one machine: it may be lost, stale or damaged at any time, and then the whole sheet is read and
written, which makes a new one. It goes by what the zip's directory says of the sheet, length and sum: whoever saves
the book makes another. A block that is inflated has to hold what the index says. Of one that is copied the sum goes
into the new sheet's, so that what was damaged before is found damaged afterwards.

Which sheets have none: those in other encodings than UTF-8, with array formulas of several cells, and small ones.
"""

import contextlib
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final

from hiveledger.book.xlsx.container.archive import DEFLATED, Archive, Entry
from hiveledger.book.xlsx.container.crc import joined_crc
from hiveledger.book.xlsx.container.deflate import END, inflate
from hiveledger.book.xlsx.container.pack import Packed
from hiveledger.book.xlsx.container.stretches import Block, Stretch, Untouched

__all__ = ["Blocks", "StaleIndexError", "recall", "remember"]

_FORMAT: Final = 1
_LEAST_BYTES: Final = 4 << 20  # of a sheet's XML; a smaller one is rewritten in no time
_SMALL_BYTES: Final = 1 << 18  # of a block that is joined with one beside it that changes
_KEPT: Final = 50  # indexes, the newest


class StaleIndexError(Exception):
    """An index says what the file does not hold. Nothing may be written by it."""

    def __init__(self, file: Path) -> None:
        super().__init__(file.name)
        self.file = file


class Blocks:
    """The blocks of a sheet: first what stands before its rows, last what stands behind them."""

    def __init__(self, archive: Archive, entry: Entry, blocks: Sequence[Block], file: Path) -> None:
        self._archive, self._entry, self._file = archive, entry, file
        places = accumulate((block.packed for block in blocks), initial=0)
        self._blocks = [Untouched(block, at) for block, at in zip(blocks, places, strict=False)]

    def opened(self, wants: Callable[[Block], bool]) -> Iterator[bytes | Untouched]:
        """Give the sheet's XML, in which blocks that nobody wants stay as they lie.

        A small block beside one that is wanted comes along, so that small ones do not become many.
        """
        before: Block | None = None  # the last one, if it was inflated
        for one in self._blocks:
            is_small = before and before.last is not None and min(before.size, one.block.size) < _SMALL_BYTES
            if one.block.last is None or is_small or wants(one.block):
                before = one.block
                yield self._inflated(one)
            else:
                before = None
                yield one

    def rows_from_below(self) -> Iterator[tuple[int, Stretch]]:
        """Give stretches of rows, the last one first, each with the row before it."""
        for before, one in zip(self._blocks[-3::-1], self._blocks[-2:0:-1], strict=True):
            yield before.block.last or 0, Stretch(self._inflated(one), one.block.last, one.block.has_formulas)

    def tail(self) -> bytes:
        """Give what stands behind the rows."""
        return self._inflated(self._blocks[-1])

    def most(self, wants: Callable[[int, int], bool]) -> bool:
        """Tell whether so many blocks are wanted, by the rows after one and up to another, that all may be read."""
        rows = [one.block.last or 0 for one in self._blocks[:-1]]
        return 2 * sum(wants(after, upto + 1) for after, upto in pairwise(rows)) > len(rows)

    def _inflated(self, one: Untouched) -> bytes:
        deflated = b"".join(self._archive.span(self._entry, one.at, one.block.packed))
        try:
            xml = inflate(deflated)
        except zlib.error as fault:
            raise StaleIndexError(self._file) from fault
        if (len(xml), zlib.crc32(xml)) != (one.block.size, one.block.crc):
            raise StaleIndexError(self._file)
        return xml


def recall(cache: Path, archive: Archive, entry: Entry) -> Blocks | None:
    """Find the index of a sheet as it lies in the file, or None."""
    file = _file(cache, entry.crc, entry.packed, entry.size)
    try:
        digest, _, content = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    if digest != _digest(content) or entry.method != DEFLATED:
        return None
    blocks = [Block(*block) for block in json.loads(content)]
    packed, size = sum(block.packed for block in blocks) + len(END), sum(block.size for block in blocks)
    crc = reduce(lambda crc, block: joined_crc(crc, block.crc, block.size), blocks, 0)
    is_whole = (packed, size, crc) == (entry.packed, entry.size, entry.crc)
    return Blocks(archive, entry, blocks, file) if is_whole else None


def remember(cache: Path, packed: Packed) -> None:
    """Keep the index of a large sheet. That it cannot be kept is no harm."""
    blocks = [placed.block for placed in packed.blocks]
    if packed.size < _LEAST_BYTES or [block.last is None for block in blocks[:2]] != [True, False]:
        return
    content = json.dumps(blocks, separators=(",", ":")).encode()
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache)
        with os.fdopen(handle, "wb") as file:
            file.write(_digest(content) + b"\n" + content)
        Path(name).replace(_file(cache, packed.crc, packed.packed, packed.size))
        for old in sorted(cache.glob("*.blocks"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink()


def _file(cache: Path, crc: int, packed: int, size: int) -> Path:
    return cache / f"{crc:08x}-{packed:x}-{size:x}.blocks"


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(b"%d " % _FORMAT + content, digest_size=16).hexdigest().encode()
