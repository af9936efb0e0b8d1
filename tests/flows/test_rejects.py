"""The list of refused rows and cells that lies beside the book."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from hiveledger.changes import Plan
from hiveledger.cli import main
from hiveledger.flows.importing import plan_import
from hiveledger.flows.rejects import write_rejects
from hiveledger.text import Language
from tests.books import machine_book
from tests.ledgers import new_ledger

NOW: Final = datetime(2026, 3, 2, 10, 30)
_HEADER: Final = "公司名称,联系人,手机,需求,预算"
_GOOD: Final = "示例甲公司,王示例,13800000001,想上MES,50万"


def _plan(folder: Path, *rows: str) -> Plan:
    path = folder / "名单.csv"
    path.write_text("\n".join([_HEADER, *rows]), "utf-8")
    return plan_import(machine_book(), NOW, [str(path)])


def _listed(plan: Plan, folder: Path, language: Language = Language.ZH) -> list[list[str]]:
    path = write_rejects(plan, folder, language)
    assert path == folder / "rejects" / "import-20260302-103000.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_each_cell_of_a_refused_row_and_each_unread_cell_has_a_line(tmp_path: Path) -> None:
    plan = _plan(tmp_path, _GOOD, "-,,,想上ERP,", "示例乙公司,,13800000002,,几十万")
    header, *lines = _listed(plan, tmp_path)
    assert header == ["位置", "线索编号", "结果", "列名", "原内容", "原因"]
    assert [line[:5] for line in lines] == [
        ["“名单.csv”第 3 行", "", "没有导入", "公司名称", "-"],
        ["“名单.csv”第 3 行", "", "没有导入", "需求", "想上ERP"],
        ["“名单.csv”第 4 行", "L000002", "已导入，原文存入备注", "预算", "几十万"],
    ]
    assert all(line[5] for line in lines)


def test_formulas_in_the_list_are_inert(tmp_path: Path) -> None:
    plan = _plan(tmp_path, _GOOD, ",,,=1+1,", ",,,\t@cmd,", ",,,+8613,", ",,,a-1,", ",,,-,")
    texts = [line[4] for line in _listed(plan, tmp_path)[1:]]
    assert texts == ["'=1+1", "'\t@cmd", "'+8613", "a-1", "-"]


def test_the_list_speaks_english(tmp_path: Path) -> None:
    plan = _plan(tmp_path, _GOOD, "-,,,,")
    assert _listed(plan, tmp_path, Language.EN)[1][2:] == ["not imported", "公司名称", "-", "says nothing"]


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["sentences", "JSON"])
def test_the_command_names_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: tuple[str, ...]) -> None:
    book = new_ledger(tmp_path).path
    (tmp_path / "名单.csv").write_text(f"{_HEADER}\n-,,,想上ERP,\n", "utf-8")
    with pytest.raises(SystemExit) as left:
        main(["import", str(book), str(tmp_path / "名单.csv"), "--now", "2026-03-02T10:30", *form])
    assert left.value.code == 1
    path = tmp_path / f".{book.name}.hive" / "rejects" / "import-20260302-103000.csv"
    assert str(path) in capsys.readouterr().out
    assert path.is_file()


def test_there_is_no_list_where_nothing_was_refused(tmp_path: Path) -> None:
    assert write_rejects(_plan(tmp_path, _GOOD), tmp_path, Language.ZH) is None
    assert not (tmp_path / "rejects").exists()
