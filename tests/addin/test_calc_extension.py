"""The extension for Calc as a file: what is in it, and that it can be relied on before any office loads it."""

import ast
import json
from importlib.resources import files
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from hiveledger import __version__
from hiveledger.text import Language
from hiveledger_addin.buttons import BUTTONS
from hiveledger_addin.calc import build

_NAME: Final = "{http://openoffice.org/2001/registry}name"
_LINE: Final = "private:separator"


def _part(file: Path, name: str) -> str:
    with ZipFile(file) as package:
        return package.read(name).decode()


def _tree(file: Path, name: str) -> ET.Element:
    return ET.fromstring(_part(file, name))  # noqa: S314 - we wrote it


def _built(folder: Path, language: Language = Language.ZH) -> Path:
    file = folder / "hiveledger.oxt"
    build(file, language)
    return file


def _texts(node: ET.Element, prop: str) -> list[str]:
    return [found.findtext("value") or "" for found in node.iter("prop") if found.get(_NAME) == prop]


def _under(root: ET.Element, name: str) -> ET.Element:
    return next(node for node in root.iter("node") if node.get(_NAME) == name)


def test_two_builds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert _built(tmp_path).read_bytes() == _built(tmp_path / "again").read_bytes()


@pytest.mark.parametrize("place", ["OfficeToolBar", "OfficeMenuBar"])
def test_every_button_is_there_once_and_leads_to_its_name(tmp_path: Path, place: str) -> None:
    drawn = _under(_tree(_built(tmp_path), "toolbar/Addons.xcu"), place)
    urls = [url for url in _texts(drawn, "URL") if url != _LINE]
    assert urls == [f"service:org.hiveledger.Toolbar?{name}" for name in BUTTONS]


def test_lines_part_the_roles_of_the_toolbar(tmp_path: Path) -> None:
    drawn = _under(_tree(_built(tmp_path), "toolbar/Addons.xcu"), "OfficeToolBar")
    urls = _texts(drawn, "URL")
    after = [urls[at + 1].partition("?")[2] for at, url in enumerate(urls) if url == _LINE]
    assert after == ["confirm", "explain"]


@pytest.mark.parametrize(("language", "label"), [(Language.ZH, "分配"), (Language.EN, "Distribute")])
def test_buttons_speak_the_language_that_was_installed(tmp_path: Path, language: Language, label: str) -> None:
    drawn = _under(_tree(_built(tmp_path, language), "toolbar/Addons.xcu"), "OfficeToolBar")
    assert label in _texts(drawn, "Title")


def test_every_part_that_the_office_has_to_read_is_listed(tmp_path: Path) -> None:
    file = _built(tmp_path)
    with ZipFile(file) as package:
        named = {name for name in package.namelist() if name.endswith((".xcu", ".components", ".idl"))}
    entries = _tree(file, "META-INF/manifest.xml")
    assert {entry.get("{http://openoffice.org/2001/manifest}full-path") for entry in entries} == named


def test_what_runs_inside_the_office_is_python_of_its_oldest_version() -> None:
    inside = files("hiveledger_addin") / "calc" / "inside"
    for module in inside.iterdir():
        if module.name.endswith(".py"):
            ast.parse(module.read_text("utf-8"), feature_version=(3, 8))


def test_the_extension_has_its_words_and_knows_its_version(tmp_path: Path) -> None:
    words = json.loads(_part(_built(tmp_path), "toolbar/words.json"))
    assert words["version"] == __version__
    assert list(words["working"]) == list(BUTTONS)
    assert "{log}" in words["failed"]
