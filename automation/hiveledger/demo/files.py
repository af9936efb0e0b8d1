"""The demo's incoming files: three channels in the forms that real systems export, and messages from a chat."""

import csv
import html
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from hiveledger.demo.enquiries import Enquiry, enquiries, misspelt, vocabulary

__all__ = ["write_channels"]

_NUMBERS: Final = ("", "", "full_width", "spaces", "country", "float")
_NAMES: Final = ("", "", "", "brackets", "traditional", "short", "invisible")
_SEED: Final = 20260302


def write_channels(folder: Path, now: datetime) -> list[Path]:
    """Write the four incoming files of one week and give their paths."""
    made = enquiries(360, _SEED, now)
    chance = Random(_SEED)  # noqa: S311 - a sample, not a secret
    website, fair, portal, chat = made[0::4] + made[3::8], made[1::4], made[2::4], made[7::24]
    return [
        _write_website(folder / "官网表单.csv", website, chance),
        _write_fair(folder / "展会名单.xlsx", fair, chance),
        _write_portal(folder / "平台导出.xls", portal, chance),
        _write_chat(folder / "粘贴消息.txt", chat),
    ]


def _write_website(path: Path, rows: Sequence[Enquiry], chance: Random) -> Path:
    """Write a form's export: GB18030, amounts in 万元, junk between real enquiries."""
    lines = [["提交时间", "公司名称", "联系人", "手机号码", "邮箱", "所在地区", "需求描述", "预算(万元)", "决策链"]]
    for row in rows:
        name, mobile = misspelt(row.company, chance, _NAMES), misspelt(row.mobile, chance, _NUMBERS)
        when = f"{row.at:%Y-%m-%d %H:%M}"
        lines.append([when, name, row.contact, mobile, row.email, row.city, row.need, row.budget_wan, row.chain])
    for company, contact, mobile, need in vocabulary()["junk"]["rows"]:
        lines.append([f"{rows[0].at:%Y-%m-%d %H:%M}", company, contact, mobile, "", "", need, "", ""])
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def _write_fair(path: Path, rows: Sequence[Enquiry], chance: Random) -> Path:
    """Write what a fair's booth brings home: a title, a merged banner, headers in two rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = "名片登记"
    sheet.append(["2026 虚构工业展 · 展位客户登记"])
    sheet.merge_cells("A1:K1")
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    sheet.append(["登记人:演示员;* 为必填"])
    sheet.append(
        ["客户单位*", "姓名*", "职务", "联系方式", None, "城市", "意向产品", "预算", "决策链", "计划采购时间", "备注"]
    )
    sheet.append([None, None, None, "手机", "座机", *[None] * 6])
    sheet.merge_cells("D3:E3")
    for row in rows:
        sheet.append(
            [
                misspelt(row.company, chance, _NAMES),
                row.contact,
                row.title,
                misspelt(row.mobile, chance, _NUMBERS),
                row.phone,
                row.city,
                row.need,
                _amount(row),
                row.chain,
                row.purchase_by,
                "老板在场，当场拍板" if row.chain == "清晰" else "",
            ]
        )
    book.save(path)
    return path


def _amount(row: Enquiry) -> str:
    return f"{row.budget_wan}万" if row.budget_wan[:1].isdigit() else row.budget_wan


def _write_portal(path: Path, rows: Sequence[Enquiry], chance: Random) -> Path:
    """Write what many site back-ends call .xls: an HTML table."""
    lines = [["客户", "联系人", "联系电话", "Email", "行业", "预算", "决策链", "留言", "时间"]]
    for row in rows:
        phones = " / ".join(filter(None, (misspelt(row.mobile, chance, _NUMBERS), row.phone)))
        name = misspelt(row.company, chance, _NAMES)
        when = f"{row.at:%Y/%m/%d %H:%M}"
        facts = [row.industry, _amount(row), row.chain, row.need, when]
        lines.append([name, row.contact, phones, row.email, *facts])
    table = "\n".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line) + "</tr>" for line in lines)
    path.write_text(f'<html><meta charset="utf-8"><table border="1">\n{table}\n</table></html>', "utf-8")
    return path


def _write_chat(path: Path, rows: Sequence[Enquiry]) -> Path:
    """Write messages as they are pasted from a chat, a blank line between two."""
    messages = []
    for row in rows:
        budget = f" 预算{_amount(row)}" if row.budget_wan else ""
        messages.append(f"{row.contact[0]}总{row.mobile} {row.company} {row.need}{budget}")
    path.write_text("\n\n".join(messages) + "\n", "utf-8")
    return path
