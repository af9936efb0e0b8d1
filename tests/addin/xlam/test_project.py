"""The VBA project of the add-in: Excel is not here to open it, so that it is held to the rules of the format."""

import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest
from pyvbaanalysis import DEFAULT_COMPILER_CONSTANTS, ConditionalCompilationEnvironment, analyze_office_file

from hiveledger.text import Language
from hiveledger_addin.xlam.compression import compress
from hiveledger_addin.xlam.container import pack
from hiveledger_addin.xlam.sources import modules
from tests.addins import addin, parts_of, with_parts
from tests.compound import Compound
from tests.vba import read_project, unpacked

_BIN: Final = "xl/vbaProject.bin"
_REFERENCES: Final = {0x4A, 0x16, 0x3E, 0x33, 0x2F, 0x30, 0x0D, 0x0E}  # records that a project may have or not


def _fine(holds: object, fault: str) -> None:
    assert holds, fault


@pytest.mark.parametrize("language", Language)
def test_nothing_is_wrong_with_the_project(language: Language) -> None:
    found = read_project(addin(language))
    assert found.faults == []
    assert found.sources == {module.name: module.source for module in modules(language)}


def test_a_second_reader_gives_each_source_unchanged() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it calls a library of its own by old names
        from oletools.olevba import VBA_Parser  # type: ignore[import-untyped]  # noqa: PLC0415 - only then

        parser = VBA_Parser("hiveledger.xlam", data=addin())
        read = {stream.rpartition("/")[2]: text for _, stream, _, text in parser.extract_all_macros()}
    expected = {module.name: module.source for module in modules(Language.ZH)}
    assert {name: text.replace("\r\n", "\n") for name, text in read.items()} == {
        name: source.replace("\r\n", "\n") for name, source in expected.items()
    }


@pytest.mark.parametrize(
    "machine",
    [
        pytest.param({"Win64": 1, "Win32": 1, "Mac": 0}, id="Windows, 64 bits"),
        pytest.param({"Win64": 0, "Win32": 1, "Mac": 0}, id="Windows, 32 bits"),
        pytest.param({"Win64": 1, "Win32": 0, "Mac": 1}, id="macOS"),
    ],
)
def test_a_static_analysis_finds_nothing_on(machine: dict[str, int], tmp_path: Path) -> None:
    book = tmp_path / "hiveledger.xlam"
    book.write_bytes(addin())
    there = ConditionalCompilationEnvironment(compiler_constants={**DEFAULT_COMPILER_CONSTANTS, **machine})
    found = analyze_office_file(book, conditional_compilation=there).values()
    told = {finding.message for findings in found for finding in findings}
    assert told <= {"Sub or Function not defined: 'AppleScriptTask'."}  # it knows Excel of Windows


def test_the_static_analysis_would_find_a_name_that_nothing_has(tmp_path: Path) -> None:
    book = tmp_path / "hiveledger.xlam"
    book.write_bytes(_with_source("HiveRuns", lambda text: text.replace("problem = Obstacle(", "problem = Obstacel(")))
    assert "error" in {finding.severity.value for finding in analyze_office_file(book)["HiveRuns"]}


def _shape(project: Compound) -> tuple[list[int], set[tuple[int, ...]], int]:
    """Give the numbers of the records: of the project, of a module of any kind, of the end."""
    content, numbers, at = unpacked(project.streams["VBA/dir"], _fine), [], 0
    while at < len(content):
        number, length = struct.unpack_from("<HI", content, at)
        numbers.append(0x22 if number == 0x21 else number)
        at += 12 if number == 0x09 else 6 + length
    numbers = [number for number in numbers if number not in _REFERENCES]
    first = numbers.index(0x19)
    return numbers[:first], {tuple(numbers[at : at + 11]) for at in range(first, len(numbers) - 1, 11)}, numbers[-1]


def _keys(project: Compound) -> list[str]:
    found = re.findall(r"^(\w+)=\"|^(\[.*\])", project.streams["PROJECT"].decode("ascii"), re.MULTILINE)
    return [key or section for key, section in found]


def test_the_records_stand_as_in_a_project_that_excel_saved() -> None:
    with zipfile.ZipFile(str(files("xlwings").joinpath("quickstart.xlsm"))) as archive:
        theirs = Compound(archive.read(_BIN))
    ours = Compound(parts_of(addin())[_BIN])
    assert set(theirs.faults) == {"directory: class or times of Root Entry", "directory: class or times of VBA"}
    assert _shape(theirs) == _shape(ours)
    assert _keys(theirs) == _keys(ours)


# What is wrong on purpose: each defect has to be told of.


def _with_bin(change: Callable[[bytearray], None]) -> bytes:
    content = bytearray(parts_of(addin())[_BIN])
    change(content)
    return with_parts(addin(), {_BIN: bytes(content)})


def _with_streams(changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    streams = Compound(parts_of(addin())[_BIN]).streams
    for path, change in changes.items():
        streams[path] = change(streams.get(path, b""))
    inside = {path.removeprefix("VBA/"): content for path, content in streams.items() if path.startswith("VBA/")}
    outside = {path: content for path, content in streams.items() if not path.startswith("VBA/")}
    return with_parts(addin(), {_BIN: pack({"VBA": inside, **outside})})


def _with_source(name: str, change: Callable[[str], str]) -> bytes:
    def changed(content: bytes) -> bytes:
        source = unpacked(content, _fine).decode("ascii")
        assert change(source) != source
        return compress(change(source).encode("latin-1"))

    return _with_streams({f"VBA/{name}": changed})


def _in_dir(old: bytes, new: bytes) -> bytes:
    def changed(content: bytes) -> bytes:
        plain = unpacked(content, _fine)
        assert old in plain
        return compress(plain.replace(old, new, 1))

    return _with_streams({"VBA/dir": changed})


def _in_stream(path: str, old: str, new: str) -> bytes:
    def changed(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), 1)

    return _with_streams({path: changed})


def _in_part(part: str, old: str, new: str) -> bytes:
    content = parts_of(addin())[part].decode()
    assert old in content
    return with_parts(addin(), {part: content.replace(old, new, 1).encode()})


def _entry(content: bytearray, name: str) -> int:
    """Give where the directory describes a stream."""
    return content.index(name.encode("utf-16-le").ljust(64, b"\0"))


def _put(name: str, at: int, form: str, *values: int) -> bytes:
    return _with_bin(lambda content: struct.pack_into(form, content, _entry(content, name) + at, *values))


def _swap_sides(content: bytearray) -> None:
    at = _entry(content, "PROJECT")
    left, right = struct.unpack_from("<II", content, at + 68)
    struct.pack_into("<II", content, at + 68, right, left)


def _count(more: int) -> bytes:
    """Give the record that tells how many modules there are, or a wrong one."""
    return struct.pack("<HIH", 0x0F, 2, len(modules(Language.ZH)) + more)


_Change = Callable[[], bytes]
_KIND: Final = struct.pack("<HI", 0x21, 0)
_HELP: Final = struct.pack("<HI", 0x06, 0), struct.pack("<HI", 0x3D, 0)
_IN_CODE: Final[Mapping[str, tuple[_Change, str]]] = {
    "a bare line feed": (lambda: _with_source("HiveRuns", lambda text: text + "\n"), "HiveRuns: ends of lines"),
    "a letter outside ASCII": (lambda: _with_source("HiveRuns", lambda text: text + "' \xe9\r\n"), "outside ASCII"),
    "a line that is too long": (
        lambda: _with_source("HiveRuns", lambda text: text + f"'{'x' * 1023}"),
        "more than 1023",
    ),
    "a line continued too often": (
        lambda: _with_source("HiveRuns", lambda text: text + " _\r\n1 +" * 25),
        "continued too often",
    ),
    "a declaration for 32 bits": (
        lambda: _with_source("HiveMachine", lambda text: text.replace("Declare PtrSafe", "Declare", 1)),
        "without PtrSafe",
    ),
    "a module that calls itself otherwise": (
        lambda: _with_source("HiveRuns", lambda text: text.replace('"HiveRuns"', '"HiveRun"', 1)),
        "HiveRuns: VB_Name",
    ),
    "undeclared names allowed": (
        lambda: _with_source("HiveRuns", lambda text: text.replace("Option Explicit\r\n", "")),
        "no Option Explicit",
    ),
    "a macro of other arguments": (
        lambda: _with_source("Ribbon", lambda text: text.replace("HiveOnLoad(ribbon", "HiveOnLoad(more, ribbon")),
        "onLoad calls HiveOnLoad",
    ),
}
_IN_RECORDS: Final[Mapping[str, tuple[_Change, str]]] = {
    "a source that begins elsewhere": (
        lambda: _in_dir(struct.pack("<HII", 0x31, 4, 0), struct.pack("<HII", 0x31, 4, 7)),
        "no source at 7",
    ),
    "a module too few in the count": (
        lambda: _in_dir(_count(0), _count(-1)),
        "modules told",
    ),
    "a standard module told to be a class": (lambda: _in_dir(_KIND, struct.pack("<HI", 0x22, 0)), "two kinds"),
    "a reference shorter than told": (
        lambda: _in_dir(b"\x5e\0\0\0*\\G{0002", b"\x5d\0\0\0*\\G{0002"),
        "a reference's length",
    ),
    "a reference of no form": (lambda: _in_dir(b"*\\G{0002", b"*\\H{0002"), "a reference's form"),
    "another name in Unicode": (lambda: _in_dir(b"R\0u\0n\0s\0", b"R\0u\0i\0n\0"), "its two names differ"),
    "records in another order": (
        lambda: _in_dir(_HELP[0] + _HELP[1], _HELP[1] + _HELP[0]),
        "what the project is",
    ),
    "no end of the records": (lambda: _in_dir(b"\x2b\0\0\0\0\0\x10\0\0\0\0\0", b"\x2b\0\0\0\0\0"), "dir: end"),
    "another code page": (
        lambda: _in_dir(struct.pack("<HIH", 3, 2, 1252), struct.pack("<HIH", 3, 2, 936)),
        "record 0x3 of",
    ),
}
_IN_STREAMS: Final[Mapping[str, tuple[_Change, str]]] = {
    "a module that PROJECT lacks": (
        lambda: _in_stream("PROJECT", "Class=HiveRuns\r\n", ""),
        "modules other than in dir",
    ),
    "a document without its mark": (
        lambda: _in_stream("PROJECT", "ThisWorkbook/&H00000000", "ThisWorkbook"),
        "a document's mark",
    ),
    "another id than the keys were made for": (lambda: _in_stream("PROJECT", 'ID="{7C', 'ID="{7D'), "PROJECT: CMG"),
    "a seed that does not fit": (lambda: _in_stream("PROJECT", 'CMG="0D', 'CMG="FF'), "PROJECT: CMG"),
    "a password that nobody knows": (lambda: _in_stream("PROJECT", 'DPB="1A', 'DPB="1B'), "PROJECT: DPB"),
    "a project that nobody sees": (lambda: _in_stream("PROJECT", 'GC="27', 'GC="26'), "PROJECT: GC"),
    "a module without a window": (lambda: _in_stream("PROJECT", "HiveRuns=0, 0, 0, 0, C\r\n", ""), "workspace"),
    "a module without its wide name": (
        lambda: _in_stream("PROJECTwm", "H\0i\0v\0e\0R\0u\0n\0s\0\0\0", ""),
        "PROJECTwm: names",
    ),
    "compiled code of some version": (
        lambda: _with_streams({"VBA/_VBA_PROJECT": lambda _: bytes.fromhex("cc61b2000003ff")}),
        "not uncompiled",
    ),
    "a stream too many": (lambda: _with_streams({"VBA/Lost": lambda _: compress(b"x")}), "streams that no module owns"),
    "a stream too few": (lambda: _with_streams({"VBA/HiveRuns": lambda _: b""}), "HiveRuns: no source at 0"),
    "a chunk without its signature": (
        lambda: _with_streams({"VBA/HiveRuns": lambda content: b"\1\0\x80" + content[3:]}),
        "signature of a chunk",
    ),
}
_IN_CONTAINER: Final[Mapping[str, tuple[_Change, str]]] = {
    "siblings out of order": (lambda: _with_bin(_swap_sides), "unsorted under Root Entry"),
    "a red root": (lambda: _put("PROJECT", 67, "<B", 0), "red root"),
    "a wrong colour": (lambda: _put("VBA", 67, "<B", 1), "colours in Root Entry"),
    "an entry that nobody reaches": (lambda: _put("PROJECT", 68, "<I", 0xFFFFFFFF), "entries that nobody reaches"),
    "an entry reached twice": (lambda: _put("PROJECT", 68, "<II", 1, 1), "reached twice"),
    "a length that is not the stream's": (lambda: _put("PROJECTwm", 120, "<Q", 1), "not as long as it is"),
    "two streams in one place": (lambda: _put("PROJECTwm", 116, "<I", 0), "its chain leads astray"),
    "times in an entry": (lambda: _put("VBA", 100, "<Q", 1), "class or times of VBA"),
    "a sector of nobody": (lambda: _with_bin(lambda content: content.extend(bytes(512))), "belong to nothing"),
    "a file that ends anyhow": (lambda: _with_bin(lambda content: content.extend(bytes(100))), "not of whole sectors"),
    "another version": (lambda: _with_bin(lambda content: struct.pack_into("<H", content, 26, 4)), "header: version"),
}
_IN_PARTS: Final[Mapping[str, tuple[_Change, str]]] = {
    "a sheet without its module": (
        lambda: _in_part("xl/worksheets/sheet1.xml", ' codeName="Sheet1"', ""),
        "code names",
    ),
    "a button that calls nothing": (
        lambda: _in_part("customUI/customUI14.xml", 'onAction="HiveOnAction"', 'onAction="HiveAction"'),
        "onAction calls HiveAction",
    ),
    "two buttons of one id": (
        lambda: _in_part("customUI/customUI14.xml", 'id="hive_clean"', 'id="hive_import"'),
        "two of hive_import",
    ),
    "an attribute that no button has": (
        lambda: _in_part("customUI/customUI.xml", " size=", " volume="),
        "attributes of button",
    ),
    "a ribbon for another Excel": (
        lambda: _in_part("customUI/customUI14.xml", "2009/07", "2006/01"),
        "of another namespace",
    ),
    "a ribbon that nobody finds": (lambda: _in_part("_rels/.rels", "customUI14.xml", "ribbon.xml"), "nobody refers to"),
}
_DEFECTS: Final = {**_IN_CODE, **_IN_RECORDS, **_IN_STREAMS, **_IN_CONTAINER, **_IN_PARTS}


@pytest.mark.parametrize("defect", _DEFECTS)
def test_the_reader_tells_of(defect: str) -> None:
    broken, fault = _DEFECTS[defect]
    assert fault in "\n".join(read_project(broken()).faults)


def test_a_bit_changed_anywhere_is_noticed() -> None:
    content, expected = parts_of(addin())[_BIN], read_project(addin()).sources
    unnoticed = []
    for at in range(5, len(content), 197):
        flipped = bytes([content[at] ^ 1 << at % 8])
        broken = with_parts(addin(), {_BIN: content[:at] + flipped + content[at + 1 :]})
        try:
            found = read_project(broken)
        except (LookupError, ValueError, struct.error):
            continue
        if found.sources == expected and not found.faults:
            unnoticed.append(at)
    assert unnoticed == []
