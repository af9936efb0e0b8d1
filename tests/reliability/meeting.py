"""Writers on two machines at one book, and a person who saves copies that are out of date by then.

The person's program leaves no owner file, as in a synchronised folder: nothing tells the writers that it is open.
"""

import time
import traceback
import zlib
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final
from zipfile import BadZipFile

from hiveledger.errors import BusyError, LedgerError
from hiveledger.schema import TABLES
from tests.reliability.judge import Tally, faults, is_whole, look
from tests.reliability.naive import save_once
from tests.reliability.person import edited, save_over, type_text
from tests.reliability.processes import side_by_side
from tests.reliability.work import PERSON, START, Acks, Host, Writer, new_site, sentence, token

__all__ = ["meet", "meet_naively"]

_HOSTS: Final = (Host("one"), Host("two", timedelta(minutes=5)))
_WRITERS: Final = 4
_THINKS: Final = 1.0  # seconds at most between opening and saving
_PAUSE: Final = 0.05  # seconds
_ENOUGH: Final = 20  # faults, after which a writer gives up


def meet(folder: Path, operations: int, saves: int) -> Tally:
    """Let four writers on two machines carry out so many operations each while a person saves stale copies."""
    path, stop = new_site(folder, saves), folder.with_name("stop")
    acks = [Acks(folder.with_name(f"w{writer}.acks")) for writer in range(_WRITERS)]
    with side_by_side(_WRITERS + 2) as begin:
        reader = begin(_keep_looking, path, stop)
        at_work = [
            begin(_save_stale_copies, path, saves),
            *(
                begin(_work_through, path, acks[writer].path, f"w{writer}", _HOSTS[writer % 2], operations)
                for writer in range(_WRITERS)
            ),
        ]
        tally = Tally()
        for part in at_work:
            tally.add(part.result())
        stop.touch()
        tally.add(reader.result())
    book = _HOSTS[0].book(path)
    book.sync()
    acknowledged = [mark for one in acks for mark in one.lines()]
    tally.acknowledged = len(acknowledged)
    tally.faults += faults(path.read_bytes(), book.runs(), acknowledged)
    tally.add(_persons_edits(path, saves))
    return tally


def meet_naively(folder: Path, operations: int) -> Tally:
    """Let two programs that load and save do the same, and count what is lost."""
    path = new_site(folder)
    acks = [Acks(folder.with_name(f"n{writer}.acks")) for writer in range(2)]
    tally = Tally()
    with side_by_side(2) as begin:
        for part in [begin(_save_through, path, one.path, one.path.stem, operations) for one in acks]:
            tally.add(part.result())
    content = path.read_bytes()
    there = look(content).companies.keys() if is_whole(content) else set()
    tally.faults += [f"lost: {mark}" for one in acks for mark in one.lines() if mark not in there]
    return tally


def _work_through(path: Path, acks: Path, name: str, host: Host, operations: int) -> Tally:
    """Carry out operations, waiting wherever the book is busy, and note every answer that is no sentence."""
    tally, writer, done = Tally(), Writer(name, host.book(path), START + host.clock_off), Acks(acks)
    while tally.rounds < operations and len(tally.faults) < _ENOUGH:
        try:
            is_done = writer.write(tally.rounds)
        except BusyError as problem:
            is_done = False
            tally.also[problem.code] += bool(sentence(problem))
        except LedgerError as problem:
            is_done = False
            tally.faults.append(f"refused: {sentence(problem)}")
        except Exception:  # noqa: BLE001 - nothing else may reach a person
            is_done = False
            tally.faults.append(f"traceback: {traceback.format_exc(limit=-3)}")
        if is_done:
            done.add(token(name, tally.rounds))
            tally.rounds += 1
        else:
            time.sleep(_PAUSE)
    tally.slowest = writer.slowest
    return tally


def _save_stale_copies(path: Path, saves: int) -> Tally:
    """Open the book, type into one cell, think, and save over whatever stands there by then."""
    chance = Random(saves)  # noqa: S311 - draws moments, no secrets
    for save in range(saves):
        edit = partial(type_text, lead=TABLES["leads"].mint(save + 1), header="备注", text=token(PERSON, save))
        content = edited(path.read_bytes(), edit)
        time.sleep(chance.uniform(0, _THINKS))
        save_over(path, content)
        time.sleep(chance.uniform(0, _THINKS))
    return Tally()


def _persons_edits(path: Path, saves: int) -> Tally:
    """Look for each edit of the person in the book, and for those that are not there in the versions kept beside."""
    typed = {token(PERSON, save) for save in range(saves)}
    missing = typed - look(path.read_bytes()).texts
    tally = Tally(also=Counter({"edits in the book": len(typed - missing)}))
    for kept in sorted(path.parent.rglob("*.xlsx")) if missing else ():
        found = missing & look(kept.read_bytes()).texts
        tally.also["edits in a kept version only"] += len(found)
        missing -= found
    tally.faults = [f"lost: {mark} that a person typed" for mark in sorted(missing)]
    return tally


def _keep_looking(path: Path, stop: Path) -> Tally:
    """Read the book without a pause: it may be gone for a moment while a person saves, but never torn."""
    tally = Tally()
    while not stop.exists():
        tally.also["looks"] += 1
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        tally.faults += [] if is_whole(content) else ["torn"]
        time.sleep(_PAUSE)
    return tally


def _save_through(path: Path, acks: Path, name: str, operations: int) -> Tally:
    """Do as scripts do; where the book is half written, try again a little later."""
    tally = Tally()
    for tally.rounds in range(1, operations + 1):
        try:
            save_once(path, token(name, tally.rounds))
        except (BadZipFile, EOFError, KeyError, OSError, ValueError, zlib.error):
            tally.faults.append("torn")
            time.sleep(_PAUSE)
        else:
            Acks(acks).add(token(name, tally.rounds))
            tally.acknowledged += 1
    return tally
