"""A workbook as a team might already have one: banners, headers of its own, a chart, a validation."""

from datetime import datetime
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from hiveledger.demo.enquiries import enquiries

__all__ = ["write_own_book"]

_HEADERS: Final = (
    "序号",
    "客户全称\n(必填)",
    "对接人",
    "联系方式",
    "传真",
    "所属行业",
    "客户级别",
    "意向金额(万元)",
    "跟单销售",
    "登记日期",
    "老板脾气",
)
_SALES: Final = ("销售示例甲", "销售示例乙")


def write_own_book(path: Path, now: datetime) -> Path:
    """Write the workbook, one sheet for each of two salespeople, and give its path."""
    book = Workbook()
    made = enquiries(40, 7, now)
    for number, person in enumerate(_SALES):
        sheet = book.create_sheet(person)
        sheet["B1"], sheet["B1"].font = "客户跟进表(内部)", Font(bold=True, size=16)
        sheet.merge_cells("B1:J1")
        sheet["B2"] = "填表说明:级别按 A/B/C 填,联系方式留手机"
        for column, header in enumerate(_HEADERS, start=1):
            sheet.cell(4, column, header)
        for row, enquiry in enumerate(made[number::2], start=5):
            cells = (
                row - 4,
                enquiry.company,
                enquiry.contact,
                enquiry.mobile,
                enquiry.phone,
                enquiry.industry,
                "ABC"[row % 3],
                float(enquiry.budget_wan) if enquiry.budget_wan.isdigit() else None,
                person,
                enquiry.at,
                "随和",
            )
            for column, cell in enumerate(cells, start=1):
                sheet.cell(row, column, cell)
        grades = DataValidation(type="list", formula1='"A,B,C"')
        sheet.add_data_validation(grades)
        grades.add("G5:G200")
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=8, min_row=4, max_row=24), titles_from_data=True)
        sheet.add_chart(chart, "M4")
    book.remove(book.worksheets[0])
    book.save(path)
    return path
