"""The version of a book that was last looked at: what people changed since is told by comparing with it."""

import contextlib
from pathlib import Path
from typing import Final

from hiveledger.book.disk.folders import make_folder
from hiveledger.book.disk.likeness import take_after

__all__ = ["Seen"]

_PREFIX: Final = "seen-"
_DIGITS: Final = 16  # of a fingerprint, to tell versions apart by their names


class Seen:
    """Keeps one version in a folder, under a name made of its fingerprint."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self._folder, self._suffix = folder, suffix

    def path(self, digest: str) -> Path:
        """Give where the version of that fingerprint is kept."""
        return self._folder / f"{_PREFIX}{digest[:_DIGITS]}{self._suffix}"

    def latest(self) -> Path | None:
        """Give the version that was kept last, if there is one."""
        return max(self._all(), key=lambda path: path.stat().st_mtime_ns, default=None)

    def keep(self, digest: str, content: bytes, like: Path) -> Path:
        """Keep a version, whole or not at all; the others go when it has become the book (see `only`).

        Nobody else may read it than may read `like`, if that is there.
        """
        path = self.path(digest)
        make_folder(self._folder)  # or tell why it is not there
        unfinished = path.with_suffix(".tmp")
        unfinished.write_bytes(content)
        with contextlib.suppress(FileNotFoundError):
            take_after(unfinished, like)
        unfinished.replace(path)
        return path

    def only(self, digest: str) -> None:
        """Let go of all versions but one."""
        for path in self._all():
            if path != self.path(digest):
                path.unlink(missing_ok=True)

    def _all(self) -> list[Path]:
        return list(self._folder.glob(f"{_PREFIX}*{self._suffix}"))
