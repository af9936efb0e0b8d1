"""A new workbook is read back before it takes the place of the old, and one that is not whole is not let through."""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hiveledger.book.xlsx import SetCell, patch
from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.container.pack import Packed, pack
from hiveledger.book.xlsx.container.rewrite import rewrite
from hiveledger.book.xlsx.container.stretches import Stretch
from hiveledger.book.xlsx.container.verify import check_written
from hiveledger.book.xlsx.markup import is_balanced
from hiveledger.errors import GateError
from tests.raw_books import raw_book, sheet_xml

_HEAD, _TAIL = b"<w><sheetData>", b"</sheetData></w>"
_ROWS = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (row, row, row * 7919) for row in range(1, 500))


def _written(folder: Path, stretches: list[Stretch]) -> tuple[Path, Packed, Path]:
    """Write part b of a zip anew, and give the result before it takes a place, what was written, and the source."""
    source = folder / "in.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as made:
        for name in "abc":
            made.writestr(name, name * 400)
    new = pack(stretches, str(folder))
    with Archive(source) as archive, new.file:
        return rewrite(archive, {"b": new}, (), folder / "out.zip"), new, source


def _at(file: Path, part: str) -> tuple[int, int]:
    """Give where an entry begins, and where its bytes do."""
    with zipfile.ZipFile(file) as opened:
        offset = opened.getinfo(part).header_offset
    content = file.read_bytes()
    return offset, offset + 30 + sum(struct.unpack_from("<HH", content, offset + 26))


def _flipped(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 0x10
    file.write_bytes(content)


def _a_bit_of_what_is_new(file: Path) -> None:
    _flipped(file, _at(file, "b")[1] + 300)


def _the_end_of_what_is_new(file: Path) -> None:
    _flipped(file, _at(file, "c")[0] - 1)


def _a_length_before_a_copy(file: Path) -> None:
    _flipped(file, _at(file, "a")[0] + 18)


def _a_name_before_a_copy(file: Path) -> None:
    _flipped(file, _at(file, "c")[0] + 30)


def _a_byte_too_many(file: Path) -> None:
    content, at = file.read_bytes(), _at(file, "b")[0]
    file.write_bytes(content[:at] + b"\0" + content[at:])


def _a_byte_before_the_directory(file: Path) -> None:
    content = file.read_bytes()
    at = content.index(b"PK\x01\x02")
    file.write_bytes(content[:at] + b"\0" + content[at:])


def _a_missing_end(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-30])


def _a_missing_part(file: Path) -> None:
    parts = {name: zipfile.ZipFile(file).read(name) for name in "ab"}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    "spoil",
    [
        _a_bit_of_what_is_new, _the_end_of_what_is_new, _a_length_before_a_copy, _a_name_before_a_copy,
        _a_byte_too_many, _a_byte_before_the_directory, _a_missing_end, _a_missing_part,
    ],
)  # fmt: skip
def test_what_is_not_as_it_was_written_is_noticed(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    file, new, source = _written(tmp_path, [Stretch(_HEAD), Stretch(_ROWS, 499), Stretch(_TAIL)])
    with Archive(source) as archive:
        check_written(file, archive, {"b": new}, ())
        spoil(file)
        with pytest.raises(GateError):
            check_written(file, archive, {"b": new}, ())


@pytest.mark.parametrize(
    "stretches",
    [
        pytest.param([Stretch(b"<a><b></a>")], id="a small part"),
        pytest.param([Stretch(_HEAD), Stretch(_ROWS, 499), Stretch(b"</sheetData>")], id="around rows"),
    ],
)
def test_xml_that_does_not_parse_is_not_let_through(stretches: list[Stretch], tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"patch\.not_whole"):
        _written(tmp_path, stretches)
    assert [path.name for path in tmp_path.iterdir()] == ["in.zip"]


@pytest.mark.parametrize("column", [1, 2], ids=["the cell itself", "one beside it"])
def test_tags_that_do_not_match_in_a_row_are_refused(column: int, tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></row><row r="2"><c r="A2"><v>2</v></c></row>'
    book = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(rows)})
    with pytest.raises(GateError, match=r"patch\.unbalanced"):
        patch(book, [SetCell("S", 1, column, "x")], tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        pytest.param(b'<row a="x>y"><c/><c><v>1</v></c></row>', True, id="quoted >"),
        pytest.param(b"<t>a/>b</t>", True, id="a text like the end of a tag"),
        pytest.param(b'<c a="/>"></c>', True, id="an attribute like the end of a tag"),
        pytest.param(b"<c><v>1</c>", False, id="an end missing"),
        pytest.param(b"<c></v></c>", False, id="an end too many"),
    ],
)
def test_tags_are_counted(xml: bytes, expected: bool) -> None:  # noqa: FBT001 - of the table
    assert is_balanced(xml) == expected
