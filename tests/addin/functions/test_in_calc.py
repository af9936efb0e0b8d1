"""The worksheet functions in a real Calc: as Python answers them, in saved files, and when their process dies."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link.external import ExternalBook, ExternalDefinedName, ExternalLink

import xlwings_calc
from hiveledger.text import Language
from hiveledger_addin.functions import FUNCTIONS
from hiveledger_addin.functions.cells import Result, serial
from hiveledger_addin.functions.examples import example_sheet
from hiveledger_addin.functions.registry import Function
from tests.hang import must_end
from tests.installed import install, surroundings
from tests.office import Office
from xlwings_calc.bridge import load_uno

if TYPE_CHECKING:
    import xlwings as xw

_UNKNOWN: Final = 525
_XLSX: Final = "Calc MS Excel 2007 XML"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def calc(office: Office, home: Path) -> "Iterator[xw.App]":  # noqa: ARG001 - tells that there is none
    """A Calc with our extension, of a user who has HiveLedger installed."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings(home).items():
            patch.setenv(name, value)
        install(home / "profile", home)
        with xlwings_calc.start(profile=home / "profile") as app:
            yield app
            last = _children(app)
        with must_end():
            while any(map(_is_running, last)):
                time.sleep(0.05)


@pytest.fixture
def book(calc: "xw.App") -> Iterator[Any]:
    opened = _opened(calc, "private:factory/scalc")
    yield opened
    opened.close(True)  # noqa: FBT003 - UNO's


@pytest.fixture
def sheet(book: Any) -> Any:  # noqa: ANN401 - an object of LibreOffice
    return book.Sheets.getByIndex(0)


def _opened(calc: "xw.App", url: str) -> Any:  # noqa: ANN401 - an object of LibreOffice
    context = calc.impl.context
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    return desktop.loadComponentFromURL(url, "_blank", 0, ())


def _saved(book: Any, file: Path) -> None:  # noqa: ANN401 - an object of LibreOffice
    kind = load_uno().createUnoStruct("com.sun.star.beans.PropertyValue")
    kind.Name, kind.Value = "FilterName", _XLSX
    book.storeToURL(file.as_uri(), (kind,))


def _children(app: "xw.App") -> list[int]:
    """Give the processes that answer for a Calc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            asked = b"hiveledger_addin.functions.serve" in (entry / "cmdline").read_bytes()
            if asked and os.getpgid(int(entry.name)) == app.pid:
                found.append(int(entry.name))
        except OSError:  # it has just ended
            continue
    return found


def _is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def _in_calc(value: object) -> object:
    """Give a cell as Calc holds it."""
    if isinstance(value, datetime):
        return pytest.approx(serial(value), abs=1e-6)
    return float(value) if isinstance(value, bool) else "" if value is None else value


def _put(sheet: Any, address: str, rows: Sequence[Sequence[object]]) -> None:  # noqa: ANN401
    numbers = [[serial(cell) if isinstance(cell, datetime) else _in_calc(cell) for cell in row] for row in rows]
    sheet.getCellRangeByName(address).setDataArray(tuple(map(tuple, numbers)))


def _told(sheet: Any, formula: str) -> object:  # noqa: ANN401 - an object of LibreOffice
    cell = sheet.getCellRangeByName("Z1").getCellByPosition(0, 0)
    cell.setFormula(formula)
    return cell.getError() or cell.String


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_every_example_comes_to_the_same_in_a_cell(sheet: Any, function: Function) -> None:  # noqa: ANN401
    laid = example_sheet(function)
    for block in laid.blocks:
        _put(sheet, block.address, block.rows)
    rows: list[list[Result]] = function.call(*function.example)
    target = sheet.getCellRangeByPosition(30, 0, 30 + len(rows[0]) - 1, len(rows) - 1)
    target.setArrayFormula(laid.formula(";"))
    assert target.getDataArray() == tuple(tuple(map(_in_calc, row)) for row in rows)


def test_a_range_gives_a_range_with_errors_and_blanks_in_it(sheet: Any) -> None:  # noqa: ANN401
    _put(sheet, "A1:A4", [["苏州云帆(科技) 有限公司"], ["个人"], [""], [13800001111.0]])
    target = sheet.getCellRangeByName("B1:B4")
    target.setArrayFormula("=CLEAN_COMPANY(A1:A4)")
    errors = [target.getCellByPosition(0, row).getError() for row in range(4)]
    assert (target.getDataArray()[0], target.getDataArray()[2], errors) == (
        ("苏州云帆（科技）有限公司",),
        ("",),
        [0, 32767, 0, 32767],
    )


def test_the_wizard_describes_each_function_and_its_arguments(calc: "xw.App") -> None:
    context = calc.impl.context
    described = context.ServiceManager.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", context)
    for function in FUNCTIONS.values():
        told = {one.Name: one.Value for one in described.getByName(function.name)}
        assert told["Description"] == function.told(Language.EN)  # this LibreOffice speaks English
        arguments = [(one.Name, one.Description) for one in told["Arguments"]]
        assert arguments == [(one.name, one.told(Language.EN)) for one in function.arguments]


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ('=IF(LEAD_GRADE(500000;;"清晰")="A";"yes";"no")', "yes"),
        ('=ISNA(CLEAN_COMPANY("个人"))', "TRUE"),
        ('=IFERROR(CLEAN_COMPANY("个人");"?")', "?"),
        ("=CLEAN_COMPANY(Y9)", ""),
        ("=LEN(CLEAN_MOBILE(Y9))", "0"),
        ('=LEAD_GRADE("many")', 519),
        ("=WORKDAYS_LATER(DATE(2026;3;2);1,5)".replace(",", "."), 503),
        ('=TEXT(WORKDAYS_LATER(DATE(2026;3;6);1);"yyyy-mm-dd")', "2026-03-09"),
        ('=IF(VALID_USCC("91350100M000100Y43");"ok";"bad")', "ok"),
        ('=INDEX(SAME_CUSTOMER("苏州云帆科技";"蘇州雲帆科技");1;2)', "同一客户"),
        ('=NEXT_OWNER(;1;"汽车")', "缺少参数 roster。请选好区域（连表头）。"),
    ],
)
def test_they_can_be_used_in_other_formulas(sheet: Any, formula: str, shown: object) -> None:  # noqa: ANN401
    assert _told(sheet, formula) == shown


def test_a_cell_is_counted_again_when_what_it_reads_changes(sheet: Any) -> None:  # noqa: ANN401
    _put(sheet, "A1:A1", [["王总 138 0000 1111"]])
    assert _told(sheet, "=CLEAN_MOBILE(A1)") == "13800001111"
    _put(sheet, "A1:A1", [["139 0000 2222"]])
    assert sheet.getCellRangeByName("Z1").getDataArray() == (("13900002222",),)


def test_a_saved_workbook_has_its_values_when_it_is_opened_again(calc: "xw.App", book: Any, tmp_path: Path) -> None:  # noqa: ANN401
    sheet = book.Sheets.getByIndex(0)
    _put(sheet, "A1:A2", [["苏州云帆(科技)有限公司"], ["(无锡)海鼎"]])
    sheet.getCellRangeByName("B1").getCellByPosition(0, 0).setFormula('=IF(CLEAN_COMPANY(A1)="";"";CLEAN_COMPANY(A1))')
    sheet.getCellRangeByName("C1:C2").setArrayFormula("=CLEAN_COMPANY(A1:A2)")
    expected = sheet.getCellRangeByName("A1:C2").getDataArray()
    _saved(book, tmp_path / "saved.xlsx")
    again = _opened(calc, (tmp_path / "saved.xlsx").as_uri())
    try:
        loaded = again.Sheets.getByIndex(0).getCellRangeByName("A1:C2")
        assert loaded.getDataArray() == expected
        assert [loaded.getCellByPosition(column, 0).getError() for column in range(3)] == [0, 0, 0]
        assert not again.isModified()
        assert not again.UndoManager.isUndoPossible()
    finally:
        again.close(True)  # noqa: FBT003 - UNO's


def test_formulas_that_another_program_wrote_are_bound(calc: "xw.App", tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["B1"], book.active["B2"] = "138 0000 1111", "=CLEAN_MOBILE(A1)", "=NO_SUCH(A1)"
    book.save(tmp_path / "other.xlsx")
    opened = _opened(calc, (tmp_path / "other.xlsx").as_uri())
    try:
        cells = opened.Sheets.getByIndex(0).getCellRangeByName("B1:B2")
        assert cells.getCellByPosition(0, 0).String == "13800001111"
        assert cells.getCellByPosition(0, 1).getError() == _UNKNOWN
    finally:
        opened.close(True)  # noqa: FBT003 - UNO's


def test_formulas_that_name_excels_addin_are_bound(calc: "xw.App", tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["B1"] = "138 0000 1111", '=IF([1]!CLEAN_MOBILE(A1)="","none",[1]!CLEAN_MOBILE(A1))'
    addin = ExternalBook(definedNames=(ExternalDefinedName(name="CLEAN_MOBILE"),))
    addin.id = "rId1"
    link = ExternalLink(externalBook=addin)
    link.file_link = Relationship(
        type="externalLinkPath", Target="file:///C:/XLSTART/hiveledger.xlam", TargetMode="External", Id="rId1"
    )
    book._external_links.append(link)  # type: ignore[attr-defined] # noqa: SLF001 - openpyxl reads links and offers no way to add one
    book.save(tmp_path / "excel.xlsx")
    opened = _opened(calc, (tmp_path / "excel.xlsx").as_uri())
    try:
        assert opened.Sheets.getByIndex(0).getCellRangeByName("B1").getCellByPosition(0, 0).String == "13800001111"
    finally:
        opened.close(True)  # noqa: FBT003 - UNO's


def test_a_process_that_died_is_started_again(calc: "xw.App", sheet: Any) -> None:  # noqa: ANN401
    assert _told(sheet, '=MASK("13800001111")') == "138****1111"
    (child,) = _children(calc)
    os.kill(child, signal.SIGKILL)
    assert _told(sheet, '=MASK("13900002222")') == "139****2222"
    (other,) = _children(calc)
    assert other != child


def test_where_hiveledger_is_not_installed_the_cell_says_what_to_do(sheet: Any, home: Path) -> None:  # noqa: ANN401
    file = home / "config" / "hiveledger" / "hiveledger.ini"
    aside = file.rename(file.with_suffix(".aside"))
    try:
        assert _told(sheet, '=MASK("1")') == "请先（重新）运行 hiveledger addin install"
    finally:
        aside.rename(file)
