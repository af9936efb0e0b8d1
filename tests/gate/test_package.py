"""A zip of XML parts before any library sees it."""

import hashlib
import io
import struct
import warnings
import zipfile

import pytest

from hiveledger.errors import GateError
from hiveledger.gate import Package, package
from tests.workbooks import sheet_xml, xlsx

_SOUND = xlsx(sheet_xml([["公司"]]))


def _refusal(data: bytes) -> str:
    with pytest.raises(GateError) as refusal:
        Package(data, "线索.xlsx")
    return refusal.value.code


def _with_flag(data: bytes, flag: int) -> bytes:
    """Set a flag in each header of a zip, as its writer would."""
    made = bytearray(data)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = made.find(mark)
        while at >= 0:
            made[at + offset] |= flag
            at = made.find(mark, at + 1)
    return bytes(made)


def _doubled() -> bytes:
    made = io.BytesIO(_SOUND)
    with zipfile.ZipFile(made, "a") as again, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of what this is about
        again.writestr("XL/workbook.xml", "<workbook/>")
    return made.getvalue()


def _two_directories() -> bytes:
    """Let the comment of a zip hold another zip's directory: programs differ in which of the two they read."""
    hidden = _SOUND[_SOUND.rfind(b"PK\x05\x06") :]
    return _SOUND[:-2] + struct.pack("<H", len(hidden)) + hidden


def test_a_sound_package_gives_its_parts() -> None:
    found = Package(_SOUND, "线索.xlsx")
    assert "xl/worksheets/sheet1.xml" in found.parts
    assert found.tree("xl/workbook.xml").tag.endswith("}workbook")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(_SOUND[:-40], "gate.truncated", id="cut off before its end"),
        pytest.param(_SOUND[:200], "gate.truncated", id="cut off early"),
        pytest.param(_with_flag(_SOUND, 1), "gate.encrypted", id="parts with a password"),
        pytest.param(_doubled(), "gate.doubled_part", id="two parts of one name"),
        pytest.param(xlsx(sheet_xml(), more={"../evil.xml": "x"}), "gate.odd_part", id="a part outside"),
        pytest.param(xlsx(sheet_xml(), more={"/xl/a.xml": "x"}), "gate.odd_part", id="a part from the root"),
        pytest.param(xlsx(sheet_xml(), more={"C:/a.xml": "x"}), "gate.odd_part", id="a part on a drive"),
        pytest.param(
            xlsx(sheet_xml(), more={"xl\\workbook.xml": "x"}), "gate.doubled_part", id="one name by a backslash"
        ),
        pytest.param(
            xlsx(sheet_xml(), more={"xl/..\\..\\a.xml": "x"}), "gate.odd_part", id="a part outside, by backslashes"
        ),
        pytest.param(
            xlsx(sheet_xml(), more={"xl/a.xml*b": "x"}).replace(b"a.xml*b", b"a.xml\0b"),
            "gate.odd_part",
            id="a NUL in a name",
        ),
        pytest.param(_two_directories(), "gate.damaged", id="two directories"),
        pytest.param(b"PK\3\4" + _SOUND, "gate.damaged", id="bytes before the first part"),
        pytest.param(
            xlsx(sheet_xml(), more={"xl/styles.xml": "<styleSheet/>".encode("utf-16")}), "gate.utf16_part", id="UTF-16"
        ),
        pytest.param(xlsx(sheet_xml(), more={"word/document.xml": "x"}), "gate.wrong_kind", id="a letter"),
        pytest.param(xlsx(sheet_xml(), more={"xl/workbook.bin": "x"}), "gate.wrong_kind", id="a binary workbook"),
        pytest.param(
            xlsx(
                sheet_xml(), more={"xl/sharedStrings.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sst/>'}
            ),
            "gate.dtd",
            id="a definition of entities",
        ),
        pytest.param(
            xlsx(sheet_xml(), more={"xl/theme.xml": '<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16")}),
            "gate.dtd",
            id="one in UTF-16",
        ),
        pytest.param(xlsx(sheet_xml(), more={"xl/a.bin": bytes(40 << 20)}), "gate.bomb", id="a bomb"),
    ],
)
def test_each_unsound_package_has_its_own_refusal(data: bytes, code: str) -> None:
    assert _refusal(data) == code


def test_a_plain_zip_is_no_workbook() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as plain:
        plain.writestr("线索.csv", "公司\n")
    assert _refusal(made.getvalue()) == "gate.wrong_kind"


def test_more_parts_than_any_workbook_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_PARTS", 3)
    assert _refusal(_SOUND) == "gate.too_many_parts"


def test_more_shared_texts_than_a_reader_should_keep_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "RATIO_FROM_BYTES", 100)
    monkeypatch.setattr(package, "MAX_BOX", 30)
    assert (
        _refusal(xlsx(sheet_xml(), more={"xl/sharedStrings.xml": f"<sst>{'<si/>' * 31}</sst>"}))
        == "gate.too_many_texts"
    )


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ('<sst uniqueCount="99999999999">', "gate.too_many_texts"),
        ("<sst a='>' \nuniqueCount = '+99999999999'>", "gate.too_many_texts"),
        ('<!-- <sst> --><sst uniqueCount="99999999999">', "gate.too_many_texts"),
        (f'<!--{"x" * 70_000}--><sst uniqueCount="99999999999">', "gate.damaged"),
        (f'{" " * 70_000}<sst uniqueCount="99999999999">', "gate.damaged"),
    ],
    ids=["plain", "otherwise", "behind a comment", "behind a long comment", "behind much space"],
)
def test_a_reader_makes_no_room_for_texts_that_are_not_there(start: str, code: str) -> None:
    assert _refusal(xlsx(sheet_xml(), more={"xl/any.xml": f"{start}<si><t>x</t></si></sst>"})) == code


def test_a_bomb_beside_a_large_part_is_still_one() -> None:
    noise = hashlib.shake_128(b"").digest(1 << 20)
    assert _refusal(xlsx(sheet_xml(), more={"xl/a.bin": bytes(40 << 20), "xl/media/b.png": noise})) == "gate.bomb"


def test_a_part_that_does_not_match_its_checksum_is_damaged() -> None:
    body = xlsx(sheet_xml(), more={"xl/note.txt": b"0123456789" * 10})
    at = body.find(b"xl/note.txt") + len("xl/note.txt")
    broken = Package(body[:at] + b"\xff\xff" + body[at + 2 :], "线索.xlsx")
    for read in (lambda: broken.read("xl/note.txt"), lambda: list(broken.chunks("xl/note.txt"))):
        with pytest.raises(GateError) as refusal:
            read()
        assert refusal.value.code == "gate.damaged"


def test_a_part_that_lies_about_its_length_is_damaged() -> None:
    body = bytearray(_SOUND)
    at = body.rfind(b"PK\x01\x02")
    while b"sheet1.xml" not in body[at : at + 80]:
        at = body.rfind(b"PK\x01\x02", 0, at)
    body[at + 24 : at + 28] = struct.pack("<I", 5)
    with pytest.raises(GateError) as refusal:
        Package(bytes(body), "线索.xlsx").read("xl/worksheets/sheet1.xml")
    assert refusal.value.code == "gate.damaged"


@pytest.mark.parametrize(
    "part",
    ["xl/none.xml", "xl/broken.xml", "xl/odd.xml", "xl/wide.xml"],
    ids=["a missing part", "broken XML", "an encoding nobody knows", "an encoding the parser has not"],
)
def test_a_part_that_cannot_be_parsed_is_damaged(part: str) -> None:
    odd = {
        "xl/odd.xml": '<?xml version="1.0" encoding="s"?><a/>',
        "xl/wide.xml": '<?xml version="1.0" encoding="gbk"?><a/>',
    }
    found = Package(xlsx(sheet_xml(), more={"xl/broken.xml": "<a>", **odd}), "线索.xlsx")
    with pytest.raises(GateError) as refusal:
        found.tree(part)
    assert refusal.value.params == {"file": "线索.xlsx", "part": part}


def test_backslashes_between_the_steps_of_a_name_are_read_as_slashes() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_SOUND)) as sound, zipfile.ZipFile(made, "w") as windows:
        for name in sound.namelist():
            windows.writestr(name.replace("/", "\\"), sound.read(name))
    assert Package(made.getvalue(), "x.xlsx").read("xl/workbook.xml").startswith(b"<workbook")


def test_replacing_a_part_leaves_the_others_as_they_are() -> None:
    found = Package(_SOUND, "线索.xlsx")
    copy = Package(found.replaced("xl/styles.xml", b"<styleSheet/>"), "x")
    assert copy.read("xl/styles.xml") == b"<styleSheet/>"
    assert {part: copy.read(part) for part in copy.parts - {"xl/styles.xml"}} == {
        part: found.read(part) for part in found.parts - {"xl/styles.xml"}
    }


def test_chunks_are_cut_between_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_CHUNK_BYTES", 100)
    found = Package(xlsx(sheet_xml([["公司", "手机"]] * 20)), "线索.xlsx")
    chunks = list(found.chunks("xl/worksheets/sheet1.xml"))
    assert b"".join(chunks) == found.read("xl/worksheets/sheet1.xml")
    assert len(chunks) > 5
    assert all(chunk.endswith(b"</row>") for chunk in chunks[:-1])
