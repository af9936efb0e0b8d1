"""A zip file read so that its entries can be copied into another as they lie, without being unpacked."""

import contextlib
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import IO, BinaryIO, Final, Self

from hiveledger.errors import GateError
from hiveledger.gate import kind_of
from hiveledger.gate.limits import MAX_RATIO, RATIO_FROM_BYTES

__all__ = ["DEFLATED", "WIDE", "ZIP64_EXTRA", "Archive", "Entry"]

DEFLATED: Final = 8
ZIP64_EXTRA: Final = 1  # the extra field that holds what does not fit into 32 bits
WIDE: Final = 0xFFFFFFFF
_STORED: Final = 0
_ENCRYPTED: Final = 1
_UTF8_NAME: Final = 0x800
_CENTRAL: Final = struct.Struct("<4sBBHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_END_AT_MOST: Final = _END.size + 0xFFFF  # a comment may follow
_LOCATOR: Final = struct.Struct("<4sIQI")
_END64: Final = struct.Struct("<4sQHHIIQQQQ")
_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_RAW_BYTES: Final = 256 << 10  # inflates to some MB
_COPY_BYTES: Final = 1 << 20
_INFLATED_BYTES: Final = 1 << 20  # at most, of one piece: a sheet's pieces become its blocks
_WHOLE_BYTES: Final = 256 << 20  # parts that are read whole are some KB in life


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the central directory describes it; `name` is the raw name, `part` what a workbook calls it."""

    name: bytes
    part: str
    made_by: int
    system: int
    needs: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    extra: bytes
    comment: bytes
    internal: int
    external: int
    offset: int


class Archive:
    """An open zip file, or one that was never on disk, given as its content under a name for messages.

    Raises: GateError where it is none, is cut off, or is locked with a password.
    """

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        self.path, self.file_name = path, path.name
        self._file: BinaryIO = path.open("rb") if content is None else BytesIO(content)
        self._turn = Lock()  # of threads that read at different places
        try:
            self.entries, self.comment = self._directory()
        except (struct.error, IndexError) as fault:
            self._file.close()
            raise GateError("gate.damaged", file=path.name, part="zip") from fault
        except BaseException:
            self._file.close()
            raise
        self._by_part: dict[str, Entry] = {}
        self._doubled: set[str] = set()
        for entry in self.entries:
            folded = entry.part.casefold()
            if folded in self._by_part:
                self._doubled.add(folded)
            self._by_part[folded] = entry

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def find(self, part: str) -> Entry | None:
        """Give the entry that holds a part; names that differ in case alone mean one part."""
        return self._by_part.get(part.casefold())

    def sole(self, part: str) -> Entry:
        """Give the entry that holds a part that must be there once. Raises: GateError."""
        entry = self.find(part)
        if entry is None:
            raise GateError("gate.damaged", file=self.file_name, part=part)
        if part.casefold() in self._doubled:  # programs differ in which of the two they read
            raise GateError("gate.doubled_part", file=self.file_name)
        return entry

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """Give an entry's content piece by piece. Raises: GateError where its length or sum is wrong."""
        if entry.method not in (_STORED, DEFLATED):
            raise GateError("patch.compression", file=self.file_name, part=entry.part)
        crc = size = 0
        try:
            pieces = self._inflated(entry) if entry.method == DEFLATED else self.raw(entry)
            for piece in pieces:
                crc, size = zlib.crc32(piece, crc), size + len(piece)
                if size > entry.size:
                    break
                yield piece
        except zlib.error as fault:
            raise GateError("gate.damaged", file=self.file_name, part=entry.part) from fault
        if (crc, size) != (entry.crc, entry.size):
            raise GateError("gate.damaged", file=self.file_name, part=entry.part)

    def read(self, entry: Entry) -> bytes:
        """Give the whole content of a part that is small in life. Raises: GateError where it would be huge."""
        if entry.size > _WHOLE_BYTES or entry.size > max(RATIO_FROM_BYTES, MAX_RATIO * entry.packed):
            raise GateError("gate.bomb", file=self.file_name, mb=entry.size >> 20)
        return b"".join(self.chunks(entry))

    def raw(self, entry: Entry) -> Iterator[bytes]:
        """Give an entry's bytes as they lie in the file."""
        yield from self.span(entry, 0, entry.packed)

    def span(self, entry: Entry, start: int, length: int) -> Iterator[bytes]:
        """Give some of an entry's bytes as they lie in the file."""
        at = self.place(entry) + start
        for done in range(0, length, _COPY_BYTES):
            yield self._read(at + done, min(length - done, _COPY_BYTES))

    def copy(self, entry: Entry, start: int, length: int, file: IO[bytes]) -> None:
        """Copy some of an entry's bytes to the end of a file, inside the kernel where there is a call for it."""
        at = self.place(entry) + start
        file.flush()
        done = 0
        with contextlib.suppress(AttributeError, OSError):  # no such call here, or not between these file systems
            while done < length:
                copied = os.copy_file_range(self._file.fileno(), file.fileno(), length - done, at + done)
                if not copied:
                    break
                done += copied
        file.seek(0, os.SEEK_END)
        for piece in self.span(entry, start + done, length - done):
            file.write(piece)

    def place(self, entry: Entry) -> int:
        """Give where an entry's bytes begin."""
        magic, *_, name, extra = _LOCAL.unpack(self._read(entry.offset, _LOCAL.size))
        if magic != b"PK\x03\x04":
            raise GateError("gate.damaged", file=self.file_name, part=entry.part)
        return entry.offset + _LOCAL.size + int(name) + int(extra)

    def is_headed(self, entry: Entry) -> bool:
        """Tell whether what stands before an entry's bytes says of them what the directory says."""
        head = _LOCAL.unpack(self._read(entry.offset, _LOCAL.size))
        sizes = (WIDE, WIDE) if max(entry.packed, entry.size) >= WIDE else (entry.packed, entry.size)
        name = self._read(entry.offset + _LOCAL.size, len(entry.name))
        said = (entry.flags, entry.method, entry.crc, *sizes, entry.name)
        return (*head[2:4], *head[6:9], name) == said

    def _inflated(self, entry: Entry) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-15)
        for raw in self.raw(entry):
            for start in range(0, len(raw), _RAW_BYTES):
                rest = raw[start : start + _RAW_BYTES]
                while rest and not inflater.eof:
                    piece = inflater.decompress(rest, _INFLATED_BYTES)
                    rest = inflater.unconsumed_tail
                    if piece:
                        yield piece
        yield inflater.flush()

    def _read(self, at: int, count: int) -> bytes:
        if at < 0:
            raise GateError("gate.damaged", file=self.file_name, part="zip")
        with self._turn:
            self._file.seek(at)
            return self._exactly(count)

    def _exactly(self, count: int) -> bytes:
        found = self._file.read(count)
        if len(found) < count:
            raise GateError("gate.truncated", file=self.file_name)
        return found

    def _directory(self) -> tuple[list[Entry], bytes]:
        """Read the central directory; bytes put before the zip shift every offset it holds."""
        self._file.seek(0, os.SEEK_END)
        total = self._file.tell()
        self._file.seek(max(0, total - _END_AT_MOST))
        tail = self._file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END.size:
            self._refuse_foreign()
        end = _END.unpack_from(tail, at)
        where, size, offset = total - len(tail) + at, end[5], end[6]
        if at >= _LOCATOR.size and tail[at - _LOCATOR.size :].startswith(b"PK\x06\x07"):
            where, size, offset = self._end64(_LOCATOR.unpack_from(tail, at - _LOCATOR.size)[2], where)
        if size > where:
            raise GateError("gate.damaged", file=self.file_name, part="zip")
        self.directory_at = where - size
        self._file.seek(where - size)
        return list(self._entries(self._exactly(size), where - size - offset)), tail[at + _END.size :][: end[7]]

    def _end64(self, said: int, before: int) -> tuple[int, int, int]:
        """Find the wide end record: where it says, or (bytes stand before the zip) right before its locator."""
        for at in (said, before - _LOCATOR.size - _END64.size):
            self._file.seek(at)
            found = self._file.read(_END64.size)
            if found.startswith(b"PK\x06\x06") and len(found) == _END64.size:
                return at, *_END64.unpack(found)[8:10]
        raise GateError("gate.damaged", file=self.file_name, part="zip")

    def _refuse_foreign(self) -> None:
        """Say what the file is, if it is no zip."""
        self._file.seek(0)
        head = self._file.read(_WHOLE_BYTES)
        if not head:
            raise GateError("gate.empty", file=self.file_name)
        kind_of(head, self.file_name)
        raise GateError("gate.truncated" if head.startswith(b"PK") else "patch.not_xlsx", file=self.file_name)

    def _entries(self, directory: bytes, shift: int) -> Iterator[Entry]:
        at = 0
        while at + _CENTRAL.size <= len(directory) and directory.startswith(b"PK\x01\x02", at):
            fields = _CENTRAL.unpack_from(directory, at)
            at += _CENTRAL.size
            lengths = fields[11:14]
            name, extra, comment = (
                directory[at + sum(lengths[:part]) : at + sum(lengths[: part + 1])] for part in range(3)
            )
            at += sum(lengths)
            entry = _entry(fields, name, extra, comment, shift)
            if entry.flags & _ENCRYPTED:
                raise GateError("gate.encrypted", file=self.file_name)
            yield entry


def _entry(fields: tuple[int, ...], name: bytes, extra: bytes, comment: bytes, shift: int) -> Entry:
    _, made_by, system, needs, flags, method, time, date, crc, packed, size, *_, internal, external, offset = fields
    rest, wide = _without_zip64(extra)
    size, wide = (struct.unpack_from("<Q", wide)[0], wide[8:]) if size == WIDE and wide else (size, wide)
    packed, wide = (struct.unpack_from("<Q", wide)[0], wide[8:]) if packed == WIDE and wide else (packed, wide)
    offset = struct.unpack_from("<Q", wide)[0] if offset == WIDE and wide else offset
    part = name.decode("utf-8" if flags & _UTF8_NAME else "cp437", "replace")
    return Entry(
        name, part.replace("\\", "/").lstrip("/"), made_by, system, needs, flags, method, time, date,
        crc, packed, size, rest, comment, internal, external, offset + shift,
    )  # fmt: skip


def _without_zip64(extra: bytes) -> tuple[bytes, bytes]:
    """Part an entry's extra fields into all others and the content of the wide one."""
    rest, wide, at = b"", b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == ZIP64_EXTRA:
            wide = extra[at + 4 : at + 4 + length]
        else:
            rest += extra[at : at + 4 + length]
        at += 4 + length
    return rest, wide
