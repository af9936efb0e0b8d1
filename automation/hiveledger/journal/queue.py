"""The requests that wait for a book: a database on this machine's own disk, one for each of its users.

Every request leaves a line in the journal too, where the book's folder can be written. A database that is damaged or
gone is made anew, and what still waited comes back from those lines.
"""

import json
import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Final, TypeAlias

from filelock import FileLock

from hiveledger.errors import StorageError
from hiveledger.findings import Reason
from hiveledger.gate import read_bytes
from hiveledger.journal.lines import add_line, read_lines
from hiveledger.journal.requests import Argument, Request

__all__ = ["Queue"]

_Mark: TypeAlias = tuple[str, float]
"""An owner file as somebody saw it: its name, and when it was written."""

_FILE: Final = "requests.sqlite"
_DAMAGED: Final = ".damaged"
_PATIENCE: Final = 10  # seconds that another program of this user may take over a request of its own
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS requests (id TEXT PRIMARY KEY, book TEXT, record TEXT);
CREATE TABLE IF NOT EXISTS passed_over (book TEXT, file TEXT, written_at REAL, PRIMARY KEY (book, file));
CREATE TABLE IF NOT EXISTS books (path TEXT PRIMARY KEY);
"""  # `books`: those whose journal was looked through since this database was made


class Queue:
    """What waits for one book, in the order in which it was asked.

    `folder` is this user's own on a local disk; `lines` is the file of the journal that holds the requests too, of
    this folder and no other. Each step is on disk when it returns, and programs of one user take turns.
    Raises: StorageError from every step, where the folder cannot be used.
    """

    def __init__(self, folder: Path, book: Path, lines: Path) -> None:
        self._folder, self._book, self._lines = folder, str(book.resolve()), lines

    def ask(self, request: Request, files: Collection[str] = ()) -> Request:
        """Keep a request until it is closed. Those of its arguments that name files get copies of our own.

        Raises: GateError for a file that cannot be read; nothing is kept then.
        """
        with self._database() as database:
            copies = {name: self._copied(request.request_id, request.arguments[name]) for name in files}
            request = replace(request, arguments={**request.arguments, **copies})
            self._keep(database, request)
            database.commit()
            self._add_line({**request.as_record(), "book": self._book})
        return request

    def waiting(self) -> tuple[Request, ...]:
        """Give what waits, in the order in which it was asked."""
        with self._database() as database:
            found = database.execute("SELECT record FROM requests WHERE book = ? ORDER BY rowid", [self._book])
            return tuple(Request.of_record(json.loads(record)) for (record,) in found)

    def stamp(self) -> tuple[int, int, int] | None:
        """Give what tells, at no cost, that requests were asked or closed since: a time, a size, a place."""
        try:
            told = (self._folder / _FILE).stat()
        except OSError:
            return None
        return told.st_mtime_ns, told.st_size, told.st_ino

    def note(self, request: Request, why: Reason) -> None:
        """Remember why a request still waits after it was tried."""
        record = json.dumps(replace(request, why=why).as_record(), ensure_ascii=False)
        with self._database() as database:
            database.execute("UPDATE requests SET record = ? WHERE id = ?", [record, request.request_id])

    def close(self, request_id: str) -> None:
        """Let go of a request that was carried out or that nobody wants any more, and of its copies."""
        with self._database() as database:
            self._add_line({"closed": request_id})
            database.execute("DELETE FROM requests WHERE id = ?", [request_id])
            database.commit()
            waiting = {name for (name,) in database.execute("SELECT id FROM requests")}
            for folder in self._files.glob("*"):  # those too that a power cut left behind
                if folder.name not in waiting:
                    rmtree(folder, ignore_errors=True)

    def damaged(self) -> Path | None:
        """Give what is left of a database that was damaged and made anew, if there is one."""
        left = self._folder / f"{_FILE}{_DAMAGED}"
        return left if left.exists() else None

    def pass_over(self, mark: _Mark) -> None:
        """Remember that somebody confirmed of an owner file that its program is gone."""
        with self._database() as database:
            database.execute("INSERT OR REPLACE INTO passed_over VALUES (?, ?, ?)", [self._book, *mark])

    def passed_over(self) -> frozenset[_Mark]:
        """Give the owner files of which somebody confirmed it, as they were then."""
        with self._database() as database:
            found = database.execute("SELECT file, written_at FROM passed_over WHERE book = ?", [self._book])
            return frozenset((file, written_at) for file, written_at in found)

    @property
    def _files(self) -> Path:
        return self._folder / "files"

    def _copied(self, request_id: str, files: Argument) -> tuple[str, ...]:
        assert isinstance(files, tuple)  # noqa: S101 - an argument that names files is a list of them
        return tuple(
            self._copy(self._files / request_id / str(number), Path(name)) for number, name in enumerate(files)
        )

    @staticmethod
    def _copy(folder: Path, source: Path) -> str:
        """Copy a file under its own name, by which people know it; two of one name lie in folders of their own."""
        content = read_bytes(source)
        folder.mkdir(parents=True)
        copy = folder / source.name
        with copy.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return str(copy)

    def _keep(self, database: sqlite3.Connection, request: Request) -> None:
        record = json.dumps(request.as_record(), ensure_ascii=False)
        database.execute("INSERT OR REPLACE INTO requests VALUES (?, ?, ?)", [request.request_id, self._book, record])

    def _add_line(self, record: dict[str, object]) -> None:
        with suppress(OSError):  # a folder that only others may write to
            add_line(self._lines, record)

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        """Open the database for one step, which is done as a whole or not at all."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / "requests.lock", timeout=_PATIENCE), closing(self._open()) as database:
                self._recover(database)
                with database:
                    yield database
        except (OSError, sqlite3.OperationalError) as problem:
            raise StorageError("queue.no_place", folder=str(self._folder), why=str(problem)) from problem

    def _open(self) -> sqlite3.Connection:
        """Open the database, a new one where it is damaged: that is kept beside, for whoever wants to look."""
        path = self._folder / _FILE
        try:
            return _opened(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            for file in (path, path.with_name(f"{path.name}-journal")):
                if file.exists():
                    file.replace(file.with_name(f"{file.name}{_DAMAGED}"))
            return _opened(path)

    def _recover(self, database: sqlite3.Connection) -> None:
        """Take in what the journal says of this book, where this database does not know the book yet.

        That is so after a database was lost, and of a book that was moved; a copy of a book leaves to the book what
        was asked of it.
        """
        with database:
            if not database.execute("INSERT OR IGNORE INTO books VALUES (?)", [self._book]).rowcount:
                return
            asked: dict[str, Request] = {}
            for record in read_lines(self._lines):
                if "closed" in record:
                    asked.pop(record["closed"], None)
                else:
                    with suppress(KeyError, TypeError, ValueError):  # of a newer program
                        if record["book"] == self._book or not Path(record["book"]).exists():
                            asked[record["asked"]] = Request.of_record(record)
            for request in asked.values():
                self._keep(database, request)


def _opened(path: Path) -> sqlite3.Connection:
    """Raises: sqlite3.DatabaseError where the database is damaged."""
    database = sqlite3.connect(path, timeout=_PATIENCE)
    try:
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA secure_delete = ON")  # what somebody gave up is not kept in the file
        (found,) = database.execute("PRAGMA quick_check").fetchone()
        database.executescript(_TABLES)
    except BaseException:
        database.close()
        raise
    if found != "ok":
        database.close()
        raise sqlite3.DatabaseError(found)
    return database
