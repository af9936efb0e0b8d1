"""A zip file written anew: what changed is put in, everything else is copied as it lies."""

import os
import struct
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from hiveledger.book.disk.folders import sync_folder
from hiveledger.book.disk.likeness import take_after
from hiveledger.book.xlsx.container.archive import DEFLATED, WIDE, ZIP64_EXTRA, Archive, Entry
from hiveledger.book.xlsx.container.deflate import END
from hiveledger.book.xlsx.container.pack import Packed
from hiveledger.book.xlsx.container.verify import check_written

__all__ = ["put_in_place", "rewrite"]

_DESCRIPTOR: Final = 8  # flag: sizes follow the data; ours always stand before it
_NARROW_COUNT: Final = 0xFFFF
_NEEDS_DEFLATE: Final = 20
_NEEDS_ZIP64: Final = 45
_UTF8_NAME: Final = 0x800
_FIRST_DAY: Final = 0x21  # 1980-01-01
_COPY_BYTES: Final = 1 << 20
_LEVEL_BITS: Final = 0b110  # flags that tell how hard the former content was deflated


def rewrite(archive: Archive, changed: Mapping[str, Packed], dropped: Collection[str], out: Path) -> Path:
    """Write the archive with some parts changed and some left out, beside `out`, and give where it waits, checked."""
    handle, name = tempfile.mkstemp(prefix=".hiveledger-", suffix=".tmp", dir=out.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            _write(archive, changed, dropped, file)
            file.flush()
            os.fsync(file.fileno())
        check_written(beside, archive, changed, dropped)
        if out.exists():
            take_after(beside, out)
        else:
            beside.chmod(archive.path.stat().st_mode & 0o777)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def put_in_place(beside: Path, out: Path) -> None:
    """Let the new file take the place of the old: `out` is old or new, never half."""
    try:
        beside.replace(out)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(out.parent)


def _write(archive: Archive, changed: Mapping[str, Packed], dropped: Collection[str], file: IO[bytes]) -> None:
    records = []
    joining = (_entry(part) for part in changed if archive.find(part) is None)
    for entry in (*archive.entries, *joining):
        if entry.part in dropped:
            continue
        at = file.tell()
        new = changed.get(entry.part)
        if new is None:
            file.write(_local(entry, entry.method, entry.crc, entry.packed, entry.size))
            archive.copy(entry, 0, entry.packed, file)
            records.append(_central(entry, (entry.method, entry.crc, entry.packed, entry.size), at))
        else:
            file.write(_local(entry, DEFLATED, new.crc, new.packed, new.size))
            _put(archive, entry, new, file)
            records.append(_central(entry, (DEFLATED, new.crc, new.packed, new.size), at))
    start = file.tell()
    file.write(b"".join(records))
    file.write(_end(len(records), start, file.tell() - start, archive.comment))


def _put(archive: Archive, entry: Entry, new: Packed, file: IO[bytes]) -> None:
    """Write a part's blocks, those that were kept from where they lie in the former part."""
    for kept, length in _runs(new):
        if kept is None:
            for done in range(0, length, _COPY_BYTES):
                file.write(new.file.read(min(length - done, _COPY_BYTES)))
        else:
            archive.copy(entry, kept, length, file)
    file.write(END)


def _runs(new: Packed) -> Iterator[tuple[int | None, int]]:
    """Give where bytes come from, and how many: from the former part (its place), or from what was deflated (None)."""
    start: int | None = None
    length = 0
    for block, kept in new.blocks:
        follows = kept is None if start is None else kept == start + length
        if length and not follows:
            yield start, length
            length = 0
        start = start if length else kept
        length += block.packed
    yield start, length


def _entry(part: str) -> Entry:
    """Give the entry of a part that joins the file; it has no date of its own."""
    return Entry(
        part.encode(), part, 0, 0, _NEEDS_DEFLATE, _UTF8_NAME, DEFLATED, 0, _FIRST_DAY, 0, 0, 0, b"", b"", 0, 0, 0
    )


def _local(entry: Entry, method: int, crc: int, packed: int, size: int) -> bytes:
    wide = max(packed, size) >= WIDE
    extra = entry.extra if not wide else struct.pack("<HHQQ", ZIP64_EXTRA, 16, size, packed) + entry.extra
    sizes = (WIDE, WIDE) if wide else (packed, size)
    lengths = (len(entry.name), len(extra))
    return struct.pack("<4s", b"PK\x03\x04") + _shared(entry, wide, method, crc, *sizes, *lengths) + entry.name + extra


def _shared(entry: Entry, wide: bool, method: int, *rest: int) -> bytes:  # noqa: FBT001 - of one file format
    """Give the fields that local and central headers have in common."""
    needs = max(entry.needs, _NEEDS_ZIP64 if wide else _NEEDS_DEFLATE)
    flags = entry.flags & ~_DESCRIPTOR & ~(_LEVEL_BITS if method == DEFLATED else 0)
    return struct.pack("<HHHHHIIIHH", needs, flags, method, entry.time, entry.date, *rest)


def _central(entry: Entry, content: tuple[int, int, int, int], at: int) -> bytes:
    method, crc, packed, size = content
    large = max(packed, size) >= WIDE
    wide = struct.pack("<QQ", size, packed) if large else b""
    wide += struct.pack("<Q", at) if at >= WIDE else b""
    extra = (struct.pack("<HH", ZIP64_EXTRA, len(wide)) + wide if wide else b"") + entry.extra
    sizes = (WIDE, WIDE) if large else (packed, size)
    lengths = (len(entry.name), len(extra))
    return (
        struct.pack("<4sBB", b"PK\x01\x02", entry.made_by, entry.system)
        + _shared(entry, bool(wide), method, crc, *sizes, *lengths)
        + struct.pack("<HHHII", len(entry.comment), 0, entry.internal, entry.external, min(at, WIDE))
        + entry.name
        + extra
        + entry.comment
    )


def _end(count: int, start: int, length: int, comment: bytes) -> bytes:
    wide = b""
    if count >= _NARROW_COUNT or start + length >= WIDE:
        wide = struct.pack(
            "<4sQHHIIQQQQ", b"PK\x06\x06", 44, _NEEDS_ZIP64, _NEEDS_ZIP64, 0, 0, count, count, length, start
        ) + struct.pack("<4sIQI", b"PK\x06\x07", 0, start + length, 1)
    narrow = min(count, _NARROW_COUNT)
    return (
        wide
        + struct.pack(
            "<4sHHHHIIH", b"PK\x05\x06", 0, 0, narrow, narrow, min(length, WIDE), min(start, WIDE), len(comment)
        )
        + comment
    )
