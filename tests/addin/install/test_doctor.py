"""The doctor of the add-ins: what is wrong with what was installed, and that a sound machine hears nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hiveledger.cli import main
from hiveledger.text import Language, say
from hiveledger_addin.install.configuration import Configuration, text
from hiveledger_addin.install.doctor import find_blocks
from hiveledger_addin.install.machine import Machine
from hiveledger_addin.install.put import ADDIN, put_into_calc, put_into_excel
from tests.addin.install.machines import EXCEL_ROOT, linux, macos, windows


def _told(machine: Machine) -> set[str]:
    return {finding.code.removeprefix("addin.") for finding in find_blocks(machine, Language.ZH)}


def _installed(machine: Machine, state: Path) -> Machine:
    for _ in put_into_excel(machine, Language.EN, state):
        pass
    return machine


@pytest.mark.parametrize("make", [windows, macos], ids=["Windows", "macOS"])
def test_what_was_just_installed_is_sound(tmp_path: Path, make: type) -> None:
    assert _told(_installed(make(tmp_path), tmp_path)) == set()


def _other(version: str = "0.0", python: str = "") -> Callable[[Machine], None]:
    def write(machine: Machine) -> None:
        told = Configuration(python or str(machine.python), "zh", version, "")
        machine.configuration.write_text(text(told), "ascii")

    return write


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(lambda at: at.configuration.unlink(), "not_installed", id="nothing says which Python"),
        pytest.param(lambda at: at.python.unlink(), "python_gone", id="the Python was moved away"),
        pytest.param(_other(), "other_version", id="the program is newer than the add-in"),
        pytest.param(lambda at: (at.excel_start / ADDIN).unlink(), "no_addin", id="somebody deleted the add-in"),
        pytest.param(lambda at: (at.excel_start / ADDIN).write_bytes(b""), "other_addin", id="it is not what we build"),
    ],
)
def test_what_is_wrong_with_an_installation_is_told(
    tmp_path: Path, change: Callable[[Machine], None], told: str
) -> None:
    machine = _installed(windows(tmp_path), tmp_path)
    change(machine)
    assert _told(machine) == {told}


def test_another_python_than_this_one_is_told_of(tmp_path: Path) -> None:
    machine = _installed(windows(tmp_path), tmp_path)
    (tmp_path / "other").touch()
    assert _told(replace(machine, python=tmp_path / "other")) == {"other_python"}


def test_a_program_in_a_synchronised_folder_is_told_of(tmp_path: Path) -> None:
    machine = _installed(windows(tmp_path), tmp_path)
    environment = {**machine.environment, "OneDrive": str(machine.python.parents[1])}
    assert _told(replace(machine, environment=environment)) == {"python_synced"}


def test_a_python_of_the_store_is_told_of(tmp_path: Path) -> None:
    machine = _installed(windows(tmp_path), tmp_path)
    assert _told(replace(machine, base=tmp_path / "WindowsApps" / "Python")) == {"store_python"}


@pytest.mark.usefixtures("office")
def test_where_calc_alone_was_wished_nothing_is_told_of_excel(tmp_path: Path) -> None:
    machine = windows(tmp_path, {EXCEL_ROOT: {}})
    for _ in put_into_calc(machine, Language.ZH, tmp_path):
        pass
    assert _told(machine) == set()


@pytest.mark.usefixtures("office")
def test_on_linux_the_extension_is_asked_for(tmp_path: Path) -> None:
    assert _told(linux(tmp_path)) == {"not_installed", "no_extension"}


@pytest.mark.usefixtures("office")
def test_the_command_tells_each_thing_with_its_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(SystemExit) as left:
        main(["addin", "doctor", "--lang", "en"])
    told = capsys.readouterr().out
    assert left.value.code == 1
    assert f"! {say('addin.not_installed', Language.EN)}\n" in told
    with pytest.raises(SystemExit) as left:
        main(["addin", "install", "--excel"])
    assert left.value.code == 2
    assert say("addin.no_excel_here") in capsys.readouterr().err
