"""Entries are found in any zip that a program writes, and copied as they lie."""

import io
import struct
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.container.pack import pack
from hiveledger.book.xlsx.container.rewrite import put_in_place, rewrite
from hiveledger.book.xlsx.container.stretches import Stretch
from hiveledger.errors import GateError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def _raw(path: Path) -> dict[str, bytes]:
    """Give each entry's bytes as they lie, by a reader of another's make."""
    found = {}
    with zipfile.ZipFile(path) as opened, path.open("rb") as file:
        for info in opened.infolist():
            file.seek(info.header_offset + 26)
            name, extra = struct.unpack("<HH", file.read(4))
            file.seek(name + extra, 1)
            found[info.filename] = file.read(info.compress_size)
    return found


def _rewritten(path: Path, **changed: bytes) -> Path:
    out = path.with_name("out.zip")
    with Archive(path) as archive, ExitStack() as stack:
        packed = {name: pack([Stretch(content)], str(path.parent)) for name, content in changed.items()}
        for new in packed.values():
            stack.callback(new.file.close)
        beside = rewrite(archive, packed, (), out)
    put_in_place(beside, out)
    return out


def _unseekable(path: Path) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self, file: io.BufferedWriter) -> None:
            self.file = file

        def writable(self) -> bool:
            return True

        def write(self, data: "ReadableBuffer") -> int:
            return self.file.write(data)

    with path.open("wb") as file, zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", b"1" * 500)
        made.writestr("b", b"2" * 500)


def _wide(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in (("a", b"1" * 500), ("b", b"2" * 500)):
            with made.open(name, "w", force_zip64=True) as entry:
                entry.write(content)


def _plain(path: Path, before: bytes = b"") -> None:
    with path.open("wb") as file:
        file.write(before)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            made.comment = b"kept"
            made.writestr("a", b"1" * 500)
            made.writestr("b", b"2" * 500)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(_plain, id="a plain zip"),
        pytest.param(_unseekable, id="sizes follow the data"),
        pytest.param(_wide, id="sizes in 64 bits"),
        pytest.param(lambda path: _plain(path, b"#!/bin/sh\n"), id="bytes stand before the zip"),
    ],
)
def test_an_entry_changes_and_the_other_stays_byte_for_byte(make: object, tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    assert callable(make)
    make(path)
    out = _rewritten(path, b=b"<new/>")
    assert _raw(out)["a"] == _raw(path)["a"]
    with zipfile.ZipFile(out) as opened:
        assert (opened.testzip(), opened.read("a"), opened.read("b")) == (None, b"1" * 500, b"<new/>")


def test_a_comment_and_odd_names_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.comment = b"kept"
        for name in ("xl\\a", "表.xml", "a b%20", "folder/"):
            made.writestr(name, name)
    out = _rewritten(path)
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(out) as two:
        assert (two.comment, two.namelist()) == (b"kept", one.namelist())


def test_a_directory_too_wide_for_16_bits_is_read_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    monkeypatch.setattr("hiveledger.book.xlsx.container.rewrite._NARROW_COUNT", 1)
    path = tmp_path / "in.zip"
    _plain(path, b"before")
    out = _rewritten(path)
    assert all(b"PK\x06\x06" in each.read_bytes() for each in (path, out))
    assert _raw(out) == _raw(path)


def test_sizes_and_places_in_64_bits_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "in.zip"
    with monkeypatch.context() as narrow:
        narrow.setattr(zipfile, "ZIP64_LIMIT", 100)
        _wide(path)
    out = _rewritten(path, b=b"<new/>")
    with zipfile.ZipFile(out) as opened:
        assert (opened.testzip(), opened.read("a"), opened.read("b")) == (None, b"1" * 500, b"<new/>")


def test_blocks_deflated_side_by_side_are_one_stream(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    _plain(path)
    content = b"<a>%b</a>" % b"".join(b"%d," % number for number in range(900_000))
    with zipfile.ZipFile(_rewritten(path, a=content)) as opened:
        assert opened.read("a") == content


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    _plain(path)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"PK\x03\x04", b"PK\x03\x05", 1))
    (tmp_path / "out.zip").write_bytes(b"old")
    with pytest.raises(GateError, match=r"gate\.damaged"):
        _rewritten(path)
    assert (tmp_path / "out.zip").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2


def _locked(path: Path) -> None:
    _plain(path)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "gate.empty", id="an empty file"),
        pytest.param(b"a,b\n1,2\n", "patch.not_xlsx", id="a text"),
        pytest.param(b"%PDF-1.7 ....", "gate.wrong_kind", id="a PDF"),
        pytest.param(b"PK\x03\x04" + b"\0" * 99, "gate.truncated", id="a zip without its end"),
        pytest.param(b"PK\x05\x06" + b"\xff" * 18, "gate.damaged", id="a zip whose end lies"),
    ],
)
def test_what_is_no_zip_is_refused_for_what_it_is(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    path.write_bytes(content)
    with pytest.raises(GateError, match=code):
        Archive(path)


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    _locked(path)
    with pytest.raises(GateError, match=r"gate\.encrypted"):
        Archive(path)


def test_a_part_that_is_there_twice_is_not_guessed_between(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a", "2")
        made.writestr("b", "3")
    with Archive(path) as archive:
        assert archive.read(archive.sole("b")) == b"3"
        with pytest.raises(GateError, match=r"gate\.doubled_part"):
            archive.sole("a")
    with zipfile.ZipFile(_rewritten(path)) as opened:
        assert opened.namelist() == ["a", "a", "b"]


def test_a_wrong_sum_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a", "content")
    path.write_bytes(path.read_bytes().replace(b"content", b"c0ntent"))
    with Archive(path) as archive, pytest.raises(GateError, match=r"gate\.damaged"):
        archive.read(archive.sole("a"))


def _with_field(path: Path, at: int, number: int) -> None:
    """Set a 32-bit field of the first entry of a zip's directory."""
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + at, number)
    path.write_bytes(data)


def test_a_small_part_that_inflates_to_a_huge_one_is_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", bytes(40 << 20))
    with Archive(path) as archive, pytest.raises(GateError, match=r"gate\.bomb"):
        archive.read(archive.sole("a"))


def test_a_part_longer_than_it_says_is_not_inflated_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", bytes(64 << 20))
    _with_field(path, 24, 9)
    given = 0
    with Archive(path) as archive, pytest.raises(GateError, match=r"gate\.damaged"):  # noqa: PT012 - counts as it goes
        for piece in archive.chunks(archive.sole("a")):
            given += len(piece)
    assert given == 0


@pytest.mark.parametrize("offset", [0xFFFFFFFE, 0x7FFFFFFF, 5])
def test_an_entry_that_lies_elsewhere_is_damage(tmp_path: Path, offset: int) -> None:
    path = tmp_path / "in.zip"
    _plain(path)
    _with_field(path, 42, offset)
    with pytest.raises(GateError, match=r"gate\.(damaged|truncated)"):
        _rewritten(path)


def test_a_directory_that_would_begin_before_the_file_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    _plain(path)
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rindex(b"PK\x05\x06") + 16, 0x7FFFFFFF)
    path.write_bytes(data)
    with pytest.raises(GateError, match=r"gate\.damaged"):
        _rewritten(path)
