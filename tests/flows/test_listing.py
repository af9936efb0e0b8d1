"""Exports of company registers: what comes into 企业名录, what is renewed, and what completing makes of it."""

from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Plan, Set
from hiveledger.flows.complete import plan_complete
from hiveledger.flows.listing import plan_directory
from hiveledger.flows.undo import plan_undo
from tests.books import cells, machine_book, person_types
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 10)
LATER: Final = datetime(2026, 4, 1, 10)
REGISTER: Final = """企业数据导出，仅供参考,,,,,,,,,
企业名称,法定代表人,注册资本,所属省份,所属城市,电话,国标行业门类,国标行业大类,企业规模,人员规模
示例云帆精密机械有限公司,王示例,5000万人民币,江苏省,苏州市,0512-60000000,制造业,专用设备制造业,小微企业,50-99人
示例山海软件有限公司,李示例,100万人民币,江苏省,南京市,-,信息传输、软件和信息技术服务业,软件和信息技术服务业,-,-
,,,,,,,,,
-,赵示例,1万人民币,江苏省,南京市,,,,,
"""
OTHER: Final = """客户全称,所属行业,员工人数
示例云帆精密机械有限公司,机床,120人
示例星河物流有限公司,物流,8人
示例星河物流,物流,8人
"""


def _file(folder: Path, text: str, name: str = "导出.csv") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def _run(book: MemoryBook, *files: str, now: datetime = NOW) -> Plan:
    plan = plan_directory(book, now, files)
    assert not book.write(plan, who="SO").conflicts
    return plan


def _counts(plan: Plan) -> list[list[int]]:
    names = ("total", "added", "renewed", "known", "nameless")
    return [[int(str(f.params[name])) for name in names] for f in plan.findings if f.code == "directory.counts"]


def _directory(book: MemoryBook) -> pd.DataFrame:
    return book.read().frame("directory")


def test_an_export_is_taken_as_it_is_with_title_levels_and_headcount(tmp_path: Path) -> None:
    book = machine_book()
    plan = _run(book, _file(tmp_path, REGISTER))
    assert _counts(plan) == [[3, 2, 0, 0, 1]]
    columns = ("company", "industry", "size", "region", "phone", "source", "as_of")
    assert cells(_directory(book), "R000001", *columns) == [
        "示例云帆精密机械有限公司",
        "制造业；专用设备制造业",
        "50-99人",
        "江苏省苏州市",
        "0512-60000000",
        "导出.csv 第 3 行",
        datetime(2026, 3, 2),
    ]
    assert cells(_directory(book), "R000002", "size", "phone") == [None, None]


def test_the_same_export_again_adds_and_changes_nothing(tmp_path: Path) -> None:
    book, file = machine_book(), _file(tmp_path, REGISTER)
    _run(book, file)
    plan = plan_directory(book, LATER, [file])
    assert (plan.groups, _counts(plan)) == ((), [[3, 0, 0, 2, 1]])


def test_another_list_renews_what_is_known_and_says_so(tmp_path: Path) -> None:
    book = machine_book()
    _run(book, _file(tmp_path, REGISTER))
    plan = _run(book, _file(tmp_path, OTHER, "客户系统.csv"), now=LATER)
    assert _counts(plan) == [[3, 1, 1, 1, 0]]
    held = cells(_directory(book), "R000001", "industry", "size", "region", "source", "as_of")
    assert held == ["机床", "120人", "江苏省苏州市", "客户系统.csv 第 2 行", datetime(2026, 4, 1)]


def test_a_cell_that_a_person_corrected_stays(tmp_path: Path) -> None:
    book = machine_book()
    _run(book, _file(tmp_path, REGISTER))
    person_types(book, "directory", "R000001", "size", "200人")
    _run(book, _file(tmp_path, OTHER), now=LATER)
    assert cells(_directory(book), "R000001", "industry", "size") == ["机床", "200人"]


def test_a_file_without_a_column_of_companies_is_told_of(tmp_path: Path) -> None:
    plan = plan_directory(machine_book(), NOW, [_file(tmp_path, "姓名,手机\n王示例,13800000001\n")])
    assert plan.groups == ()
    assert "directory.no_companies" in [finding.code for finding in plan.findings]


def test_what_completing_takes_from_an_export_names_its_row_and_is_taken_back_by_undo(tmp_path: Path) -> None:
    leads = table("lead_id | company | region | status\nL1 | 示例云帆精密机械 | 苏州 | cleaned")
    book = machine_book(leads=leads, industries=table("industry | keywords\n机械制造 | 设备制造"))
    _run(book, _file(tmp_path, REGISTER))
    plan = plan_complete(book, LATER)
    run = book.write(plan, who="SO").run_id
    assert cells(book.read().frame("leads"), "L1", "industry", "size") == ["机械制造", "50-99人"]
    why = {c.why.text() for c in plan.changes if isinstance(c, Set) and c.table == "leads" and c.why}
    assert why == {"企业名录 R000001（导出.csv 第 3 行，2026-03-02）：公司名称相同"}
    book.write(plan_undo(book, LATER, run), who="SO")
    assert cells(book.read().frame("leads"), "L1", "industry", "size") == [None, None]


@pytest.mark.parametrize("size", ["小微企业", "5000万人民币", "-", "0", "未知"])
def test_what_is_no_headcount_is_no_size(size: str, tmp_path: Path) -> None:
    book = machine_book()
    rows = "".join(f"示例{brand}有限公司,{size}\n" for brand in ("云帆", "山海", "长风"))
    _run(book, _file(tmp_path, f"企业名称,企业规模\n{rows}"))
    assert _directory(book)["size"].isna().all()


@pytest.mark.parametrize(
    ("size", "stored"),
    [
        ("50~99", "50-99人"),
        ("500人以上", "500人以上"),
        ("1,000-4,999人", "1000-4999人"),
        ("63", "63人"),
        ("100+", "100人以上"),
    ],
)
def test_a_headcount_has_one_form(size: str, stored: str, tmp_path: Path) -> None:
    book = machine_book()
    _run(book, _file(tmp_path, f"企业名称\t人员规模\n示例云帆有限公司\t{size}\n示例山海有限公司\t{size}\n"))
    assert _directory(book)["size"].to_list() == [stored, stored]
