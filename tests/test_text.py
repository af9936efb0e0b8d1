"""The catalogue of sentences and the code that speaks through it belong to each other, entry by entry."""

import ast
import re
import tomllib
from collections.abc import Iterator
from enum import EnumMeta
from string import Formatter
from typing import Any, Final

from hiveledger.errors import LedgerError
from hiveledger.schema import TABLES, words
from hiveledger.settings import Settings
from hiveledger.text import Language, catalogue
from tests.source import PACKAGES, modules

_CODE: Final = re.compile(r"(?!.*\.toml)[a-z_]+(\.[a-z0-9_]*[a-z0-9])+")  # "grade.ask_" is only a part of one
_CHOOSE: Final = re.compile(r"[选填]“([^”{]+)”")  # a word in a cell, as the list of the cell has it
_SPEAKERS: Final = {"say", "Finding", "Reason", *(kind.__name__ for kind in LedgerError.__subclasses__())}
_PARAMS_AT: Final = {"Finding": 4, "Reason": 1}  # where a call holds its parameters, when not by name
_GIVEN: Final = {"Finding": {"table", "key", "column"}}  # what a sentence may ask for besides


_UNEVEN: Final = {"grade.money_wan": "万 is a unit of Chinese alone"}  # sentences whose parameters differ


def _placeholders(sentence: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(sentence) if name}


def _calls() -> Iterator[tuple[str, str, str, ast.Call]]:
    """Give each call that speaks a literal code: where, the speaker, the code, the call."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in _SPEAKERS:
                    yield f"{path}:{node.lineno}", name, str(node.args[0].value), node


def _params(name: str, call: ast.Call) -> set[str] | None:
    """Give the names of a call's parameters, or None where they are not written out in it."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if name not in _PARAMS_AT:
        return None if None in named else {str(key) for key in named}
    at = _PARAMS_AT[name]
    given = named.get("params", call.args[at] if len(call.args) > at else ast.Dict([], []))
    if not isinstance(given, ast.Dict) or not all(isinstance(key, ast.Constant) for key in given.keys):
        return None
    return {str(ast.literal_eval(key)) for key in given.keys if key is not None}


def _codes(node: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, child in node.items():
        if "zh" in child:
            yield f"{prefix}{name}"
        else:
            yield from _codes(child, f"{prefix}{name}.")


def test_every_sentence_exists_in_both_languages_with_the_same_parameters() -> None:
    assert [code for code, sentences in catalogue().items() if set(sentences) != set(Language)] == []
    asked = {code: [_placeholders(said) for said in sentences.values()] for code, sentences in catalogue().items()}
    assert {code for code, sets in asked.items() if any(names != sets[0] for names in sets)} == set(_UNEVEN)


def test_what_a_sentence_tells_a_person_to_choose_can_be_chosen_in_a_cell() -> None:
    offered = {said["zh"] for code, said in catalogue().items() if code.startswith("word.")}
    asked = [(code, word) for code, said in catalogue().items() for word in _CHOOSE.findall(said["zh"])]
    assert {"同意", "不同意"} <= {word for _, word in asked}
    assert [(code, word) for code, word in asked if word not in offered] == []


def test_no_code_is_defined_twice() -> None:
    files = sorted(PACKAGES[0].joinpath("text").glob("*.toml"))
    codes = [code for path in files for code in _codes(tomllib.loads(path.read_text("utf-8")))]
    assert sorted(codes) == sorted(catalogue())


def test_every_code_that_is_spoken_is_in_the_catalogue() -> None:
    assert [(place, code) for place, _, code, _ in _calls() if code not in catalogue()] == []


def test_every_dotted_literal_of_a_family_is_in_the_catalogue() -> None:
    families = {code.partition(".")[0] for code in catalogue()}
    literals = {
        node.value: path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value)
    }
    unknown = {code: path for code, path in literals.items() if code.partition(".")[0] in families}
    assert {code: path for code, path in unknown.items() if code not in catalogue()} == {}


def test_every_sentence_gets_the_parameters_it_asks_for() -> None:
    missing = [
        (place, code, asked - given)
        for place, name, code, call in _calls()
        if code in catalogue() and (params := _params(name, call)) is not None
        if not (asked := _placeholders("".join(catalogue()[code].values())))
        <= (given := params | _GIVEN.get(name, set()))
    ]
    assert missing == []


def test_every_sentence_is_spoken_somewhere() -> None:
    literals: set[str] = set()
    patterns: list[str] = []  # of codes that are put together: f"verb.{name}"
    for _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[a-z0-9_.-]+" for p in node.values
                ]
                patterns += ["".join(parts)] if re.match(r"[a-z_]+\\\.", parts[0]) else []
    spoken = re.compile("|".join(patterns))
    assert [code for code in catalogue() if code not in literals and not spoken.fullmatch(code)] == []


def test_columns_words_and_settings_have_a_sentence_each_and_no_more() -> None:
    lists = [
        kind
        for kind in vars(words).values()
        if isinstance(kind, EnumMeta) and kind.__module__.startswith("hiveledger.schema.")
    ]
    expected = {
        "column": {f"column.{table.name}.{column.key}" for table in TABLES.values() for column in table},
        "setting": {f"setting.{name}" for name in Settings.model_fields},
        "word": {f"word.{kind.__name__.lower()}.{name.lower()}" for kind in lists for name in kind.__members__},
    }
    found = {family: {code for code in catalogue() if code.startswith(f"{family}.")} for family in expected}
    assert found == expected
