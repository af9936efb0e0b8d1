"""LibreOffice's interface to Python (uno): where it is, and a connection through it to a running Calc.

Nothing of xlwings is imported here, so that a program that only wants a connection has it at once.
"""

import builtins
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any, Final, TypeAlias

from xlwings_calc.errors import EngineError

__all__ = ["COMMON", "Uno", "connect", "find_library", "find_program", "load_uno"]

COMMON: Final = "StarOffice.ComponentContext"  # what an office that was started with --accept answers to
Uno: TypeAlias = Any  # an object of LibreOffice, or its module: they carry no types
_HOMES: Final = {  # where LibreOffice is when it is not on the path; the last two are not verified
    "linux": ["/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program", "/opt/libreoffice*/program"],
    "darwin": ["/Applications/LibreOffice.app/Contents/MacOS"],
    "win32": ["C:/Program Files/LibreOffice/program", "C:/Program Files (x86)/LibreOffice/program"],
}
_BUSY_SECONDS: Final = 10  # a Calc that works does not answer before it is done; one behind a dialogue does


@cache
def find_program() -> Path:
    """Give the program to start."""
    name = "soffice.exe" if sys.platform == "win32" else "soffice"
    on_path = shutil.which(name)
    if on_path:
        return Path(on_path).resolve()
    for home in _HOMES.get(sys.platform, []):
        anchor = Path(Path(home).anchor)
        for found in sorted(anchor.glob(str(Path(home, name).relative_to(anchor))), reverse=True):
            return found
    raise EngineError("office-missing")


def _folders(program: Path) -> list[Path]:
    """Give the folders in which the parts of the interface may be."""
    minor = f"python{sys.version_info.major}.{sys.version_info.minor}"
    contents = program.parents[1]
    return [
        program.parent,
        Path("/usr/lib/python3/dist-packages"),  # Debian
        Path(f"/usr/lib64/{minor}/site-packages"),  # Fedora
        contents / "Resources",  # macOS
        contents / "Frameworks",
    ]


def _first(folders: list[Path], *names: str) -> Path:
    for folder in folders:
        for name in names:
            if (folder / name).is_file():
                return folder / name
    raise EngineError("bridge-missing", folder=folders[0])


def find_library() -> Path:
    """Give the library of the interface; one made for another Python is refused, it would bring this one down."""
    library = _first(_folders(find_program()), "libpyuno.so", "pyuno.pyd", "libpyuno.dylib", "pyuno.so")
    made_for = re.search(rb"(?:libpython|python)3\.?(\d+)(?:\.|m|\b)", library.read_bytes())
    if made_for and int(made_for[1]) != sys.version_info.minor:
        ours = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise EngineError("python-differs", theirs=f"3.{int(made_for[1])}", ours=ours)
    return library


@cache
def load_uno() -> Uno:
    """Give the module `uno`, and nothing else of the Python that LibreOffice came with."""
    if "uno" in sys.modules:
        return sys.modules["uno"]
    library, folders = find_library(), _folders(find_program())
    own_import = builtins.__import__
    sys.path.append(str(library.parent))
    try:
        for name in ("uno", "unohelper"):
            loader = SourceFileLoader(name, str(_first(folders, f"{name}.py")))
            sys.modules[name] = module = module_from_spec(ModuleSpec(name, loader, origin=loader.path))
            loader.exec_module(module)
    except ImportError as fault:
        del sys.modules[name]
        raise EngineError("bridge-missing", folder=library.parent) from fault
    finally:
        sys.path.remove(str(library.parent))
        builtins.__import__ = own_import  # uno puts its own in place, which every later import would go through
    return sys.modules["uno"]


def _resolve(pipe: str, secret: str) -> Uno:
    """Give the component context of the office that listens on a pipe, None where none does."""
    uno = load_uno()
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    try:
        return resolver.resolve(f"uno:pipe,name={pipe};urp;{secret}")
    except uno.getClass("com.sun.star.uno.Exception"):  # nobody listens, or it is just ending
        return None


def _within(seconds: float, work: Callable[[], Uno]) -> Uno:
    """Give what the work gives, or None when the time is up: a call to Calc cannot be called off."""
    done: list[Uno] = []
    thread = threading.Thread(target=lambda: done.append(work()), daemon=True)
    thread.start()
    thread.join(seconds)
    return done[0] if done else None


def connect(pipe: str, secret: str = COMMON, *, wait: Callable[[], bool] | None = None) -> Uno:
    """Give the component context of the Calc that listens on a pipe, under the name that `secret` is.

    Where nobody listens yet it is tried again as long as `wait` says so.
    """
    load_uno()
    while True:
        context = _within(_BUSY_SECONDS, lambda: _resolve(pipe, secret))
        if context is not None:
            return context
        if wait is None or not wait():
            raise EngineError("no-answer", pipe=pipe)
        time.sleep(0.02)
