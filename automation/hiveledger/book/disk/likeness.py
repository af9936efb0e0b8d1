"""What a new version of a file takes over from the one it replaces, besides its name."""

import contextlib
import ctypes
import os
import stat
import sys
from pathlib import Path
from typing import Final

__all__ = ["take_after"]

_COPYFILE_ACL: Final = 1
_COPYFILE_XATTR: Final = 4


def take_after(new: Path, old: Path) -> None:
    """Give the new file the owner, mode, access lists and extended attributes of the old one, as far as one may.

    Windows gives them by itself as it replaces a file. Verified on Linux alone.
    """
    if sys.platform == "win32":
        return
    was = old.stat()
    for owner in (was.st_uid, -1):  # only root may give files away; to a group of one's own anyone may
        with contextlib.suppress(PermissionError):
            os.chown(new, owner, was.st_gid)
            break
    new.chmod(stat.S_IMODE(was.st_mode))
    if sys.platform == "darwin":
        flags = _COPYFILE_ACL | _COPYFILE_XATTR
        ctypes.CDLL(None).copyfile(os.fsencode(old), os.fsencode(new), None, flags)
        return
    for name in os.listxattr(old):  # access lists are among them
        with contextlib.suppress(OSError):  # some belong to the system
            os.setxattr(new, name, os.getxattr(old, name))
