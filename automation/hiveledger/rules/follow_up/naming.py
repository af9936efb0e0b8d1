"""Which lead a typed line speaks of: by its number in loose forms, else by the company, where one's own leads tell.

A lead that cannot be told is asked for and never guessed. Source: M13.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.match.companies.parts import prepared, take_apart
from hiveledger.rules.normalise.characters import simplified
from hiveledger.schema import LEADS
from hiveledger.schema.words import OWNED

__all__ = ["Named", "Names", "gather_names"]


class Named(NamedTuple):
    """What a line names: one lead, several that it may mean, or none; and the line without that."""

    leads: tuple[str, ...]
    rest: str
    unknown: str = ""  # an id that no lead has


class _Hit(NamedTuple):
    start: int
    end: int
    leads: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Names:
    """What leads are called: all by id, and those of one person by company too."""

    keys: dict[str, str]  # by casefolded id
    numbers: dict[int, tuple[str, ...]]
    own: frozenset[str]
    companies: dict[str, tuple[str, ...]]  # full names of the person's own leads, as prepared
    pieces: tuple[tuple[str, str], ...]  # what a company is called for short, and its full name; longest first

    def find(self, line: str) -> Named:
        """Tell which lead a line in plain form speaks of.

        A number that stands first counts before one within the text. "12号" may be a day: the company counts then.
        """
        if sure := _leading(line, self._by_id(line)):
            known = _distinct(hit.leads for hit in sure)
            unknown = " ".join(hit.said for hit in sure if not hit.leads)
            return Named(known if not unknown else (), _without(line, sure), unknown)
        company = self._by_company(line)
        loose = self._by_number(line)
        if loose and not (company and int(loose.said) <= _LAST_DAY):
            hits = [loose, *([company] if company else [])]
            return Named(_distinct(hit.leads for hit in hits), _without(line, hits))
        return Named(company.leads, _without(line, [company])) if company else Named((), line)

    def _by_id(self, line: str) -> list[_Hit]:
        hits = []
        for found in _TOKEN.finditer(line):
            key = self.keys.get(found[0].casefold())
            if key is not None:
                hits.append(_Hit(*found.span(), (key,), found[0]))
        for found in _NUMBERED.finditer(line):
            if not any(hit.start < found.end() and found.start() < hit.end for hit in hits):
                number = found[1] or found[2]
                hits.append(_Hit(*found.span(), self.numbers.get(int(number), ()), found[0].strip()))
        return sorted(hits)

    def _by_number(self, line: str) -> _Hit | None:
        """Find a bare number that the line begins with, if it is that of one's own lead."""
        found = _BARE.match(line)
        leads = tuple(lead for lead in self.numbers.get(int(found[1]), ()) if lead in self.own) if found else ()
        return _Hit(found.start(), found.end(), leads, found[1]) if found and leads else None

    def _by_company(self, line: str) -> _Hit | None:
        """Find the company whose longest name or short name stands in the line; several may be called that."""
        text = simplified([line.casefold()])[0]
        if len(text) != len(line):
            return None
        first = _FIRST.match(text)
        begin = first.end() if first else 0
        best: list[tuple[int, int, str]] = []
        for piece, name in self.pieces:
            for at in _places(piece, text):
                start, end = _widened(text, at, at + len(piece), name)
                if end - start >= _LONG or start in {0, begin}:
                    best.append((start, end, name))
        if not best:
            return None
        longest = max(end - start for start, end, _ in best)
        widest = [(start, end, name) for start, end, name in best if end - start == longest]
        leads = _distinct(self.companies[name] for _, _, name in widest)
        start, end, _ = widest[0]
        return _Hit(start, end, leads, line[start:end])


_LAST_DAY: Final = 31
_LONG: Final = 3  # letters of a name that may stand anywhere; a shorter one has to begin the line
_PREFIX: Final = re.escape(LEADS.id_prefix)
_TOKEN: Final = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z]*[-_]?\d[A-Za-z0-9_-]*(?![A-Za-z0-9_-])")
_NUMBERED: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:线索|编号|lead|id)\s*(?:编?号)?\s*[:#]?\s*)?(?:{_PREFIX}\s*[-_.#]?\s*|#\s*)(\d{{1,9}})(?![\dA-Za-z])(?:\s*号)?"
    r"|(?:线索|编号|lead|\bno\.?|\bid)\s*(?:编?号|id)?\s*[:#]?\s*(\d{1,9})(?!\d)(?:\s*号)?",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"\s*(\d{1,6})\s*(?:号(?:线索|客户)?|(?=[\s,:;]))")
_BETWEEN: Final = re.compile(r"[\s,:;、()\[\]和与&-]*(?:跟进|更新|update|re)?[\s,:;、()\[\]-]*", re.IGNORECASE)
_FIRST: Final = re.compile(r"[\s,:;]*(?:(?:[今昨前]天|刚才?|已|又|给|跟|和|与|去|到|拜访|电话|联系|客户)+\s*)?")
_LATIN_FORM: Final = re.compile(r"[\s,]+(?:co\b.*|inc|ltd|llc|corp|corporation|company|gmbh|limited|group)\W*$")
_EMPTY: Final = re.compile(r"[(\[]\s*[)\]]")
_FORM: Final = re.compile(r"(?:股份|集团|有限|责任)*(?:公司|集团)")


def gather_names(leads: pd.DataFrame, *people: str) -> dict[str, Names]:
    """Gather what leads are called, for each of some people; by company only those that the person holds.

    Reads: status, owner, company; the index is the lead's id.

    >>> leads = table('''
    ...     lead_id | status    | owner | company
    ...     L000042 | following | A001  | 苏州云帆科技有限公司
    ...     L000043 | following | A001  | 苏州长桥精密有限公司
    ... ''')
    >>> names = gather_names(leads, "A001")["A001"]
    >>> names.find("L-42 电话 要报价"), names.find("长桥 电话").leads
    (Named(leads=('L000042',), rest='电话 要报价', unknown=''), ('L000043',))
    """
    keys = leads.index.tolist()
    numbers: dict[int, tuple[str, ...]] = {}
    for key in keys:
        if number := LEADS.number(key):
            numbers[number] = (*numbers.get(number, ()), key)
    by_key = {key.casefold(): key for key in keys}
    held = leads[leads["status"].isin(OWNED) & leads["owner"].isin(people)].sort_index()
    own = dict(iter(held.groupby("owner")["company"]))
    nothing = held["company"].iloc[:0]
    return {by: Names(by_key, numbers, *_companies(own.get(by, nothing))) for by in people}


def _companies(held: pd.Series) -> tuple[frozenset[str], dict[str, tuple[str, ...]], tuple[tuple[str, str], ...]]:
    """Give the leads of a person, their companies' full names, and what these are called for short."""
    said = held.dropna()
    companies: dict[str, tuple[str, ...]] = {}
    for key, text, name in zip(said.index, said, prepared(said.tolist()), strict=True):
        name = text.casefold() if text.isascii() else name  # noqa: PLW2901 - Latin names keep their blanks
        companies[name] = (*companies.get(name, ()), key)
    pieces = {(piece, name) for name in companies for piece in _pieces(name)}
    return frozenset(held.index), companies, tuple(sorted(pieces, key=lambda pair: (-len(pair[0]), pair)))


def _pieces(name: str) -> set[str]:
    """Give what a company is called for short: without place, form and trade; of a Latin name, its first words."""
    if name.isascii():
        bare = _LATIN_FORM.sub("", name)
        return {piece for piece in (name, bare, bare.partition(" ")[0]) if len(piece) >= _LONG}
    parts = take_apart(name)
    return {piece for piece in (name, parts.stem, parts.rest, parts.rest[: parts.brand]) if len(piece) > 1}


def _places(piece: str, text: str) -> list[int]:
    """Give where a name stands in a text; a Latin one stands apart from other letters."""
    bare = re.escape(piece)
    pattern = rf"(?<![a-z0-9]){bare}(?![a-z0-9])" if piece.isascii() else bare
    return [found.start() for found in re.finditer(pattern, text)]


def _widened(text: str, start: int, end: int, name: str) -> tuple[int, int]:
    """Widen what was found to all of the company's name that stands there, and a legal form."""
    while start and text[start - 1 : end] in name:
        start -= 1
    while end < len(text) and text[start : end + 1] in name:
        end += 1
    form = _FORM.match(text, end)
    return start, form.end() if form else end


def _leading(line: str, hits: list[_Hit]) -> list[_Hit]:
    """Give the hits that the line begins with; where none does, all of them."""
    leading, end = [], 0
    for hit in hits:
        if not _BETWEEN.fullmatch(line[end : hit.start]):
            break
        leading.append(hit)
        end = hit.end
    return leading or hits


def _distinct(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({lead for group in groups for lead in group}))


def _without(line: str, hits: list[_Hit]) -> str:
    for hit in sorted(hits, reverse=True):
        line = f"{line[: hit.start]} {line[hit.end :]}"
    return _EMPTY.sub(" ", line).strip(" ,:;、-")
