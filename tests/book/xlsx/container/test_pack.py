"""A part is deflated in blocks that stand on their own, and any reader takes them for one stream."""

import sys
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.book.xlsx.container.ahead import ahead
from hiveledger.book.xlsx.container.crc import joined_crc
from hiveledger.book.xlsx.container.deflate import END, _deflater, inflate
from hiveledger.book.xlsx.container.pack import Packed, pack
from hiveledger.book.xlsx.container.stretches import Block, Stretch, Untouched
from hiveledger.errors import GateError

_ROW = b'<row r="%d"><c r="A%d"><v>%d</v></c></row>'


def _rows(first: int, count: int) -> Stretch:
    xml = b"".join(_ROW % (row, row, row * 7) for row in range(first, first + count))
    return Stretch(xml, first + count - 1)


def _packed(stretches: list[Stretch | Untouched]) -> tuple[Packed, bytes]:
    done = pack(iter(stretches), ".")
    with done.file as file:
        return done, file.read()


@pytest.fixture(params=["isal", "zlib"])
def _library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "zlib":
        monkeypatch.setitem(sys.modules, "isal", None)
    _deflater.cache_clear()
    yield
    _deflater.cache_clear()


@pytest.mark.usefixtures("_library")
def test_each_block_can_be_inflated_without_the_others() -> None:
    stretches = [
        Stretch(b"<sheetData>"),
        *(_rows(at, 5_000) for at in range(1, 90_000, 5_000)),
        Stretch(b"</sheetData>"),
    ]
    done, content = _packed([*stretches])
    whole = b"".join(stretch.xml for stretch in stretches)
    assert zlib.decompress(content + END, -15) == whole
    assert (done.crc, done.size, done.packed) == (zlib.crc32(whole), len(whole), len(content + END))
    at, found, last = 0, [], 0
    for block, _ in done.blocks:
        found.append(inflate(content[at : at + block.packed]))
        assert (len(found[-1]), zlib.crc32(found[-1])) == (block.size, block.crc)
        at += block.packed
    assert (b"".join(found), found[0], found[-1]) == (whole, b"<sheetData>", b"</sheetData>")
    for (block, _), xml in list(zip(done.blocks, found, strict=True))[1:-1]:
        assert xml.startswith(_ROW % (last + 1, last + 1, (last + 1) * 7))
        last = block.last or 0
        assert xml.endswith(_ROW % (last, last, last * 7))
        assert block.size < 2 << 20
    assert last == 90_000


def test_rows_are_joined_and_what_stays_as_it_lies_is_not() -> None:
    kept = Untouched(Block(7, 5, 123, 40, has_formulas=True), 99)
    rows = [Stretch(b"<row/>", 1), Stretch(b"<row/>", 2, has_formulas=True)]
    done, _ = _packed([Stretch(b"head"), *rows, kept, _rows(41, 1)])
    found = [(block.size, block.last, block.has_formulas, at) for block, at in done.blocks]
    row = len(_ROW % (41, 41, 287))
    assert found == [(4, None, False, None), (12, 2, True, None), (7, 40, True, 99), (row, 41, False, None)]


@given(st.lists(st.binary(max_size=400), max_size=6))
def test_a_sum_is_had_from_the_sums_of_pieces(pieces: list[bytes]) -> None:
    crc = 0
    for piece in pieces:
        crc = joined_crc(crc, zlib.crc32(piece), len(piece))
    assert crc == zlib.crc32(b"".join(pieces))


@pytest.mark.parametrize("length", [255, 256, 65_536, 1_048_577, 16_909_061])
def test_a_sum_is_had_for_long_pieces(length: int) -> None:
    piece = bytes(length)
    assert joined_crc(zlib.crc32(b"x"), zlib.crc32(piece), length) == zlib.crc32(b"x" + piece)


def _failing() -> Iterator[bytes]:
    yield b"first"
    raise GateError("gate.damaged", file="f", part="p")


def test_what_fails_in_the_other_thread_fails_here_and_in_its_turn() -> None:
    pieces = ahead(_failing())
    assert next(pieces) == b"first"
    with pytest.raises(GateError, match=r"gate\.damaged"):
        next(pieces)


def test_nobody_need_hear_the_pieces_to_their_end() -> None:
    made = iter(range(1000))
    pieces = ahead(b"%d" % number for number in made)
    assert next(pieces) == b"0"
    pieces.close()
    assert next(made) < 20
