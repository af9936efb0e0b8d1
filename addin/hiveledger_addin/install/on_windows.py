"""What keeps Excel on Windows from showing the add-in or from starting Python, as files and the registry tell it."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PureWindowsPath
from typing import Final

from hiveledger.findings import Finding, Level
from hiveledger_addin.install.machine import Machine

__all__ = ["find_on_windows"]

_OFFICE: Final = r"Software\Microsoft\Office"
_EXCEL: Final = rf"{_OFFICE}\16.0\Excel"
_OLDEST: Final = 16
_POLICIES: Final = (r"Software\Policies\Microsoft\Office\16.0", rf"{_OFFICE}\16.0")
_SWITCHES: Final = (  # set by policy or by the user: key, value, and what is told where it is on
    ("Common", "VBAOff", "addin.vba_off"),
    (r"Excel\Security", "DisableAllAddins", "addin.addins_off"),
    (r"Excel\Security", "RequireAddinSig", "addin.addins_signed"),
    (r"Common\Security", "RequireAlwaysOnMacroSig", "addin.addins_signed"),
    (r"Excel\Resiliency", "RestrictToList", "addin.addins_listed"),
)
_SILENTLY_OFF: Final = (3, 4)  # of VBAWarnings: unsigned macros, or all of them, are switched off without a word

_DEFENDER: Final = (
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
    r"HKLM\SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
)
_DEFENDER_RULES: Final = {  # what Defender can forbid an office program
    "d4f940ab-401b-4efc-aadc-ad5f3c50688a": "addin.no_children",
    "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "addin.no_system_calls",
}
_BLOCKS, _WARNS = "1", "6"

_UNINSTALL: Final = r"SOFTWARE\{}Microsoft\Windows\CurrentVersion\Uninstall"
_HALVES: Final = ("", "WOW6432Node\\")  # of the registry, for programs of 64 and of 32 bits
_GUARDS: Final = ("360安全卫士", "360杀毒", "火绒", "电脑管家", "金山毒霸", "Kaspersky", "McAfee", "Norton", "Symantec")
_WPS: Final = ("et.exe", "wps", "kingsoft")
_WPS_KINDS: Final = ("ET.", "KET.", "WPS.")
_SHELL: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer"
_MARK: Final = ":Zone.Identifier"  # the stream in which Windows notes that a file came from elsewhere


def find_on_windows(machine: Machine, addin: Path) -> Iterator[Finding]:
    """Tell what stands in the way of an add-in."""
    yield from _programs(machine)
    yield from _policies(machine)
    yield from _refused(machine, addin)
    yield from _defence(machine)
    yield from _wps(machine)
    folders = _values(machine, rf"{_SHELL}\User Shell Folders")
    if any("onedrive" in str(folders.get(name, "")).casefold() for name in ("desktop", "personal")):
        yield Finding("addin.documents_synced", level=Level.INFO)


def _values(machine: Machine, key: str) -> Mapping[str, object]:
    """Give the values of a key by their names in small letters: Windows does not tell them apart either."""
    return {name.casefold(): value for name, value in machine.registry(key).items()}


def _programs(machine: Machine) -> Iterator[Finding]:
    """Tell of an Excel that is missing, too old, there twice, or narrow."""
    found: dict[str, float] = {}
    for half in _HALVES:
        for version in machine.subkeys(rf"HKLM\SOFTWARE\{half}Microsoft\Office"):
            root = _values(machine, rf"HKLM\SOFTWARE\{half}Microsoft\Office\{version}\Excel\InstallRoot").get("path")
            if root and version.replace(".", "", 1).isdecimal():
                found[str(PureWindowsPath(str(root)))] = float(version)
    delivered = _values(machine, r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration")
    if at := delivered.get("installationpath"):
        found[str(PureWindowsPath(str(at)) / "root" / "Office16")] = 16.0
    if not found:
        yield Finding("addin.no_excel")
    elif min(found.values()) < _OLDEST:
        yield Finding("addin.old_excel", params={"folder": min(found, key=lambda place: found[place])})
    if len({place.casefold() for place in found}) > 1:
        yield Finding("addin.two_excels", params={"folders": " · ".join(sorted(found))}, level=Level.INFO)
    if delivered.get("platform") == "x86":
        yield Finding("addin.narrow_excel", level=Level.INFO)


def _policies(machine: Machine) -> Iterator[Finding]:
    """Tell what is switched off, each once, whoever did that."""
    told = {code for key, name, code in _SWITCHES if 1 in _settings(machine, key, name)}
    yield from (Finding(code) for code in dict.fromkeys(code for _, _, code in _SWITCHES) if code in told)
    if 1 in _settings(machine, r"Excel\Security\Trusted Locations", "AllLocationsDisabled"):
        silent = any(word in _SILENTLY_OFF for word in _settings(machine, r"Excel\Security", "VBAWarnings"))
        yield Finding("addin.macros_off") if silent else Finding("addin.trust_off", level=Level.INFO)


def _settings(machine: Machine, key: str, name: str) -> list[object]:
    """Give what policies and the user say, for this user and for the whole machine."""
    keys = (rf"{hive}\{where}\{key}" for hive in ("HKCU", "HKLM") for where in _POLICIES)
    return [value for key in keys if (value := _values(machine, key).get(name.casefold())) is not None]


def _refused(machine: Machine, addin: Path) -> Iterator[Finding]:
    """Tell where Excel was made to leave the add-in out, or to open it twice, and where Windows mistrusts it."""
    off = _values(machine, rf"HKCU\{_EXCEL}\Resiliency\DisabledItems").values()
    name = addin.name.encode("utf-16-le")
    if any(isinstance(item, bytes) and name in item.lower() for item in off):
        yield Finding("addin.disabled_item", params={"file": addin.name})
    options = _values(machine, rf"HKCU\{_EXCEL}\Options").items()
    second = addin.parents[2] / "AddIns" / addin.name
    if second.exists() or any(key.startswith("open") and addin.name in str(value) for key, value in options):
        yield Finding("addin.twice", params={"file": str(second)})
    if Path(f"{addin}{_MARK}").exists():
        yield Finding("addin.marked", params={"file": str(addin)})


def _defence(machine: Machine) -> Iterator[Finding]:
    """Tell what a guard of the machine forbids Excel, or may."""
    for rule, code in _DEFENDER_RULES.items():
        states = {str(_values(machine, key).get(rule)) for key in _DEFENDER}
        if states & {_BLOCKS, _WARNS}:
            yield Finding(code, params={"rule": rule})
    for half in _HALVES:
        key = rf"HKLM\{_UNINSTALL.format(half)}"
        names = (str(_values(machine, rf"{key}\{one}").get("displayname", "")) for one in machine.subkeys(key))
        for name in sorted(name for name in names if any(guard in name for guard in _GUARDS)):
            yield Finding("addin.guarded", params={"name": name, "python": str(machine.python)}, level=Level.INFO)


def _wps(machine: Machine) -> Iterator[Finding]:
    """Tell where WPS answers in Excel's name, or opens the workbooks."""
    for classes in (r"HKCU\Software\Classes", r"HKLM\SOFTWARE\Classes"):
        kind = machine.registry(rf"{classes}\Excel.Application\CLSID").get("", "")
        server = str(machine.registry(rf"{classes}\CLSID\{kind}\LocalServer32").get("", "")).casefold()
        if kind and any(part in server for part in _WPS):
            yield Finding("addin.wps_took_over", params={"server": server})
            break
    kind = str(machine.registry(rf"{_SHELL}\FileExts\.xlsx\UserChoice").get("ProgId", ""))
    if kind.startswith(_WPS_KINDS):
        yield Finding("addin.wps_opens", level=Level.INFO)
