"""The version of a workbook that stands there now."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hiveledger.book.naming import AS_THE_SCHEMA, Naming
from hiveledger.book.reading import Reading, digest, digest_at
from hiveledger.gate import read_bytes

__all__ = ["Current"]


class Current:
    """Reads the file at `path`, by `read`, whenever it is not what was read last."""

    def __init__(self, path: Path, read: Callable[[bytes, Naming], Reading], proposed: Naming = AS_THE_SCHEMA) -> None:
        self._path, self._read, self._proposed = path, read, proposed
        self._reading: Reading | None = None
        self.content = b""
        self.saved_at = datetime.min

    def reading(self) -> Reading:
        """Give all that it says; `content` and `saved_at` are its own then. Raises: LedgerError."""
        content = read_bytes(self._path)
        if self._reading is None or digest(content) != self._reading.digest:
            self.content = content
            self._reading = self._read(content, self._proposed)
        self.saved_at = datetime.fromtimestamp(self._path.stat().st_mtime)
        return self._reading

    def glance(self) -> tuple[str, datetime]:
        """Give the fingerprint of what stands there and the time of its save. Raises: OSError."""
        return digest_at(self._path) or "", datetime.fromtimestamp(self._path.stat().st_mtime)

    def is_replaced(self) -> None:
        """Forget what was read: another version is there."""
        self._reading = None
