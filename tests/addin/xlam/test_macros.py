"""The add-in's own macros, run by LibreOffice: all but the module that speaks to Windows and macOS, which records."""

import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

import xlwings_calc.bridge
from hiveledger import __version__
from hiveledger.schema import SETTINGS
from hiveledger.text import Language, say
from hiveledger_addin.buttons import BUTTONS
from hiveledger_addin.functions import FUNCTIONS
from hiveledger_addin.install.configuration import Configuration, escaped, text
from hiveledger_addin.xlam.project import vba_project
from hiveledger_addin.xlam.sources import NEEDS_NO_LEDGER, as_module, modules, spelled
from tests.addins import addin, with_parts

Run = Callable[..., Any]

_THEIRS: Final = ["Control.cls", "Driving.bas", "HiveMachine.cls", "HiveServer.cls"]
_TEXTS: Final = ["", "ASCII", "蜂窝台账", "100% 与 %u4E2D", "𠮷野家 😀", 'a "b"', "两行\n字", "长" * 400 + '"' * 301]
_FILTER: Final = "Calc MS Excel 2007 VBA XML"
_ALWAYS_RUN_MACROS: Final = 4
_INSTALLED: Final = Configuration("C:\\用户 100%\\python.exe", "zh", __version__, "C:\\state")


def _recording() -> bytes:
    """Give the add-in with a recorder in place of what starts programs, and with what presses its buttons."""
    theirs = [as_module(file, Path(__file__).with_name(file).read_text("utf-8")) for file in _THEIRS]
    cases = "\n".join(f'If number = "{number}" Then Text = {spelled(text)}' for number, text in enumerate(_TEXTS))
    told = f"Public Function Text(ByVal number As String) As String\n{cases}\nEnd Function\n"
    theirs.append(as_module("Spelled.bas", f'Attribute VB_Name = "Spelled"\n{told}'))
    project = {module.name: module for module in (*modules(Language.ZH), *theirs)}
    return with_parts(addin(), {"xl/vbaProject.bin": vba_project([*project.values()])})


def _load(context: Any, path: Path) -> Any:  # noqa: ANN401 - of LibreOffice
    uno = xlwings_calc.bridge.load_uno()
    told = []
    for name, value in {"FilterName": _FILTER, "MacroExecutionMode": _ALWAYS_RUN_MACROS, "Hidden": True}.items():
        told.append(uno.createUnoStruct("com.sun.star.beans.PropertyValue"))
        told[-1].Name, told[-1].Value = name, value
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    return desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, tuple(told))


@pytest.fixture(scope="module")
def run(calc: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:  # noqa: ANN401 - an xlwings App
    """Runs a macro of the add-in and gives what it gives."""
    path = tmp_path_factory.mktemp("addin") / "hiveledger.xlam"
    path.write_bytes(_recording())
    loaded = _load(calc.impl.context, path)
    scripts, library = loaded.getScriptProvider(), loaded.BasicLibraries.ProjectName

    def run_macro(name: str, *arguments: object) -> object:
        script = scripts.getScript(f"vnd.sun.star.script:{library}.{name}?language=Basic&location=document")
        return script.invoke(arguments, (), ())[0]

    assert run_macro("Driving.Here") == "here"  # a library that does not compile gives nothing, and tells nobody
    yield run_macro
    loaded.close(True)  # noqa: FBT003 - as LibreOffice has it


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_starts_its_flow_in_the_python_of_this_user(button: str, run: Run) -> None:
    run("Driving.Prepare", text(_INSTALLED), 0)
    kind, python, program, _ = run("Driving.Press", button).split("\n")
    assert (kind, python) == ("launch", _INSTALLED.python)
    assert program == f"import hiveledger_addin.excel; hiveledger_addin.excel.click('{button}')"


@pytest.mark.parametrize("button", BUTTONS)
def test_a_click_is_answered_at_once_in_the_status_bar(button: str, run: Run) -> None:
    assert run("Driving.Working", button) == say("excel.working", button=BUTTONS[button].label(Language.ZH))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param("", "excel.not_installed", id="nothing is installed"),
        pytest.param("# python=x\nlanguage=zh\n", "excel.not_installed", id="no python is told"),
        pytest.param(text(replace(_INSTALLED, version="0.0.1")), "excel.other_version", id="another version"),
    ],
)
def test_no_python_is_started_where_it_is_not_the_add_ins_own(content: str, code: str, run: Run) -> None:
    run("Driving.Prepare", content, 0)
    assert run("Driving.Press", "clean").split("\n") == ["problem", say("excel.title"), say(code)]


def test_a_python_that_fails_is_one_sentence(run: Run) -> None:
    run("Driving.Prepare", text(_INSTALLED), 3)
    *_, last = run("Driving.Press", "clean").split("\n")
    assert last == f"{say('excel.failed')} (3)"


def test_only_help_is_enabled_without_a_ledger(run: Run) -> None:
    run("Driving.CallSheet", "Sheet1")
    assert [name for name in BUTTONS if run("Driving.IsEnabled", name)] == [NEEDS_NO_LEDGER]


@pytest.mark.parametrize("language", Language)
def test_all_is_enabled_in_front_of_a_ledger(language: Language, run: Run) -> None:
    run("Driving.CallSheet", SETTINGS.sheet(language))
    assert [name for name in BUTTONS if not run("Driving.IsEnabled", name)] == []


@pytest.mark.parametrize("plain", _TEXTS)
def test_a_text_comes_through_ascii_unchanged(plain: str, run: Run) -> None:
    assert run("Driving.Decoded", escaped(plain)) == plain
    assert run("Spelled.Text", str(_TEXTS.index(plain))) == plain


def test_a_command_line_comes_apart_as_it_was_meant(run: Run) -> None:
    program, book = "import sys; print(sys.argv[1:], sys.flags.safe_path)", "客户 & 100% (1)^=.xlsx"
    line = run("Driving.CommandLine", sys.executable, program, book, "C:/Office/Microsoft Excel", "4711")
    told = subprocess.run(shlex.split(line), capture_output=True, text=True, check=True).stdout
    assert told.strip() == f"{[f'--wb={book}', '--from_xl=1', '--app=C:/Office/Microsoft Excel', '--hwnd=4711']} True"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_in_a_cell_asks_the_function_of_its_name(name: str, run: Run) -> None:
    given = [f"cell {number}" for number, _ in enumerate(FUNCTIONS[name].arguments)]
    run("Driving.Answer", "an answer")
    assert run(f"HiveFunctions.{name}", *given) == "an answer"
    library, called, knows_no_book, *arguments = run("Driving.Called").split("\n")
    assert (library, called) == ("hiveledger_addin.functions.udfs", name)
    assert knows_no_book == "True"
    assert arguments == given


def test_what_a_function_cannot_say_is_a_sentence_in_its_cell(run: Run) -> None:
    run("Driving.Answer", "raise")
    assert run("HiveFunctions.MASK", "x") == "a sentence"
