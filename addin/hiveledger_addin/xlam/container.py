"""The container in which Office keeps a VBA project: a compound file of version 3 (MS-CFB)."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["Storage", "pack"]

_SECTOR, _MINI_SECTOR, _MINI_CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_IN_HEADER: Final = 109  # sectors of the allocation table that the header itself can name: 7 MB
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1

Storage = Mapping[str, "bytes | Storage"]


class _Area:
    """Sectors of one size, and the table that tells which follows which."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.content = bytearray()
        self.table: list[int] = []

    def put(self, content: bytes) -> int:
        """Add a stream and give its first sector."""
        if not content:
            return _END
        start, count = len(self.table), -(-len(content) // self.size)
        self.table += [*range(start + 1, start + count), _END]
        self.content += content.ljust(count * self.size, b"\0")
        return start


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    colour: int = _BLACK
    start: int = 0
    size: int = 0

    def order(self) -> tuple[int, str]:
        """Give what siblings are sorted by: a shorter name first."""
        return len(self.name), self.name.upper()

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<HBBIII", len(name), self.kind, self.colour, self.left, self.right, self.child)
        nothing = bytes(16 + 4 + 8 + 8)  # class, flags, times of making and changing
        return name.ljust(64, b"\0") + links + nothing + struct.pack("<IQ", self.start, self.size)


def pack(content: Storage) -> bytes:
    """Give the file that holds these streams and storages."""
    entries = [_Entry("Root Entry", _ROOT)]
    _add(entries, 0, content)
    sectors, minis = _Area(_SECTOR), _Area(_MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            area = minis if len(entry.content) < _MINI_CUTOFF else sectors
            entry.start, entry.size = area.put(entry.content), len(entry.content)
    entries[0].start, entries[0].size = sectors.put(bytes(minis.content)), len(minis.content)
    mini_table = _numbers(minis.table)
    mini_start = sectors.put(mini_table)
    directory = sectors.put(_directory(entries))
    table = sectors.table
    first, count = len(table), 1
    while (first + count) * 4 > count * _SECTOR:
        count += 1
    if count > _IN_HEADER:
        message = f"{count} sectors of allocation table; the header names {_IN_HEADER}"
        raise ValueError(message)
    sectors.put(_numbers([*table, *[_FAT] * count]))
    head = struct.pack("<8s16xHHHHH6x", bytes.fromhex("D0CF11E0A1B11AE1"), 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, count, directory, 0, _MINI_CUTOFF, mini_start, len(mini_table) // _SECTOR, _END, 0)
    head += struct.pack(f"<{_IN_HEADER}I", *range(first, first + count), *[_FREE] * (_IN_HEADER - count))
    return head + bytes(sectors.content)


def _add(entries: list[_Entry], parent: int, content: Storage) -> None:
    numbers = []
    for name, inside in content.items():
        numbers.append(len(entries))
        if isinstance(inside, bytes):
            entries.append(_Entry(name, _STREAM, inside))
        else:
            entries.append(_Entry(name, _STORAGE))
            _add(entries, numbers[-1], inside)
    numbers.sort(key=lambda number: entries[number].order())
    root = entries[parent].child = _grown(entries, numbers, len(numbers).bit_length())
    if numbers:
        entries[root].colour = _BLACK


def _grown(entries: list[_Entry], numbers: list[int], levels: int) -> int:
    """Link sorted siblings into a red-black tree: all levels are full but the last, which is red."""
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _grown(entries, numbers[:middle], levels - 1)
    entry.right = _grown(entries, numbers[middle + 1 :], levels - 1)
    entry.colour = _RED if levels == 1 else _BLACK
    return numbers[middle]


def _directory(entries: list[_Entry]) -> bytes:
    unused = bytes(64 + 4) + struct.pack("<III", _NONE, _NONE, _NONE) + bytes(48)
    packed = b"".join(entry.packed() for entry in entries)
    return packed + unused * (-len(entries) % (_SECTOR // len(unused)))


def _numbers(table: list[int]) -> bytes:
    """Give a table of sectors, filled up to whole ones."""
    return struct.pack(f"<{len(table)}I", *table) + b"\xff" * (-len(table) * 4 % _SECTOR)
