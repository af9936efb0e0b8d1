"""A zip of XML parts, looked at before any spreadsheet library sees it."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from hiveledger.errors import GateError
from hiveledger.gate.limits import MAX_INFLATED_BYTES, MAX_PARTS, MAX_RATIO, RATIO_FROM_BYTES

__all__ = ["Package"]

# What zipfile raises where a header lies; ValueError: it points before the file's start.
_FAULTS: Final = (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
_CHUNK_BYTES: Final = 4 << 20
_HEAD_BYTES: Final = 4096  # a DTD stands before the first element
_SMALL_PART_BYTES: Final = 16 << 20  # workbook.xml and relationships: a few KB in life
_ENCRYPTED_BIT: Final = 1
_LOCAL_HEADER_BYTES: Final = 30
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
        self._check_names(infos)
        self._check_sizes(infos)
        self._check_kind()
        self._check_dtd(infos)

    def read(self, part: str) -> bytes:
        """Give one part inflated. Raises: GateError where its checksum or length is not what the zip says."""
        try:
            return self._zip.read(self._infos[part])
        except _FAULTS as fault:
            raise GateError("gate.damaged", file=self.name, part=part) from fault

    def chunks(self, part: str) -> Iterator[bytes]:
        """Give one part inflated piece by piece, cut between rows where it has rows. Raises: GateError."""
        rest = b""
        try:
            with self._zip.open(self._infos[part]) as stream:
                while piece := stream.read(_CHUNK_BYTES):
                    rest += piece
                    cut = max(rest.rfind(b"</row>"), rest.rfind(b":row>"))
                    if cut >= 0:
                        yield rest[: cut + len(b"</row>")]
                        rest = rest[cut + len(b"</row>") :]
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
        except ET.ParseError as fault:
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
            cut = b"PK\x05\x06" not in self.data[-(1 << 16) - 22 :]
            raise GateError("gate.truncated" if cut else "gate.damaged", file=self.name, part="zip") from fault

    def _check_names(self, infos: Sequence[zipfile.ZipInfo]) -> None:
        if any(info.flag_bits & _ENCRYPTED_BIT for info in infos):
            raise GateError("gate.encrypted", file=self.name)
        if len(infos) > MAX_PARTS:
            raise GateError("gate.too_many_parts", file=self.name, count=len(infos), limit=MAX_PARTS)
        if len({info.filename.lower() for info in infos}) < len(infos):
            raise GateError("gate.doubled_part", file=self.name)
        for info in infos:
            steps = info.filename.replace("\\", "/").split("/")
            if steps[0] == "" or ":" in steps[0] or ".." in steps:
                raise GateError("gate.odd_part", file=self.name, part=info.filename[:60])

    def _check_sizes(self, infos: Sequence[zipfile.ZipInfo]) -> None:
        inflated = sum(info.file_size for info in infos)
        packed = sum(info.compress_size + _LOCAL_HEADER_BYTES for info in infos)
        if packed > len(self.data):  # entries lie over each other: one small block read a thousand times
            raise GateError("gate.bomb", file=self.name, mb=inflated >> 20)
        bomb = inflated > RATIO_FROM_BYTES and inflated > MAX_RATIO * len(self.data)
        if bomb or inflated > MAX_INFLATED_BYTES:
            raise GateError("gate.bomb", file=self.name, mb=inflated >> 20)

    def _check_kind(self) -> None:
        for part, what in _FOREIGN:
            if part in self.parts:
                raise GateError("gate.wrong_kind", file=self.name, what=what)
        if "_rels/.rels" not in self.parts:
            raise GateError("gate.wrong_kind", file=self.name, what="ZIP")

    def _check_dtd(self, infos: Sequence[zipfile.ZipInfo]) -> None:
        for info in infos:
            if info.filename.endswith((".xml", ".rels")):
                try:
                    with self._zip.open(info) as part:
                        head = part.read(_HEAD_BYTES)
                except _FAULTS as fault:
                    raise GateError("gate.damaged", file=self.name, part=info.filename) from fault
                self._refuse_dtd(head)

    def _refuse_dtd(self, text: bytes) -> None:
        plain = text.replace(b"\0", b"")  # UTF-16 hides nothing
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise GateError("gate.dtd", file=self.name)
