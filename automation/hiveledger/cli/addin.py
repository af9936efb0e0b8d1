"""The commands that put the add-ins into Excel and LibreOffice, take them out, and tell what blocks them."""

from collections.abc import Iterable
from typing import Final

import click

from hiveledger.cli.watch import lang_option
from hiveledger.findings import Finding, Level
from hiveledger.opening import state_folder
from hiveledger.text import Language, say
from hiveledger_addin.install.machine import LINUX, this_machine

__all__ = ["addin_command"]

_FOUND: Final = 1


def addin_command(language: Language) -> click.Group:
    """Give the command and its three parts, their help in one language."""
    group = click.Group("addin", help=say("addin.about", language))
    programs = [_flag("excel", language), _flag("calc", language)]
    for name, call, params in (("install", _install, programs), ("remove", _remove, []), ("doctor", _doctor, [])):
        told = say(f"addin.{name}", language)
        group.add_command(click.Command(name, callback=call, help=told, params=[*params, lang_option(language)]))
    return group


def _flag(name: str, language: Language) -> click.Option:
    return click.Option([f"--{name}"], is_flag=True, help=say(f"addin.{name}", language))


def _install(*, excel: bool, calc: bool, lang: str) -> int:
    from hiveledger_addin.install.put import put_into_calc, put_into_excel  # noqa: PLC0415 - help answers without it

    machine, language = this_machine(), Language(lang)
    chosen = excel or calc
    if excel or (not chosen and machine.system != LINUX):
        _tell(put_into_excel(machine, language, state_folder()), language)
    if calc or (not chosen and machine.system == LINUX):
        _tell(put_into_calc(machine, language, state_folder()), language)
    return 0


def _remove(*, lang: str) -> int:
    from hiveledger_addin.install.put import take_out  # noqa: PLC0415 - as above

    _tell(take_out(this_machine(), Language(lang), state_folder()), Language(lang))
    return 0


def _doctor(*, lang: str) -> int:
    from hiveledger_addin.install.doctor import find_blocks  # noqa: PLC0415 - as above

    language = Language(lang)
    findings = sorted(find_blocks(this_machine(), language), key=lambda finding: finding.level is Level.INFO)
    if not findings:
        click.echo(say("addin.healthy", language))
    return _tell(findings, language)


def _tell(findings: Iterable[Finding], language: Language) -> int:
    """Say each thing as it happens; give the exit code."""
    code = 0
    for finding in findings:
        waits = finding.level is Level.PERSON
        click.echo(f"{'!' if waits else '·'} {finding.text(language)}")
        code = _FOUND if waits else code
    return code
