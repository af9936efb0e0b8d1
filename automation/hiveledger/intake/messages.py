"""Pasted messages: cut apart, their labelled lines and free text read into facts that a person has to check."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

import pandas as pd

from hiveledger.intake.clauses import take_apart
from hiveledger.intake.labels import names_of, read_label, unit_of, with_unit
from hiveledger.schema import LEADS

__all__ = ["FACTS", "read_message_cells", "read_messages"]

FACTS: Final = (
    "company",
    "contact",
    "title",
    "mobile",
    "phone",
    "email",
    "wechat",
    "region",
    "address",
    "industry",
    "size",
    "need",
    "budget_cny",
    "purchase_by",
    "source",
)
_COLUMNS: Final = tuple(column for column in LEADS if column.key in FACTS)
_SURE: Final = 0.85  # weight from which a word before a colon is a header of ours
_DAY: Final = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?|昨天|今天|前天|星期.|周.)"
_CLOCK: Final = r"(?:上午|下午|凌晨|晚上|中午)?\s*\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp][Mm])?"
# A line over a copied chat message: who, and when. "王小二 2026-03-02 10:05", "[10:05] 王小二:".
_CHAT_LINE: Final = re.compile(
    rf"(?:(?P<who>[^\s\d\[(:][^\[:]{{0,19}}?)\s+)?[\[(]?(?P<when>(?:{_DAY}\s*)?{_CLOCK})[\])]?\s*(?P<after>[^\d\s:].{{0,19}}?)?\s*[:：]?"
)
_COUNTED: Final = re.compile(r"^\s*(?:\d{1,2}[.、)]|[①-⑳])\s*(?!\d)")
_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_LABELLED: Final = re.compile(r"(?:^|(?<=[\s,，;；|。]))([^\s,，;；:：|。]{1,12}|[A-Za-z][A-Za-z ]{1,20})\s*[:：]\s*")
_NUMBERS: Final = ("mobile", "phone")
_LONGEST_CHAT_LINE: Final = 45
_SEVERAL: Final = 2
_ENDS: Final = " \n,，;；|。"


@dataclass(frozen=True)
class _Message:
    text: str
    sent_by: str = ""
    sent_at: str = ""


def read_messages(text: str) -> pd.DataFrame:
    r"""Cut a pasted text into messages and give the facts of each.

    Messages are told apart by chat lines (name and time), blank lines, or a mobile number in each line.

    Returns: index = number of the message from 1; message, sent_by, sent_at as pasted; the columns of
    `read_message_cells`.

    >>> found = read_messages("王总138 0000 1111 苏州示例精密 想上MES\n\n赵女士 0512-60000002 预算50万")
    >>> found[["contact", "budget_cny"]].to_dict("index")
    {1: {'contact': '王总', 'budget_cny': nan}, 2: {'contact': '赵女士', 'budget_cny': '50万'}}
    """
    messages = [message for message in _cut(text) if message.text]
    index = pd.RangeIndex(1, len(messages) + 1, name="message_no")
    told = {
        "message": [message.text for message in messages],
        "sent_by": [message.sent_by or None for message in messages],
        "sent_at": [message.sent_at or None for message in messages],
    }
    frame = pd.DataFrame({name: pd.Series(cells, index=index, dtype="str") for name, cells in told.items()})
    return frame.join(read_message_cells(frame["message"]))


def read_message_cells(messages: pd.Series) -> pd.DataFrame:
    r"""Give the facts of each message; every one of them is a guess that a person has to check.

    Returns: the columns of `FACTS` as text ready to be cleaned, and `extracted`: their keys, divided by blanks, as a
    list of what to check. Same index; a blank message gives nothing.

    >>> facts = read_message_cells(pd.Series(["姓名:王五 电话:13800000001\n公司:示例精密有限公司"]))
    >>> facts.loc[0, ["contact", "mobile", "company", "extracted"]].to_list()
    ['王五', '13800000001', '示例精密有限公司', 'company contact mobile']
    """
    facts = [_facts(str(text)) if isinstance(text, str) else {} for text in messages]
    columns = {key: pd.Series([found.get(key) for found in facts], index=messages.index, dtype="str") for key in FACTS}
    listed = [" ".join(key for key in FACTS if key in found) or None for found in facts]
    return pd.DataFrame({**columns, "extracted": pd.Series(listed, index=messages.index, dtype="str")})


def _facts(text: str) -> dict[str, str]:
    """Read what is labelled as it says, and the rest as free text; a label is surer than a guess."""
    labelled, rest = _labelled(text)
    numbers = {key: labelled.pop(key) for key in _NUMBERS if key in labelled}
    told = {key: value for key, value in take_apart(" ".join(numbers.values())).items() if key in _NUMBERS}
    found = take_apart(rest) | labelled | (told or numbers)  # 电话: may be followed by a mobile
    return {key: value for key, value in found.items() if value}


def _labelled(text: str) -> tuple[dict[str, str], str]:
    """Part a message into labelled values and the free text around them."""
    names = names_of(_COLUMNS)
    labels = []
    for match in _LABELLED.finditer(text):
        weights = read_label(match[1], "", names).weights
        key = max(weights, key=lambda name: weights[name], default="")
        if key and weights[key] >= _SURE:
            labels.append((match, key))
    found: dict[str, str] = {}
    rest = text[: labels[0][0].start()] if labels else text
    ends = [match.start() for match, _ in labels[1:]] + [len(text)]
    for (match, key), end in zip(labels, ends[: len(labels)], strict=True):
        value, _, beyond = text[match.end() : end].partition("\n")
        found.setdefault(key, with_unit(value.strip(_ENDS), unit_of(match[1])))
        rest += f"\n{beyond}"
    return found, rest


def _cut(text: str) -> Iterator[_Message]:
    lines = [line.strip() for line in re.split(r"\r\n|\r|\n", text)]
    heads = [_chat_line(line) for line in lines]
    if any(heads):
        yield from _cut_chat(lines, heads)
        return
    blocks = [list(block) for is_text, block in groupby(lines, key=bool) if is_text]
    for block in _forms_joined(blocks):
        yield from (_Message(part) for part in _by_mobile(block))


def _chat_line(line: str) -> _Message | None:
    """Read a line that only says who wrote and when."""
    match = _CHAT_LINE.fullmatch(line)
    if match and len(line) <= _LONGEST_CHAT_LINE:
        return _Message("", (match["who"] or match["after"] or "").strip(" :："), match["when"].strip())
    return None


def _cut_chat(lines: Sequence[str], heads: Sequence[_Message | None]) -> Iterator[_Message]:
    message = _Message("")
    for line, head in zip(lines, heads, strict=True):
        if head:
            yield _closed(message)
            message = head
        else:
            message = replace(message, text=f"{message.text}\n{line}")
    yield _closed(message)


def _closed(message: _Message) -> _Message:
    return replace(message, text=_COUNTED.sub("", message.text.strip()))


def _forms_joined(blocks: Sequence[list[str]]) -> Iterator[list[str]]:
    """Join blocks that are parts of one form: labelled lines with blank lines between, no label twice."""
    waiting: list[str] = []
    known: set[str] = set()
    for block in blocks:
        labels, rest = _labelled("\n".join(block))
        is_form = bool(labels) and not rest.strip()
        if waiting and not (is_form and known and not known & labels.keys()):
            yield waiting
            waiting, known = [], set()
        waiting = [*waiting, *block]
        known = known | labels.keys() if is_form else set()
    if waiting:
        yield waiting


def _by_mobile(block: Sequence[str]) -> Iterator[str]:
    """Part a block with a mobile number in several lines: each such line begins a message."""
    starts = [number for number, line in enumerate(block) if _MOBILE.search(line)]
    if len(starts) < _SEVERAL or _labelled("\n".join(block))[0]:
        starts = [0]
    starts[0] = 0
    for start, end in zip(starts, [*starts[1:], len(block)], strict=True):
        yield _COUNTED.sub("", "\n".join(block[start:end]))
