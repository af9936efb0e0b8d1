"""What a user's add-ins have to know: which Python to start, and in which language to speak.

It stands in a file of this user's own, never in a workbook or beside one: whoever sends a workbook must not choose
which program it starts. VBA reads the file too, and knows only the code page of its system, so the file is ASCII.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiveledger.text import Language
from hiveledger_addin.install.machine import this_machine

__all__ = ["Configuration", "read", "text"]

_ESCAPED: Final = re.compile(r"%u([0-9A-F]{4})")
_ODD: Final = re.compile(r"[^ -$&-~]+")  # all but printable ASCII, and the mark of the escape itself
_HEAD: Final = "# Written by: hiveledger addin install"


@dataclass(frozen=True)
class Configuration:
    """What stands in the file. `state` is the user's state folder where it is not the usual one."""

    python: Path
    language: Language
    version: str
    state: str = ""


def read(file: Path | None = None) -> Configuration | None:
    """Read what was installed for this user, None where nothing was."""
    try:
        lines = (file or this_machine().configuration).read_text("ascii").splitlines()
    except (OSError, UnicodeError):
        return None
    told = {key: _plain(value) for key, equals, value in (line.partition("=") for line in lines) if equals}
    language = told.get("language", "")
    return Configuration(
        Path(told.get("python", "")),
        Language(language) if language in [*Language] else Language.ZH,
        told.get("version", ""),
        told.get("state", ""),
    )


def text(configuration: Configuration) -> str:
    """Give what stands in the file.

    >>> print(text(Configuration(Path("/home/王/100%/python"), Language.ZH, "0.1")), end="")
    # Written by: hiveledger addin install
    python=/home/%u738B/100%u0025/python
    language=zh
    version=0.1
    """
    windowless = configuration.python.with_name("pythonw.exe")
    told = {
        "python": str(configuration.python),
        "pythonw": str(windowless) if windowless.exists() else "",
        "language": str(configuration.language),
        "version": configuration.version,
        "state": configuration.state,
    }
    return "\n".join([_HEAD, *(f"{key}={_escaped(value)}" for key, value in told.items() if value), ""])


def _escaped(value: str) -> str:
    return _ODD.sub(
        lambda odd: re.sub("....", r"%u\g<0>", odd[0].encode("utf-16-be", "surrogatepass").hex().upper()), value
    )


def _plain(value: str) -> str:
    units = _ESCAPED.sub(lambda unit: chr(int(unit[1], 16)), value)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
