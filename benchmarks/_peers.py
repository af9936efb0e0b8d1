"""What others make of a set, each in a process of its own: _peers WAY SET DATA OUT.

Runs in the peers' own environment, whose pandas is the one before ours, and knows nothing of HiveLedger. A way that
has a setting tries several; the one that the labels like best will count, which nobody can choose who has no labels.
"""

import re
import string
import sys
import unicodedata
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import combinations
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz, process

from benchmarks._sets import SETS, Columns, Given, Role

_Pairs: TypeAlias = npt.NDArray[np.int64]
"""Places of two rows each, n by 2."""
_Found: TypeAlias = dict[str, _Pairs]
"""The pairs that each setting gives."""

_LEGAL: Final = re.compile(r"(股份有限|有限责任|集团股份|集团有限|有限|股份)?公司$|[(（]有限合伙[)）]$|集团$")
_PUNCTUATION: Final = re.compile(rf"[{re.escape(string.punctuation)}（）【】·、，。\s]+")
_CROWD: Final = 400  # rows of one block: a key that more of them share says nothing, and their pairs are millions
_CHUNK: Final = 1_000  # rows that are compared with all others at once
_SUMS: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # share of what is compared that agrees
_PROBABILITIES: Final = (0.1, 0.5, 0.9, 0.95, 0.99, 0.999)
_RATIOS: Final = (65, 70, 75, 80, 85, 90, 95)


def _read(given: Given, data: Path) -> pd.DataFrame:
    """Give the rows as texts in small letters, missing where blank; of a Chinese name what is left without place."""
    whole: pd.DataFrame = pd.read_csv(data / "matching" / given.file, dtype=str, keep_default_na=False)
    rows = whole.drop(columns="true").apply(lambda column: column.str.strip().str.lower())
    if "stripped" in given.roles:
        cities = "|".join(sorted(set(rows["city"]) - {""}, key=len, reverse=True))
        plain = rows["name"].map(lambda name: _PUNCTUATION.sub("", unicodedata.normalize("NFKC", name)))
        start = re.compile(f"^(?:..省)?({cities})市?")
        place = plain.str.extract(start, expand=False)
        rows["place"] = place.fillna(rows["city"]) if "place" in given.roles else ""
        rows["stripped"] = plain.str.replace(start, "", regex=True).str.replace(_LEGAL, "", regex=True)
    said: pd.DataFrame = rows.where(rows != "")
    return said


def _key(rows: pd.DataFrame, columns: Columns, form: Callable[[str], str] = str) -> pd.Series:
    """Give one text of several columns, each in a form, missing where one of them is; name~2 is cut after two."""
    parts = []
    for column in columns:
        name, _, length = column.partition("~")
        parts.append(rows[name].map(form, na_action="ignore").str[: int(length) if length else None])
    return reduce(lambda key, part: key.str.cat(part, sep="\t"), parts)


def _within(keys: Sequence[pd.Series]) -> _Pairs:
    """Give all pairs of rows that one of the keys joins."""
    pairs: set[tuple[int, int]] = set()
    for key in keys:
        for group in pd.DataFrame({"key": key.to_numpy()}).groupby("key").indices.values():
            if 1 < len(group) <= _CROWD:
                pairs.update(combinations(map(int, group), 2))
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _fingerprint(text: str) -> str:
    """Key a text as OpenRefine's `fingerprint` does: words without marks and accents, sorted, each once."""
    return " ".join(sorted(set(_PUNCTUATION.sub(" ", _ascii(text)).split())))


def _ngrams(text: str) -> str:
    """Key a text as OpenRefine's `ngram-fingerprint` does: its pairs of letters, sorted, each once."""
    letters = _PUNCTUATION.sub("", _ascii(text))
    return "".join(sorted({letters[at : at + 2] for at in range(max(1, len(letters) - 1))}))


def _ascii(text: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))


def _exact(rows: pd.DataFrame, given: Given) -> _Found:
    return {"": _within([_key(rows, columns) for columns in given.keys])}


def _keyed(form: Callable[[str], str]) -> Callable[[pd.DataFrame, Given], _Found]:
    return lambda rows, given: {" + ".join(columns): _within([_key(rows, columns, form)]) for columns in given.prints}


def _rule(rows: pd.DataFrame, given: Given) -> _Found:
    return {"": _within([_key(rows, columns, _fingerprint) for columns in given.rule])}


def _rapidfuzz(rows: pd.DataFrame, given: Given) -> _Found:
    """Compare all with all, as one text or, of a Chinese name, what is left without place and legal form."""
    columns = ["stripped"] if "stripped" in given.roles else list(given.roles)
    texts = rows[columns].fillna("").agg(" ".join, axis=1).tolist()
    found: dict[str, list[_Pairs]] = {}
    for name, scorer in (("ratio", fuzz.ratio), ("token_sort", fuzz.token_sort_ratio)):
        for start in range(0, len(texts), _CHUNK):
            part = texts[start : start + _CHUNK]
            scores = process.cdist(part, texts[start:], scorer=scorer, score_cutoff=min(_RATIOS), dtype=np.uint8)
            first, second = np.nonzero(np.triu(scores, 1))
            for ratio in _RATIOS:
                near = scores[first, second] >= ratio
                found.setdefault(f"{name} {ratio}", []).append(np.stack([first[near], second[near]], axis=1) + start)
    return {name: np.concatenate(parts) for name, parts in found.items()}


def _recordlinkage(rows: pd.DataFrame, given: Given) -> _Found:
    """Add up what agrees, as its documentation does, and let its EM classifier tell what that means."""
    import recordlinkage  # noqa: PLC0415 - seconds to load, and counted as this way's own

    rows = rows.reset_index(drop=True)
    candidates = pd.MultiIndex.from_arrays([*_within([_key(rows, columns) for columns in given.blocks]).T])
    compare = recordlinkage.Compare()
    for column, role in given.roles.items():
        if role is Role.EXACT:
            compare.exact(column, column)
        else:
            compare.string(column, column, method="jarowinkler", threshold=0.85)
    agrees = compare.compute(candidates, rows)
    share = agrees.sum(axis=1) / agrees.shape[1]
    found = {f"{least:.0%} agree": np.array([*share.index[share >= least]]).reshape(-1, 2) for least in _SUMS}
    told = recordlinkage.ECMClassifier(binarize=0.5).fit_predict(agrees)
    return found | {"EM": np.array([*told]).reshape(-1, 2)}


def _splink(rows: pd.DataFrame, given: Given) -> _Found:
    """Train without labels, as its tutorial for deduplication does."""
    from splink import Linker, SettingsCreator, block_on  # noqa: PLC0415 - as above
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415

    rules = [block_on(*map(_sql, columns)) for columns in given.blocks]
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[_comparison(column, role) for column, role in given.roles.items()],
        retain_matching_columns=False,
    )
    table = DuckDBAPI().register(rows.assign(unique_id=range(len(rows))).astype(object).where(rows.notna(), None))
    linker = Linker(table, settings, log_level="ERROR")
    train = linker.training
    certain = [block_on(*map(_sql, columns)) for columns in given.keys]
    train.estimate_probability_two_random_records_match(certain, recall=0.7)
    train.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    for rule in rules:
        train.estimate_parameters_using_expectation_maximisation(rule)
    told = linker.inference.predict(threshold_match_probability=min(_PROBABILITIES)).as_pandas_dataframe()
    pairs = told[["unique_id_l", "unique_id_r"]].to_numpy(dtype=np.int64)
    return {f"p ≥ {least:g}": pairs[(told["match_probability"] >= least).to_numpy()] for least in _PROBABILITIES}


def _sql(column: str) -> str:
    name, _, length = column.partition("~")
    return f"substr({name}, 1, {length})" if length else name


def _comparison(column: str, role: Role) -> Any:  # noqa: ANN401 - Splink is not there where types are checked
    from splink import comparison_library as library  # noqa: PLC0415 - as above

    match role:
        case Role.NAME:
            return library.NameComparison(column)
        case Role.DATE:
            return library.DateOfBirthComparison(column, input_is_string=True)
        case Role.EMAIL:
            return library.EmailComparison(column)
        case Role.TEXT:
            return library.JaroWinklerAtThresholds(column, [0.95, 0.88, 0.7])
        case Role.EXACT:
            return library.ExactMatch(column).configure(term_frequency_adjustments=True)


WAYS: Final[dict[str, Callable[[pd.DataFrame, Given], _Found]]] = {
    "exact keys": _exact,
    "fingerprint": _keyed(_fingerprint),
    "n-gram fingerprint": _keyed(_ngrams),
    "rule": _rule,
    "RapidFuzz": _rapidfuzz,
    "recordlinkage": _recordlinkage,
    "Splink": _splink,
}


def main(way: str, name: str, data: str, out: str) -> None:
    """Write the pairs of each setting."""
    given = SETS[name]
    np.savez(out, allow_pickle=False, **WAYS[way](_read(given, Path(data)), given))


if __name__ == "__main__":
    main(*sys.argv[1:])
