"""Reads compound files (MS-CFB, version 3) without mercy: common readers and LibreOffice pass over most defects.

It shares no line with the product's writer, and says of each rule that does not hold what is wrong.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Compound"]

_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SIZE, _MINI, _CUTOFF = 512, 64, 4096
_HEADER: Final = struct.Struct("<8s16sHHHHH6s9I109I")


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    colour: int
    left: int
    right: int
    child: int
    start: int
    size: int

    @property
    def order(self) -> bytes:
        """Give what siblings are sorted by: the length of the name, then its capitals."""
        capitals = self.name.upper().encode("utf-16-be")
        return struct.pack(">H", len(capitals)) + capitals


class Compound:
    """The streams of a compound file by their paths, and what is wrong with it."""

    def __init__(self, content: bytes) -> None:
        self.faults: list[str] = []
        self.streams: dict[str, bytes] = {}
        self._content = content
        self._used: dict[int, str] = {}
        self._minis_used: dict[int, str] = {}
        self._read()

    def _check(self, holds: object, fault: str) -> None:
        if not holds:
            self.faults.append(fault)

    def _read(self) -> None:
        head = _HEADER.unpack(self._content[:_SIZE])
        self._check(head[0].hex() == "d0cf11e0a1b11ae1", "header: signature")
        self._check(head[1] == bytes(16) and head[7] == bytes(6), "header: reserved bytes")
        self._check(head[2:7] == (0x3E, 3, 0xFFFE, 9, 6), "header: version, byte order, sizes of sectors")
        directories, tables, directory, transaction, cutoff, mini_start, minis, more, mores = head[8:17]
        self._check((directories, transaction, cutoff, more, mores) == (0, 0, _CUTOFF, _END, 0), "header: fields")
        self._check(len(self._content) % _SIZE == 0, "length is not of whole sectors")
        named = head[17:]
        self._check(set(named[tables:]) <= {_FREE}, "header: sectors of the table")
        self._table = self._numbers(b"".join(map(self._sector, named[:tables])))
        self._used |= dict.fromkeys(named[:tables], "table")
        self._check(all(self._table[sector] == _TABLE for sector in named[:tables]), "table: does not mark itself")
        content = b"".join(map(self._sector, self._chain(directory, self._table, self._used, "directory")))
        entries = [self._entry(content[at : at + 128]) for at in range(0, len(content), 128)]
        mini_table = list(self._chain(mini_start, self._table, self._used, "mini table")) if minis else []
        self._check(len(mini_table) == minis, "mini table: count of sectors")
        self._minis = self._numbers(b"".join(map(self._sector, mini_table)))
        self._read_entries(entries)
        count = len(self._content) // _SIZE - 1
        self._check(set(self._used) == set(range(count)), "sectors that belong to nothing")
        self._check(set(self._table[count:]) <= {_FREE}, "table: sectors beyond the end")
        self._check(set(self._minis[len(self._mini_content) // _MINI :]) <= {_FREE}, "mini table: beyond the end")

    def _read_entries(self, entries: list[_Entry]) -> None:
        root = entries[0]
        self._check((root.name, root.kind) == ("Root Entry", 5), "directory: no root")
        self._mini_content = self._stream(root, "mini stream")
        self._check(root.size % _MINI == 0, "mini stream: not of whole sectors")
        reached = {0}
        self._walk(entries, root, "", reached)
        empty = {number for number, entry in enumerate(entries) if entry.kind == 0}
        self._check(reached | empty == set(range(len(entries))), "directory: entries that nobody reaches")
        unused = _Entry("", 0, 0, _NONE, _NONE, _NONE, 0, 0)
        self._check(all(entries[number] == unused for number in empty), "directory: unused entries are not blank")

    def _walk(self, entries: list[_Entry], parent: _Entry, path: str, reached: set[int]) -> None:
        """Go through a storage: its entries have to form a sorted red-black tree."""
        children = list(self._inside(entries, parent.child, reached))
        orders = [child.order for child in children]
        self._check(orders == sorted(set(orders)), f"directory: unsorted under {parent.name}")
        if parent.child != _NONE:
            self._check(entries[parent.child].colour == 1, f"directory: red root under {parent.name}")
            self._check(len(set(self._blacks(entries, parent.child, 0))) == 1, f"directory: colours in {parent.name}")
        for child in children:
            if child.kind == 1:
                self._check((child.start, child.size) == (0, 0), f"directory: the storage {child.name} has content")
                self._walk(entries, child, f"{path}{child.name}/", reached)
            else:
                self._check(child.kind == 2 and child.child == _NONE, f"directory: kind of {child.name}")
                self.streams[path + child.name] = self._stream(child, path + child.name)

    def _inside(self, entries: list[_Entry], number: int, reached: set[int]) -> Iterator[_Entry]:
        if number == _NONE:
            return
        if number in reached or number >= len(entries):
            self._check(False, "directory: an entry is reached twice, or is none")  # noqa: FBT003 - a fault in itself
            return
        reached.add(number)
        yield from self._inside(entries, entries[number].left, reached)
        yield entries[number]
        yield from self._inside(entries, entries[number].right, reached)

    def _blacks(self, entries: list[_Entry], number: int, above: int) -> Iterator[int]:
        """Give how many black entries each way down meets: the same number on all, and no two red in a row."""
        if number == _NONE:
            yield above
            return
        entry = entries[number]
        for side in (entry.left, entry.right):
            if side != _NONE and side < len(entries):
                self._check(entry.colour or entries[side].colour, f"directory: two red in a row at {entry.name}")
            if side != number:
                yield from self._blacks(entries, side, above + entry.colour)

    def _entry(self, content: bytes) -> _Entry:
        length, kind, colour, left, right, child = struct.unpack_from("<HBBIII", content, 64)
        start, size = struct.unpack_from("<IQ", content, 116)
        name = content[: max(length - 2, 0)].decode("utf-16-le")
        self._check(content[len(name) * 2 : 64].strip(b"\0") == b"", f"directory: bytes after the name {name}")
        self._check(colour in {0, 1}, f"directory: colour of {name}")
        self._check(content[80:116] == bytes(36), f"directory: class or times of {name}")
        return _Entry(name, kind, colour, left, right, child, start, size)

    def _stream(self, entry: _Entry, name: str) -> bytes:
        if entry.kind == 5 or entry.size >= _CUTOFF:
            content = b"".join(map(self._sector, self._chain(entry.start, self._table, self._used, name)))
            whole = -(-entry.size // _SIZE) * _SIZE
        else:
            minis = self._chain(entry.start, self._minis, self._minis_used, name)
            content = b"".join(self._mini_content[number * _MINI : (number + 1) * _MINI] for number in minis)
            whole = -(-entry.size // _MINI) * _MINI
        self._check(len(content) == whole, f"{name}: its sectors are not as long as it is")
        self._check(content[entry.size :].strip(b"\0") == b"", f"{name}: bytes after its end")
        return content[: entry.size]

    def _chain(self, start: int, table: list[int], used: dict[int, str], name: str) -> Iterator[int]:
        number = start
        while number != _END:
            if number >= len(table) or number in used:
                self._check(False, f"{name}: its chain leads astray")  # noqa: FBT003 - a fault in itself
                return
            used[number] = name
            yield number
            number = table[number]

    def _sector(self, number: int) -> bytes:
        return self._content[(number + 1) * _SIZE : (number + 2) * _SIZE]

    @staticmethod
    def _numbers(content: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(content) // 4}I", content))
