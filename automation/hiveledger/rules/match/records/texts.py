"""The forms in which texts of any table are compared: no case, accents, punctuation or legal forms."""

import re
import unicodedata
from functools import cache
from typing import Final

from hiveledger.rules.match.companies.regions import cut_place, read_place
from hiveledger.rules.normalise.words import word_set

__all__ = ["address_words", "characters", "city", "company_words", "has_han", "is_numeral", "mail", "number", "words"]

_MARKS: Final = re.compile("[\u0300-\u036f'’`´]")  # accents, once taken off their letters, and apostrophes
_NOT_WORD: Final = re.compile(r"[\W_]+")
_HAN: Final = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
_HAN_RUN: Final = re.compile("([\u3400-\u9fff\U00020000-\U000323af])")
_REST: Final = "的公司"  # places are cut off the beginning of something
_ROMAN: Final = frozenset({"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"})
_SEVERAL: Final = re.compile(r"[/、,，;；|\n]")
_EXTENSION: Final = re.compile(r"\s*(?:转|分机|ext|x|#).*$", re.IGNORECASE)
_NOT_DIGIT: Final = re.compile(r"\D+")
_FEWEST_DIGITS: Final = 6  # of a number that reaches somebody
_CHINA: Final = re.compile(r"^(?:00)?86(?=1[3-9]\d{9}$|[2-9]\d{8,10}$)|^0+")


@cache
def _plain(text: str) -> str:
    # Letters of other scripts are taken apart too (NFKD), which is harmless: both sides are.
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def has_han(text: str) -> bool:
    """Tell whether a text holds Chinese characters."""
    return bool(_HAN.search(text))


def is_numeral(word: str) -> bool:
    """Tell whether a word counts something: a unit, a house number, the second of that name.

    >>> is_numeral("2nd"), is_numeral("iii"), is_numeral("hall")
    (True, True, False)
    """
    return word in _ROMAN or any(map(str.isdigit, word))


def words(text: str) -> str:
    """Give a text's words, each Chinese character as one, parted by blanks.

    >>> words("Arnie Morton's  (of Chicago)"), words("苏州街12号")
    ('arnie mortons of chicago', '苏 州 街 12 号')
    """
    return " ".join(_HAN_RUN.sub(r" \1 ", _NOT_WORD.sub(" ", _plain(text))).split())


def company_words(text: str) -> str:
    """Give the words of a company's name but for legal forms, if any are left.

    >>> company_words("Philips Electronics N.V."), company_words("Siemens AG"), company_words("The Company")
    ('philips electronics', 'siemens', 'the company')
    """
    all_words = words(re.sub(r"(?<=\b\w)\.(?=\w\b|\W|$)", "", text)).split()
    kept = [word for word in all_words if word not in word_set("latin_legal_forms")]
    return " ".join(kept or all_words)


def address_words(text: str) -> str:
    """Give an address's words in one spelling: third as 3rd, street as st.

    >>> address_words("8638 W. Third Street")
    '8638 w 3rd st'
    """
    return " ".join(_short_forms().get(word, word) for word in words(text).split())


@cache
def _short_forms() -> dict[str, str]:
    return dict(pair.split("=") for pair in word_set("address_words"))


def characters(text: str) -> str:
    """Give the letters and digits of a text, for what is compared character by character.

    >>> characters("1971-06-24")
    '19710624'
    """
    return _NOT_WORD.sub("", _plain(text))


def city(text: str) -> str:
    """Give a city by its number where it is a Chinese one, however much of its name is written, else its words.

    >>> city("苏州"), city("江苏省苏州市"), city("New York")
    ('3205', '3205', 'new york')
    """
    if not has_han(text):
        return words(text)
    place = read_place("".join(text.split()))
    if not place.city:
        found, rest = cut_place("".join(text.split()) + _REST)
        place = found if rest == _REST else place
    return str(place.city or place.province or words(text))


def number(text: str) -> str:
    """Give the digits of the first telephone number in a text, without extension, country code and leading zeros.

    >>> number("+86 138-0000-0001"), number("0512-65551234转801"), number("ask")
    ('13800000001', '51265551234', '')
    """
    for piece in _SEVERAL.split(unicodedata.normalize("NFKC", text)):
        digits = _CHINA.sub("", _NOT_DIGIT.sub("", _EXTENSION.sub("", piece)))
        if len(digits) >= _FEWEST_DIGITS:
            return digits
    return ""


def mail(text: str) -> str:
    """Give an e-mail address without blanks and case; empty where there is no @.

    >>> mail(" Robert255@Smith.net"), mail("none")
    ('robert255@smith.net', '')
    """
    address = "".join(_plain(text).split())
    return address if "@" in address else ""
