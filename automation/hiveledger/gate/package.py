"""A zip of XML parts, looked at before any spreadsheet library sees it."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final
from xml.etree import ElementTree as ET

from hiveledger.errors import GateError
from hiveledger.gate.limits import MAX_BOX, MAX_INFLATED_BYTES, MAX_PARTS, MAX_RATIO, RATIO_FROM_BYTES

__all__ = ["Package"]

# What zipfile raises where a header lies; ValueError: it points before the file's start.
_FAULTS: Final = (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
_CHUNK_BYTES: Final = 4 << 20
_LONGEST_ROW_BYTES: Final = 64 << 20  # what has no row's end for so long is cut between tags
_HEAD_BYTES: Final = 64 << 10  # a DTD, and what the first element says of itself, stand there
_SMALL_PART_BYTES: Final = 16 << 20  # workbook.xml and relationships: a few KB in life
_ENCRYPTED_BIT: Final = 1
_LOCAL_HEADER_BYTES: Final = 30
_LOCAL_LENGTHS: Final = 26  # where that says how long the name and what else follows are
_END: Final = b"PK\x05\x06"
_END_OFFSET: Final = 16  # where the end record says where the directory begins
_WIDE: Final = 0xFFFFFFFF  # it says so elsewhere, in 64 bits
_TEXTS: Final = "sharedstrings.xml"
_COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT: Final = re.compile(rb"<[A-Za-z_][^<>]*>")
_ROOM_FOR_TEXTS: Final = re.compile(rb"""uniqueCount\s*=\s*["']\+?(\d+)""")  # the reader makes room for so many
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_FOREIGN: Final = (
    ("word/document.xml", "Word"),
    ("ppt/presentation.xml", "PowerPoint"),
    ("content.xml", "ODS"),
    ("xl/workbook.bin", "XLSB"),
)


class Package:
    """An .xlsx or .xlsm whose outside is sound: sizes, names, no encryption, no DTD.

    Raises: GateError from the constructor, one code per reason.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name
        self._zip = self._open()
        infos = self._zip.infolist()
        # Some exporters under Windows write backslashes between the steps of a part's name.
        self._infos = {info.filename.replace("\\", "/"): info for info in infos}
        self.parts = self._infos.keys()
        self._check_directory()
        self._check_names(infos)
        self._check_sizes(infos)
        self._check_kind()
        self._check_heads(infos)
        self._check_texts()

    def read(self, part: str) -> bytes:
        """Give one part inflated. Raises: GateError where its checksum or length is not what the zip says."""
        try:
            return self._zip.read(self._infos[part])
        except _FAULTS as fault:
            raise GateError("gate.damaged", file=self.name, part=part) from fault

    def trace(self, part: str) -> bytes:
        """Give a fingerprint of a part as it lies in the file: where that is the same, so is what it inflates to."""
        info = self._infos[part]
        name, extra = struct.unpack_from("<HH", self.data, info.header_offset + _LOCAL_LENGTHS)
        start = info.header_offset + _LOCAL_HEADER_BYTES + name + extra
        raw = memoryview(self.data)[start : start + info.compress_size]
        told = f"{info.compress_type} {info.CRC} {info.file_size} {info.compress_size} "
        return sha256(told.encode() + bytes(raw)).digest()

    def chunks(self, part: str) -> Iterator[bytes]:
        """Give one part inflated piece by piece, cut between rows where it has rows. Raises: GateError."""
        rest = b""
        try:
            with self._zip.open(self._infos[part]) as stream:
                while piece := stream.read(_CHUNK_BYTES):
                    rest += piece
                    cut = max(rest.rfind(b"/row>"), rest.rfind(b":row>")) + len(b"/row>")
                    if cut < len(b"/row>"):
                        cut = rest.rfind(b"<") if len(rest) > _LONGEST_ROW_BYTES else 0
                    if cut > 0:
                        yield rest[:cut]
                        rest = rest[cut:]
        except _FAULTS as fault:
            raise GateError("gate.damaged", file=self.name, part=part) from fault
        yield rest

    def tree(self, part: str) -> ET.Element:
        """Parse a small part, of which no DTD can make a large one."""
        if part not in self.parts or self._infos[part].file_size > _SMALL_PART_BYTES:
            raise GateError("gate.damaged", file=self.name, part=part)
        text = self.read(part)
        self._refuse_dtd(text)
        try:
            return ET.fromstring(text)  # noqa: S314 - DTD and entities were refused above
        except (ET.ParseError, LookupError, ValueError) as fault:  # it may name an encoding that nobody knows
            raise GateError("gate.damaged", file=self.name, part=part) from fault

    def replaced(self, part: str, replacement: bytes) -> bytes:
        """Give the package with one part's content replaced; nothing is compressed, it never leaves memory."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as copy:
            for name in self.parts:
                copy.writestr(name, replacement if name == part else self.read(name))
        return made.getvalue()

    def _open(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(io.BytesIO(self.data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as fault:
            cut = _END not in self.data[-(1 << 16) - 22 :]
            raise GateError("gate.truncated" if cut else "gate.damaged", file=self.name, part="zip") from fault

    def _check_directory(self) -> None:
        """Let there be one directory, where the file says: a reader could take another for the right one."""
        start = self._zip.start_dir
        end = self.data.find(_END, start)
        (said,) = struct.unpack_from("<I", self.data, end + _END_OFFSET)
        if self.data.count(_END, start) > 1 or said not in (start, _WIDE):
            raise GateError("gate.damaged", file=self.name, part="zip")

    def _check_names(self, infos: Sequence[zipfile.ZipInfo]) -> None:
        if any(info.flag_bits & _ENCRYPTED_BIT for info in infos):
            raise GateError("gate.encrypted", file=self.name)
        if len(infos) > MAX_PARTS:
            raise GateError("gate.too_many_parts", file=self.name, count=len(infos), limit=MAX_PARTS)
        for info in infos:
            steps = info.filename.replace("\\", "/").split("/")
            # zipfile itself cuts a name at its first NUL
            if steps[0] == "" or ":" in steps[0] or ".." in steps or "\0" in info.orig_filename:
                raise GateError("gate.odd_part", file=self.name, part=info.filename[:60])
        if len({name.lower() for name in self._infos}) < len(infos):
            raise GateError("gate.doubled_part", file=self.name)

    def _check_sizes(self, infos: Sequence[zipfile.ZipInfo]) -> None:
        inflated = sum(info.file_size for info in infos)
        packed = sum(info.compress_size + _LOCAL_HEADER_BYTES for info in infos)
        is_bomb = (
            packed > len(self.data)  # entries lie over each other: one small block read a thousand times
            or inflated > MAX_INFLATED_BYTES
            or any(_is_bomb(info.file_size, info.compress_size) for info in infos)
            or _is_bomb(inflated, len(self.data))
        )
        if is_bomb:
            raise GateError("gate.bomb", file=self.name, mb=inflated >> 20)

    def _check_kind(self) -> None:
        for part, what in _FOREIGN:
            if part in self.parts:
                raise GateError("gate.wrong_kind", file=self.name, what=what)
        if "_rels/.rels" not in self.parts:
            raise GateError("gate.wrong_kind", file=self.name, what="ZIP")

    def _check_heads(self, infos: Sequence[zipfile.ZipInfo]) -> None:
        """Look at how each part begins: a DTD stands there, and how its letters are written."""
        for info in infos:
            if info.filename.endswith((".xml", ".rels")):
                try:
                    with self._zip.open(info) as part:
                        head = part.read(_HEAD_BYTES)
                except _FAULTS as fault:
                    raise GateError("gate.damaged", file=self.name, part=info.filename) from fault
                self._refuse_dtd(head)
                # The reader would give such a sheet as a blank one; what programs keep in customXml it does not read.
                if head.startswith(_UTF16) and not info.filename.startswith("customXml"):
                    raise GateError("gate.utf16_part", file=self.name, part=info.filename)
                self._check_root(_COMMENT.sub(b"", head), info)

    def _check_root(self, head: bytes, info: zipfile.ZipInfo) -> None:
        root = _ROOT.search(head)
        if info.file_size > _HEAD_BYTES and (root is None or b"<!--" in head[: root.start()]):
            raise GateError("gate.damaged", file=self.name, part=info.filename)
        for count in _ROOM_FOR_TEXTS.findall(head):
            if int(count[:12]) > MAX_BOX:
                raise GateError("gate.too_many_texts", file=self.name, count=int(count[:12]), limit=MAX_BOX)

    def _check_texts(self) -> None:
        """Count the texts that cells share: a reader keeps each, be it blank."""
        for part, info in self._infos.items():
            if part.lower().endswith(_TEXTS) and info.file_size > RATIO_FROM_BYTES:
                count = sum(chunk.count(b"<si") + chunk.count(b":si") for chunk in self.chunks(part))
                if count > MAX_BOX:
                    raise GateError("gate.too_many_texts", file=self.name, count=count, limit=MAX_BOX)

    def _refuse_dtd(self, text: bytes) -> None:
        plain = text.replace(b"\0", b"")  # UTF-16 hides nothing
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise GateError("gate.dtd", file=self.name)


def _is_bomb(inflated: int, packed: int) -> bool:
    return inflated > RATIO_FROM_BYTES and inflated > MAX_RATIO * packed
