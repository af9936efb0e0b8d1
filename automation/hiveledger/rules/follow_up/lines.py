"""One typed line about a contact, taken apart: "L-42 电话 要报价 答应周五发方案 下周三". Source: M13.

Nothing is guessed: what the line does not say stays blank, and is asked for (`missing.py`).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any, Final

from hiveledger.rules.follow_up.days import Day, find_days
from hiveledger.rules.normalise.words import alternatives

__all__ = ["NOTHING", "Facts", "read_facts"]

NOTHING: Final = "无"  # of a promise: that none was made


@dataclass(frozen=True)
class Facts:
    """What a line says of a contact: `how` by the codes of `words.toml`, joined by blanks; blank where it says none."""

    how: str = ""
    need: str = ""
    promised: str = ""
    next_at: date | None = None
    stage: str = ""


_WORDS: Final[Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    files("hiveledger.rules.follow_up").joinpath("words.toml").read_text("utf-8")
)


def _codes(family: str) -> dict[str, str]:
    return {
        word.replace("_", " "): code
        for code, words in _WORDS[family].items()
        for word in sorted(words.split(), key=len, reverse=True)
    }


def _any_of(words: Mapping[str, str]) -> str:
    """Give words as alternatives, longest first; Latin ones stand alone."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in ordered)


_HOW: Final = _codes("how")
_STAGE: Final = _codes("stage")
_PERSON: Final = "[\u4e00-\u9fff]{0,4}?(?:总|工|经理|主任|先生|女士|老板|老师|厂长|科长|部长|客户|对方|他们?|她)?"
_BEFORE_HOW: Final = (
    rf"(?:[今昨前]天|刚才?|已经?|又|再次|上午|下午|本周|我|首次|初次|第.次|(?:跟|和|与|同|给|向|去|到|在|对|找|约){_PERSON}|"
    r"(?:以|用|通过|做了?|打了?个?|发了?个?|加了?|回了?个?|开了?个?|有|i|just|had|a|an|the|by|via|sent|over)(?=\W|\b|[^a-z]))*\s*"
)
_AFTER_HOW: Final = (
    r"(?:(?:沟通|联系|回访|交流|聊|谈|洽谈|拜访|跟进)?(?:了一下|了下|一下|过了|了|过|中|完)?(?!系统|设备|产品|平台|机)"
    r"(?:,|:|\s)*(?:(?:with|to|him|her|them|customer|the|client|on)\b\s*)*)"
)
_HOW_FIRST: Final = re.compile(
    rf"{_BEFORE_HOW}({_any_of(_HOW)})(?!系统|设备|产品|平台|号码?|营销|机|会议?$){_AFTER_HOW}", re.IGNORECASE
)
_LABEL: Final = re.compile(
    r"(?P<how>联系方式|跟进方式|方式|how)|(?P<need>客户需求|需求|needs?)|(?P<promised>承诺事项|承诺|promised?)"
    r"|(?P<next_at>下次联系日?期?|下次跟进|下次|next(?:\s+(?:contact|date|call|step))?)",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(rf"(?:{_LABEL.pattern})\s*[:=]\s*", re.IGNORECASE)
_PROMISE: Final = re.compile(
    r"^(?:我们?|我方|已经?|并|且|也|i|we|have|has)*\s*(?:答应|承诺|允诺|许诺|应允|保证|说好|promised?|agreed|committed|will)"
    r"(?:过|了|好|对方|客户|他们?|她|给他们?|会|to\b|that\b|in\b|:|\s)*",
    re.IGNORECASE,
)
_NO_PROMISE: Final = re.compile(
    r"^(?:(?:没有?|未|无|暂无)(?:任何|做|作)?(?:答应|承诺|许诺)(?:事项|什么|过|任何)?|(?:承诺|答应)(?:事项)?\s*[:=]?\s*(?:无|没有|暂无)"
    r"|(?:no|nothing)\s+promis\w+|promised\s+nothing|无)$",
    re.IGNORECASE,
)
_CONTACT: Final = (
    r"(?:再|继续|然后|先|就|之?前|左右|跟|和|与|给(?=\S)|去|对|客户|对方|他们?|她|王?[总工]|回头|下次|下回|约好?|约定|约了|定在|定于|改到|推到|"
    r"联系|跟进|回访|联络|沟通|电话|微信|拜访|上门|面谈|见面?|见|打|试|说|问|答复|回复|回话|来电|回电|聊|谈|碰头?|邮件|follow|up|call|back|again|"
    r"contact|visit|meet|next|ring|touch|base|check|in|on|by|then|will|to|him|her|them|due|date|[\s,:=()-])*"
)
_ONLY_CONTACT: Final = re.compile(_CONTACT, re.IGNORECASE)
_APPOINTED: Final = re.compile(
    r"(?:(?:跟|和|与)(?:客户|对方))?(?:已?约好?了?|约定|约在|定在|定于|定了|改到|推到|推迟到|下次|计划|准备|打算|需要?|我们?|我方)*\s*"
)
_CUSTOMERS: Final = re.compile(
    r"之?前?.*(?:上线|交货|到货|签|付款|开工|投产|截止|开标|投标|要|采购|立项|go.?live)|之?前$"
)
_STAGE_SAID: Final = re.compile(
    rf"(?:(?:商机)?阶段\s*[:=]?\s*(?:到|为|是)?|stage\s*[:=]?\s*|(?:已?进入|转入?|推进到|已到|到了)\s*)({_any_of(_STAGE)})(?:阶段)?",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[^,;。!?、\n|\ue000]+")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_FILLER: Final = re.compile(
    rf"(?:客户|对方|[给跟和]|说|表示|反馈|他们?|她|\W|[\d -]{{6,}}"
    rf"|(?:{alternatives('surnames')})(?:{alternatives('titles')}|[总工]))*",
    re.IGNORECASE,
)
_GAP: Final = "\ue000"
_BLANK: Final = "\ue001"  # one that does not cut


@dataclass
class _Told:
    """What has been taken out of a line so far, and how its days are read."""

    told: date
    is_chinese: bool
    how: dict[str, None] = field(default_factory=dict)
    need: list[str] = field(default_factory=list)  # by sentence
    promised: list[str] = field(default_factory=list)
    next_days: list[date] = field(default_factory=list)  # said to be for the next contact
    other_days: list[date] = field(default_factory=list)  # of a promise: the contact that keeps it

    def days(self, text: str) -> list[Day]:
        """Give the days of a part of the line; in one with Chinese the month goes first."""
        return find_days(text, self.told, is_chinese=self.is_chinese)

    def add_need(self, said: str) -> None:
        """Add to what the sentence at hand says of the need."""
        self.need[-1] = f"{self.need[-1]} {said}".strip(" .")


def read_facts(text: str, told: date) -> Facts:
    """Read a line in plain form, the lead taken out, as it was said on the day `told`.

    The day of the next contact is one that says so, stands alone or ends the line; else the day on which a promise
    is due. A day within the customer's own words ("要月底上线") is no day of contact.

    >>> facts = read_facts("电话 要报价 答应周五发方案 下周三", date(2026, 11, 25))
    >>> facts.how, facts.need, facts.promised, facts.next_at.isoformat()
    ('phone', '要报价', '周五发方案', '2026-12-02')
    """
    stage = _STAGE_SAID.search(text)
    if stage:
        text = text[: stage.start()] + _GAP + text[stage.end() :]
    found = _Told(told, _HAN.search(text) is not None)
    for sentence in _sentences(text):
        found.need.append("")
        for clause in _clauses(sentence, found):
            _take(clause, found)
    days = found.next_days or found.other_days
    return Facts(
        how=" ".join(found.how),
        need=",".join(filter(None, found.need)),
        promised=",".join(found.promised),
        next_at=days[-1] if days else None,
        stage=_STAGE[stage[1].casefold()] if stage else "",
    )


def _sentences(text: str) -> list[str]:
    return _CLAUSE.findall(_LABELLED.sub(lambda label: _GAP + label[0].strip(), text))


def _clauses(sentence: str, found: _Told) -> list[str]:
    """Cut a Chinese sentence at its blanks; a day that holds one, and Latin words, stay whole."""
    if not _HAN.search(sentence):
        return [clause] if (clause := sentence.strip(" .")) else []
    for day in found.days(sentence):
        kept = sentence[day.start : day.end].replace(" ", _BLANK)
        sentence = sentence[: day.start] + kept + sentence[day.end :]
    parts = re.split(r"(?<=[\u4e00-\u9fff\d.)])\s+|\s+(?=[\u4e00-\u9fff])", sentence)
    return [clause for part in parts if (clause := part.replace(_BLANK, " ").strip(" ."))]


def _take(clause: str, found: _Told) -> None:
    """Take a clause's facts: what it is said to be, else how, else a promise, else a day, else a need."""
    if label := _LABELLED.match(clause):
        _take_labelled(str(label.lastgroup), clause[label.end() :].strip(), found)
        return
    if _NO_PROMISE.match(clause):
        found.promised.append(NOTHING)
        return
    days = found.days(clause)
    is_next = bool(days) and _is_contact(clause, days)
    if not is_next and (how := _HOW_FIRST.match(clause)):
        found.how[_HOW[how[1].casefold()]] = None
        clause = clause[how.end() :].strip(" ,:.")
        days = found.days(clause)
        is_next = bool(days) and _is_contact(clause, days)
    if promise := _PROMISE.match(clause):
        found.promised.append(clause[promise.end() :].strip(" ,:"))
        _take_days(days, found.other_days)
    elif is_next:
        _take_days(days, found.next_days)
    elif days and _is_appointment(clause, days[0]):
        found.promised.append(clause)
        _take_days(days, found.other_days)
    else:
        _take_need(clause, days, found)


def _take_labelled(label: str, said: str, found: _Told) -> None:
    match label:
        case "how":
            for word in re.findall(_any_of(_HOW), said, re.IGNORECASE):
                found.how[_HOW[word.casefold()]] = None
        case "next_at":
            _take_days(found.days(said), found.next_days)
        case "promised":
            found.promised.append(said)
            _take_days(found.days(said), found.other_days)
        case _:
            found.add_need(said)


def _take_need(clause: str, days: list[Day], found: _Told) -> None:
    """Take what is left as the need; a day at its very end is that of the next contact: 要报价下周三."""
    last = days[-1] if days else None
    if last and last.end == len(clause) and last.start and not re.search(r"[是在到为]\s*$|交期", clause[: last.start]):
        _take_days([last], found.next_days)
        clause = clause[: last.start].strip(" ,:")
        clause = re.sub(
            r"[\s,]*(?:(?:,|\s)*(?:下次|约好?|call|again|back|contact|follow\s*up|by|on))+$",
            "",
            clause,
            flags=re.IGNORECASE,
        )
    if not _FILLER.fullmatch(clause):
        found.add_need(clause)


def _is_contact(clause: str, days: list[Day]) -> bool:
    """Tell whether a clause names a day and, at most, that one will talk: 下周三再联系."""
    rest = "".join(_between(clause, days))
    return _ONLY_CONTACT.fullmatch(rest) is not None


def _between(clause: str, days: list[Day]) -> list[str]:
    ends = [0, *(day.end for day in days)]
    starts = [*(day.start for day in days), len(clause)]
    return [clause[end:start] for end, start in zip(ends, starts, strict=True)]


def _is_appointment(clause: str, day: Day) -> bool:
    """Tell whether a clause begins with a day on which something of ours is to happen: 周五发报价, 下周三演示."""
    begins = _APPOINTED.fullmatch(clause[: day.start]) is not None
    return begins and day.end < len(clause) and not _CUSTOMERS.match(clause[day.end :])


def _take_days(days: list[Day], into: list[date]) -> None:
    into += [day.day for day in days if day.day is not None]
