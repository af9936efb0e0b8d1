"""What was matched before, in a folder of its own: new rows are compared with the few known ones that are near them.

One folder within it for the rows of each file, of arrays that are mapped and not read, so that a million known rows
open at once; and `known.json`, which is replaced last: a file counts as known when it names its folder.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from filelock import FileLock

from hiveledger.book.disk.beside import beside
from hiveledger.book.disk.faults import explained
from hiveledger.book.disk.folders import sync_folder
from hiveledger.errors import GateError, SchemaError
from hiveledger.rules.match.records import Field, Kind, Matched
from hiveledger.rules.match.records.known import (
    Batch,
    Known,
    Learned,
    index_rows,
    learned_of,
    match_new,
    nearest_rows,
)
from hiveledger.rules.match.records.matching import match_and_learn

__all__ = ["match_known"]

_LIST: Final = "known.json"
_LAYOUT: Final = 1  # of the folder; another one is of another version of the program
_ARRAYS: Final = ("hashes", "starts", "rows", "numbers", "clusters")
_SEPARATOR: Final = "\x1f"  # stands between the cells of a row, in none of which it can


@dataclass(frozen=True)
class _Stored:
    """The rows of one file that was matched before."""

    file: str
    arrays: dict[str, npt.NDArray[Any]]

    @classmethod
    def at(cls, folder: Path, file: str) -> "_Stored":
        names = (*_ARRAYS, "offsets", "texts")
        return cls(file, {name: _mapped(folder / f"{name}.npy") for name in names})

    def batch(self) -> Batch:
        return Batch(self.arrays["hashes"], self.arrays["starts"], self.arrays["rows"])

    def rows(self, places: npt.NDArray[np.int64], columns: Sequence[str]) -> pd.DataFrame:
        """Give some rows as they were read, named as somebody would look for them: number and file."""
        offsets, texts = self.arrays["offsets"], self.arrays["texts"]
        lines = [bytes(texts[offsets[place] : offsets[place + 1]]).decode("utf-8") for place in places.tolist()]
        cells = [[cell or None for cell in line.split(_SEPARATOR)] for line in lines]
        names = [f"{number}（{self.file}）" for number in self.arrays["numbers"][places].tolist()]
        return pd.DataFrame(cells, index=names, columns=list(columns), dtype="str")


def _mapped(path: Path) -> npt.NDArray[Any]:
    """Give a stored array, mapped; nothing cannot be mapped and is read."""
    try:
        array: npt.NDArray[Any] = np.load(path, mmap_mode="r")
    except ValueError:
        array = np.load(path)
    return array


def match_known(rows: pd.DataFrame, fields: Sequence[Field], folder: Path, file: str) -> Matched:
    """Match a file's rows with all that is known in `folder`, and keep them there; the first time with themselves.

    Numbers of clusters go on from file to file, and those of known rows never change. Known rows that a row of this
    file was compared with stand below its own, by number and file.

    Raises: GateError where the folder holds something else, SchemaError where other fields were matched before,
    StorageError where it cannot be written.
    """
    columns = [str(place) for place in range(sum(len(field.columns) for field in fields))]
    plain = rows[[column for field in fields for column in field.columns]].set_axis(columns, axis=1)
    named = _named(fields)
    if folder.exists() and not (folder / _LIST).exists() and any(folder.iterdir()):
        raise GateError("match.not_known", folder=folder.name)
    with explained(folder.name):
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            return _Folder.at(folder, named).match(plain, file)


def _named(fields: Sequence[Field]) -> list[Field]:
    """Give the fields with columns named by their place: a later file may call them otherwise."""
    named, start = [], 0
    for field in fields:
        named.append(Field(field.kind, tuple(str(start + place) for place in range(len(field.columns)))))
        start += len(field.columns)
    return named


@dataclass
class _Folder:
    path: Path
    fields: Sequence[Field]
    files: list[str]
    learned: Learned | None
    clusters: int  # how many there are so far

    @classmethod
    def at(cls, path: Path, fields: Sequence[Field]) -> "_Folder":
        if not (path / _LIST).exists():
            return cls(path, fields, [], None, 0)
        said = json.loads((path / _LIST).read_text("utf-8"))
        if said.get("layout") != _LAYOUT:
            raise GateError("match.other_layout", folder=path.name)
        if said["fields"] != _kinds(fields):
            raise SchemaError(
                "match.other_fields", folder=path.name, fields=" ".join(kind for kind, _ in said["fields"])
            )
        return cls(path, fields, said["files"], Learned(**said["learned"]), said["clusters"])

    def match(self, rows: pd.DataFrame, file: str) -> Matched:
        if self.learned is None:
            matched, judge = match_and_learn(rows, self.fields)
            self.learned = learned_of(judge)
        else:
            matched = self._match_new(rows, self.learned)
        fresh = matched.rows["cluster_id"].to_numpy(dtype=np.int64)
        numbers = np.where(fresh < 0, self.clusters - 1 - fresh, fresh) if self.files else fresh
        self.clusters = max(self.clusters, int(numbers.max()) + 1)
        self._keep(rows, numbers[: len(rows)], file)
        return Matched(matched.rows.assign(cluster_id=pd.array(numbers, dtype="Int64")), matched.pairs)

    def _match_new(self, rows: pd.DataFrame, learned: Learned) -> Matched:
        stored = [_Stored.at(self.path / str(place), file) for place, file in enumerate(self.files)]
        batches = [batch.batch() for batch in stored]
        near = nearest_rows(rows, self.fields, batches)
        columns = list(rows.columns)
        known = pd.concat([batch.rows(places, columns) for batch, places in zip(stored, near, strict=True)])
        clusters = [batch.arrays["clusters"][places] for batch, places in zip(stored, near, strict=True)]
        return match_new(rows, known, self.fields, Known(learned, batches, np.concatenate(clusters)))

    def _keep(self, rows: pd.DataFrame, clusters: npt.NDArray[np.int64], file: str) -> None:
        place = self.path / str(len(self.files))
        if place.exists():
            shutil.rmtree(place)  # of a run that was stopped before the list named it
        place.mkdir()
        batch = index_rows(rows, self.fields)
        cells = rows.fillna("").replace(_SEPARATOR, " ", regex=True)
        lines = [_SEPARATOR.join(row).encode("utf-8") for row in cells.itertuples(index=False)]
        arrays: dict[str, npt.NDArray[Any]] = {
            "hashes": batch.hashes,
            "starts": batch.starts,
            "rows": batch.rows.astype(np.int32),
            "numbers": np.array(rows.index, dtype=np.int64),
            "clusters": clusters,
            "offsets": np.cumsum([0, *map(len, lines)]),
            "texts": np.frombuffer(b"".join(lines), dtype=np.uint8),
        }
        for name, array in arrays.items():
            np.save(place / f"{name}.npy", array)
        sync_folder(place)
        self.files.append(file)
        assert self.learned is not None  # noqa: S101 - learned from the first file
        said = {
            "layout": _LAYOUT,
            "fields": _kinds(self.fields),
            "files": self.files,
            "clusters": self.clusters,
            "learned": asdict(self.learned),
        }
        with beside(self.path / _LIST) as new:
            new.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
            new.replace(self.path / _LIST)
        sync_folder(self.path)


def _kinds(fields: Sequence[Field]) -> list[list[object]]:
    return [[Kind(field.kind).value, len(field.columns)] for field in fields]
