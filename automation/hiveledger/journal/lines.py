"""Files of JSON lines that are only ever added to: each line is on disk before its writer goes on."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

__all__ = ["add_line", "parse_lines", "read_lines"]

_END: Final = b"\n"


def add_line(path: Path, record: Mapping[str, Any]) -> None:
    """Put a record on disk, as a line of its own even where the one before was cut off. Raises: OSError."""
    path.parent.mkdir(exist_ok=True)
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + _END
    with path.open("ab+") as file:
        if file.tell() and _last_byte(path) != _END:
            line = _END + line  # a torn line must not swallow this one
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path) -> Iterator[Mapping[str, Any]]:
    """Give the records of a file, none where there is no file; lines that cannot be read are passed over."""
    try:
        content = path.read_bytes()
    except OSError:
        return
    yield from parse_lines(content)


def parse_lines(content: bytes) -> Iterator[Mapping[str, Any]]:
    """Give the records of lines; those that cannot be read are passed over."""
    for line in content.split(_END):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            yield record


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)
