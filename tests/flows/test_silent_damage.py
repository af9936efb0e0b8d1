"""What spreadsheet libraries do to data without a word must not happen to a lead, on its way in or in the ledger."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book.reading import read_book
from hiveledger.changes import Value
from hiveledger.errors import GateError, LedgerError
from hiveledger.flows.importing import plan_import
from tests.books import cells
from tests.ledgers import new_ledger
from tests.workbooks import sheet_xml, xlsx

NOW: Final = datetime(2026, 3, 2, 10)
_HEADER: Final = ("公司名称", "手机", "接收时间", "备注", "统一社会信用代码")
_FAR: Final = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_ABSURD: Final = '<row r="9000000000"><c r="A9000000000"><v>1</v></c></row>'
_SMALL: Final = '<dimension ref="A1:B2"/><sheetData>'
_LONG: Final = "长" * 32_767
_ORDINARY: Final = {"import.counts", "import.ignored", "import.ambiguous"}
_PEOPLE: Final[list[list[str | float | bool | None]]] = [
    [f"示例{number}公司", f"1380000{number:04d}"] for number in range(1, 10)
]


def _csv(*lines: str) -> bytes:
    return "\n".join([",".join(_HEADER), *lines]).encode()


def _sheet(*rows: list[str | float | bool | None], extra: str = "") -> str:
    return sheet_xml([list(_HEADER), *rows], extra)


@pytest.mark.parametrize(
    ("content", "leads", "expected", "told"),
    [
        pytest.param(_csv(f"示例甲,13800001111,,{_LONG},"), 1, {"note": _LONG}, [], id="a cell filled to the last"),
        pytest.param(_csv("NA,13800001111,,NA,"), 1, {"company": "NA", "note": "NA"}, [], id="NA is no blank"),
        pytest.param(
            _csv("示例甲,13800001111,,,", "示例乙,,,,"), 2, {"mobile": "13800001111"}, [], id="a mobile over a blank"
        ),
        pytest.param(
            xlsx(_sheet(["示例甲", 13800001111.0], ["示例乙"])), 2, {"mobile": "13800001111"}, [],
            id="a mobile stored as a number, over a blank",
        ),
        pytest.param(_csv("示例甲,13800001111,,007,"), 1, {"note": "007"}, [], id="zeros in front"),
        pytest.param(
            _csv("示例甲,13800001111,26.1.5,,"), 1, {"received_at": NOW, "note": "[接收时间栏原有：26.1.5]"},
            ["import.unread"], id="three numbers that may be many dates",
        ),
        pytest.param(
            xlsx(_sheet(["示例甲", "13800001111", None, None, 913205001234567890.0])), 1, {"company": "示例甲"},
            ["intake.digits_lost"], id="a code of 18 digits stored as a number",
        ),
        pytest.param(
            "公司名称,客户,客户,手机\n示例甲,甲,乙,13800001111".encode(), 1, {"company": "示例甲"},
            ["intake.repeated_header"], id="a header twice",
        ),
        pytest.param(
            xlsx(_sheet(*_PEOPLE).replace("<sheetData>", _SMALL)), 9, {"company": "示例1公司"}, [],
            id="a wrong dimension",
        ),
        pytest.param(
            xlsx(_sheet(*_PEOPLE, extra=_FAR)), 9, {"company": "示例1公司"}, ["intake.far_cell"],
            id="a cell at the far end",
        ),
        pytest.param(
            xlsx(_sheet(*_PEOPLE, extra=_ABSURD)), 9, {"company": "示例1公司"}, ["intake.far_cell"],
            id="row 9,000,000,000",
        ),
        pytest.param(
            _csv(f"示例\x07甲,13800001111,,{'长' * 999}\x1f,", "示例乙,13800001112,,,"), 2,
            {"company": "示例甲", "note": "长" * 999}, [], id="control characters",
        ),
    ],
)  # fmt: skip
def test_a_lead_comes_in_as_it_was_sent_or_it_is_told(
    tmp_path: Path, content: bytes, leads: int, expected: Mapping[str, Value], told: list[str]
) -> None:
    path = tmp_path / ("名单.xlsx" if content.startswith(b"PK") else "名单.csv")
    path.write_bytes(content)
    book = new_ledger(tmp_path)
    plan = plan_import(book, NOW, [str(path)])
    outcome = book.write(plan, who="SO")
    frame = book.read().tables["leads"]
    assert (len(frame), outcome.conflicts, outcome.findings) == (leads, (), ())
    assert dict(zip(expected, cells(frame, "L000001", *expected), strict=True)) == expected
    assert [finding.code for finding in plan.findings if finding.code not in _ORDINARY] == told


def test_a_text_longer_than_a_cell_is_told_and_never_cut(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(_csv(f"示例甲,13800001111,,{_LONG}长,", "示例乙,13800001112,,,"))
    book = new_ledger(tmp_path)
    outcome = book.write(plan_import(book, NOW, [str(path)]), who="SO")
    assert list(book.read().tables["leads"]["company"]) == ["示例乙"]
    assert [(finding.code, finding.column) for finding in outcome.findings] == [("book.too_long", "note")]


def test_a_bomb_is_not_imported(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(xlsx(_sheet(*_PEOPLE), more={"xl/media/image1.png": bytes(64 << 20)}))
    with pytest.raises(GateError, match=r"gate\.bomb"):
        plan_import(new_ledger(tmp_path), NOW, [str(path)])


_LEADS: Final = ("线索编号", "公司名称", "手机", "接收时间", "备注", "统一社会信用代码")
_ROW: Final[list[str | float | bool | None]] = ["L000001", "NA", 13800001111.0, "26.1.5", "007", 913205001234567890.0]


def _ledger(*rows: list[str | float | bool | None], extra: str = "", header: tuple[str, ...] = _LEADS) -> bytes:
    return xlsx(sheet_xml([list(header), *rows], extra).replace("<sheetData>", _SMALL), names=["客户台账"])


@pytest.mark.parametrize(
    ("content", "leads", "told"),
    [
        pytest.param(_ledger(_ROW), 1, ["book.unreadable", "book.cut_number"], id="NA, mobile, date, zeros, code"),
        pytest.param(_ledger(_ROW, ["L000002"], ["L000003"], extra=_FAR), 3, ["book.far_cell"], id="a far cell"),
        pytest.param(_ledger(_ROW, extra=_ABSURD), 1, ["book.far_cell"], id="row 9,000,000,000"),
        pytest.param(
            _ledger(_ROW, extra=_FAR.replace('<c r="XFD', '<c\nr = "XFD')), 1, ["book.far_cell"],
            id="a far cell that is hard to see",
        ),
    ],
)  # fmt: skip
def test_a_ledger_reads_as_it_stands_or_it_is_told(content: bytes, leads: int, told: list[str]) -> None:
    reading = read_book(content, "台账.xlsx", {})
    frame = reading.tables["leads"]
    assert len(frame) == leads
    assert cells(frame, "L000001", "company", "mobile", "note") == ["NA", "13800001111", "007"]
    assert cells(frame, "L000001", "received_at") == [None]
    assert set(told) <= {finding.code for finding in reading.findings}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(_ledger(header=(*_LEADS, "备注")), "book.doubled_header", id="a header twice"),
        pytest.param(_ledger(extra='<row r="5"><c r="A1" r="XFD9"/></row>'), "gate.damaged", id="a cell at two places"),
        pytest.param(
            xlsx(sheet_xml([_LEADS]), names=["客户台账"], more={"xl/a.xml": '<sst uniqueCount="99999999999"/>'}),
            "gate.too_many_texts", id="room for texts that are not there",
        ),
        pytest.param(
            xlsx(sheet_xml([_LEADS]), names=["客户台账"], more={"xl/a.bin": bytes(64 << 20)}), "gate.bomb", id="a bomb"
        ),
    ],
)  # fmt: skip
def test_a_hostile_ledger_is_refused_and_takes_nothing_down(content: bytes, code: str) -> None:
    with pytest.raises(LedgerError) as refusal:
        read_book(content, "台账.xlsx", {})
    assert refusal.value.code == code
