"""Getting a file's bytes, or the sentence that says why not."""

from pathlib import Path
from typing import Final

from hiveledger.errors import GateError
from hiveledger.gate.limits import MAX_FILE_BYTES

__all__ = ["read_bytes"]

_OWNER_MARKS: Final = ("~$", ".~")  # what Excel, WPS and LibreOffice put beside a file they have open


def read_bytes(path: Path) -> bytes:
    """Give the whole file.

    Raises: GateError where it is missing, a folder, an owner file, unreadable, empty or larger than any real ledger.
    """
    name = path.name
    if name.startswith(_OWNER_MARKS):
        raise GateError("gate.owner_file", file=name)
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise GateError("gate.too_large", file=name, mb=size >> 20, limit_mb=MAX_FILE_BYTES >> 20)
        data = path.read_bytes()
    except FileNotFoundError:
        raise GateError("gate.missing", file=name) from None
    except IsADirectoryError:
        raise GateError("gate.folder", file=name) from None
    except OSError as fault:
        raise GateError("gate.unreadable", file=name, why=fault.strerror or type(fault).__name__) from fault
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf"):  # blank lines, or the zeros a broken download leaves
        raise GateError("gate.empty", file=name)
    return data
