"""One user's machine, as far as an add-in has to know it: which system, which folders, what its registry says.

Everything that differs from machine to machine is asked here and nowhere else, so that a made-up one is as good.
"""

import os
import platform
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiveledger_addin.install.registry import registry_subkeys, registry_values

__all__ = ["LINUX", "MACOS", "WINDOWS", "Machine", "this_machine"]

WINDOWS, MACOS, LINUX = "Windows", "Darwin", "Linux"  # as `platform.system()` names them

_FILE: Final = "hiveledger.ini"
_FOLDER: Final = "hiveledger"


@dataclass(frozen=True)
class Machine:
    r"""A user's machine.

    `registry` gives the values of a key ("HKCU\Software\…"), nothing for one that is not there, and under ""
    the key's own value; `subkeys` gives the names below a key.
    """

    system: str
    home: Path
    python: Path
    environment: Mapping[str, str]
    root: Path = Path("/")
    is_64_bit: bool = True
    registry: Callable[[str], Mapping[str, object]] = lambda _: {}
    subkeys: Callable[[str], tuple[str, ...]] = lambda _: ()

    def folder(self, variable: str, otherwise: str) -> Path:
        """Give the folder that a variable of the environment names, else that one below the user's home."""
        return Path(self.environment.get(variable) or self.home / otherwise)

    @property
    def configuration(self) -> Path:
        """The configuration file that our Python and LibreOffice read."""
        match self.system:
            case "Windows":
                return self.folder("LOCALAPPDATA", "AppData/Local") / _FOLDER / _FILE
            case "Darwin":
                return self.home / "Library/Application Support" / _FOLDER / _FILE
            case _:
                return self.folder("XDG_CONFIG_HOME", ".config") / _FOLDER / _FILE

    @property
    def excel_configuration(self) -> Path:
        """The configuration file that Excel reads: on macOS it sees only what is in a container of its own."""
        return self.excel_container / _FILE if self.system == MACOS else self.configuration

    @property
    def excel_container(self) -> Path:
        """The only folder that Excel on macOS may read without asking."""
        return self.home / "Library/Containers/com.microsoft.Excel/Data"

    @property
    def excel_start(self) -> Path:
        """The folder whose workbooks Excel opens as it starts, trusts, and that is this user's own."""
        if self.system == MACOS:
            group = self.home / "Library/Group Containers/UBF8T346G9.Office"
            return group / "User Content.localized/Startup.localized/Excel"
        return self.folder("APPDATA", "AppData/Roaming") / "Microsoft/Excel/XLSTART"

    @property
    def excel_scripts(self) -> Path:
        """The folder of the scripts that Excel on macOS may start."""
        return self.home / "Library/Application Scripts/com.microsoft.Excel"

    @property
    def synced(self) -> Iterator[tuple[str, Path]]:
        """The folders of this user that a service synchronises, each with its name."""
        for variable in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
            if place := self.environment.get(variable):
                yield "OneDrive", Path(place)
        yield "OneDrive", self.home / "Library/CloudStorage"
        yield "iCloud", self.home / "Library/Mobile Documents"


def this_machine() -> Machine:
    """Give the machine that this program runs on."""
    return Machine(
        platform.system(),
        Path.home(),
        Path(sys.executable),
        os.environ,
        is_64_bit=struct.calcsize("P") == 8,  # noqa: PLR2004 - bytes of an address
        registry=registry_values,
        subkeys=registry_subkeys,
    )
