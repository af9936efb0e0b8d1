"""One user's machine, as far as an add-in has to know it: which system, which folders, what its registry says.

Everything that differs from machine to machine is asked here and nowhere else, so that a made-up one is as good.
"""

import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiveledger_addin.install.configuration import excel_place, place
from hiveledger_addin.install.registry import registry_subkeys, registry_values

__all__ = ["LINUX", "MACOS", "WINDOWS", "Machine", "this_machine"]

WINDOWS, MACOS, LINUX = "Windows", "Darwin", "Linux"  # as `platform.system()` names them

_NAMES_A_SYNCED_FOLDER: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def _no_values(_: str) -> Mapping[str, object]:
    return {}


def _no_names(_: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Machine:
    r"""A user's machine.

    `python` is the interpreter that runs us, `base` the folder of the Python that it was made from. `root` is where
    folders of the whole machine begin. `registry` gives the values of a key ("HKCU\Software\…"),
    nothing for one that is not there, and under "" its own value; `subkeys` gives the names below a key.
    """

    system: str
    home: Path
    python: Path
    environment: Mapping[str, str]
    base: Path = Path("/usr")
    root: Path = Path("/")
    registry: Callable[[str], Mapping[str, object]] = _no_values
    subkeys: Callable[[str], tuple[str, ...]] = _no_names

    @property
    def configuration(self) -> Path:
        """The configuration file that our Python and LibreOffice read."""
        return place(self.system, self.environment, self.home)

    @property
    def excel_configuration(self) -> Path:
        """The configuration file that Excel reads."""
        return excel_place(self.system, self.environment, self.home)

    @property
    def excel_start(self) -> Path:
        """The folder whose workbooks Excel opens as it starts, trusts, and that is this user's own."""
        if self.system == MACOS:
            group = self.home / "Library/Group Containers/UBF8T346G9.Office"
            return group / "User Content.localized/Startup.localized/Excel"
        return self._roaming / "Microsoft/Excel/XLSTART"

    @property
    def excel_scripts(self) -> Path:
        """The folder of the scripts that Excel on macOS may start."""
        return self.home / "Library/Application Scripts/com.microsoft.Excel"

    @property
    def calc_profile(self) -> Path:
        """The folder in which LibreOffice keeps what is this user's, its extensions too."""
        match self.system:
            case "Windows":
                return self._roaming / "LibreOffice/4"
            case "Darwin":
                return self.home / "Library/Application Support/LibreOffice/4"
            case _:
                return Path(self.environment.get("XDG_CONFIG_HOME") or self.home / ".config") / "libreoffice/4"

    @property
    def is_of_the_store(self) -> bool:
        """Whether this Python came from Microsoft's Store: Windows shows what it writes to no other program."""
        return "WindowsApps" in self.base.parts

    @property
    def _roaming(self) -> Path:
        return Path(self.environment.get("APPDATA") or self.home / "AppData/Roaming")

    @property
    def synced(self) -> Iterator[tuple[str, Path]]:
        """The folders of this user that a service synchronises, each with its name."""
        for variable in _NAMES_A_SYNCED_FOLDER:
            if named := self.environment.get(variable):
                yield "OneDrive", Path(named)
        yield "OneDrive", self.home / "Library/CloudStorage"
        yield "iCloud", self.home / "Library/Mobile Documents"


def this_machine() -> Machine:
    """Give the machine that this program runs on."""
    return Machine(
        platform.system(),
        Path.home(),
        Path(sys.executable),
        os.environ,
        Path(sys.base_prefix),
        registry=registry_values,
        subkeys=registry_subkeys,
    )
