"""The add-in of Excel as a test has it: built in memory, taken apart and put together again."""

import io
import tempfile
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from hiveledger.text import Language
from hiveledger_addin.xlam import build

__all__ = ["addin", "parts_of", "with_parts"]


@cache
def addin(language: Language = Language.ZH) -> bytes:
    """Give the add-in's bytes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "hiveledger.xlam"
        build(out, language)
        return out.read_bytes()


def parts_of(book: bytes) -> dict[str, bytes]:
    """Give the parts by name."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(book: bytes, others: Mapping[str, bytes]) -> bytes:
    """Give the book with other parts in place of those of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {**parts_of(book), **others}.items():
            archive.writestr(name, content)
    return out.getvalue()
