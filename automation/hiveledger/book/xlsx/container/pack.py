"""Deflating on all cores, in blocks that stand on their own and are one stream for any reader."""

import os
import tempfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, Final, NamedTuple

from hiveledger.book.xlsx.container.crc import joined_crc
from hiveledger.book.xlsx.container.deflate import END, deflate
from hiveledger.book.xlsx.container.stretches import Block, Stretch, Untouched

__all__ = ["Packed", "Placed", "pack"]

_BLOCK_BYTES: Final = 3 << 18  # at least, of rows; with what the last stretch brings, about a MiB
_WORKERS: Final = max(2, os.cpu_count() or 1)
_IN_FLIGHT: Final = _WORKERS * 3  # blocks in memory at once
_IN_MEMORY_BYTES: Final = 4 << 20  # a smaller result never touches the disk


class Placed(NamedTuple):
    """A block of a part's new content; `kept` is its place in the old content, None what was deflated anew."""

    block: Block
    kept: int | None


@dataclass(frozen=True)
class Packed:
    """A part's new content, deflated; whoever holds it closes `file`, in which the new blocks lie."""

    file: IO[bytes]
    blocks: tuple[Placed, ...]
    crc: int
    packed: int
    size: int


def pack(stretches: Iterable[Stretch | Untouched], folder: str) -> Packed:
    """Deflate a part as it is produced; what is large waits on disk in `folder`, not in memory."""
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES, dir=folder)  # noqa: SIM115 - lives as long as the result
    blocks: list[Placed] = []
    crc = 0
    try:
        for placed, deflated in _deflated(_joined(stretches)):
            crc = joined_crc(crc, placed.block.crc, placed.block.size)
            blocks.append(placed)
            file.write(deflated)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    packed, size = sum(block.packed for block, _ in blocks), sum(block.size for block, _ in blocks)
    return Packed(file, tuple(blocks), crc, packed + len(END), size)


def _joined(stretches: Iterable[Stretch | Untouched]) -> Iterator[Stretch | Untouched]:
    """Join rows to blocks of a good size; what is no rows stands alone, so that it can be had without them."""
    waiting: list[Stretch] = []
    size = 0
    for one in stretches:
        is_rows = isinstance(one, Stretch) and one.last is not None
        if waiting and (size >= _BLOCK_BYTES or not is_rows):
            yield _one(waiting)
            waiting, size = [], 0
        if isinstance(one, Stretch) and is_rows:
            waiting.append(one)
            size += len(one.xml)
        else:
            yield one
    if waiting:
        yield _one(waiting)


def _one(rows: list[Stretch]) -> Stretch:
    xml = b"".join([stretch.xml for stretch in rows])
    return Stretch(xml, rows[-1].last, any(stretch.has_formulas for stretch in rows))


def _deflated(pieces: Iterable[Stretch | Untouched]) -> Iterator[tuple[Placed, bytes]]:
    """Give each piece's block and, if it is new, its deflated form, in order."""
    running: deque[Future[tuple[Placed, bytes]]] = deque()
    with ThreadPoolExecutor(_WORKERS) as cores:
        for piece in pieces:
            running.append(cores.submit(_block, piece))
            if len(running) > _IN_FLIGHT:
                yield running.popleft().result()
        for each in running:
            yield each.result()


def _block(piece: Stretch | Untouched) -> tuple[Placed, bytes]:
    if isinstance(piece, Untouched):
        return Placed(piece.block, piece.at), b""
    deflated = deflate(piece.xml)
    block = Block(len(piece.xml), len(deflated), zlib.crc32(piece.xml), piece.last, piece.has_formulas)
    return Placed(block, None), deflated
