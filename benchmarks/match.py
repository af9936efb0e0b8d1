"""Match the given sets beside others, in one run: bench match [PART…] [--write].

Parts are the given sets, `short` (short names to full ones), and `100k`, `1M` (made-up customers); all where none is
named. Ours goes through the command line, from reading the file to writing the result. Every way runs in a process of
its own and is counted from its start to its end. --write puts the figures into docs/quality.md.
"""

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks import _short
from benchmarks._measure import ROOT, Taken, data_folder, measure, peers_python, peers_version
from benchmarks._rows import FIELDS, write_rows
from benchmarks._sets import SETS, Given
from tests.scores import Labels, Score, b_cubed, joined, of_pairs, pairwise, wrongly_merged, wrongly_merged_by_text

_Flags: TypeAlias = npt.NDArray[np.bool_]

_PAGE: Final = ROOT / "docs/quality.md"
_OURS: Final = "**HiveLedger**"
_PEERS: Final = {  # how each is called in `_peers`, and here
    "exact keys": "exact keys",
    "fingerprint": "OpenRefine's fingerprint",
    "n-gram fingerprint": "OpenRefine's n-gram fingerprint",
    "rule": "a rule by hand",
    "RapidFuzz": "RapidFuzz {}",
    "recordlinkage": "recordlinkage {}",
    "Splink": "Splink {}",
}
_SPEED: Final = {"100k": 100_000, "1M": 1_000_000}
_HARD: Final = ("branch", "subsidiary", "neg_region", "neg_trade", "neg_brandchar")
_HEAD: Final = ("way", "P", "R", "F1", "B³ P", "B³ R", "B³ F1", "review rows", "seconds", "MB")
_COMMAND: Final = (sys.executable, "-c", "from hiveledger.cli import main; main()", "match")


@dataclass(frozen=True)
class _Line:
    """What one way made of a set."""

    way: str
    pairs: Score
    rows: Score
    taken: Taken
    groups: Labels
    review: float = 0.0  # share of the rows that are left to a person

    def cells(self) -> list[str]:
        """Give the line as the table shows it."""
        scores = [
            f"{part:.4f}" for score in (self.pairs, self.rows) for part in (score.precision, score.recall, score.f1)
        ]
        return [self.way, *scores, f"{self.review:.1%}", f"{self.taken.seconds:.1f}", f"{self.taken.mb:.0f}"]


def _ours(source: Path, fields: str, out: Path) -> tuple[pd.DataFrame, Taken]:
    """Match a file by the command, which sees no label."""
    taken = measure(*_COMMAND, source, "--fields", fields, "--out", out)
    return pd.read_csv(out, dtype="str", keep_default_na=False), taken


def _unlabelled(given: Given, folder: Path) -> tuple[Path, pd.DataFrame]:
    """Write a set without what a matcher must not see, and give it whole."""
    whole = pd.read_csv(data_folder() / "matching" / given.file, dtype="str", keep_default_na=False)
    path = folder / "rows.csv"
    whole.drop(columns=["true", "kind", "variant"], errors="ignore").to_csv(path, index=False)
    return path, whole


def _our_line(given: Given, folder: Path) -> tuple[_Line, pd.DataFrame]:
    path, whole = _unlabelled(given, folder)
    told, taken = _ours(path, given.fields, folder / "told.csv")
    groups, true = np.array(told["cluster_id"], np.int64), whole["true"].to_numpy()
    review = float((told["review_id"] != "").mean())
    return _Line(_OURS, pairwise(groups, true), b_cubed(groups, true), taken, groups, review), whole


def _peer_line(peer: str, name: str, true: npt.ArrayLike, folder: Path) -> _Line:
    """Give the setting of a peer that the labels like best, its pairs as told or as they join, whichever is better."""
    taken = measure(peers_python(), "-m", "benchmarks._peers", peer, name, data_folder(), folder / "pairs.npz")
    found = np.load(folder / "pairs.npz")
    tried = []
    for setting in found.files:
        groups = joined(found[setting], np.size(true))
        score = max(of_pairs(found[setting], true), pairwise(groups, true), key=lambda score: score.f1)
        tried.append((score, setting, groups))
    score, setting, groups = max(tried, key=lambda result: result[0].f1)
    way = _PEERS[peer].format(peers_version(peer) if "{}" in _PEERS[peer] else "")
    way += f" ({setting})" if len(tried) > 1 else ""
    return _Line(way, score, b_cubed(groups, true), taken, groups)


def _set(name: str, folder: Path) -> Iterator[str]:
    """Give the figures of one set."""
    given = SETS[name]
    ours, whole = _our_line(given, folder)
    lines = [ours, *(_peer_line(peer, name, whole["true"].to_numpy(), folder) for peer in _PEERS)]
    if "kind" not in whole:
        yield from _grid(_HEAD, (line.cells() for line in lines))
        return
    is_hard, true = whole["kind"].isin(_HARD), whole["true"].to_numpy()
    texts = (whole["name"] + ("\t" + whole["city"] if "city=" in given.fields else "")).tolist()
    wrong = [(wrongly_merged(line.groups, true), wrongly_merged_by_text(line.groups, true, texts)) for line in lines]
    yield from _grid(
        (*_HEAD, "hard neighbours merged wrongly", "with one written otherwise"),
        (
            [*line.cells(), *(f"{rows[is_hard].mean():.2%}" for rows in told)]
            for line, told in zip(lines, wrong, strict=True)
        ),
    )
    yield ""
    by_kind = pd.DataFrame({"size": 1, "all": wrong[0][0], "by_text": wrong[0][1]}).groupby(whole["kind"])
    kinds = by_kind.agg({"size": "sum", "all": "mean", "by_text": "mean"})
    yield from _grid(("kind of name", "rows", "merged wrongly", "with one written otherwise"), _shares(kinds))
    yield ""
    yield from _grid(("what was done to the name", "true pairs", "found"), _shares(_by_variant(ours.groups, whole)))


def _by_variant(groups: Labels, whole: pd.DataFrame) -> pd.DataFrame:
    """Count for each variant of a name the true pairs that one of its rows is in, and which share is found."""
    rows = whole.assign(group=groups)
    meant = rows.groupby("true")["true"].transform("size") - 1
    found = rows.groupby(["true", "group"])["true"].transform("size") - 1
    sums = pd.DataFrame({"size": meant, "found": found}).groupby(whole["variant"]).sum()
    return sums.assign(found=sums["found"] / sums["size"])


def _shares(counts: pd.DataFrame) -> Iterator[list[str]]:
    for name, size, *shares in counts.sort_values("size", ascending=False).itertuples():
        yield [str(name), f"{size:,}", *(f"{share:.1%}" for share in shares)]


def _shorts(folder: Path) -> Iterator[str]:
    """Give how many short names come to a full one, and to their own."""
    table = pd.read_csv(data_folder() / _short.FILE, dtype="str")
    own = np.arange(len(table))
    path = folder / "names.csv"
    pd.DataFrame({"name": [*table["name"], *table["fullname"]]}).to_csv(path, index=False)
    told, taken = _ours(path, "company=name", folder / "told.csv")
    lines = [[_OURS, *_covered(*_linked(told, len(table))), f"{taken.seconds:.1f}", f"{taken.mb:.0f}"]]
    for way in _short.WAYS:
        taken = measure(sys.executable, "-m", "benchmarks._short", way, data_folder(), folder / "guess.npy")
        guess = np.load(folder / "guess.npy")
        scores = _covered(guess >= 0, guess == own)
        lines.append([way, *scores, f"{taken.seconds:.1f}", f"{taken.mb:.0f}"])
    yield from _grid(("way", "covered", "of these right", "seconds", "MB"), lines)


def _linked(told: pd.DataFrame, size: int) -> tuple[_Flags, _Flags]:
    """Tell which short names are put to full ones, or else related to some, and which of them to their own alone."""
    shorts, names = told.iloc[:size], told.iloc[size:]
    covered, right = np.zeros(size, bool), np.zeros(size, bool)
    for column in ("related_id", "cluster_id"):  # the second counts where there are both
        homes = names[names[column] != ""].groupby(column).indices
        for place, group in enumerate(shorts[column]):
            if group in homes:
                covered[place], right[place] = True, [*homes[group]] == [place]
    return covered, right


def _covered(covered: _Flags, right: _Flags) -> list[str]:
    return [f"{covered.mean():.1%}", f"{(covered & right).sum() / max(1, covered.sum()):.2%}"]


def _speed(count: int, folder: Path) -> Iterator[str]:
    """Give what made-up customers take, and which share of those planted is compared, and found."""
    path = folder / "rows.csv"
    write_rows(path, count)
    true = pd.read_csv(path, usecols=["true"])["true"].tolist()
    told, taken = _ours(path, FIELDS, folder / "told.csv")
    score = pairwise(told["cluster_id"].tolist(), true)
    measure(sys.executable, "-m", "benchmarks._candidates", path, FIELDS, folder / "compared.npy")
    recall, pairs = np.load(folder / "compared.npy")
    head = (
        "rows",
        "seconds",
        "CPU seconds",
        "MB",
        "pairs compared",
        "true pairs among them",
        "P",
        "R",
        "F1",
        "review rows",
    )
    cells = [
        f"{count:,}",
        f"{taken.seconds:.1f}",
        f"{taken.cpu_seconds:.1f}",
        f"{taken.mb:,.0f}",
        f"{pairs:,.0f}",
        f"{recall:.1%}",
    ]
    cells += [f"{part:.3f}" for part in (score.precision, score.recall, score.f1)]
    yield from _grid(head, [[*cells, f"{(told['review_id'] != '').mean():.1%}"]])


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (head, ["---", *["---:"] * (len(head) - 1)], *rows):
        yield f"| {' | '.join(cells)} |"


def _parts() -> dict[str, Callable[[Path], Iterator[str]]]:
    sets = {name: partial(_set, name) for name in SETS}
    return {**sets, "short": _shorts, **{name: partial(_speed, count) for name, count in _SPEED.items()}}


def _put(name: str, lines: Sequence[str]) -> None:
    """Put the figures of a part into the page, between its marks."""
    page = _PAGE.read_text("utf-8")
    mark = f"<!-- bench match {name} -->\n"
    place = re.compile(f"{re.escape(mark)}.*?<!-- end -->", re.DOTALL)
    if not place.search(page):
        sys.exit(f"{_PAGE} has no place for {name}")
    _PAGE.write_text(place.sub(lambda _: "\n".join([mark, *lines, "", "<!-- end -->"]), page), "utf-8")


def main(*words: str) -> None:
    """Print the figures of each part as soon as they are there."""
    parts = _parts()
    named = [word for word in words if word != "--write"]
    if unknown := [word for word in named if word not in parts]:
        sys.exit(f"no part {', '.join(unknown)}; there are: {', '.join(parts)}")
    for name in named or parts:
        load = os.getloadavg()[0]
        with tempfile.TemporaryDirectory() as folder:
            lines = [*parts[name](Path(folder))]
        lines += ["", f"{os.cpu_count()} cores; load {load:.1f} before, {os.getloadavg()[0]:.1f} after."]
        print(f"\n{name}\n", *lines, sep="\n", flush=True)
        if "--write" in words:
            _put(name, lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
