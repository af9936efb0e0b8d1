"""What a user's add-ins have to know: which Python to start, in which language to speak, where requests wait.

It stands in a file of this user's own, never in a workbook or beside one: whoever sends a workbook must not choose
which program it starts. VBA reads the file too, and knows only the code page of its system, so the file is ASCII.

This module goes into LibreOffice's extension as it is, and runs there in LibreOffice's own Python: it takes nothing
but the standard library, and the syntax of Python 3.8.
"""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping  # noqa: UP035 - of Python 3.8, which cannot subscript the one in collections.abc

__all__ = ["Configuration", "escaped", "excel_place", "place", "read", "text"]

_FILE = "hiveledger.ini"
_FOLDER = "hiveledger"
_HEAD = "# Written by: hiveledger addin install"
_ESCAPED = re.compile(r"%u([0-9A-F]{4})")
_ODD = re.compile(r"[^ -$&-~]+")  # all but printable ASCII, and the mark of the escape itself


@dataclass(frozen=True)
class Configuration:
    """What stands in the file: paths as this system writes them, a language's code, the version that was installed."""

    python: str
    language: str
    version: str
    state: str


def place(system: str, environment: Mapping[str, str], home: Path) -> Path:
    """Give the file that our Python and LibreOffice read, on a system as `platform.system()` names it.

    On Windows it does not roam to other machines: the Python that it names is on this one.
    """
    if system == "Windows":
        folder = Path(environment.get("LOCALAPPDATA") or home / "AppData/Local")
    elif system == "Darwin":
        folder = home / "Library/Application Support"
    else:
        folder = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    return folder / _FOLDER / _FILE


def excel_place(system: str, environment: Mapping[str, str], home: Path) -> Path:
    """Give the file that Excel reads: on macOS it sees only what is in a container of its own."""
    if system == "Darwin":
        return home / "Library/Containers/com.microsoft.Excel/Data" / _FILE
    return place(system, environment, home)


def read(file: Path | None = None) -> Configuration | None:
    """Read what was installed for this user, None where nothing was."""
    try:
        lines = (file or place(platform.system(), os.environ, Path.home())).read_text("ascii").splitlines()
    except (OSError, UnicodeError):
        return None
    told = {key: _plain(value) for key, equals, value in (line.partition("=") for line in lines) if equals}
    return Configuration(*(told.get(key, "") for key in ("python", "language", "version", "state")))


def text(configuration: Configuration) -> str:
    """Give what stands in the file.

    >>> print(text(Configuration("/home/王/100%/python", "zh", "0.1", "/state")), end="")
    # Written by: hiveledger addin install
    python=/home/%u738B/100%u0025/python
    language=zh
    version=0.1
    state=/state
    """
    return "\n".join([_HEAD, *(f"{key}={escaped(value)}" for key, value in vars(configuration).items()), ""])


def escaped(value: str) -> str:
    """Give a text in ASCII, as VBA of any code page can take it.

    >>> escaped("王, 100%")
    '%u738B, 100%u0025'
    """
    return _ODD.sub(_units, value)


def _units(odd: re.Match[str]) -> str:
    units = odd[0].encode("utf-16-be", "surrogatepass").hex().upper()
    return re.sub("....", r"%u\g<0>", units)


def _plain(value: str) -> str:
    units = _ESCAPED.sub(lambda unit: chr(int(unit[1], 16)), value)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
