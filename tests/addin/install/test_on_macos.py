"""What made-up folders of macOS tell of an add-in that cannot work."""

import plistlib
from collections.abc import Callable
from pathlib import Path

import pytest

from hiveledger_addin.install.machine import Machine
from hiveledger_addin.install.on_macos import find_on_macos
from hiveledger_addin.install.put import ADDIN, SCRIPT
from tests.addin.install.machines import macos


def _healthy(folder: Path) -> Machine:
    machine = macos(folder)
    for file in (machine.excel_scripts / SCRIPT, machine.excel_configuration, machine.excel_start / ADDIN):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return machine


def _told(machine: Machine) -> list[str]:
    found = find_on_macos(machine, machine.excel_start / ADDIN)
    return [finding.code.removeprefix("addin.") for finding in found]


def _managed(**told: object) -> Callable[[Machine], None]:
    def write(machine: Machine) -> None:
        file = machine.root / "Library/Managed Preferences/com.microsoft.office.plist"
        file.parent.mkdir(parents=True)
        file.write_bytes(plistlib.dumps(told))

    return write


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(lambda _: None, [], id="a healthy machine is told nothing"),
        pytest.param(lambda at: (at.root / "Applications/Microsoft Excel.app").rmdir(), ["no_excel"], id="no Excel"),
        pytest.param(lambda at: (at.root / "Applications/Microsoft Excel 2.app").mkdir(), ["two_excels"], id="two"),
        pytest.param(lambda at: (at.excel_scripts / SCRIPT).unlink(), ["no_script"], id="nothing to start Python by"),
        pytest.param(lambda at: at.excel_configuration.unlink(), ["no_script"], id="nothing that names the Python"),
        pytest.param(_managed(VisualBasicEntirelyDisabled=True), ["vba_off"], id="VBA is off"),
        pytest.param(
            _managed(VisualBasicMacroExecutionState="DisabledWithoutWarnings"), ["macros_off"], id="macros are off"
        ),
        pytest.param(_managed(VisualBasicMacroExecutionState="DisabledWithWarnings"), [], id="macros are asked about"),
    ],
)
def test_folders_and_preferences_tell(tmp_path: Path, change: Callable[[Machine], None], told: list[str]) -> None:
    machine = _healthy(tmp_path)
    change(machine)
    assert _told(machine) == told


def test_excel_that_was_never_opened_has_no_folders_to_put_anything_in(tmp_path: Path) -> None:
    machine = macos(tmp_path)
    machine.excel_configuration.parent.rmdir()
    assert _told(machine) == ["never_started"]


def test_preferences_that_cannot_be_read_say_nothing(tmp_path: Path) -> None:
    machine = _healthy(tmp_path)
    file = machine.home / "Library/Preferences/com.microsoft.office.plist"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"bplist00 torn")
    assert _told(machine) == []
