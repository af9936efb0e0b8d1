"""The registry of Windows, as far as it is asked: the values of a key and the names below it; elsewhere it is empty."""

import sys
from collections.abc import Mapping

__all__ = ["registry_subkeys", "registry_values"]


def registry_values(path: str) -> Mapping[str, object]:
    r"""Give the values of a key ("HKCU\Software\…"), nothing for one that is not there, under "" its own value."""
    if sys.platform != "win32":
        return {}
    import winreg  # noqa: PLC0415 - of Windows alone; not verified there

    hive, _, name = path.partition("\\")
    try:
        with winreg.OpenKey(
            getattr(winreg, _HIVES[hive]), name, access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        ) as key:
            told = (winreg.EnumValue(key, number) for number in range(winreg.QueryInfoKey(key)[1]))
            return {title: value for title, value, _ in told}
    except OSError:
        return {}


def registry_subkeys(path: str) -> tuple[str, ...]:
    """Give the names below a key, none for one that is not there."""
    if sys.platform != "win32":
        return ()
    import winreg  # noqa: PLC0415 - as above

    hive, _, name = path.partition("\\")
    try:
        with winreg.OpenKey(
            getattr(winreg, _HIVES[hive]), name, access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        ) as key:
            return tuple(winreg.EnumKey(key, number) for number in range(winreg.QueryInfoKey(key)[0]))
    except OSError:
        return ()


_HIVES = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE"}
