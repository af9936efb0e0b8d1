"""A person taken out of what a book keeps beside it: former versions, and all machines' journals."""

import contextlib
import html
import os
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from hiveledger.book.disk.beside import beside
from hiveledger.book.disk.folders import sync_folder
from hiveledger.book.edition import Edition
from hiveledger.book.reading import Reading, read_book
from hiveledger.book.xlsx import ForgetTexts, patch
from hiveledger.changes.person import Person
from hiveledger.errors import LedgerError
from hiveledger.findings import Finding, Reason
from hiveledger.gate import read_bytes
from hiveledger.journal import forget_in
from hiveledger.journal.forget import is_begun_in

__all__ = ["forget_beside", "parts_that_name", "still_named", "write_anew"]

_SHARED_TEXTS: Final = "xl/sharedStrings.xml"
_JOURNALS: Final = "*.jsonl"
_VERSIONS: Final = "backups"
_ENCODINGS: Final = ("utf-8", "gb18030", "utf-16-le")  # of files that people bring


def forget_beside(folder: Path, suffix: str, person: Person, numbers: Mapping[str, int]) -> Iterator[Finding]:
    """Take a person out of a book's folder, journals last: they say, until all is done, who is to be forgotten.

    Each file is old or new, never half, and what was done already is not done again. `numbers` is what a version is
    read with. Gives the versions that could not be written anew.
    """
    for version in sorted((folder / _VERSIONS).glob(f"*{suffix}")):
        try:
            yield from _forget_in_version(version, person, numbers)
        except LedgerError as problem:
            why = Reason(problem.code, {name: item for name, item in problem.params.items() if name != "findings"})
            yield Finding("forget.version_stays", params={"file": version.name, "why": why})
    journals = sorted(folder.glob(_JOURNALS), key=lambda path: (is_begun_in(path.read_bytes()), path))
    for journal in journals:
        _forget_in_journal(journal, person)


def write_anew(path: Path, content: bytes) -> None:
    """Let a file hold something else, on disk before anything else is done."""
    unfinished = path.with_name(f"{path.name}.tmp")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)


def still_named(path: Path, reading: Reading, person: Person) -> Iterator[Finding]:
    """Tell which parts of the book still name a person, but for the sheets that its tables stand on."""
    known = {place.part for place in reading.places.values()}
    if any(person.others(reading.tables)):
        known.add(_SHARED_TEXTS)  # whose they are was told by their cells
    for part in parts_that_name(path, person):
        if part not in known:
            yield Finding("forget.elsewhere", params={"part": part, "file": path.name})


def parts_that_name(path: Path, person: Person) -> list[str]:
    """Give the parts of a file, if it is a zip, that hold a word for the person as it stands there; "" for the file."""
    words = [word.encode(encoding, "ignore") for word in person.words for encoding in _ENCODINGS]
    try:
        with zipfile.ZipFile(path) as archive:
            return [name for name in archive.namelist() if _holds(archive.read(name), words)]
    except zipfile.BadZipFile:
        return [""] if _holds(path.read_bytes(), words) else []


def _holds(content: bytes, words: list[bytes]) -> bool:
    said = html.unescape(content.decode("utf-8", "ignore")).encode() if b"&" in content else content
    return any(word in content or word in said for word in words if word)


def _forget_in_version(version: Path, person: Person, numbers: Mapping[str, int]) -> Iterator[Finding]:
    content = read_bytes(version)
    reading = read_book(content, version.name, numbers)
    groups = person.blanks(reading.tables)
    if not groups and not parts_that_name(version, person):
        return
    edition = Edition(content, version.name, reading, groups)
    with beside(version) as out:
        if edition.changes:
            edition.write(version, out, (), (), None)
        patch(out if edition.changes else version, [ForgetTexts()], out)
        out.replace(version)
        sync_folder(version.parent)
    if edition.findings:
        why = Reason("forget.cells_stay", {"count": len(edition.findings)})
        yield Finding("forget.version_stays", params={"file": version.name, "why": why})


def _forget_in_journal(journal: Path, person: Person) -> None:
    """Write a journal anew; a line that another machine adds meanwhile (it may, for a request) is not lost."""
    while True:
        content = journal.read_bytes()
        cleaned = forget_in(content, person)
        if cleaned == content:
            return
        with contextlib.suppress(FileNotFoundError):
            if journal.read_bytes() == content:
                write_anew(journal, cleaned)
                return
