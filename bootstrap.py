#!/usr/bin/env python3
"""HiveLedger's front door: python3 bootstrap.py install | demo | test [PYTEST ARGUMENTS] | check | bench [NAME]."""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

if sys.version_info < (3, 11):  # stands before all that an older Python cannot read
    sys.exit("需要 Python 3.11 或更高版本，请换用新版再运行。\nHiveLedger needs Python 3.11 or later.")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CHECKS = "ruff format --check", "ruff check", "mypy", "lint-imports", "cog --check -I docs @docs/generated.txt"
BESIDE = {  # what may lie in this folder for those who have no network, or a mirror of their own
    **({"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "wheels"} if (ROOT / "wheels").is_dir() else {}),
    **({"PIP_CONFIG_FILE": "pip.ini"} if (ROOT / "pip.ini").is_file() else {}),
}
COMMANDS = {  # the extras to install, each beginning with the one before, and the steps
    "demo": ("", ("python -m hiveledger.demo",)),
    "install": ("", ("python -m hiveledger.cli addin install",)),
    "bench": ("test", ("python -m benchmarks",)),
    "test": ("test", ("python -m pytest",)),
    "check": ("test,check", CHECKS),
}
NO_PIP = "缺少 pip，请先运行 / pip is missing, please run first: sudo apt-get install python3-venv"
NO_DEPENDENCIES = """依赖没有装上，原因见上。请检查网络，或用 PIP_INDEX_URL 或旁边的 pip.ini 指定镜像，然后再运行一次。
The dependencies could not be installed, see above. Check the network or name a mirror, in PIP_INDEX_URL or in a pip.ini
beside this file, then run again."""


def run(*command: object) -> int:
    """Run a command in the project's folder; give its exit code, or a signal's number, which is failure too."""
    # UTF-8 mode lets Windows read a .pth file and print lines that hold Chinese.
    env = {**os.environ, **BESIDE, "PYTHONUTF8": "1", "DEBIAN_FRONTEND": "noninteractive"}
    return abs(subprocess.call([str(word) for word in command], cwd=ROOT, env=env))


def apt_install(*packages: str) -> None:
    """Install system packages that are missing, saying so first; only as root on Debian and its kin."""
    is_debian_root = shutil.which("apt-get") and os.geteuid() == 0
    if is_debian_root and subprocess.run(["dpkg", "-s", *packages], capture_output=True, check=False).returncode:
        print("安装系统软件包 / installing system packages:", *packages, file=sys.stderr)
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-yqq", "--no-install-recommends", *packages)


def install(extras: str) -> None:
    """Bring .venv up to date; a mark in it says for which Python, place, pyproject.toml and extras it was made."""
    mark, home = VENV / "made_from", f"{sys.version} {VENV}"
    wanted = f"{home} {hashlib.sha256((ROOT / 'pyproject.toml').read_bytes()).hexdigest()} {extras}"
    made = mark.read_text("utf-8") if PYTHON.exists() and mark.exists() else ""
    if made.startswith(wanted):
        return
    print("准备 .venv，约需一分钟 / preparing .venv, about a minute …", file=sys.stderr)
    if not find_spec("ensurepip") and not find_spec("pip"):
        apt_install("python3-venv")
    pip, venv = [PYTHON, "-m", "pip"], [sys.executable, "-m", "venv", VENV]
    if not find_spec("ensurepip"):  # then the system's own pip fills the folder from outside
        pip, venv = [sys.executable, "-m", "pip", "--python", PYTHON], [*venv, "--without-pip"]
    if not made.startswith(home):
        run(*venv, *(["--clear"] if mark.exists() else []))  # what another program made is filled, not wiped
    if run(*pip, "install", "-q", "--disable-pip-version-check", "-e", f".[{extras}]" if extras else "."):
        sys.exit(NO_DEPENDENCIES if find_spec("ensurepip") or find_spec("pip") else NO_PIP)
    mark.write_text(wanted, "utf-8")


def main(command: str = "", *rest: str) -> int:
    """Do what the command says; give the worst exit code of its steps."""
    if command not in COMMANDS:
        sys.exit(__doc__)
    if command == "test":
        apt_install(*(ROOT / "tests/debian-packages.txt").read_text("utf-8").split())
    extras, steps = COMMANDS[command]
    install(extras)
    return max(run(PYTHON.parent / step.split()[0], *step.split()[1:], *rest) for step in steps)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
