"""The enquiries of a fictional month: clean facts first, then the mess that people and systems make of them.

The same seed gives the same rows on every machine, so the demo can be compared from run to run.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any, Final

__all__ = ["Enquiry", "enquiries", "misspelt", "vocabulary"]

_SHARE_AGAIN, _SHARE_PHONE, _SHARE_EMAIL, _SHARE_INDUSTRY = 1 / 7, 0.4, 0.5, 0.6
_FULL_WIDTH: Final = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")
_TRADITIONAL: Final = str.maketrans("汽车医疗电产业机务发", "汽車醫療電產業機務發")


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One enquiry as it was meant."""

    company: str
    contact: str
    title: str
    mobile: str
    phone: str
    email: str
    city: str
    industry: str
    need: str
    budget_wan: str  # 万元, as people write it: "50", "30-50", "" when nobody said
    chain: str  # who decides, as people write it
    purchase_by: str
    at: datetime


def vocabulary() -> dict[str, Any]:
    """Give the words that the sample is made of."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


def enquiries(count: int, seed: int, until: datetime) -> list[Enquiry]:
    """Make enquiries of the week that ends at `until`; about one in seven asks a second time."""
    words, chance = vocabulary(), Random(seed)  # noqa: S311 - a sample, not a secret
    made: list[Enquiry] = []
    for number in range(count):
        at = until - timedelta(minutes=chance.randrange(7 * 24 * 60))
        if made and chance.random() < _SHARE_AGAIN:
            made.append(replace(chance.choice(made), at=at))
        else:
            made.append(_enquiry(number, words, chance, at))
    return sorted(made, key=lambda enquiry: enquiry.at)


def _enquiry(number: int, words: dict[str, Any], chance: Random, at: datetime) -> Enquiry:
    industry = chance.choice(list(words["industries"]))
    city, area = words["cities"][chance.choice(list(words["cities"]))]
    trade = chance.choice(words["industries"][industry])
    company = f"{city}{chance.choice(words['brands'])}{trade}{chance.choice(words['legal_forms'])}"
    contact = chance.choice(words["surnames"]) + chance.choice(words["given"]) + chance.choice("一二三四五六七八")
    interest = chance.choices(("clear", "plain", "latent"), (6, 2, 2))[0]
    digits = f"{number:04d}"
    return Enquiry(
        company=company,
        contact=contact,
        title=chance.choice(words["titles"]),
        mobile=chance.choice(("1380000", "1990000", "1560000")) + digits,
        phone=f"{area}-6000{digits}" if chance.random() < _SHARE_PHONE else "",
        email=f"buyer{digits}@example.com" if chance.random() < _SHARE_EMAIL else "",
        city=city,
        industry=industry if chance.random() < _SHARE_INDUSTRY else "",
        need=chance.choice(words["needs"][interest]),
        budget_wan=chance.choice(("20", "50", "80", "120", "30-50", "未定", "")) if interest == "clear" else "",
        chain=chance.choice(("清晰", "清晰", "清晰", "部分清楚", "")) if interest == "clear" else "",
        purchase_by=f"{at + timedelta(days=chance.randrange(20, 200)):%Y-%m-%d}" if interest == "clear" else "",
        at=at,
    )


_MISTAKES: Final[Mapping[str, Callable[[str], str]]] = {
    "": str,
    "full_width": lambda text: text.translate(_FULL_WIDTH),
    "spaces": lambda text: f" {text[:3]} {text[3:7]} {text[7:]} ",
    "country": lambda text: f"+86 {text}",
    "float": lambda text: f"{text}.0",
    "brackets": lambda text: f"({text[:2]}){text[2:]}",
    "traditional": lambda text: text.translate(_TRADITIONAL),
    "short": lambda text: text.removesuffix("有限公司"),
    "invisible": lambda text: f"{text[:2]}\u200b{text[2:]} ",
}


def misspelt(text: str, chance: Random, ways: Sequence[str]) -> str:
    """Give a text as one of several systems or thumbs would have left it; "" is the way of leaving it alone."""
    return _MISTAKES[chance.choice(ways)](text)
