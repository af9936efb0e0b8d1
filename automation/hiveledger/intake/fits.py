"""Whether a column's content is what its header promises."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hiveledger.intake.contents import Kind, Profile
from hiveledger.schema import Column, Dtype

__all__ = ["by_content", "fit"]


@dataclass(frozen=True)
class _Fit:
    """What a column may hold: kinds that confirm it, kinds that say nothing against it; the rest contradicts."""

    confirm: frozenset[Kind] = frozenset()
    tolerate: frozenset[Kind] = frozenset({Kind.TEXT})
    lean: float = 0.1  # how much of the header's weight has to be earned by content that confirms it


def _fit(confirm: str = "", tolerate: str = "", lean: float = _Fit.lean) -> _Fit:
    return _Fit(_kinds(confirm), _kinds(f"text {tolerate}"), lean)


def _kinds(names: str) -> frozenset[Kind]:
    """Read a list of kinds; where any number will do, one that may be a landline will too."""
    kinds = frozenset(map(Kind, names.split()))
    return kinds | {Kind.LOCAL} if Kind.NUMBER in kinds else kinds


_MUST: Final = 0.5
_OUGHT: Final = 0.32  # names of people and places are not all recognised
_WORDS: Final = "person company region address flag grade"
_FITS: Final[Mapping[str, _Fit]] = {
    "company": _fit("company", "person region address"),
    "uscc": _fit("code", lean=_MUST),
    "contact": _fit("person", "region flag", lean=_OUGHT),
    "title": _fit("", "person region flag"),
    "mobile": _fit("mobile", "number", lean=_MUST),
    "phone": _fit("phone local", "mobile number", lean=_MUST),
    "email": _fit("email", lean=_MUST),
    "wechat": _fit("", "mobile number person grade flag email"),
    "region": _fit("region", "address person", lean=_OUGHT),
    "address": _fit("address region", "company person"),
    "industry": _fit("", "person company region grade"),
    "size": _fit("heads number", "grade flag date"),
    "source": _fit("", f"{_WORDS} url number"),
    "need": _fit("", f"{_WORDS} money number heads"),
    "budget_cny": _fit("money number", "heads", lean=_MUST),
    "amount_cny": _fit("money number", lean=_MUST),
    "budget_status": _fit("flag"),
    "decision_chain": _fit("", "flag person"),
    "purchase_by": _fit("date", "heads"),
    "grade": _fit("grade", lean=_MUST),
    "first_grade": _fit("grade", lean=_MUST),
    "status": _fit("", "flag person region"),
    "stage": _fit("", "flag person grade"),
    "lead_id": _fit("", "number grade"),
    "account_id": _fit("", "number grade"),
    "note": _fit("", f"{_WORDS} number date money heads url"),
}
_OF_DTYPE: Final[Mapping[Dtype, _Fit]] = {
    Dtype.DATE: _fit("date", lean=_MUST),
    Dtype.TIME: _fit("date", lean=_MUST),
    Dtype.NUMBER: _fit("number money", lean=_MUST),
    Dtype.PERSON: _fit("person", "number grade region flag"),
    Dtype.CHOICE: _fit("", "flag grade number person"),
    Dtype.TEXT: _fit("", f"{_WORDS} number date"),
}

# What content says by itself, whatever the header: the kind, the column, the share needed, how sure that is.
_SPEAKING: Final = (
    (Kind.MOBILE, "mobile", 0.8, 0.78),
    (Kind.EMAIL, "email", 0.8, 0.78),
    (Kind.CODE, "uscc", 0.8, 0.78),
    (Kind.PHONE, "phone", 0.8, 0.7),
    (Kind.COMPANY, "company", 0.8, 0.65),
)
_EMPTY: Final = 0.85  # what a header is worth over an empty column
_REFUTED_FROM, _REFUTED = 0.5, 0.2  # share of contradicting cells from which a header is not believed


def fit(column: Column, weight: float, profile: Profile) -> float:
    """Give how sure a column is, from its header's weight and its content.

    Returns: 0 to 1; a header whose content contradicts it gets next to nothing.
    """
    if not profile.count:
        return weight * _EMPTY
    wanted = _FITS.get(column.key) or _OF_DTYPE[column.dtype]
    support = profile.share(wanted.confirm)
    against = 1 - support - profile.share(wanted.tolerate - wanted.confirm)
    if against >= _REFUTED_FROM:
        return min(weight, _REFUTED)
    return weight * (1 - wanted.lean * (1 - support)) - against * against


def by_content(profile: Profile) -> Mapping[str, float]:
    """Give the columns that the content alone speaks for: a column of mobiles is `mobile` whatever it is called."""
    return {
        key: sure * profile.share([kind])
        for kind, key, share, sure in _SPEAKING
        if profile.count and profile.share([kind]) >= share
    }
