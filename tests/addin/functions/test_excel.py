"""The worksheet functions for Excel: the module of VBA as far as it can be read here, and the Python that it calls."""

import re
import subprocess
import sys
from typing import Final

import pytest

from hiveledger.text import Language
from hiveledger_addin.functions import FUNCTIONS, udfs
from hiveledger_addin.functions.registry import Function
from hiveledger_addin.functions.vba import functions_module

_CALL: Final = re.compile(
    r"^Function (?P<name>\w+)\((?P<parameters>.*)\)\n.*\n"
    r'\s+(?P=name) = Answer\(Server\.Python\.CallUDF\("(?P<module>[\w.]+)", "(?P=name)", Array\((?P<given>.*)\),'
    r" Nothing, Application\.Caller\)\)\n",
    re.MULTILINE,
)
_LONGEST_LINE: Final = 1023
_MOST_CONTINUED: Final = 24


def _spelled(text: str) -> str:
    return '"' + text.encode("ascii", "backslashreplace").decode().replace('"', '""') + '"'


def _module(language: Language = Language.ZH) -> str:
    return functions_module(language, _spelled)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_each_function_is_declared_and_hands_its_arguments_over_in_order(function: Function) -> None:
    (call,) = [found for found in _CALL.finditer(_module()) if found["name"] == function.name]
    declared = [f"Optional {one.name}" if one.is_optional else one.name for one in function.arguments]
    assert call["parameters"].split(", ") == declared
    assert call["given"].split(", ") == [one.name for one in function.arguments]
    assert call["module"] == udfs.__name__
    assert callable(getattr(udfs, function.name))


def test_there_is_no_other_function_to_call_from_a_cell() -> None:
    assert re.findall(r"^(?:Public )?Function (\w+)", _module(), re.MULTILINE) == sorted(FUNCTIONS)


def test_nothing_of_a_received_workbook_is_looked_at_and_no_fault_is_shown_as_it_is() -> None:
    module = _module()
    for word in ("ActiveWorkbook", "ThisWorkbook", "XLPy", "#If", "#Else", "= Err.Description"):
        assert word not in module
    assert module.count("Failure(Err.Number, Err.Description)") == len(FUNCTIONS)


@pytest.mark.parametrize("language", Language)
def test_the_module_is_one_that_vba_takes(language: Language) -> None:
    module = _module(language)
    assert module.isascii()
    assert module.startswith('Attribute VB_Name = "HiveFunctions"\nOption Explicit\n')
    assert max(map(len, module.splitlines())) <= _LONGEST_LINE
    assert max(found.count(" _\n") for found in re.findall(r"(?:.* _\n)+", module)) <= _MOST_CONTINUED


def test_each_argument_is_described_once() -> None:
    described = re.findall(r'Describe "(\w+)", (?:".*"), _\n\s+Array\(((?:.*, _\n)*.*)\)\n', _module(Language.EN))
    assert {name: told.count(" _\n") + 1 for name, told in described} == {
        name: len(function.arguments) for name, function in FUNCTIONS.items()
    }


def test_two_builds_are_the_same_and_leave_nothing_of_windows_behind() -> None:
    assert _module() == _module()
    assert not {name for name in sys.modules if name.startswith(("pywin", "pythoncom", "win32", "xlwings.udfs"))}


def test_what_excel_calls_answers_like_the_function() -> None:
    for name, function in FUNCTIONS.items():
        assert getattr(udfs, name)(*function.example) == function.call(*function.example)
    (((answer,),),) = [udfs.CLEAN_COMPANY([["个人"]])]  # type: ignore[attr-defined] # made of the list
    assert (answer, type(answer)) == ("#N/A", str)


def test_no_code_under_another_licence_is_loaded() -> None:
    listed = "print({name: module for name, module in sys.modules.items() if name.startswith('xlwings.pro')})"
    told = f"import sys, hiveledger_addin.functions.udfs; {listed}"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'xlwings.pro': None}"
