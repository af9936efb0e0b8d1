"""What a file is, judged by its content: site back-ends call anything .xls."""

import re
import struct
from enum import StrEnum
from typing import Final

from hiveledger.errors import GateError

__all__ = ["Kind", "kind_of", "utf16_by_zeros"]


class Kind(StrEnum):
    """How a file has to be read."""

    XLSX = "xlsx"  # a zip of XML parts; .xlsm too
    XLS = "xls"  # BIFF in a compound file
    TEXT = "text"  # CSV, TSV, HTML or XML: told apart once it is decoded


_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM\x00", "BMP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"MIME-Version:", "MHT"),
    (b"SQLite format 3", "SQLite"),
    (b"MZ", "EXE"),
)
_XLS_STREAMS: Final = ("Workbook", "WORKBOOK", "Book", "BOOK")
_FOREIGN_STREAMS: Final = (("WordDocument", "Word"), ("PowerPoint Document", "PowerPoint"))
_CONTROL: Final = re.compile(rb"[\x00-\x06\x0e-\x1a]")  # bytes that stand in a text only by mistake
_CONTROL_SHARE: Final = 0.005  # what a careless export may leave in it
_WORKBOOK_START: Final = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # BIFF8: beginning of the workbook's globals
_FILEPASS: Final = 0x2F
_BEFORE_FILEPASS: Final = frozenset({0x809, 0x86})  # the beginning itself, and "recommended read-only"
_SECTOR_BYTES: Final = 512  # the first records lie in one sector
_ZEROS_IN_UTF16: Final = 0.02  # share of zero bytes: the separators and digits of a table alone give more
_HEAD_BYTES: Final = 65_536
_ENTRY_BYTES: Final = 128  # of one directory entry of a compound file


def kind_of(data: bytes, name: str) -> Kind:
    """Tell how the bytes have to be read; `name` only stands in the sentence of a refusal.

    Raises: GateError for encrypted, cut-off and foreign files.

    >>> kind_of("公司,手机".encode(), "导出.xls")
    <Kind.TEXT: 'text'>
    """
    if data.startswith(_ZIP):
        return Kind.XLSX
    if data.startswith(_COMPOUND):
        return _compound_kind(data, name)
    for magic, what in _OTHER_KINDS:
        if data.startswith(magic):
            raise GateError("gate.wrong_kind", file=name, what=what)
    if data[:2] in _ZIP[:2] or _COMPOUND.startswith(data[:8]):
        raise GateError("gate.truncated", file=name)
    if _is_binary(data):
        raise GateError("gate.not_a_table", file=name)
    return Kind.TEXT


def _compound_kind(data: bytes, name: str) -> Kind:
    """Tell an old workbook from a document that a password turned into the same kind of container."""
    if _has_stream(data, "EncryptedPackage") or _is_locked(data):
        raise GateError("gate.encrypted", file=name)
    for stream, what in _FOREIGN_STREAMS:
        if _has_stream(data, stream):
            raise GateError("gate.wrong_kind", file=name, what=what)
    if any(_has_stream(data, stream) for stream in _XLS_STREAMS):
        return Kind.XLS
    raise GateError("gate.truncated", file=name)


def _has_stream(data: bytes, stream: str) -> bool:
    """Look for the stream's directory entry: its name, at an entry's boundary, with its length after 64 bytes."""
    wanted = f"{stream}\0".encode("utf-16-le")
    length = len(wanted).to_bytes(2, "little")
    at = data.find(wanted)
    while at >= 0:
        if at % _ENTRY_BYTES == 0 and data[at + 64 : at + 66] == length:
            return True
        at = data.find(wanted, at + 1)
    return False


def _is_locked(data: bytes) -> bool:
    """Look for FILEPASS among the first records of an old workbook: all that follows it is enciphered."""
    at = data.find(_WORKBOOK_START)
    while 0 <= at < len(data) - 4 and at % _SECTOR_BYTES < _SECTOR_BYTES - 4:
        kind, length = struct.unpack_from("<HH", data, at)
        if kind == _FILEPASS:
            return True
        if kind not in _BEFORE_FILEPASS:
            return False
        at += 4 + length
    return False


def utf16_by_zeros(data: bytes) -> str:
    """Name the UTF-16 that a text without byte order mark is in, or nothing: zeros stand on one side only.

    >>> utf16_by_zeros("公司,手机".encode("utf-16-be")), utf16_by_zeros(b"a,b")
    ('utf-16-be', '')
    """
    head = data[:_HEAD_BYTES]
    left, right = head[::2].count(0), head[1::2].count(0)
    if min(left, right) > 0 or max(left, right) < _ZEROS_IN_UTF16 * len(head):
        return ""
    return "utf-16-be" if left else "utf-16-le"


def _is_binary(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False  # UTF-16 says so itself
    head = data[:_HEAD_BYTES]
    return not utf16_by_zeros(head) and len(_CONTROL.findall(head)) > _CONTROL_SHARE * len(head)
