"""Regions: 苏州, 江苏-苏州 and 江苏省苏州市 are one place; 朝阳区 is two, so a person is asked."""

import re
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.cells import read_cells
from hiveledger.rules.normalise.characters import simplified
from hiveledger.rules.normalise.places import lineage, readings
from hiveledger.rules.normalise.words import alternatives

__all__ = ["normalise_regions"]


class _Region(NamedTuple):
    value: str | None = None
    code: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    rest: str | None = None


_COLUMNS: Final = dict.fromkeys(_Region._fields, "str")
_COUNTRY: Final = re.compile(r"^(?:中国|中华人民共和国|china)[-\s/,、]*(?=.)", re.IGNORECASE)
_SEPARATORS: Final = " -/,、>·();.。\n"
_AND: Final = re.compile(r"[-\s/,、;>·]+|[和及与]")
_NEARBY: Final = re.compile(r"^(?:地区|市区|城区|本地|当地|周边|附近|一带|等地|境内|市内|那边|及周边|和周边)$")
_OLD_ENDING: Final = re.compile(r"^[市县区]")  # 吴江市 became 吴江区: the place is the same
_DISTRICT_DIGITS: Final = 6
# Short names that are as often said of a lower place: 吉林 is a province and its city, 朝阳 a city and a
# district of Beijing. Elsewhere (长沙, 大同) the higher place is meant.
_NEVER_ALONE: Final = frozenset({"吉林", "朝阳"})


def _place(text: str) -> tuple[list[str], str]:
    """Give the codes a text can mean, and what of it is left over."""
    found = readings(text)
    if not found:
        return [], text
    (highest, end), rest = found[0], text[found[0][1] :]
    codes = [code for code, _ in found]
    if text[:end] not in _NEVER_ALONE:
        codes = [code for code in codes if len(code) == len(highest)]
    if len(highest) == _DISTRICT_DIGITS:
        rest = _OLD_ENDING.sub("", rest)
    return codes, "" if _NEARBY.match(rest.strip(_SEPARATORS)) else rest


def _is_another(rest: str) -> bool:
    """Tell whether what is left over is one more place: 苏州/无锡."""
    joint = _AND.match(rest)
    found = readings(rest[joint.end() :] if joint else rest)
    return bool(found) and (joint is not None or found[0][1] == len(rest))


def _read(raw: str) -> _Region:
    text = _COUNTRY.sub("", raw).lstrip(_SEPARATORS)
    if re.fullmatch(rf"(?:{alternatives('broad_regions')})(?:地区|区域|片区|大区|区)?", text, re.IGNORECASE):
        return _Region(code="clean.region_broad")
    codes, rest = _place(text)
    if not codes:
        codes, rest = _place(simplified([text.replace("\n", " ")])[0])
    if not codes:
        return _Region(code="clean.region_unknown")
    if _is_another(rest):
        return _Region(code="clean.region_several")
    if len(codes) > 1:
        return _Region(code="clean.region_ambiguous")
    parts = lineage(codes[0])
    left = rest.strip(_SEPARATORS).replace("\n", " ")
    return _Region("".join(filter(None, parts)), "clean.region_address" if left else None, *parts, left or None)


def normalise_regions(texts: pd.Series) -> pd.DataFrame:
    """Give each place by its official names, from the province down as far as the cell says.

    Returns: value (江苏省苏州市), code, province, city, district (each as far as known; Beijing and the like
    have no city), rest (what follows the place: a street), same index. Codes: clean.region_ambiguous,
    clean.region_several, clean.region_broad (华东), clean.region_unknown; as a remark: clean.region_address.

    >>> found = normalise_regions(pd.Series(["苏州", "江苏-昆山", "朝阳区"]))
    >>> found[["value", "code"]].to_numpy().tolist()
    [['江苏省苏州市', nan], ['江苏省苏州市昆山市', nan], [nan, 'clean.region_ambiguous']]
    """
    return read_cells(texts, _read, _COLUMNS)
