"""A desk with a screen that nobody sees: a display, what stands on it, and a hand that clicks."""

import os
import struct
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

__all__ = ["SIZE", "Accessible", "Box", "Desktop", "Shown", "desktop", "everything", "wait_a_moment", "wait_for"]

Accessible: TypeAlias = Any  # an object of LibreOffice: it carries no types
Box: TypeAlias = tuple[int, int, int, int]  # left, top, right, bottom
Seen = TypeVar("Seen")
SIZE: Final = (1280, 800)
_PATIENCE: Final = 30  # seconds; a machine that others keep busy is slow
_FEWER: Final = bytes(min(255, (level + 8) // 17 * 17) for level in range(256))  # 16 levels, which pack well
_FEW: Final = 400  # children that are looked at: a sheet has a million cells


@dataclass(frozen=True)
class Shown:
    """Something on the screen: what it is called, and where its middle is."""

    name: str
    role: int
    x: int
    y: int


class Desktop:
    """A screen and a mouse."""

    def __init__(self, display: str, screen: Path) -> None:
        self.display, self._screen = display, screen

    def click(self, shown: Shown) -> None:
        """Click on something."""
        place = ["mousemove", str(shown.x), str(shown.y), "sleep", "0.1", "click", "1"]
        self._hand(*place)

    def write(self, text: str) -> None:
        """Write over what stands where the cursor is."""
        self._hand("key", "ctrl+a")
        self._hand("type", "--delay", "5", text)

    def _hand(self, *done: str) -> None:
        subprocess.run(["xdotool", *done], env={**os.environ, "DISPLAY": self.display}, check=True)

    def picture(self, box: Box) -> bytes:
        """Give what stands on a part of the screen as a PNG of few colours. The screen is a file of X's own form."""
        raw = self._screen.read_bytes()
        header = struct.unpack(">25I", raw[:100])
        size, bytes_per_line, colours = header[0], header[12], header[19]
        pixels = memoryview(raw)[size + 12 * colours :]
        left, top, right, bottom = box
        lines = []
        for y in range(top, bottom):
            line = bytes(pixels[y * bytes_per_line + 4 * left : y * bytes_per_line + 4 * right])
            rgb = bytearray(3 * (right - left))
            rgb[0::3], rgb[1::3], rgb[2::3] = (line[at::4].translate(_FEWER) for at in (2, 1, 0))
            lines.append(b"\0" + bytes(rgb))
        head = struct.pack(">IIBBBBB", right - left, bottom - top, 8, 2, 0, 0, 0)
        parts = (b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@contextmanager
def desktop(folder: Path) -> Iterator[Desktop]:
    """Give a screen of its own, whose content is a file in a folder."""
    read, write = os.pipe()
    screen = ["-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-noreset", "-fbdir", str(folder), "-nolisten", "tcp"]
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), *screen], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as number:
            display = f":{number.readline().strip()}"
        yield Desktop(display, folder / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait()


def everything(root: Accessible) -> Iterator[Shown]:
    """Give what is shown in a window, as programs for the blind are told of it."""
    stack = [root]
    while stack:
        found = stack.pop().getAccessibleContext()
        place, size = found.getLocationOnScreen(), found.getSize()
        if size.Width > 0 and size.Height > 0 and place.X >= 0:
            middle = place.X + size.Width // 2, place.Y + size.Height // 2
            yield Shown(found.getAccessibleName(), found.getAccessibleRole(), *middle)
        count = found.getAccessibleChildCount()
        stack += [found.getAccessibleChild(at) for at in range(count)] if count <= _FEW else []


def wait_for(what: str, look: Callable[[], Seen | None], seconds: float = _PATIENCE) -> Seen:
    """Look until something is there, and give it."""
    found = wait_a_moment(look, seconds)
    assert found, f"not seen within {seconds} seconds: {what}"
    return found


def wait_a_moment(look: Callable[[], Seen | None], seconds: float = 0.5) -> Seen | None:
    """Look until something is there, and give it, or what was seen last."""
    until = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.03)
    return found
