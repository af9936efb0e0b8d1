"""What each system is given to start the watcher at log-on, read by the system's own parsers where they are here."""

import plistlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from hiveledger.cli import main
from hiveledger.scheduler.service import launchd, systemd, windows

ODD: Final = (sys.executable, "-m", "hiveledger.cli", "watch", '/data/100% "台账" $HOME\\x', "--every", "30")
STATE: Final = {"HIVELEDGER_STATE": "/data/a b"}


def test_systemd_takes_the_unit_and_reads_every_word_as_it_was_meant(
    tmp_path: Path, do_without: Callable[[str], None]
) -> None:
    service = systemd(ODD, STATE)
    unit = tmp_path / service.file
    unit.write_bytes(service.content)
    line = next(line for line in service.content.decode().splitlines() if line.startswith("ExecStart"))
    assert line.endswith('"/data/100%% \\"台账\\" $$HOME\\\\x" "--every" "30"')
    if shutil.which("systemd-analyze") is None:
        do_without("systemd-analyze is not here")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", str(unit)], capture_output=True, text=True, check=False
    )
    assert [text for text in done.stderr.splitlines() if service.file in text] == []


def test_launchd_reads_the_agent_with_every_word_in_its_place() -> None:
    told = plistlib.loads(launchd(ODD, STATE).content)
    assert told["ProgramArguments"] == [*ODD]
    assert told["EnvironmentVariables"] == STATE
    assert told["RunAtLoad"] is True


def test_the_task_of_windows_has_the_shape_of_its_schema_and_starts_at_log_on() -> None:
    root = ET.fromstring(windows(ODD, STATE).content)  # noqa: S314 - ours
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    assert [child.tag.removeprefix(space) for child in root] == [
        "RegistrationInfo",
        "Triggers",
        "Principals",
        "Settings",
        "Actions",
    ]
    assert root.find(f".//{space}LogonTrigger/{space}Enabled") is not None
    assert root.findtext(f".//{space}Command") == sys.executable
    assert root.findtext(f".//{space}ExecutionTimeLimit") == "PT0S"
    assert root.findtext(f".//{space}Arguments", "").endswith("--every 30")
    assert windows(ODD, STATE).content.startswith(b"\xff\xfe")


def test_a_file_is_installed_told_of_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(["service", *words, "--to", str(tmp_path / "units")])
        return int(left.value.code or 0), capsys.readouterr().out

    assert said("status")[0] == 1
    code, text = said("install", str(tmp_path), "--every", "20")
    (file,) = (tmp_path / "units").iterdir()
    assert code == 0
    assert str(file) in text
    assert "请自己运行" in text
    for word in (sys.executable, str(tmp_path)):
        assert word in file.read_text("utf-8")
    assert said("status")[0] == 0
    assert said("remove")[0] == 0
    assert not file.exists()


@pytest.mark.parametrize("command", [["watch"], ["service", "install"]], ids=["to watch", "to install"])
def test_a_place_that_is_neither_a_folder_nor_a_ledger_is_refused(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command, str(tmp_path / "没有")])
    assert left.value.code == 2
    assert "既不是文件夹" in capsys.readouterr().err
