"""What keeps Excel on macOS from showing the add-in or from starting Python."""

import plistlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError

from hiveledger.findings import Finding, Level
from hiveledger_addin.install.machine import Machine

__all__ = ["find_on_macos"]

_PREFERENCES: Final = "com.microsoft.office.plist"
_GUARDED: Final = ("Desktop", "Documents", "Downloads")  # macOS asks before another program may look into these


def find_on_macos(machine: Machine, addin: Path) -> Iterator[Finding]:
    """Tell what stands in the way of an add-in: also that Excel has nothing to start Python by."""
    script = machine.excel_scripts / f"{addin.stem}.applescript"
    programs = sorted((machine.root / "Applications").glob("Microsoft Excel*.app"))
    if not programs:
        yield Finding("addin.no_excel")
    elif len(programs) > 1:
        yield Finding("addin.two_excels", params={"folders": " · ".join(map(str, programs))}, level=Level.INFO)
    if programs and not machine.excel_configuration.parent.is_dir():
        yield Finding("addin.never_started")
    elif addin.exists() and not (script.exists() and machine.excel_configuration.exists()):
        yield Finding("addin.no_script", params={"file": str(script)})
    yield from _policies(machine)
    if any(machine.python.is_relative_to(machine.home / name) for name in _GUARDED):
        yield Finding("addin.python_shut", params={"python": str(machine.python)}, level=Level.INFO)


def _policies(machine: Machine) -> Iterator[Finding]:
    managed = machine.root / "Library/Managed Preferences"
    places = (managed, managed / machine.home.name, machine.home / "Library/Preferences")
    told = [_preferences(place / _PREFERENCES) for place in places]
    if any(one.get("VisualBasicEntirelyDisabled") for one in told):
        yield Finding("addin.vba_off")
    if any(one.get("VisualBasicMacroExecutionState") == "DisabledWithoutWarnings" for one in told):
        yield Finding("addin.macros_off")


def _preferences(file: Path) -> Mapping[str, object]:
    try:
        told = plistlib.loads(file.read_bytes())
    except (OSError, ValueError, ExpatError):
        return {}
    return told if isinstance(told, dict) else {}
