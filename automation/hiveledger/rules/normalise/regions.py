"""Regions: 苏州, 江苏-苏州 and 江苏省苏州市 are one place; 朝阳区 is two, so a person is asked."""

import re
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.cells import read_cells
from hiveledger.rules.normalise.characters import is_simplified, simplified
from hiveledger.rules.normalise.english_places import read_english_place
from hiveledger.rules.normalise.places import lies_in, lineage, names
from hiveledger.rules.normalise.region_names import Named, name_places
from hiveledger.rules.normalise.words import alternatives

__all__ = ["normalise_regions"]


class _Region(NamedTuple):
    value: str | None = None
    code: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    rest: str | None = None
    among: str | None = None


class _Place(NamedTuple):
    """The codes that the start of a text can mean, and what of it is left over."""

    codes: list[str]
    rest: str


_COLUMNS: Final = dict.fromkeys(_Region._fields, "str")
_COUNTRY: Final = re.compile(r"^(?:中国|中华人民共和国|china)[-\s/,、]*(?=.)", re.IGNORECASE)
_BROAD: Final = re.compile(rf"(?:{alternatives('broad_regions')})(?:地区|区域|片区|大区|区)?", re.IGNORECASE)
_HAN: Final = re.compile("[\u3400-\u9fff]")
_SEPARATORS: Final = " -/,、>·();.。\n"
_AND: Final = re.compile(r"[-\s/,、;>·()]+|[和及与]")
_NEARBY: Final = re.compile(r"^(?:地区|市区|城区|本地|当地|周边|附近|一带|等地|境内|市内|那边|及周边|和周边)$")
_OLD_ENDING: Final = re.compile(r"^[市县区]")  # 吴江市 became 吴江区: the place is the same
_DISTRICT_DIGITS: Final = 6
_MOST_NAMED: Final = 6
# Short names that are as often said of a lower place: 吉林 is a province and its city, 朝阳 a city and a
# district of Beijing, 巴州 a prefecture and a district. Elsewhere (长沙, 大同) the higher place is meant.
_NEVER_ALONE: Final = frozenset({"吉林", "朝阳", "巴州"})
_TOWN: Final = re.compile("街道|[镇乡]")
# What an address goes on with behind the short name of a district, or a zone of it. County-level cities need none.
_IN_DISTRICT: Final = re.compile(
    r"^[^\w]|^.{1,12}[路街道巷弄镇乡村号]|^.{0,6}(?:开发区|经开区|高新区|工业园区?|产业园区?|科技园区?|[都城]区)"
)


def _place(text: str) -> _Place:
    """Read the place that a text starts with."""
    found = name_places(text)
    if not found:
        return _Place([], text)
    rest = text[found[0].end :]
    codes = _meant(text, found)
    if not rest:
        return _Place(codes, "")
    if len(found[0].code) == _DISTRICT_DIGITS and found[0].end == found[0].reach:
        rest = _OLD_ENDING.sub("", rest)
        if rest and not _is_trusted(text, found[0], rest):
            return _Place([], text)
    return _Place(codes, "" if _NEARBY.match(rest.strip(_SEPARATORS)) else rest)


def _meant(text: str, found: list[Named]) -> list[str]:
    """Choose among readings of one text: the highest places, unless a name is said of lower ones as often."""
    codes = [one.code for one in found]
    if text[: found[0].end] in _NEVER_ALONE or any(one.end < one.reach for one in found) or found[0].reach == 1:
        return codes
    return [code for code in codes if len(code) == len(codes[0])]


def _is_trusted(text: str, place: Named, rest: str) -> bool:
    """Tell whether a district that stands first is meant: 金山软件园 is not in 金山区, 东区街道 not in 东区."""
    said, name = text[: place.end], names()[place.code]
    if not name.startswith(said):
        return True
    if _TOWN.match(rest):
        return False
    return said == name or name.endswith("市") or bool(_IN_DISTRICT.search(rest))


def _joined(place: _Place) -> _Place | None:
    """Take in a place that follows: the one around it (朝阳区, 北京), or itself once more; None where it is another."""
    joint = _AND.match(place.rest)
    text = place.rest[joint.end() :] if joint else place.rest
    codes, rest = _place(text)
    within = [code for code in codes if any(lies_in(code, known) for known in place.codes)]
    around = [known for known in place.codes if any(lies_in(known, code) for code in codes)]
    if within and len(place.codes) == 1:
        return _Place(within, rest)
    if not codes or not (joint or not rest):
        return place
    return _Place(around, rest) if around else None


def _read_chinese(text: str) -> _Place | None:
    """Give the place of a text, None where it names several."""
    place = _place(text)
    if place.rest and not is_simplified(text):
        form = simplified([text.replace("\n", " ")])[0]
        other = _place(form)
        if len(form) == len(text) and len(other.rest) < len(place.rest):
            place = other._replace(rest=text[len(text) - len(other.rest) :])
    while place.rest and place.codes:
        joined = _joined(place)
        if joined is None or len(joined.rest) == len(place.rest):
            return joined
        place = joined
    return place


def _read(raw: str) -> _Region:
    text = _COUNTRY.sub("", raw).lstrip(_SEPARATORS)
    if _BROAD.fullmatch(text):
        return _Region(code="clean.region_broad")
    place = _read_chinese(text) if _HAN.search(text) else _Place(*read_english_place(text))
    if place is None:
        return _Region(code="clean.region_several")
    if not place.codes:
        return _Region(code="clean.region_unknown")
    if len(place.codes) > 1:
        return _Region(code="clean.region_ambiguous", among=_named(place.codes))
    parts = lineage(place.codes[0])
    left = place.rest.strip(_SEPARATORS).replace("\n", " ")
    return _Region("".join(filter(None, parts)), "clean.region_address" if left else None, *parts, left or None)


def _named(codes: list[str]) -> str:
    """Name the places between which a person has to choose."""
    highest_first = sorted(codes, key=lambda code: (len(code), code))
    every = ["".join(filter(None, lineage(code))) for code in highest_first]
    return " / ".join([*every[:_MOST_NAMED], *(["…"] if len(every) > _MOST_NAMED else [])])


def normalise_regions(texts: pd.Series) -> pd.DataFrame:
    """Give each place by its official names, from the province down as far as the cell says.

    Returns: value (江苏省苏州市), code, province, city, district (each as far as known; Beijing and the like
    have no city), rest (what follows the place: a street, a development zone), among (the places that an ambiguous
    name can mean), same index. Codes: clean.region_ambiguous, clean.region_several, clean.region_broad (华东),
    clean.region_unknown; as a remark: clean.region_address.

    >>> found = normalise_regions(pd.Series(["苏州", "江苏-昆山", "朝阳区"]))
    >>> found[["value", "code", "among"]].to_numpy().tolist()[1:]
    [['江苏省苏州市昆山市', nan, nan], [nan, 'clean.region_ambiguous', '北京市朝阳区 / 吉林省长春市朝阳区']]
    """
    return read_cells(texts, _read, _COLUMNS)
