"""LibreOffice as a second opinion: does an office program open what we wrote, and what does it see there?"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["HOW_TO_INSTALL", "Office", "find_office", "surroundings"]

_PACKAGES: Final = Path(__file__).with_name("debian-packages.txt").read_text("utf-8").split()
HOW_TO_INSTALL: Final = (
    f"LibreOffice or a tool beside it is missing; on Debian type: sudo apt-get install {' '.join(_PACKAGES)}"
)
_MISLEADING: Final = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}  # LibreOffice would load our Python's modules


@dataclass(frozen=True)
class Office:
    """A LibreOffice with a profile of its own, so that it neither meets nor disturbs one that a person has open."""

    program: str
    profile: Path

    @property
    def command(self) -> list[str]:
        """Begin a command line."""
        return [self.program, f"-env:UserInstallation={self.profile.as_uri()}", "--norestore"]

    def convert(self, book: Path, to: str, folder: Path) -> Path:
        """Open a workbook without a window, save it as `to` ("pdf", "xlsx", "csv:…filter…") and give the file."""
        return self.convert_all([book], to, folder)[0]

    def as_csv(self, books: Sequence[Path], folder: Path) -> list[Path]:
        """Give the first sheet of each workbook in UTF-8, values as they are rather than as they are shown."""
        return self.convert_all(books, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false", folder)

    def convert_all(self, books: Sequence[Path], to: str, folder: Path) -> list[Path]:
        """Convert several workbooks in one go."""
        done = subprocess.run(
            [*self.command, "--headless", "--convert-to", to, "--outdir", str(folder), *map(str, books)],
            env={**surroundings(), "SAL_USE_VCLPLUGIN": "svp"},  # draws without a display
            capture_output=True,
            text=True,
            timeout=180,
            check=True,
        )
        made = [folder / f"{book.stem}.{to.partition(':')[0]}" for book in books]
        missing = [path.name for path in made if not path.exists()]
        assert not missing, done.stdout + done.stderr  # it exits with 0 even where it could not open the file
        return made


def surroundings() -> dict[str, str]:
    """Give an environment in which LibreOffice does not find our Python, nor any that stands first on the path."""
    clean = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    return clean | {"PATH": f"{os.defpath}{os.pathsep}{os.environ['PATH']}"}


def find_office(profile: Path) -> Office | None:
    """Give LibreOffice where it is installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    return Office(program, profile) if program else None
