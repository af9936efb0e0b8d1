"""Every command that the README shows is one that works."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from hiveledger.cli import main
from tests.ledgers import type_into
from tests.source import ROOT

_BY_ITSELF: Final = {  # goes on, or changes this machine; with the test that proves it
    "watch": "scheduler/test_process.py",
    "service install": "scheduler/test_service.py",
    "addin install": "addin/install/test_put.py",
}
_LATER: Final = {"test", "check"}  # run by .ci/run: this very test is a part of them


def _commands(page: str) -> list[str]:
    blocks = re.findall(r"^```bash\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line and not line.startswith("#")]


def test_both_readmes_show_the_same_commands() -> None:
    assert _commands("README.md") == _commands("README.zh.md")
    assert _day("README.md") == _day("README.zh.md")


def _day(page: str) -> list[str]:
    """Give the commands in the page's table, those written without `hiveledger` made whole."""
    rows = [line.split("|")[1] for line in (ROOT / page).read_text("utf-8").splitlines() if "| `hiveledger" in line]
    return [f"hiveledger {span.removeprefix('hiveledger ')}" for row in rows for span in re.findall("`(.+?)`", row)]


def test_the_two_commands_of_a_newcomer_are_there() -> None:
    assert {"python3 bootstrap.py demo", "python3 bootstrap.py test"} <= set(_commands("README.md"))


@pytest.mark.parametrize("command", _commands("README.md"))
def test_the_command_works(command: str, tmp_path: Path) -> None:
    program, *arguments = shlex.split(command)
    if arguments[1:] and arguments[1] in _LATER:
        assert command in (ROOT / ".ci/run").read_text("utf-8").splitlines()
        return
    assert program == "python3"
    arguments = [str(ROOT / arguments[0]), *arguments[1:], str(tmp_path)]  # not over a reader's own demo
    done = subprocess.run([sys.executable, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_day_of_a_ledger_runs_as_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HIVELEDGER_BOOK", raising=False)
    Path("官网.csv").write_text(
        "公司,联系人,手机,需求\n示例甲有限公司,甲先生,13800000001,想看排产系统的报价\n", "utf-8"
    )
    Path("名录.csv").write_text("企业名称,人员规模\n示例甲有限公司,50-99人\n", "utf-8")
    for name in ("展会.xlsx", "团队自用表.xlsx"):
        book = openpyxl.Workbook()
        book.worksheets[0].append(["公司名称", "联系人", "手机", "需求"])
        book.worksheets[0].append(["示例乙有限公司", "乙女士", "13800000002", "了解设备联网"])
        book.save(name)
    for command in _day("README.md"):
        if proof := next(
            (proof for name, proof in _BY_ITSELF.items() if f"{command} ".startswith(f"hiveledger {name} ")), ""
        ):
            assert (ROOT / "tests" / proof).is_file()
            continue
        with pytest.raises(SystemExit) as left:
            main(shlex.split(command.replace("L000123", "L000001"))[1:])
        printed = capsys.readouterr()
        assert left.value.code in {0, 1}, f"{command}: {printed.out}{printed.err}"
        if command.split()[1] == "new":
            for address, cell in {"A2": "A001", "B2": "示例甲", "C2": "AM 客户经理"}.items():
                type_into(Path("台账.xlsx"), f"团队!{address}", cell)
