"""What Calc's extension holds for the functions, before any office reads it."""

import json
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from hiveledger.text import Language
from hiveledger_addin.functions import FUNCTIONS
from hiveledger_addin.functions.calc import MANIFEST, method, parts

_SPACES: Final = {"xml": "http://www.w3.org/XML/1998/namespace", "oor": "http://openoffice.org/2001/registry"}
_LANGUAGE, _NAME = f"{{{_SPACES['xml']}}}lang", f"{{{_SPACES['oor']}}}name"


def test_help_is_there_in_both_languages() -> None:
    root = ET.fromstring(parts(Language.ZH)["functions/CalcAddIns.xcu"])  # noqa: S314 - we wrote it
    told = [prop for prop in root.iter("prop") if prop.get(_NAME) == "Description"]
    texts = {(value.get(_LANGUAGE), value.text) for prop in told for value in prop}
    for function in FUNCTIONS.values():
        for said in (function.told, *(one.told for one in function.arguments)):
            assert {("en", said(Language.EN)), ("zh-CN", said(Language.ZH))} <= texts
    assert len(told) == sum(1 + len(function.arguments) for function in FUNCTIONS.values())


def test_names_stay_apart_when_uno_spells_them() -> None:
    assert len({method(name) for name in FUNCTIONS}) == len(FUNCTIONS)
    for function in FUNCTIONS.values():
        assert len({method(one.name) for one in function.arguments}) == len(function.arguments)


@pytest.mark.parametrize(("language", "said"), [(Language.ZH, "请先"), (Language.EN, "Run hiveledger")])
def test_the_component_speaks_the_language_that_was_installed(language: Language, said: str) -> None:
    told = json.loads(parts(language)["functions/functions.json"])
    assert told["install"].startswith(said)
    assert sorted(told["methods"].values()) == sorted(FUNCTIONS)
    assert set(told["arrays"]) == {"SAME_CUSTOMER", "FIND_DUPLICATES", "NEXT_OWNER"}


def test_every_part_that_the_office_reads_is_there() -> None:
    assert set(MANIFEST) <= set(parts(Language.ZH))
