"""Two files change places in one step, so that what stood in a name is kept whole even if it was only just put there.

Linux and macOS have a call for it; Windows has one that moves the old file aside as it puts the new one in its place.
Only Linux is verified.
"""

import ctypes
import errno
import os
import sys
from pathlib import Path
from typing import Final

__all__ = ["exchange", "knows_no_exchange"]

_UNKNOWN: Final = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
_UNKNOWN_ON_WINDOWS: Final = {1, 50}  # invalid function, not supported
_HERE: Final = -100  # AT_FDCWD: names are not relative to an open folder
_RENAME_EXCHANGE: Final = 2  # Linux
_RENAME_SWAP: Final = 2  # macOS

if sys.platform == "win32":

    def exchange(new: Path, old: Path) -> None:
        """Put `new` where `old` is, with the rights and attributes of `old`, and the other way round."""
        aside = new.with_suffix(".old")
        if not ctypes.windll.kernel32.ReplaceFileW(str(old), str(new), str(aside), 0, None, None):
            problem = ctypes.WinError()
            if aside.exists() and not old.exists():  # it stopped half-way
                aside.rename(old)
            raise problem
        aside.rename(new)

else:
    _libc = ctypes.CDLL(None, use_errno=True)
    _swap = getattr(_libc, "renamex_np" if sys.platform == "darwin" else "renameat2", None)

    def exchange(new: Path, old: Path) -> None:
        """Put `new` where `old` is and the other way round.

        Raises: OSError; `knows_no_exchange` tells whether it is the file system that cannot do it.
        """
        if _swap is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        names = os.fsencode(new), os.fsencode(old)
        if sys.platform == "darwin":
            failed = _swap(*names, _RENAME_SWAP)
        else:
            failed = _swap(_HERE, names[0], _HERE, names[1], _RENAME_EXCHANGE)
        if failed:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(old))


def knows_no_exchange(problem: OSError) -> bool:
    """Tell whether a fault means that files cannot change places there, so that one can only replace the other."""
    on_windows = getattr(problem, "winerror", None)
    return problem.errno in _UNKNOWN if on_windows is None else on_windows in _UNKNOWN_ON_WINDOWS
