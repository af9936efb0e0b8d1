"""Deflating on all cores: plain zlib, each block primed with the end of the one before, one stream for any reader."""

import os
import tempfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, Final

__all__ = ["Packed", "pack"]

_LEVEL: Final = 6
_BLOCK_BYTES: Final = 1 << 20
_WINDOW_BYTES: Final = 32 << 10  # how far back deflate looks
_WORKERS: Final = max(2, os.cpu_count() or 1)
_IN_FLIGHT: Final = _WORKERS * 3  # blocks in memory at once
_IN_MEMORY_BYTES: Final = 4 << 20  # a smaller result never touches the disk


@dataclass(frozen=True)
class Packed:
    """A part's new content, deflated; whoever holds it closes `file`."""

    file: IO[bytes]
    crc: int
    packed: int
    size: int


def pack(chunks: Iterable[bytes], folder: str) -> Packed:
    """Deflate a part as it is produced; what is large waits on disk in `folder`, not in memory."""
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES, dir=folder)  # noqa: SIM115 - lives as long as the result
    crc = packed = size = 0
    try:
        for plain, deflated in _deflated(_blocks(chunks)):
            crc, size, packed = zlib.crc32(plain, crc), size + len(plain), packed + len(deflated)
            file.write(deflated)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Packed(file, crc, packed, size)


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut and join chunks to blocks of one size, so that the cores have equal work."""
    rest: list[bytes] = []
    waiting = 0
    for chunk in chunks:
        rest.append(chunk)
        waiting += len(chunk)
        if waiting < _BLOCK_BYTES:
            continue
        joined = b"".join(rest)
        whole = waiting - waiting % _BLOCK_BYTES
        yield from (joined[at : at + _BLOCK_BYTES] for at in range(0, whole, _BLOCK_BYTES))
        rest, waiting = [joined[whole:]], waiting - whole
    yield b"".join(rest)


def _deflated(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Give each block with its deflated form, in order; the last piece closes the stream."""
    running: deque[tuple[bytes, Future[bytes]]] = deque()
    before = b""
    with ThreadPoolExecutor(_WORKERS) as cores:
        for block in blocks:
            running.append((block, cores.submit(_deflate, block, before)))
            before = block[-_WINDOW_BYTES:]
            if len(running) > _IN_FLIGHT:
                plain, deflated = running.popleft()
                yield plain, deflated.result()
        for plain, deflated in running:
            yield plain, deflated.result()
    yield b"", zlib.compressobj(_LEVEL, zlib.DEFLATED, -15).flush()


def _deflate(block: bytes, before: bytes) -> bytes:
    # An empty dictionary is refused by zlib.
    primed = {"zdict": before} if before else {}
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15, zlib.DEF_MEM_LEVEL, zlib.Z_DEFAULT_STRATEGY, **primed)
    return deflater.compress(block) + deflater.flush(zlib.Z_SYNC_FLUSH)
