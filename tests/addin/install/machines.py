"""Machines that are made up of a folder and a registry, with a healthy Excel on each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hiveledger_addin.install.machine import LINUX, MACOS, WINDOWS, Machine

__all__ = ["EXCEL_ROOT", "linux", "macos", "windows"]

EXCEL_ROOT: Final = r"HKLM\SOFTWARE\Microsoft\Office\16.0\Excel\InstallRoot"
_HEALTHY: Final = {EXCEL_ROOT: {"Path": "C:\\Program Files\\Microsoft Office\\root\\Office16\\"}}


def windows(folder: Path, registry: Mapping[str, Mapping[str, object]] | None = None) -> Machine:
    """Give a Windows whose registry also says this."""
    keys = _HEALTHY | dict(registry or {})

    def subkeys(path: str) -> tuple[str, ...]:
        below = (key.removeprefix(f"{path}\\") for key in keys if key.startswith(f"{path}\\"))
        return tuple(dict.fromkeys(name.partition("\\")[0] for name in below))

    local, roaming = folder / "AppData" / "Local", folder / "AppData" / "Roaming"
    environment = {"LOCALAPPDATA": str(local), "APPDATA": str(roaming)}
    base = folder / "Python311"
    return Machine(WINDOWS, folder, _python(folder), environment, base, folder, lambda key: keys.get(key, {}), subkeys)


def macos(folder: Path) -> Machine:
    """Give a Mac on which Excel has been opened once."""
    home = folder / "Users" / "wang"
    machine = Machine(MACOS, home, _python(home / "hiveledger"), {}, root=folder)
    machine.excel_configuration.parent.mkdir(parents=True)
    (folder / "Applications" / "Microsoft Excel.app").mkdir(parents=True)
    return machine


def linux(folder: Path) -> Machine:
    """Give a Linux whose settings are all in one folder."""
    return Machine(LINUX, folder, _python(folder), {"XDG_CONFIG_HOME": str(folder / "config")})


def _python(folder: Path) -> Path:
    python = folder / "venv" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    return python
