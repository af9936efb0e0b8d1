"""Who has a workbook open: the owner files that spreadsheet programs leave beside it while they hold it."""

import contextlib
import re
import struct
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

from hiveledger.errors import BusyError

__all__ = ["Holder", "Mark", "conflict_copies", "holders", "is_stale", "refuse_if_open", "refuse_others"]

_PROGRAMS: Final = {"~$": "Excel / WPS", ".~lock.": "LibreOffice", ".~": "WPS"}  # by how their owner files begin
_LIBRE: Final = ".~lock."
_HOST: Final = 2  # its place among the fields of LibreOffice's owner file
_NAME_FROM: Final = 55  # in Excel's owner file: the name's length in UTF-16, then the name; before it, in ANSI
_LONGEST_NAME: Final = 52
_ANSI: Final = "gbk"
_UNKNOWN: Final = "?"
_STALE_HOURS: Final = 12

_CONFLICT: Final = re.compile(  # what services that synchronise folders add to a name
    r".*(?i:冲突|conflict).*"  # Nutstore, Dropbox, Seafile, Nextcloud, Syncthing
    r"|\s*[(（]\d+[)）]"  # Google Drive, Baidu, WPS
    r"|-[A-Z][A-Z0-9-]{3,14}(-\d+)?",  # OneDrive: the computer's name
    re.DOTALL,
)

Mark: TypeAlias = tuple[str, float]
"""An owner file as somebody saw it: its name, and when it was written (st_mtime)."""


@dataclass(frozen=True)
class Holder:
    """Somebody who has the book open, by an owner file; `since` is when that was written."""

    who: str
    program: str
    since: datetime
    file: str
    mark: Mark


def holders(book: Path) -> tuple[Holder, ...]:
    """Give those who have the book open, by the owner files of Excel, WPS and LibreOffice beside it."""
    found = []
    for owner in sorted(book.parent.iterdir()):
        prefix = next((prefix for prefix in _PROGRAMS if owner.name.startswith(prefix)), None)
        if prefix and _folded(owner.name.removeprefix(prefix)).startswith(_folded(book.name)):
            try:
                written_at = owner.stat().st_mtime
            except FileNotFoundError:  # closed this moment
                continue
            since = datetime.fromtimestamp(int(written_at))
            found.append(Holder(_who(owner), _PROGRAMS[prefix], since, owner.name, (owner.name, written_at)))
    return tuple(found)


def refuse_if_open(book: Path, passed_over: Collection[Mark] = ()) -> None:
    """Refuse a book that somebody has open.

    A file that its program left behind looks the same: it is told of and never deleted by us. `passed_over` holds the
    marks of those of which somebody confirmed it; one that was written anew since is none of them.
    Raises: BusyError naming who holds the book since when, and the file that says so.
    """
    _refuse(book, (holder for holder in holders(book) if holder.mark not in passed_over))


def refuse_others(book: Path, own: str, host: str) -> None:
    """Refuse a book that somebody else has open too; `own` is the owner file of the program on `host` that we ask.

    The same file may be another machine's: LibreOffice says so in it, whose program opened the book none the less.
    Raises: as `refuse_if_open`.
    """
    ours = {"", _short(host)}
    _refuse(book, (one for one in holders(book) if one.file != own or _short(_host(book, one)) not in ours))


def _refuse(book: Path, others: Iterable[Holder]) -> None:
    for holder in others:
        said = {"who": holder.who, "program": holder.program, "since": holder.since, "owner_file": holder.file}
        raise BusyError("book.open_elsewhere", file=book.name, **said)


def is_stale(holder: Holder, book: Path, now: datetime, hours: float = _STALE_HOURS) -> bool:
    """Tell whether an owner file may have been left behind: it is old, and no program has either file in its hands.

    Only Windows keeps others from a file that is open; elsewhere age alone speaks. So a person is to be asked.
    """
    is_old = now - holder.since > timedelta(hours=hours)
    return is_old and not any(_is_held(path) for path in (book, book.with_name(holder.file)))


def conflict_copies(book: Path) -> tuple[Path, ...]:
    """Give the copies of the book that a synchronising service made because two people had changed it.

    They are known by their names, so that one may have been made by hand.
    """
    stem = _folded(book.stem)
    return tuple(
        path
        for path in sorted(book.parent.iterdir())
        if _folded(path.suffix) == _folded(book.suffix)
        if _folded(path.stem).startswith(stem)
        and _CONFLICT.fullmatch(unicodedata.normalize("NFC", path.stem), len(stem))
    )


def _folded(name: str) -> str:
    """Give a name as file systems compare it that know neither case nor how a letter is put together."""
    return unicodedata.normalize("NFC", name).casefold()


def _is_held(path: Path) -> bool:
    try:
        with path.open("r+b"):
            return False
    except OSError:
        return True


def _who(owner: Path) -> str:
    try:
        content = owner.read_bytes()
    except OSError:  # Excel keeps its own locked
        return _UNKNOWN
    return (_libre_name(content) if owner.name.startswith(_LIBRE) else _excel_name(content)) or _UNKNOWN


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


def _short(host: str) -> str:
    """Give a machine's name without its domain, which one program tells and another does not."""
    return host.partition(".")[0].casefold()


def _host(book: Path, holder: Holder) -> str:
    """Give the machine that an owner file names; only LibreOffice's does."""
    fields: list[str] = []
    if holder.file.startswith(_LIBRE):
        with contextlib.suppress(OSError):
            fields = _libre_fields(book.with_name(holder.file).read_bytes())
    return fields[_HOST].strip() if len(fields) > _HOST else ""


def _libre_name(content: bytes) -> str:
    return next((field.strip() for field in _libre_fields(content)[:3] if field.strip()), "")


def _libre_fields(content: bytes) -> list[str]:
    """Read "name,user,host,…;", with commas in a name escaped."""
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
    return fields
