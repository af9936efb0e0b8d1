"""A new workbook read back from the disk before it takes the place of the old.

What was deflated anew is inflated, and has to give its length and sum. What was copied has to lie where the directory
says, at its length: its sum is the one it had, so that damage from before stays as visible as it was, and reading all
of it again would take longer than writing it. Small parts, and what stands around a sheet's rows, are parsed; in rows
that changed, tags were counted when they were rewritten. Parsing every row is what the tests do.
"""

import zlib
from collections.abc import Collection, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import Final
from xml.parsers import expat

from hiveledger.book.xlsx.container.archive import DEFLATED, Archive, Entry
from hiveledger.book.xlsx.container.deflate import END, inflate
from hiveledger.book.xlsx.container.pack import Packed
from hiveledger.book.xlsx.container.stretches import Block
from hiveledger.book.xlsx.markup import codec_of, recoded
from hiveledger.errors import GateError

__all__ = ["check_written"]

_THREADS: Final = 2


def check_written(file: Path, source: Archive, written: Mapping[str, Packed], dropped: Collection[str]) -> None:
    """Check that a file is `source` with some parts written anew, some added and some left out. Raises: GateError."""
    kept = [entry for entry in source.entries if entry.part not in dropped]
    added = [part for part in written if source.find(part) is None]
    with Archive(file) as archive, ThreadPoolExecutor(_THREADS) as threads:
        if [entry.part for entry in archive.entries] != [*(entry.part for entry in kept), *added]:
            raise GateError("patch.not_whole", part="zip")
        at = 0
        for entry, was in zip_longest(archive.entries, kept):
            new = written.get(entry.part)
            said = (entry.method, entry.crc, entry.packed, entry.size)
            expected = (DEFLATED, new.crc, new.packed, new.size) if new else (was.method, was.crc, was.packed, was.size)
            if entry.offset != at or said != expected or not archive.is_headed(entry):
                raise GateError("patch.not_whole", part=entry.part)
            if new and not _holds(archive, entry, new, threads):
                raise GateError("patch.not_whole", part=entry.part)
            at = archive.place(entry) + entry.packed
        if at != archive.directory_at:
            raise GateError("patch.not_whole", part="zip")


def _holds(archive: Archive, entry: Entry, new: Packed, threads: Executor) -> bool:
    """Tell whether a part holds the blocks that were deflated anew, and parses around its rows."""

    def around_rows(at: int, block: Block) -> bytes:
        xml = inflate(b"".join(archive.span(entry, at, block.packed)))
        if (len(xml), zlib.crc32(xml)) != (block.size, block.crc):
            raise zlib.error(entry.part)
        return xml if block.last is None else b""

    ends = accumulate(placed.block.packed for placed in new.blocks)
    fresh = [(at - block.packed, block) for at, (block, kept) in zip(ends, new.blocks, strict=True) if kept is None]
    try:
        xml = b"".join(threads.map(lambda place: around_rows(*place), fresh))
        expat.ParserCreate("utf-8").Parse(b"".join(recoded([xml], codec_of(xml), "utf-8")), True)  # noqa: FBT003 - all
    except (zlib.error, expat.ExpatError):
        return False
    return b"".join(archive.span(entry, entry.packed - len(END), len(END))) == END
