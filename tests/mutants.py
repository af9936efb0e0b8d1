"""Files broken in every way that a disk, a mail gateway or an ill will may break them, and what readers make of them.

Everything runs in a process of its own with a limit on memory, which says after each file what became of it: a crash
or a hang ends that process and is told of the file it was at.
"""

import io
import json
import os
import random
import re
import subprocess
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from hiveledger.book.reading import read_book
from hiveledger.book.xlsx import AppendRows, SetCell, patch
from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.workbook import Workbook
from hiveledger.errors import LedgerError
from hiveledger.flows.match import match_file, read_asked
from hiveledger.intake.headers import recognise
from hiveledger.intake.parse import parse
from hiveledger.intake.rows import lead_rows
from hiveledger.schema import LEADS
from hiveledger.text import Language
from hiveledger_templates import book_bytes

__all__ = ["SLOW_SECONDS", "Fate", "fates", "mutant"]

SLOW_SECONDS: Final = 5
_ROOT: Final = Path(__file__).parent.parent
_MEMORY_BYTES: Final = 4 << 30
_ODD: Final = (
    "", "0", "-1", "9e9", "99999999999", "4294967295", "A1", "a0", "XFD1048576", "ZZZZ1", "A1:XFD1048576", "é",
    "&#65;", "&#0;", "x" * 40_000, "NaN", "1e308", "1e400", "-1e-400", "s", "str", "inlineStr", "e", "d", "true",
    "=1+1", "'\"<>", "\N{REPLACEMENT CHARACTER}", "../../evil", "rId1", "99999-99-99", "2026-02-30T25:61:61",
)  # fmt: skip
_TABLE: Final = (
    "公司名称,联系人,手机,需求,预算,接收时间\n"
    + "示例精密有限公司,王示例,13800001111,想上MES,50万,2026-03-02\n" * 20
    + '"示例,乙","李\n示例",0512-65551234,"=1+1",,26.1.5\n'
)
_TABLE_OF: Final = {"客户台账": "Leads"}
_PAGE: Final = "<html><meta charset=utf-8><table>" + "<tr><td colspan=2>公司名称<td>手机</tr>" * 9 + "</table></html>"
_TEXTS: Final = tuple(
    text.encode(encoding)
    for text, encoding in (
        (_TABLE, "utf-8"), (_TABLE, "gb18030"), (_TABLE, "utf-16"), (_TABLE.replace(",", "\t"), "utf-8-sig"),
        (_PAGE, "utf-8"),
    )
)  # fmt: skip
_Way = Callable[[bytes, Path], None]


@dataclass(frozen=True)
class Fate:
    """What became of a broken file: a refusal's code or "read", how long it took, and what should not have been."""

    number: int
    outcome: str
    seconds: float
    fault: str = ""


def fates(kind: str, numbers: range, folder: Path, seeds: Sequence[Path] = ()) -> Iterator[Fate]:
    """Read broken files in other processes, by the numbers that they are made from.

    `kind`: "workbook", "text" (to be imported), "table" (a text to be matched).
    """
    at = numbers.start
    while at < numbers.stop:
        command = [
            sys.executable,
            "-m",
            "tests.mutants",
            kind,
            str(at),
            str(numbers.stop),
            str(folder),
            *map(str, seeds),
        ]
        env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, [*sys.path, str(_ROOT)])),
            "RUST_BACKTRACE": "0",
        }
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as worker:
            assert worker.stdout, worker.stderr
            for line in worker.stdout:
                fate = Fate(**json.loads(line))
                at = fate.number + 1
                yield fate
            said = worker.stderr.read() if worker.stderr else ""
        if worker.returncode:
            yield Fate(at, "crash", 0, f"{worker.returncode}: {said[-2000:]}")
            at += 1


def _workbook(chance: random.Random, seed: bytes) -> bytes:
    return chance.choice((_flipped, _cut, _smeared, _parts, _parts, _parts, _parts, _parts))(chance, seed)


def _text(chance: random.Random, seed: bytes) -> bytes:
    made = seed
    for _ in range(chance.randint(1, 3)):
        made = chance.choice((_flipped, _cut, _smeared, _spliced, _salted))(chance, made)
    return made


def _flipped(chance: random.Random, data: bytes) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        if made:
            made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _smeared(chance: random.Random, data: bytes) -> bytes:
    at, length = chance.randrange(len(data) + 1), chance.choice((1, 16, 512, 4096))
    return data[:at] + chance.choice((bytes(length), chance.randbytes(length), b"")) + data[at + length :]


def _spliced(chance: random.Random, data: bytes) -> bytes:
    one, other = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    return data[:other] + data[one:other] * chance.choice((1, 50)) + data[other:]


def _salted(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    salt = chance.choice(
        (b'"', b"\0", b"\r", b'"' * 999, b"," * 9999, b"sep=;\n", b"<table>" * 300, b"\xff\xfe", b"\n" * 9999)
    )
    return data[:at] + salt + data[at:]


def _parts(chance: random.Random, data: bytes) -> bytes:
    """Break what is inside a zip and pack it again as it should be."""
    with zipfile.ZipFile(io.BytesIO(data)) as given:
        parts = {name: given.read(name) for name in given.namelist()}
    for _ in range(chance.randint(1, 3)):
        name, other = chance.choice([*parts]), chance.choice([*parts])
        match chance.randrange(8):
            case 0:
                parts[name], parts[other] = parts[other], parts[name]
            case 1 if len(parts) > 1:
                del parts[name]
            case 2:
                parts[f"{name}{chance.choice(_ODD)[:60]}"] = parts.pop(name)
            case 3:
                parts[name] = chance.choice((_flipped, _cut, _smeared, _spliced))(chance, parts[name])
            case _:
                parts[name] = _retold(chance, parts[name])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


def _retold(chance: random.Random, xml: bytes) -> bytes:
    """Let an attribute, a text or a tag of some XML say something else."""
    pattern = chance.choice((rb'(?<==")[^"]*(?=")', rb"(?<=>)[^<>]+(?=<)", rb"<[^<>]+>", rb'\s\w+="[^"]*"'))
    places = [found.span() for found in re.finditer(pattern, xml)]
    for start, end in sorted(chance.sample(places, min(len(places), chance.choice((1, 1, 5)))), reverse=True):
        told = chance.choice((chance.choice(_ODD).encode(), b"", xml[start:end] * 2))
        xml = xml[:start] + told + xml[end:]
    return xml


def _import(data: bytes, _: Path) -> None:
    for sheet in parse(data, "线索.xlsx"):
        found = recognise(sheet)
        if found.header_row:
            lead_rows(sheet, found)


def _ledger(data: bytes, _: Path) -> None:
    read_book(data, "台账.xlsx", {})


def _patch(data: bytes, folder: Path) -> None:
    path = folder / "in.xlsx"
    path.write_bytes(data)
    with Archive(path) as archive:
        sheets = Workbook(archive).sheets
    for sheet in sheets[:2]:
        row = ["=1+1", *[None] * (len(LEADS.keys) - 1)]
        patch(
            path, [SetCell(sheet.name, 2, 2, 1.5), AppendRows(sheet.name, [row], _TABLE_OF.get(sheet.name, ""))], path
        )


def _match(data: bytes, folder: Path) -> None:
    path = folder / "in.csv"
    path.write_bytes(data)
    match_file(path, read_asked("company=公司名称,phone=手机,person=联系人"), folder / "out.csv", Language.ZH)


_WAYS: Final[dict[str, tuple[_Way, ...]]] = {
    "workbook": (_import, _ledger, _patch),
    "text": (_import,),
    "table": (_match,),
}


@cache
def _template() -> bytes:
    return book_bytes(Language.ZH)


def mutant(kind: str, number: int, seeds: Sequence[bytes] = ()) -> bytes:
    """Give the broken file of that number, made of ours or of one of the seeds."""
    chance = random.Random(f"{kind} {number}")  # noqa: S311 - the same file each time
    if kind == "workbook":
        return _workbook(chance, chance.choice([_template(), *seeds]))
    return _text(chance, chance.choice([*_TEXTS, *seeds]))


def _fate(number: int, data: bytes, ways: Sequence[_Way], folder: Path) -> Fate:
    outcomes, fault, slowest = [], "", 0.0
    for way in ways:
        start = time.monotonic()
        try:
            way(data, folder)
            outcomes.append("read")
        except LedgerError as refusal:
            outcomes.append(refusal.code)
        except BaseException:  # noqa: BLE001 - whatever else comes is what is looked for
            outcomes.append("fault")
            fault = f"{way.__name__}: {traceback.format_exc()}"
        slowest = max(slowest, time.monotonic() - start)
    if slowest > SLOW_SECONDS:
        fault += f"took {slowest:.0f} s"
    return Fate(number, " ".join(outcomes), slowest, fault)


def _work(kind: str, first: str, last: str, folder: str, *seeds: str) -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    given = [Path(seed).read_bytes() for seed in seeds]
    for number in range(int(first), int(last)):
        fate = _fate(number, mutant(kind, number, given), _WAYS[kind], Path(folder))
        print(json.dumps(vars(fate)), flush=True)  # noqa: T201


if __name__ == "__main__":
    _work(*sys.argv[1:])
