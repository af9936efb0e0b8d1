"""Contacts: the person's name, the title beside it, and what else stood in the cell."""

import re
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.cells import is_nothing, read_texts
from hiveledger.rules.normalise.characters import plain
from hiveledger.rules.normalise.companies import is_test_word
from hiveledger.rules.normalise.texts import damage
from hiveledger.rules.normalise.words import alternatives, word_set

__all__ = ["normalise_people"]


class _Person(NamedTuple):
    value: str | None = None
    code: str | None = None
    title: str | None = None
    rest: str | None = None


class _Named(NamedTuple):
    """One piece of a cell: who, and as what; `is_name` where it can be a person's name at all."""

    name: str
    title: str | None = None
    is_name: bool = True


_COLUMNS: Final = dict.fromkeys(_Person._fields, "str")
_SURNAME: Final = alternatives("surnames")
_FULL_NAME: Final = re.compile(rf"(?:{_SURNAME})[\u3400-\u9fff]{{1,2}}")
_LABEL: Final = re.compile(
    r"^(?:联系人|姓名|客户|contact|name)\s*:\s*|^(?:mr|ms|mrs|miss|dr)\.?\s+(?=[a-z])", re.IGNORECASE
)
_HONORIFIC: Final = re.compile(r"(?:先生|女士|小姐|太太|同志)$")
_DEPARTMENT: Final = re.compile(rf"(?:{alternatives('departments')})(?:中心|部门|部|处|科|室|组)?")
_TITLE: Final = re.compile(alternatives("titles"), re.IGNORECASE)
_TITLE_LAST: Final = re.compile(rf"(.*?)((?:{_DEPARTMENT.pattern})?(?:{_TITLE.pattern}))", re.IGNORECASE)
_TITLE_FIRST: Final = re.compile(rf"({_TITLE.pattern})(.+)", re.IGNORECASE)
_COMPANY: Final = re.compile(r"公司|集团|事务所|co\.?,? ?ltd|\binc\b", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"[\w.+-]+@[\w.-]+|(?:(?<![a-z])(?:qq|wx|vx|tel)\s*:?\s*)?\+?\d[\d\s-]{4,}\d", re.IGNORECASE
)
_BETWEEN: Final = re.compile(
    r"\s*[/、,;|&\n()]\s*|(?<=[\u3400-\u9fff]{2})\s+(?=[\u3400-\u9fff]{2}|[A-Za-z]{2})"
    r"|(?<=[A-Za-z]{2})\s+(?=[\u3400-\u9fff]{2})"
)
_LETTER_SPACED: Final = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def _named(piece: str) -> _Named:
    """Tell name from title in one piece: 采购部王经理, 张三总监, 总经理张三, 王总."""
    bare = _HONORIFIC.sub("", piece)
    if bare != piece:
        return _Named(bare) if _FULL_NAME.fullmatch(bare) else _Named(piece, is_name=bool(bare))
    department = _DEPARTMENT.match(piece)
    section = department[0] if department else ""
    person = piece[len(section) :]
    if not person or _TITLE.fullmatch(person):
        return _Named(piece, section + person, is_name=False)
    titled = _titled(person, section) or _titled(piece, "")
    if titled is None and section and _FULL_NAME.fullmatch(person):
        return _Named(person, section)
    return titled or _Named(piece)


def _titled(person: str, section: str) -> _Named | None:
    if found := _TITLE_LAST.fullmatch(person):
        who, title = found.groups()
        if who in word_set("surnames"):  # nobody is called by a surname alone: 王总 stays 王总
            return _Named(person, section + title if len(title) > 1 else section or title)
        if len(title) > 1 and _FULL_NAME.fullmatch(who):
            return _Named(who, section + title)
    found = _TITLE_FIRST.fullmatch(person)
    if found and len(found[1]) > 1 and _FULL_NAME.fullmatch(found[2]):
        return _Named(found[2], section + found[1])
    return None


def _read(text: str) -> _Person:
    """Read a cell until reading what was found finds nothing more: 测试 beside a number is a trial all the same."""
    found = _read_once(text)
    if found.value is None or found.value == text:
        return found
    again = _read(found.value)
    if again.value == found.value:
        return found
    return again._replace(rest="；".join(filter(None, (again.rest, found.rest))) or None)


def _read_once(text: str) -> _Person:
    form = _LABEL.sub("", plain(text))
    if is_nothing(form):
        return _Person()
    if code := damage(text):
        return _Person(code=code)
    if is_test_word(form):
        return _Person(code="clean.contact_test")
    if _COMPANY.search(form):
        return _Person(code="clean.contact_company")
    kept = [found[0].strip() for found in _NUMBER.finditer(form)]
    pieces = [_LETTER_SPACED.sub("", piece).strip(" .:·-") for piece in _BETWEEN.split(_NUMBER.sub(";", form))]
    named = [_named(piece) for piece in pieces if any(map(str.isalpha, piece))]
    kept += [piece for piece in pieces if piece and not any(map(str.isalpha, piece))]
    if not named or named[0].name in word_set("dead_words"):
        return _Person(code="clean.contact_no_name")
    first, *others = named
    title = first.title
    if others and not others[0].is_name and not title:  # 张三(采购经理)
        title, others = others[0].title, others[1:]
    rest = "；".join([*(one.name for one in others), *kept])
    code = None if first.is_name else "clean.contact_no_name"
    if any(_FULL_NAME.fullmatch(one.name) for one in others):
        code = "clean.contact_several"
    return _Person(first.name, code, title, rest or None)


def normalise_people(texts: pd.Series) -> pd.DataFrame:
    """Tell a contact's name from the title and from numbers beside it.

    A full name loses its title (张三经理: 张三); a surname keeps it (王总), since nobody is called 王.

    Returns: value, code, title (采购部经理), rest (numbers, further names; joined by ；), same index. Codes:
    clean.contact_test, clean.contact_company, clean.contact_no_name (a number, 空号; as a remark: 前台, 采购经理),
    and those of `normalise_text`; as a remark: clean.contact_several.

    >>> normalise_people(pd.Series(["李经理 13800001111", "张三（采购总监）"])).to_numpy().tolist()
    [['李经理', nan, '经理', '13800001111'], ['张三', nan, '采购总监', nan]]
    """
    return read_texts(texts, _read, _COLUMNS)
