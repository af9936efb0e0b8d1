"""What a made-up registry and made-up folders of Windows tell of an add-in that cannot work."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from hiveledger_addin.install.on_windows import find_on_windows
from hiveledger_addin.install.put import ADDIN
from tests.addin.install.machines import EXCEL_ROOT, windows

Registry = Mapping[str, Mapping[str, object]]

POLICY: Final = r"Software\Policies\Microsoft\Office\16.0"
OWN: Final = r"Software\Microsoft\Office\16.0"
RULES: Final = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
TRUST: Final = {rf"HKCU\{POLICY}\Excel\Security\Trusted Locations": {"alllocationsdisabled": 1}}
EXPLORER: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer"
UNINSTALL: Final = r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall"
DELIVERED: Final = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
EXCEL_CLASS: Final = "{00024500-0000-0000-C000-000000000046}"


def _told(folder: Path, registry: Registry | None = None) -> set[str]:
    machine = windows(folder, registry)
    return {finding.code.removeprefix("addin.") for finding in find_on_windows(machine, machine.excel_start / ADDIN)}


@pytest.mark.parametrize(
    ("registry", "told"),
    [
        pytest.param({}, set(), id="a healthy machine is told nothing"),
        pytest.param({rf"HKCU\{POLICY}\Common": {"vbaoff": 1}}, {"vba_off"}, id="VBA is off by policy"),
        pytest.param({rf"HKLM\{OWN}\Common": {"VBAOff": 1}}, {"vba_off"}, id="VBA is off for the machine"),
        pytest.param({rf"HKCU\{OWN}\Common": {"VBAOff": 0}}, set(), id="a switch that is there and not on"),
        pytest.param({rf"HKCU\{OWN}\Excel\Security": {"DisableAllAddins": 1}}, {"addins_off"}, id="no add-ins"),
        pytest.param(
            {rf"HKCU\{POLICY}\Common\Security": {"requirealwaysonmacrosig": 1}}, {"addins_signed"}, id="only signed"
        ),
        pytest.param({rf"HKCU\{POLICY}\Excel\Resiliency": {"restricttolist": 1}}, {"addins_listed"}, id="only listed"),
        pytest.param({rf"HKCU\{POLICY}\Excel\Security": {"vbawarnings": 4}}, set(), id="its folder is trusted"),
        pytest.param(TRUST, {"trust_off"}, id="without trusted folders Excel asks"),
        pytest.param(
            TRUST | {rf"HKCU\{OWN}\Excel\Security": {"VBAWarnings": 4}}, {"macros_off"}, id="or does not even ask"
        ),
        pytest.param({RULES: {"d4f940ab-401b-4efc-aadc-ad5f3c50688a": "1"}}, {"no_children"}, id="Defender blocks"),
        pytest.param({RULES: {"D4F940AB-401B-4EFC-AADC-AD5F3C50688A": 6}}, {"no_children"}, id="Defender warns"),
        pytest.param({RULES: {"d4f940ab-401b-4efc-aadc-ad5f3c50688a": "2"}}, set(), id="Defender only notes"),
        pytest.param({RULES: {"92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "1"}}, {"no_system_calls"}, id="no calls"),
        pytest.param({rf"{UNINSTALL}\360": {"DisplayName": "360安全卫士"}}, {"guarded"}, id="another guard is there"),
        pytest.param({EXCEL_ROOT: {}}, {"no_excel"}, id="there is no Excel"),
        pytest.param(
            {EXCEL_ROOT: {}, EXCEL_ROOT.replace("16.0", "14.0"): {"Path": "C:\\14"}}, {"old_excel"}, id="Excel 2010"
        ),
        pytest.param(
            {EXCEL_ROOT.replace("16.0", "15.0"): {"Path": "C:\\15"}}, {"old_excel", "two_excels"}, id="two Excels"
        ),
        pytest.param(
            {DELIVERED: {"InstallationPath": "C:\\program files\\Microsoft Office", "Platform": "x86"}},
            {"narrow_excel"},
            id="one Excel that two keys name, of 32 bits",
        ),
        pytest.param(
            {
                r"HKCU\Software\Classes\Excel.Application\CLSID": {"": EXCEL_CLASS},
                rf"HKCU\Software\Classes\CLSID\{EXCEL_CLASS}\LocalServer32": {"": r"D:\WPS Office\12\office6\ET.EXE"},
            },
            {"wps_took_over"},
            id="WPS answers for Excel",
        ),
        pytest.param(
            {
                r"HKLM\SOFTWARE\Classes\Excel.Application\CLSID": {"": EXCEL_CLASS},
                rf"HKLM\SOFTWARE\Classes\CLSID\{EXCEL_CLASS}\LocalServer32": {"": r"C:\Office16\EXCEL.EXE /automation"},
            },
            set(),
            id="Excel answers for Excel",
        ),
        pytest.param(
            {rf"{EXPLORER}\FileExts\.xlsx\UserChoice": {"ProgId": "ET.Xlsx.6"}}, {"wps_opens"}, id="WPS opens workbooks"
        ),
        pytest.param(
            {rf"{EXPLORER}\User Shell Folders": {"Desktop": r"%USERPROFILE%\OneDrive\Desktop"}},
            {"documents_synced"},
            id="the desktop is in OneDrive",
        ),
        pytest.param(
            {rf"HKCU\{OWN}\Excel\Resiliency\DisabledItems": {"7A": "C:\\X\\Hiveledger.xlam".encode("utf-16-le")}},
            {"disabled_item"},
            id="Excel left the add-in out after a crash",
        ),
        pytest.param(
            {rf"HKCU\{OWN}\Excel\Options": {"OPEN1": '"C:\\X\\hiveledger.xlam"'}}, {"twice"}, id="opened a second time"
        ),
    ],
)  # fmt: skip
def test_the_registry_tells(tmp_path: Path, registry: Registry, told: set[str]) -> None:
    assert _told(tmp_path, registry) == told


def test_a_second_copy_and_the_mark_of_the_web_are_seen_beside_the_add_in(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    for file in (
        machine.excel_start.parents[1] / "AddIns" / ADDIN,
        machine.excel_start / f"{ADDIN}:Zone.Identifier",
    ):
        file.parent.mkdir(parents=True)
        file.touch()
    found = find_on_windows(machine, machine.excel_start / ADDIN)
    assert {finding.code for finding in found} == {"addin.twice", "addin.marked"}
