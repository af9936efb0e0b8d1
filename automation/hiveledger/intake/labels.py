"""What a header says: the columns it may mean, and how readily it would be taken for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from hiveledger.intake.vocabulary import (
    FILLERS,
    FOREIGN,
    GENERIC,
    GENERIC_HEADS,
    NAME_OF,
    NOT_HEADS,
    OTHERS_REACHED,
    UNITS,
)
from hiveledger.rules.normalise.characters import plain, simplified, tidy
from hiveledger.schema import Column

__all__ = ["Label", "Names", "names_of", "read_label", "squeezed", "unit_of", "with_unit"]

_BRACKETED: Final = re.compile(r"[(\[{<「『]([^()\[\]{}<>「」『』]*)[)\]}>」』]")
_SQUEEZED: Final = re.compile(r"[\s_\-.*★☆※:·\"'?!,;、。]+")
_NUMBERED: Final = re.compile(r"^\s*(?:\(?\d{1,2}\)?[.、)]|[①-⑳]|[一二三四五六七八九十]{1,2}、)\s*(?=\D)")
_BARE_AMOUNT: Final = re.compile(r"\s*[\d,]*\.?\d+\s*(?:[-~～至到—]\s*[\d,]*\.?\d+\s*)?")
_ALTERNATIVES: Final = re.compile(r"[/、|&+]|或者?|及|与|\bor\b|\band\b")
_WORDS: Final = re.compile(r"[a-z0-9]+")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_UNIT_TAIL: Final = re.compile(r"[/,:_\-\s]\s*([a-z¥$€\u4e00-\u9fff]{1,6})\s*$")
_NUMBERS: Final = frozenset({"mobile", "phone"})
_OWN, _SYNONYM, _ONE_OF_SEVERAL = 1.0, 0.95, 0.9
_LONGEST_HEADER: Final = 60  # letters; what is longer is data
_SHORTEST_HEAD: Final = {True: 2, False: 4}  # letters, of Chinese and of Latin names
_AT_END, _INSIDE, _PER_COVERAGE = 0.55, 0.2, 0.35

_Weights = Mapping[str, float]


@dataclass(frozen=True)
class Label:
    """A header, read."""

    weights: _Weights = field(default_factory=dict)  # column keys it may mean
    is_foreign: bool = False  # names a fact that the ledger has no column for
    unit: str = ""  # of the amounts under it: 元, 万元, USD…
    name: str = ""  # squeezed, without remarks in brackets

    @property
    def is_known(self) -> bool:
        """Tell whether it says anything to us: then it is surely a header."""
        return self.is_foreign or bool(self.weights)


@dataclass(frozen=True, eq=False)
class Names:
    """What the columns of a table are called, by anyone."""

    exact: Mapping[str, _Weights]  # by squeezed name
    heads: Mapping[str, _Weights]  # names that keep their meaning in a longer header
    latin_heads: Mapping[str, _Weights]  # those that stand between blanks, with the blanks


@cache
def names_of(columns: tuple[Column, ...]) -> Names:
    """Collect the headers and synonyms of the columns, with the generic names that may mean them."""
    keys = {column.key for column in columns}
    exact: dict[str, dict[str, float]] = {}
    for name, weights in GENERIC.items():
        exact[squeezed(name)] = {key: weight for key, weight in weights.items() if key in keys}
    for column in columns:
        for name in column.synonyms:
            exact.setdefault(squeezed(name), {})[column.key] = _SYNONYM
    for column in columns:
        for name in (column.zh, column.en):
            exact.setdefault(squeezed(name), {})[column.key] = _OWN
    heads: dict[str, _Weights] = {name: exact[name] for name in GENERIC_HEADS if exact[name]}
    for name in (name for column in columns for name in (column.zh, column.en, *column.synonyms)):
        is_chinese = _CHINESE.search(name) is not None
        head = squeezed(name) if is_chinese else " ".join(_WORDS.findall(name.casefold()))
        if len(head) >= _SHORTEST_HEAD[is_chinese] and head not in NOT_HEADS and squeezed(name) not in GENERIC:
            heads[head] = exact[squeezed(name)]
    latin = {f" {head} ": weights for head, weights in heads.items() if not _CHINESE.search(head)}
    return Names({name: weights for name, weights in exact.items() if weights}, heads, latin)


@lru_cache(maxsize=4096)
def read_label(header: str, group: str, names: Names) -> Label:
    """Tell which columns a header may mean, with the merged header above it, if any.

    >>> from hiveledger.schema import LEADS
    >>> names = names_of(LEADS.columns)
    >>> dict(read_label("* 手 机号码:", "", names).weights)
    {'mobile': 0.95}
    >>> read_label("预算(万元)", "", names).unit, read_label("传真", "", names).is_foreign
    ('万元', True)
    """
    name, unit = squeezed(_bare(header)), unit_of(header) or unit_of(group)
    if group:
        joined = squeezed(_bare(group)) + name
        if joined in names.exact:
            return Label(names.exact[joined], unit=unit, name=name)
        if _is_others(joined):
            return Label(is_foreign=True)
        if name in NAME_OF and squeezed(group) in names.exact:
            return Label(names.exact[squeezed(group)], unit=unit, name=name)
    whole = squeezed(header)
    known = names.exact.get(whole) or _hinted(header, names.exact.get(name, {}), names) or _name_of(name, names)
    if not known and _is_others(whole):
        return Label(is_foreign=True)
    return Label(known or _alternatives(header, names) or _contained(_bare(header), names), unit=unit, name=name)


def squeezed(text: str) -> str:
    """Give a header as it is compared: no case, blanks or marks.

    >>> squeezed("＊ Company_Name ：")
    'companyname'
    """
    return _SQUEEZED.sub("", _NUMBERED.sub("", _plain(text)))


def unit_of(header: str) -> str:
    """Give the unit of money that a header names, or nothing.

    >>> unit_of("金额（单位：万元）"), unit_of("预算/万"), unit_of("规模(人)")
    ('万元', '万元', '')
    """
    text = _plain(header)
    remarks = [found.removeprefix("单位").strip(": ") for found in _BRACKETED.findall(text)]
    tail = _UNIT_TAIL.search(_BRACKETED.sub("", text))
    words = [word.replace(" ", "") for word in (*remarks, tail[1] if tail else "")]
    return next((UNITS[word] for word in words if word in UNITS), "")


def with_unit(amount: str, unit: str) -> str:
    """Give a bare amount its header's unit; one that says its own keeps it, and so does what is no amount.

    >>> with_unit("30-50", "万元"), with_unit("1.2亿", "万元"), with_unit("未定", "万元")
    ('30-50万元', '1.2亿', '未定')
    """
    return f"{amount.strip()}{unit}" if _BARE_AMOUNT.fullmatch(amount) else amount


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    plainly = plain(tidy(text)).casefold()
    return simplified([plainly.replace("\n", " ")])[0] if _CHINESE.search(plainly) else plainly


def _bare(header: str) -> str:
    """Set aside remarks in brackets, unless the whole header stands in brackets."""
    text = _plain(header)
    outside = _BRACKETED.sub(" ", text)
    tail = _UNIT_TAIL.search(outside)
    if tail and tail[1] in UNITS:
        outside = outside[: tail.start()]
    return outside if squeezed(outside) else text


def _hinted(header: str, weights: _Weights, names: Names) -> _Weights:
    """Let a remark in brackets choose among what a header may mean: 联系方式(手机)."""
    for remark in _BRACKETED.findall(_plain(header)):
        hinted = names.exact.get(squeezed(remark), {})
        may_be = weights.keys() | (_NUMBERS if weights.keys() & _NUMBERS else set())
        chosen = {key: weight for key, weight in hinted.items() if key in may_be}
        if chosen:
            return chosen
    return weights


def _name_of(name: str, names: Names) -> _Weights:
    """Read 业务员姓名 as 业务员."""
    ending = next((ending for ending in NAME_OF if name.endswith(ending)), "")
    return names.exact.get(name.removesuffix(ending), {}) if ending else {}


def _is_others(text: str) -> bool:
    return bool(FOREIGN.search(text) or OTHERS_REACHED.search(text))


def _alternatives(header: str, names: Names) -> _Weights:
    """Read "手机/微信" as either, and "公司名称 Company" as one name in two languages."""
    text = _bare(header)
    parts = [names.exact.get(squeezed(part), {}) for part in _ALTERNATIVES.split(text)]
    if len(parts) > 1 and all(parts):
        return {key: weight * _ONE_OF_SEVERAL for part in reversed(parts) for key, weight in part.items()}
    latin = names.exact.get("".join(_WORDS.findall(text)), {})
    chinese = names.exact.get("".join(_CHINESE.findall(text)), {})
    if latin and chinese and not latin.keys() & chinese.keys():
        return {}
    return (chinese or latin) if _CHINESE.search(text) else {}


def _contained(text: str, names: Names) -> _Weights:
    """Find the name that a longer header ends with, or else one that it holds: 客户方采购联系手机."""
    is_chinese = _CHINESE.search(text) is not None
    core = FILLERS.sub("", squeezed(text)) if is_chinese else f" {' '.join(_WORDS.findall(text))} "
    best: tuple[float, _Weights] = (0.0, {})
    if len(core) > _LONGEST_HEADER:
        return {}
    for head, weights in (names.heads if is_chinese else names.latin_heads).items():
        if head in core:
            place = _AT_END if core.endswith(head) else _INSIDE
            best = max(best, (place + _PER_COVERAGE * len(head) / len(core), weights), key=lambda found: found[0])
    return {key: best[0] * share for key, share in best[1].items()}
