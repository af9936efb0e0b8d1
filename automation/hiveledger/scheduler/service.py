"""How a system starts the watcher when its user logs on: one file for systemd, launchd or Windows' Task Scheduler."""

import plistlib
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

__all__ = ["SYSTEMS", "Service", "launchd", "systemd", "windows"]

_NAME: Final = "hiveledger-watch"
_LABEL: Final = "hiveledger.watch"
_TASK: Final = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_ABOUT: Final = "HiveLedger watch"


@dataclass(frozen=True)
class Service:
    """The file that a system wants, where it belongs below the user's home, and what makes the system read it.

    `start` and `stop` are the system's own commands; `{file}` is where the file is.
    """

    file: str
    folder: PurePath
    content: bytes
    start: tuple[tuple[str, ...], ...]
    stop: tuple[tuple[str, ...], ...]


def systemd(command: Sequence[str], environment: Mapping[str, str]) -> Service:
    """Give the unit of a user's systemd, which starts the watcher again ten seconds after it failed.

    >>> print(systemd(["/usr/bin/python3", "-m", "x", "/data/100% 台账"], {}).content.decode().splitlines()[5])
    ExecStart="/usr/bin/python3" "-m" "x" "/data/100%% 台账"
    """
    name = f"{_NAME}.service"
    lines = (
        "[Unit]",
        f"Description={_ABOUT}",
        "",
        "[Service]",
        "Type=simple",
        f"ExecStart={' '.join(_quoted(word, dollar='$$') for word in command)}",
        *(f"Environment={_quoted(f'{key}={value}', dollar='$')}" for key, value in environment.items()),
        "Restart=on-failure",
        "RestartSec=10",
        "TimeoutStopSec=10",
        "",
        "[Install]",
        "WantedBy=default.target",
        "",
    )
    reload = ("systemctl", "--user", "daemon-reload")
    return Service(
        name,
        PurePath(".config", "systemd", "user"),
        "\n".join(lines).encode(),
        (reload, ("systemctl", "--user", "enable", "--now", name)),
        (("systemctl", "--user", "disable", "--now", name),),
    )


def launchd(command: Sequence[str], environment: Mapping[str, str]) -> Service:
    """Give the agent of macOS' launchd, which starts the watcher again where it failed."""
    told = {
        "Label": _LABEL,
        "ProgramArguments": [*command],
        "EnvironmentVariables": dict(environment),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ExitTimeOut": 10,
        "ProcessType": "Background",
    }
    return Service(
        f"{_LABEL}.plist",
        PurePath("Library", "LaunchAgents"),
        plistlib.dumps(told),
        (("launchctl", "load", "-w", "{file}"),),
        (("launchctl", "unload", "-w", "{file}"),),
    )


def windows(command: Sequence[str], _: Mapping[str, str]) -> Service:
    """Give the task of Windows' Task Scheduler: at log-on, since a spreadsheet needs somebody who is logged on.

    A task has no environment of its own: what the watcher is to find there is set for the user.
    """
    task = ET.Element("Task", {"version": "1.2", "xmlns": _TASK})
    _filled(ET.SubElement(task, "RegistrationInfo"), {"Description": _ABOUT})
    _filled(ET.SubElement(ET.SubElement(task, "Triggers"), "LogonTrigger"), {"Enabled": "true"})
    principal = ET.SubElement(ET.SubElement(task, "Principals"), "Principal", {"id": "Author"})
    _filled(principal, {"LogonType": "InteractiveToken", "RunLevel": "LeastPrivilege"})
    settings = ET.SubElement(task, "Settings")
    _filled(
        settings,
        {
            "MultipleInstancesPolicy": "IgnoreNew",
            "DisallowStartIfOnBatteries": "false",
            "StopIfGoingOnBatteries": "false",
            "StartWhenAvailable": "true",
            "ExecutionTimeLimit": "PT0S",
        },
    )
    _filled(ET.SubElement(settings, "RestartOnFailure"), {"Interval": "PT1M", "Count": "999"})
    action = ET.SubElement(ET.SubElement(task, "Actions", {"Context": "Author"}), "Exec")
    _filled(action, {"Command": command[0], "Arguments": subprocess.list2cmdline(command[1:])})
    name = f"{_NAME}.xml"
    return Service(
        name,
        PurePath("AppData", "Local", "hiveledger"),
        ET.tostring(task, "utf-16"),
        (("schtasks", "/Create", "/TN", _NAME, "/XML", "{file}", "/F"), ("schtasks", "/Run", "/TN", _NAME)),
        (("schtasks", "/End", "/TN", _NAME), ("schtasks", "/Delete", "/TN", _NAME, "/F")),
    )


SYSTEMS: Final = {"Linux": systemd, "Darwin": launchd, "Windows": windows}


def _quoted(word: str, dollar: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", dollar)
    return f'"{escaped}"'


def _filled(element: ET.Element, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        ET.SubElement(element, name).text = text
