"""The writers of the add-in's binary part, with contents that the add-in does not have."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger_addin.xlam.compression import compress
from hiveledger_addin.xlam.container import pack
from hiveledger_addin.xlam.project import Kind, Module, vba_project
from tests.compound import Compound
from tests.vba import unpacked


def _fine(holds: object, fault: str) -> None:
    assert holds, fault


@given(st.text(alphabet=st.sampled_from("ab\r\n "), max_size=9000))
def test_a_source_comes_out_of_the_compression_as_it_went_in(text: str) -> None:
    assert unpacked(compress(text.encode()), _fine) == text.encode()


@pytest.mark.parametrize(
    ("length", "filled"),
    [
        pytest.param(4096, 0, id="a whole chunk"),
        pytest.param(3600, 0, id="a short one that fits"),
        pytest.param(4000, 96, id="a short one that does not"),
        pytest.param(9000, 0, id="several"),
    ],
)
def test_what_cannot_be_compressed_is_kept_as_it_is(length: int, filled: int) -> None:
    content = random.Random(6).randbytes(length)  # noqa: S311 - no secret
    assert unpacked(compress(content), _fine) == content + bytes(filled)


@pytest.mark.parametrize("size", [0, 1, 64, 4095, 4096, 4097, 70_000])
def test_a_stream_of_any_length_is_found_again(size: int) -> None:
    first, last = bytes(range(256)) * (size // 256 + 1), b"x" * size
    found = Compound(pack({"VBA": {"one": first, "two": b""}, "PROJECT": last}))
    assert found.faults == []
    assert found.streams == {"VBA/one": first, "VBA/two": b"", "PROJECT": last}


@pytest.mark.parametrize("count", [*range(9), 15, 16, 40])
def test_any_number_of_modules_makes_a_sorted_red_black_tree(count: int) -> None:
    found = Compound(pack({f"Module{number}": b"x" for number in range(count)}))
    assert found.faults == []
    assert len(found.streams) == count


def test_a_project_that_the_header_cannot_name_is_refused() -> None:
    with pytest.raises(ValueError, match="allocation table"):
        pack({"huge": bytes(8_000_000)})


@pytest.mark.parametrize(
    ("name", "source"),
    [
        pytest.param("M" * 32, "", id="a name that is too long"),
        pytest.param("M", "' 蜂窝", id="a letter outside ASCII"),
        pytest.param("M", "x" * 1024, id="a line that is too long"),
    ],
)
def test_what_office_would_not_load_is_refused(name: str, source: str) -> None:
    with pytest.raises(ValueError, match=name):
        vba_project([Module(name, Kind.STANDARD, source)])
