"""An export of a register that somebody pasted, as it is, into a sheet 企业名录 of the ledger."""

from datetime import datetime
from pathlib import Path
from typing import Final

from openpyxl import load_workbook

from hiveledger.book.file import FileBook
from hiveledger.flows.complete import plan_complete
from hiveledger.flows.listing import plan_directory
from tests.books import cells
from tests.ledgers import imported

NOW: Final = datetime(2026, 3, 2, 10)
PASTED: Final = (
    ("企业数据导出，仅供参考",),
    ("企业名称", "注册资本", "所属省份", "所属城市", "国标行业门类", "国标行业大类", "人员规模"),
    ("示例云帆精密机械有限公司", "5000万人民币", "江苏省", "苏州市", "制造业", "专用设备制造业", "50~99"),
    ("示例山海软件有限公司", "100万人民币", "江苏省", "南京市", "信息业", "软件业", "-"),
)


def _pasted(folder: Path) -> FileBook:
    """Give a ledger with two leads, into which the export was pasted as a sheet of its own."""
    names = ("示例云帆精密机械有限公司", "示例山海软件有限公司")
    book = imported(folder, *({"company": name, "region": "江苏省", "status": "cleaned"} for name in names))
    path = folder / "台账.xlsx"
    workbook = load_workbook(path)
    sheet = workbook.create_sheet("企业名录")
    for row in PASTED:
        sheet.append(row)
    workbook.save(path)
    return book


def test_completing_reads_it_under_its_own_headers_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    book = _pasted(tmp_path)
    assert book.write(plan_complete(book, NOW), who="SO").conflicts == ()
    leads = book.read().frame("leads")
    assert cells(leads, "L000001", "industry", "size") == ["专用设备制造业", "50-99人"]
    assert cells(leads, "L000002", "industry", "size") == ["软件业", None]
    sheet = load_workbook(tmp_path / "台账.xlsx")["企业名录"]
    assert [row[: len(PASTED[1])] for row in sheet.iter_rows(min_row=2, values_only=True)] == [*PASTED[1:]]
    assert plan_complete(book, NOW).groups == ()


def test_a_further_export_goes_below_it_and_renews_only_what_no_person_pasted(tmp_path: Path) -> None:
    book = _pasted(tmp_path)
    export = tmp_path / "导出.csv"
    export.write_text("企业名称,人员规模\n示例山海软件有限公司,20人\n示例星河物流有限公司,8人\n", "utf-8")
    assert book.write(plan_directory(book, NOW, [str(export)]), who="SO").conflicts == ()
    directory = book.read().frame("directory")
    assert directory["company"].to_list() == [PASTED[2][0], PASTED[3][0], "示例星河物流有限公司"]
    assert directory["size"].fillna("").to_list() == ["50~99", "-", "8人"]
    assert directory.index.to_list() == ["R000001", "R000002", "R000003"]
    assert plan_directory(book, NOW, [str(export)]).groups == ()
