"""The command line: calls one verb, shows the result.

Exit codes: 0 done, 1 a person has to look, 2 refused with a reason, 64 wrong usage, 70 a fault of ours with the
path of its log.
"""

import os
import sys
from typing import Final

import click

from hiveledger.cli import show
from hiveledger.cli.commands import command_line
from hiveledger.errors import LedgerError
from hiveledger.faults import write_fault
from hiveledger.findings import Finding
from hiveledger.text import Language, say

__all__ = ["main"]

_REFUSED: Final = 2
_USAGE: Final = 64
_FAULT: Final = 70
_STOPPED: Final = 130


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console in GBK or ASCII must not stop a Chinese sentence
            stream.reconfigure(errors="replace")
    sys.exit(_run(arguments, _language(arguments)))


def _language(arguments: list[str]) -> Language:
    """Give the language of messages: --lang, else HIVELEDGER_LANG, else Chinese."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    words = (word.partition("=")[::2] if "=" in word else (word, follower) for word, follower in pairs)
    asked = [given for option, given in words if option == "--lang"]
    name = asked[0] if asked else os.environ.get("HIVELEDGER_LANG", "")
    return Language(name) if name in [*Language] else Language.ZH


def _run(arguments: list[str], language: Language) -> int:
    try:
        return int(command_line(language).main(arguments, "hiveledger", standalone_mode=False) or 0)
    except click.ClickException as problem:
        problem.show()
        return _USAGE
    except (click.Abort, KeyboardInterrupt):
        return _STOPPED
    except LedgerError as problem:
        _refuse(problem, language)
        return _REFUSED
    except OSError as problem:
        click.echo(say("cli.system", language, path=problem.filename or "", reason=problem.strerror or ""), err=True)
        return _REFUSED
    except Exception as fault:  # noqa: BLE001 - the last face: whatever went wrong, a user reads a sentence and finds the log
        click.echo(say("cli.fault", language, path=write_fault(fault)), err=True)
        return _FAULT


def _refuse(problem: LedgerError, language: Language) -> None:
    params = dict(problem.params)
    findings = params.pop("findings", ())
    show.tell(Finding(problem.code, params=params).text(language), err=True)
    for finding in findings if isinstance(findings, tuple) else ():
        show.tell(f"  ! {finding.text(language)}", err=True)
