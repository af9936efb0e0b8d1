"""The add-in as a file, and the ribbon that it brings."""

import ast
import re
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]

from hiveledger.flows.verbs import VERBS
from hiveledger.text import Language, say
from hiveledger_addin.buttons import BUTTONS, Role, grouped
from hiveledger_addin.functions import FUNCTIONS
from hiveledger_addin.install.configuration import excel_place
from hiveledger_addin.xlam import build
from hiveledger_addin.xlam.project import Kind
from hiveledger_addin.xlam.ribbon import NAMESPACES
from hiveledger_addin.xlam.sources import NEEDS_NO_LEDGER, modules
from tests.addins import addin, parts_of, with_parts
from tests.source import ROOT
from tests.vba import read_project

_LONGEST_TIP = 1024  # what Office shows of one


@pytest.mark.parametrize("language", Language)
def test_two_builds_give_the_same_bytes(language: Language, tmp_path: Path) -> None:
    build(tmp_path / "again.xlam", language)
    assert (tmp_path / "again.xlam").read_bytes() == addin(language)


@pytest.mark.parametrize("language", Language)
def test_a_validator_of_office_files_finds_nothing(language: Language, tmp_path: Path) -> None:
    book = tmp_path / "hiveledger.xlam"
    book.write_bytes(addin(language))
    assert OpenXmlValidator().validate(str(book)).errors == []


def test_the_validator_looks_at_the_ribbon_too(tmp_path: Path) -> None:
    part = "customUI/customUI14.xml"
    book = tmp_path / "hiveledger.xlam"
    broken = parts_of(addin())[part].replace(b'"large"', b'"huge"', 1)
    book.write_bytes(with_parts(addin(), {part: broken}))
    (found,) = OpenXmlValidator().validate(str(book)).errors
    assert "huge" in found.description


def _tab(part: str, language: Language) -> ET.Element:
    root = ET.fromstring(parts_of(addin(language))[part])  # noqa: S314 - our own
    (tab,) = root.iter(f"{{{NAMESPACES[part]}}}tab")
    return tab


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("part", NAMESPACES)
def test_the_tab_has_each_button_once_in_the_group_of_its_role(part: str, language: Language) -> None:
    tab = _tab(part, language)
    shown = {group.get("label"): [button.get("tag") for button in group] for group in tab}
    assert tab.get("label") == say("excel.title", language)
    assert shown == {role.label(language): [button.name for button in buttons] for role, buttons in grouped()}
    assert len(shown) == len(Role)


@pytest.mark.parametrize("language", Language)
def test_each_button_tells_what_its_verb_does(language: Language) -> None:
    for button in _tab("customUI/customUI14.xml", language).iter(f"{{{NAMESPACES['customUI/customUI14.xml']}}}button"):
        shown = BUTTONS[button.attrib["tag"]]
        assert button.get("label") == button.get("screentip") == shown.label(language)
        assert button.get("imageMso") == shown.picture
        tip = button.attrib["supertip"]
        assert say(f"verb.{shown.verb}", language) in tip if shown.verb else tip == say("excel.help_tip", language)
        assert len(tip) <= _LONGEST_TIP


def test_each_button_is_a_verb_with_a_flow_or_opens_the_guide() -> None:
    assert {button.verb for button in BUTTONS.values()} <= {*VERBS, ""}
    assert [name for name, button in BUTTONS.items() if not button.verb] == [NEEDS_NO_LEDGER]
    assert all(callable(VERBS[button.verb].function()) for button in BUTTONS.values() if button.verb)


def test_each_buttons_flow_has_a_test() -> None:
    called = {
        name.id
        for path in ROOT.joinpath("tests").rglob("test_*.py")
        for name in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(name, ast.Name)
    }
    flows = {VERBS[button.verb].home.partition(":")[2] for button in BUTTONS.values() if button.verb}
    assert flows - called == set()


def test_each_button_has_a_name_that_can_stand_in_a_line_of_python() -> None:
    assert [name for name in BUTTONS if not re.fullmatch("[a-z_]+", name)] == []


def test_the_add_in_asks_for_the_installed_xlwings() -> None:
    source = read_project(addin()).sources["HiveServer"]
    installed = version("xlwings")
    assert set(re.findall(r'Lib "(xlwings.*?)"', source)) == {
        f"xlwings64-{installed}.dll",
        f"xlwings32-{installed}.dll",
    }
    theirs = files("xlwings").joinpath("xlwings.bas").read_text("utf-8")
    (expected,) = set(
        re.findall(rf'Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-{installed}.dll" (.*)', theirs)
    )
    assert set(re.findall(r'Alias "XLPyDLLActivateAuto" (.*)\r', source)) == {
        expected.replace("Result", "result").replace("Config", "config")
    }


def test_no_mark_is_left_for_something_to_be_put_in() -> None:
    assert [name for name, source in read_project(addin()).sources.items() if re.search(r"@[A-Z]+@", source)] == []


def test_xlwings_is_told_which_workbook_called() -> None:
    told = set(re.findall(r"--\w+", read_project(addin()).sources["HiveRuns"]))
    asked = set(re.findall(r'"(--\w+)', files("xlwings").joinpath("main.py").read_text("utf-8")))
    assert asked
    assert told >= asked


def test_of_a_received_workbook_nothing_is_read_but_names() -> None:
    everything = "\n".join(read_project(addin()).sources.values())
    assert set(re.findall(r"(?:ActiveWorkbook|\bbook)\.(\w+)", everything)) == {"Name", "Worksheets"}
    assert set(re.findall(r"\bsheet\.(\w+)", everything)) == {"Name"}
    assert re.findall(r"ThisWorkbook\.|ActiveSheet|CurDir|ChDir|ChDrive|\bRange\b|\bCells\b", everything) == []


def test_what_cells_and_shapes_of_a_workbook_can_call_starts_nothing() -> None:
    ours = [module for module in modules(Language.ZH) if module.kind is Kind.STANDARD]
    found = {
        name
        for module in ours
        for private, name in re.findall(r"^(Private )?(?:Public )?(?:Sub|Function) (\w+)", module.source, re.MULTILINE)
        if not private
    }
    of_the_ribbon = {"HiveOnLoad", "HiveOnAction", "HiveGetEnabled", "Refresh"}  # they take an object, or do no harm
    of_python = {"HiveAsk", "HivePickFiles", "HiveWasCancelled", "HiveNoteEscape"}
    of_functions = {*FUNCTIONS, "HiveFunctionHelp"}
    assert found == of_the_ribbon | of_python | of_functions
    assert not any("CreateObject" in module.source or "Declare" in module.source for module in ours)


def test_what_python_asks_of_the_add_in_is_there() -> None:
    python = files("hiveledger_addin").joinpath("excel.py").read_text("utf-8")
    asked = set(re.findall(r'_vba\("(\w+)"\)', python))
    assert asked == {"HiveAsk", "HivePickFiles", "HiveWasCancelled"}
    assert asked <= set(re.findall(r"Public Function (\w+)", read_project(addin()).sources["Ask"]))


def test_the_script_of_macos_quotes_whatever_it_hands_to_the_shell() -> None:
    script = files("hiveledger_addin").joinpath("vba/hiveledger.applescript").read_text("utf-8")
    commands = [line for line in script.splitlines() if "do shell script" in line]
    assert len(commands) == 2
    handed = " ".join(re.sub(r'"[^"]*"', '""', line) for line in commands)
    names = re.findall(r"\b(interpreter|program|book)\b", handed)
    assert names == re.findall(r"quoted form of (?:\(\"\" & )?(\w+)", handed)


def test_the_add_in_looks_where_the_installer_writes() -> None:
    source = read_project(addin()).sources["HiveMachine"]
    on_windows = excel_place("Windows", {"LOCALAPPDATA": "%LOCALAPPDATA%"}, Path())
    on_macos = excel_place("Darwin", {}, Path()).relative_to("Library/Containers/com.microsoft.Excel/Data")
    assert f'"{str(on_windows).replace("/", chr(92))}"' in source
    assert f'Environ("HOME") & "/{on_macos}"' in source
