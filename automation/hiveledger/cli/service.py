"""The command that lets the system start the watcher at log-on. No decisions."""

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Final

import click

from hiveledger.cli.watch import every_option, lang_option, refuse_no_place
from hiveledger.errors import StorageError
from hiveledger.scheduler.service import SYSTEMS, Service
from hiveledger.text import Language, say

__all__ = ["service_command"]

_TOLD: Final = ("HIVELEDGER_STATE",)  # what the watcher is to find in its environment, if it is set here
_PATIENCE: Final = 30  # seconds with the system's own commands
_WINDOWLESS: Final = "pythonw.exe"
_FOUND: Final = 1


def service_command(language: Language) -> click.Group:
    """Give the command and its three parts, their help in one language."""
    group = click.Group("service", help=say("service.about", language))
    places = click.Argument(["places"], nargs=-1, required=True, metavar="FOLDER|BOOK…")
    for name, call, params in (
        ("install", _install, [places, every_option(language)]),
        ("remove", _remove, []),
        ("status", _status, []),
    ):
        to = click.Option(["--to"], default="", help=say("service.to", language))
        told = say(f"service.{name}", language)
        group.add_command(click.Command(name, callback=call, help=told, params=[*params, to, lang_option(language)]))
    return group


def _install(*, places: tuple[str, ...], every: int, to: str, lang: str) -> int:
    refuse_no_place(places)
    service = _service(_command(places, every, lang))
    file, language = _file(service, to), Language(lang)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(service.content)
    except OSError as problem:
        raise StorageError("service.not_written", file=str(file), why=problem.strerror) from problem
    click.echo(say("service.written", language, file=file))
    return _run(service.start, file, language, is_run=not to)


def _remove(*, to: str, lang: str) -> int:
    service, language = _service(()), Language(lang)
    file = _file(service, to)
    if not file.exists():
        click.echo(say("service.absent", language, file=file))
        return _FOUND
    code = _run(service.stop, file, language, is_run=not to)
    file.unlink()
    click.echo(say("service.removed", language, file=file))
    return code


def _status(*, to: str, lang: str) -> int:
    file = _file(_service(()), to)
    is_there = file.exists()
    click.echo(say("service.there" if is_there else "service.absent", Language(lang), file=file))
    return 0 if is_there else _FOUND


def _command(places: tuple[str, ...], every: int, lang: str) -> tuple[str, ...]:
    """Give what starts the watcher with this very Python, wherever the system starts it from."""
    windowless = Path(sys.executable).with_name(_WINDOWLESS)
    python = str(windowless) if windowless.exists() else sys.executable
    where = (str(Path(place).absolute()) for place in places)
    return (python, "-m", "hiveledger.cli", "watch", *where, "--every", str(every), "--lang", lang)


def _service(command: tuple[str, ...]) -> Service:
    environment = {name: os.environ[name] for name in _TOLD if name in os.environ}
    return SYSTEMS.get(platform.system(), SYSTEMS["Linux"])(command or (sys.executable,), environment)


def _file(service: Service, to: str) -> Path:
    return (Path(to) if to else Path.home() / service.folder) / service.file


def _run(commands: tuple[tuple[str, ...], ...], file: Path, language: Language, *, is_run: bool) -> int:
    """Run the system's commands; those that were not run, or that failed, are told of for a person to run."""
    code = 0
    for words in commands:
        command = [word.format(file=file) for word in words]
        if is_run and _succeeds(command):
            continue
        click.echo(say("service.not_run", language, command=subprocess.list2cmdline(command)))
        code = _FOUND if is_run else code
    return code


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False).returncode == 0  # noqa: S603 - the system's own, with our file
    except (OSError, subprocess.TimeoutExpired):
        return False
