"""Parsing files from outside in a process of its own."""

import sys
import time
from typing import Final

import pytest

from hiveledger.errors import GateError
from hiveledger.intake import apart
from hiveledger.intake.apart import parse_apart
from hiveledger.intake.parse import parse
from tests.workbooks import biff, sheet_xml, xlsx

_XLS: Final = biff([["公司", "代码"], ["示例精密有限公司", 110101199003071234.0]], "线索")
_PROTECTED: Final = '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
_FAR: Final = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_XLSX: Final = xlsx(sheet_xml([["公司\n名称"]], _FAR, _PROTECTED), sheet_xml(), more={"xl/vbaProject.bin": b"x"})
_TEXT: Final = "公司,手机\n示例\ud7ff,😀\n".encode()


def _refusal(data: bytes = _TEXT) -> GateError:
    with pytest.raises(GateError) as refusal:
        parse_apart(data, "线索.xls")
    return refusal.value


@pytest.mark.parametrize("data", [_XLS, _XLSX, _TEXT], ids=["xls", "xlsx", "text"])
def test_a_file_comes_through_as_it_was_parsed(data: bytes) -> None:
    assert parse_apart(data, "线索.xls") == parse(data, "线索.xls")


def test_a_refusal_comes_through_as_it_was_raised() -> None:
    assert (_refusal(b"PK").code, _refusal(b"PK").params) == ("gate.truncated", {"file": "线索.xls"})


@pytest.mark.parametrize(
    ("program", "why"),
    [
        pytest.param("import os; os.abort()", "SIGABRT", id="an abort"),
        pytest.param("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV", id="a fault of memory"),
        pytest.param("import os; os._exit(3)", "3", id="an end without a word"),
        pytest.param("raise ValueError(1)", "ValueError: 1", id="an error nobody thought of"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no signals")
def test_a_reader_that_breaks_off_is_a_refusal(monkeypatch: pytest.MonkeyPatch, program: str, why: str) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", program)
    assert (_refusal().code, _refusal().params["why"]) == ("gate.reader_broke", why)


def test_a_reader_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", "import time; time.sleep(60)")
    monkeypatch.setattr(apart, "_SECONDS", 0.2)
    start = time.monotonic()
    assert _refusal().code == "gate.too_slow"
    assert time.monotonic() - start < 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit on memory")
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"x,y\n" * 2_000_000, id="by Python"),
        pytest.param(
            xlsx(sheet_xml(extra=("<row>" + "<c><v>1</v></c>" * 16 + "</row>") * 80_000)), id="by the workbook reader"
        ),
    ],
)
def test_a_reader_that_takes_too_much_memory_is_stopped(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(apart, "_MEMORY_BYTES", 120 << 20)
    refusal = _refusal(data)
    assert (refusal.code, refusal.params["mb"]) == ("gate.too_much_memory", 120)
