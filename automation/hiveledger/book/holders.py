"""Who has a workbook open: the owner files that spreadsheet programs leave beside it while they hold it."""

import struct
from pathlib import Path
from typing import Final

from hiveledger.errors import BusyError

__all__ = ["refuse_if_open"]

_PREFIXES: Final = ("~$", ".~lock.", ".~")  # Excel (and WPS), LibreOffice, WPS
_NAME_FROM: Final = 55  # in Excel's owner file: the name's length in UTF-16, then the name; before it, in ANSI
_LONGEST_NAME: Final = 52
_ANSI: Final = "gbk"
_UNKNOWN: Final = "?"


def refuse_if_open(book: Path) -> None:
    """Look for owner files of Excel, WPS and LibreOffice.

    A file that its program left behind looks the same: it is told of and never deleted by us.
    Raises: BusyError naming who holds the book and the file that says so.
    """
    for owner in book.parent.iterdir():
        prefix = next((prefix for prefix in _PREFIXES if owner.name.startswith(prefix)), None)
        if prefix and owner.name.removeprefix(prefix).startswith(book.name):
            raise BusyError("book.open_elsewhere", file=book.name, who=_who(owner), owner_file=owner.name)


def _who(owner: Path) -> str:
    try:
        content = owner.read_bytes()
    except OSError:  # Excel keeps its own locked
        return _UNKNOWN
    return (_libre_name(content) if owner.name.startswith(_PREFIXES[1]) else _excel_name(content)) or _UNKNOWN


def _excel_name(content: bytes) -> str:
    """Read the owner's name, in UTF-16 where it is, else in ANSI."""
    if len(content) > _NAME_FROM + 2:
        (length,) = struct.unpack_from("<H", content, _NAME_FROM)
        if 0 < length <= _LONGEST_NAME:
            name = content[_NAME_FROM + 2 : _NAME_FROM + 2 + 2 * length]
            return name.decode("utf-16-le", "replace").strip()
    if not content or content[0] >= _NAME_FROM:
        return ""
    return content[1 : 1 + content[0]].decode(_ANSI, "replace").strip()


def _libre_name(content: bytes) -> str:
    """Read the first two fields, "name,user,…;" with commas in a name escaped."""
    fields, escaped = [""], False
    for letter in content.decode("utf-8", "replace"):
        if escaped or letter not in "\\,;":
            fields[-1] += letter
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == ",":
            fields.append("")
        else:
            break
    return next((field.strip() for field in fields[:3] if field.strip()), "")
