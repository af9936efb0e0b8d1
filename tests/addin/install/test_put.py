"""Add-ins are put where their programs look for them, on made-up machines, and taken out without a trace of data."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from hiveledger import __version__
from hiveledger.errors import BusyError, StorageError
from hiveledger.findings import Finding
from hiveledger.text import Language
from hiveledger_addin.install.configuration import Configuration, read
from hiveledger_addin.install.extension import add_extension, extension_version
from hiveledger_addin.install.machine import Machine
from hiveledger_addin.install.put import (
    ADDIN,
    EXTENSION_ID,
    SCRIPT,
    built_addin,
    put_into_calc,
    put_into_excel,
    take_out,
)
from tests.addin.install.machines import linux, macos, windows


def _codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code.removeprefix("addin.") for finding in findings]


def _excel(machine: Machine, state: Path) -> list[str]:
    return _codes(put_into_excel(machine, Language.ZH, state))


@pytest.mark.parametrize("make", [windows, macos], ids=["Windows", "macOS"])
def test_excel_finds_its_add_in_and_the_add_in_its_python(tmp_path: Path, make: type) -> None:
    machine = make(tmp_path)
    _excel(machine, tmp_path / "state")
    assert (machine.excel_start / ADDIN).read_bytes() == built_addin(Language.ZH)
    told = Configuration(str(machine.python), "zh", __version__, str(tmp_path / "state"))
    assert read(machine.configuration) == read(machine.excel_configuration) == told


def test_excel_on_macos_gets_the_script_that_starts_python(tmp_path: Path) -> None:
    machine = macos(tmp_path)
    _excel(machine, tmp_path)
    assert b"do shell script" in (machine.excel_scripts / SCRIPT).read_bytes()


def test_installing_twice_comes_to_the_same_and_touches_no_file_again(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    first = _excel(machine, tmp_path)
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert first == ["put", "put", "excel_next"]
    assert _excel(machine, tmp_path) == ["stands", "stands", "excel_next"]
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == files


def test_an_upgrade_replaces_what_an_older_version_put_and_keeps_what_waits(tmp_path: Path) -> None:
    machine, state = windows(tmp_path), tmp_path / "state"
    _excel(machine, state)
    (machine.excel_start / ADDIN).write_bytes(b"older")
    machine.configuration.write_text("python=C:\\gone\nversion=0.0\n")
    waiting = state / "queue.db"
    waiting.parent.mkdir()
    waiting.write_bytes(b"what waits")
    assert _excel(machine, state) == ["put", "put", "excel_next"]
    assert (machine.excel_start / ADDIN).read_bytes() == built_addin(Language.ZH)
    assert waiting.read_bytes() == b"what waits"


@pytest.mark.parametrize("make", [windows, macos], ids=["Windows", "macOS"])
def test_removing_leaves_data_and_nothing_of_ours(tmp_path: Path, make: type) -> None:
    machine = make(tmp_path)
    others = machine.excel_start / "personal.xlsb"
    others.parent.mkdir(parents=True)
    others.touch()
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    _excel(machine, tmp_path)
    assert _codes(take_out(machine, Language.ZH, tmp_path))[-1] == "kept"
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    assert _codes(take_out(machine, Language.ZH, tmp_path)) == ["kept"]


def test_an_add_in_that_cannot_be_written_over_is_told_with_what_to_do(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    (machine.excel_start / ADDIN).mkdir(parents=True)
    with pytest.raises(StorageError, match=r"addin\.not_written"):
        _excel(machine, tmp_path)


def test_a_python_of_the_store_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    machine = replace(windows(tmp_path), base=tmp_path / "WindowsApps" / "Python.3.11")
    with pytest.raises(StorageError, match=r"addin\.store_python"):
        _excel(machine, tmp_path)
    assert not machine.configuration.exists()


def test_excel_has_to_have_been_opened_once_on_a_mac(tmp_path: Path) -> None:
    machine = macos(tmp_path)
    machine.excel_configuration.parent.rmdir()
    with pytest.raises(StorageError, match=r"addin\.never_started"):
        _excel(machine, tmp_path)
    assert not machine.excel_start.exists()


def test_there_is_no_excel_on_linux(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"addin\.no_excel_here"):
        _excel(linux(tmp_path), tmp_path)


def test_an_open_libreoffice_is_to_be_closed_first(tmp_path: Path) -> None:
    machine = linux(tmp_path)
    machine.calc_profile.mkdir(parents=True)
    (machine.calc_profile / ".lock").touch()
    with pytest.raises(BusyError, match=r"addin\.calc_open"):
        list(put_into_calc(machine, Language.ZH, tmp_path))


@pytest.mark.usefixtures("office")
def test_what_libreoffice_refuses_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "torn.oxt").write_bytes(b"no extension")
    with pytest.raises(StorageError, match=r"addin\.calc_refused") as refused:
        add_extension(tmp_path / "profile", tmp_path / "torn.oxt", EXTENSION_ID, Language.ZH)
    assert refused.value.params["why"]


@pytest.mark.usefixtures("office")
def test_libreoffice_takes_the_extension_once_more_and_gives_it_back(tmp_path: Path) -> None:
    machine = linux(tmp_path)
    for _ in range(2):
        assert _codes(put_into_calc(machine, Language.ZH, tmp_path))[-2:] == ["put", "calc_next"]
        assert extension_version(machine.calc_profile, EXTENSION_ID) == __version__
    assert read(machine.configuration) == Configuration(str(machine.python), "zh", __version__, str(tmp_path))
    assert _codes(take_out(machine, Language.ZH, tmp_path)) == ["taken", "taken", "kept"]
    assert extension_version(machine.calc_profile, EXTENSION_ID) == ""
