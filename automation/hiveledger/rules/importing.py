"""Rows that come from outside: which can become leads, what their cells say, and by what a row is known again."""

import hashlib
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.choices import read_choices
from hiveledger.rules.normalise.cells import is_nothing
from hiveledger.rules.normalise.characters import one_line, plain
from hiveledger.rules.normalise.dates import infer_day_order, normalise_dates
from hiveledger.rules.normalise.deadlines import normalise_deadlines
from hiveledger.rules.normalise.money import normalise_money
from hiveledger.rules.normalise.texts import normalise_text
from hiveledger.schema import LEADS, Dtype
from hiveledger.schema.frames import pandas_dtype

__all__ = [
    "FILLED",
    "IDENTIFYING",
    "Facts",
    "find_handle",
    "is_named",
    "read_facts",
    "row_marks",
    "says_something",
    "source_name",
    "text_marks",
]

IDENTIFYING: Final = ("company", "uscc", "contact", "mobile", "phone", "email", "wechat")
FILLED: Final = (  # what an imported row says of a lead; where the lead stands is the ledger's own to say
    "occurred_at",
    "received_at",
    "source",
    "origin_am",
    *IDENTIFYING,
    "title",
    "region",
    "address",
    "industry",
    "size",
    "need",
    "budget_cny",
    "budget_status",
    "decision_chain",
    "purchase_by",
    "note",
)
_UNMARKED: Final = ("source", "note")  # a row is the same whatever it is called to come from, or remarked later
_HANDLE: Final = re.compile(
    r"(?:编号|单号|代码|号码?|uuid|guid|(?:^|[\s_-])(?:id|no|number|code|key))\s*[.:：]?$", re.IGNORECASE
)
_COPY: Final = re.compile(r"(?:\s*[-_]?\s*(?:副本|复制|copy)|\s*[(（]\d+[)）])+$", re.IGNORECASE)
_MOSTLY: Final = 0.9  # share of cells that have to be distinct, or to count on, to be taken for all


class Facts(NamedTuple):
    """What rows say.

    `cells` has the columns of `FILLED` with their dtypes. `extras` has the same columns as text: what a cell said
    beyond its value, or all of it where it could not be read. `unread` has a row per cell that could not: row, column,
    code, value.
    """

    cells: pd.DataFrame
    extras: pd.DataFrame
    unread: pd.DataFrame


class _Read(NamedTuple):
    """One column read: its values, and why where there is none, or not only that."""

    value: pd.Series
    code: pd.Series


def read_facts(texts: pd.DataFrame, people: pd.DataFrame) -> Facts:
    """Read the texts of rows into the columns of Leads. Text stays as it is; what cannot be read is kept beside it.

    Reads: texts any of `FILLED`, as text; people name, by staff number.
    Returns: see `Facts`, on the index of `texts`. A range of money gives its lower end, a planned purchase
    (下月底) the last day that it can mean, with what was written in `extras`.

    >>> texts = pd.DataFrame({"budget_cny": ["50-80万", "几十万", "预算未定"], "origin_am": ["王示例", "A1", None]})
    >>> facts = read_facts(texts.astype("str"), table('''
    ...     staff_no | name
    ...     A1       | 王示例
    ... '''))
    >>> facts.cells[["budget_cny", "budget_status", "origin_am"]].to_numpy().tolist()
    [[500000.0, 'clear', 'A1'], [nan, nan, 'A1'], [nan, 'undecided', nan]]
    >>> facts.extras["budget_cny"].to_list(), facts.unread["code"].to_list()
    (['50-80万', '几十万', nan], ['clean.money_vague'])
    """
    given = texts.reindex(columns=list(FILLED)).astype("str")
    read = {key: _read(given[key], key, people) for key in FILLED if key != "purchase_by"}
    told_at = read["occurred_at"].value.fillna(read["received_at"].value)
    read["purchase_by"] = _read_deadline(given["purchase_by"], told_at)
    read |= _read_budget(given["budget_cny"], given["budget_status"])
    cells = {key: read[key].value.astype(pandas_dtype(LEADS[key])) for key in FILLED}
    extras = {key: given[key].where(read[key].code.notna()) for key in FILLED}
    unread = [_unread(key, given[key], read[key]) for key in FILLED]
    return Facts(
        pd.DataFrame(cells, index=texts.index),
        pd.DataFrame(extras, index=texts.index),
        pd.concat(unread, ignore_index=True),
    )


def _read(texts: pd.Series, key: str, people: pd.DataFrame) -> _Read:
    match LEADS[key].dtype:
        case Dtype.DATE | Dtype.TIME:
            dates = normalise_dates(texts, infer_day_order(texts))
            value = dates["value"].dt.normalize() if LEADS[key].dtype is Dtype.DATE else dates["value"]
            return _Read(value, dates["code"])
        case Dtype.CHOICE:
            return _or_unknown(texts, read_choices(texts, key), "import.choice_unknown")
        case Dtype.PERSON:
            return _or_unknown(texts, _staff_numbers(texts, people), "import.person_unknown")
        case _:
            return _Read(texts, pd.Series(None, index=texts.index, dtype="str"))


def _read_deadline(texts: pd.Series, told_at: pd.Series) -> _Read:
    """Read 下月底 and the like too, where the row says when the customer asked."""
    days = normalise_deadlines(texts, told_at, infer_day_order(texts))
    return _Read(days["value"].dt.normalize(), days["code"])


def _or_unknown(texts: pd.Series, value: pd.Series, code: str) -> _Read:
    unknown = value.isna() & says_something(texts)
    return _Read(value, pd.Series(None, index=texts.index, dtype="str").mask(unknown, code))


def _staff_numbers(texts: pd.Series, people: pd.DataFrame) -> pd.Series:
    """Give the number of the person that each text names, by number or by a name that only one person has."""
    names = people["name"].dropna().map(_form)
    numbers = {name: number for number, name in names.drop_duplicates(keep=False).items()}
    numbers |= {_form(str(number)): number for number in people.index}
    return texts.map({text: numbers.get(_form(text)) for text in texts.dropna().unique()}).astype("str")


def _read_budget(amount: pd.Series, status: pd.Series) -> Mapping[str, _Read]:
    """Read amount and status together: either may stand in the other's column."""
    figure, beside = normalise_money(amount), normalise_money(status)
    word = read_choices(status, "budget_status")
    word_beside = read_choices(amount, "budget_status").where(says_something(amount))  # 无 beside 金额 is no answer
    said = word.fillna(beside["status"]).fillna(figure["status"]).fillna(word_beside)
    is_word = word.notna() | (status.notna() & ~says_something(status))
    status_code = beside["code"].mask(is_word)
    return {
        "budget_cny": _Read(figure["value"].fillna(beside["value"]), figure["code"].mask(word_beside.notna())),
        "budget_status": _Read(said, status_code),
    }


def _unread(key: str, texts: pd.Series, read: _Read) -> pd.DataFrame:
    bad = read.code.notna() & read.value.isna()
    return pd.DataFrame({"row": texts.index, "column": key, "code": read.code, "value": texts})[bad.to_numpy()]


def says_something(texts: pd.Series) -> pd.Series:
    """Tell which cells hold more than a blank, a word for nothing, a formula's error or lost characters.

    >>> says_something(pd.Series(["示例公司", "暂无", "#REF!", "锟斤拷", None])).to_list()
    [True, False, False, False, False]
    """
    kept = normalise_text(texts)["value"]
    empty = {text: is_nothing(plain(text)) for text in kept.dropna().unique()}
    return kept.notna() & ~kept.map(empty).eq(other=True)


def is_named(texts: pd.DataFrame) -> pd.Series:
    """Tell which rows name a customer: a company or a person, or a way to reach one.

    Reads: any of `IDENTIFYING`, as text. Returns: bool per row.

    >>> is_named(pd.DataFrame({"company": ["示例公司", "无"], "region": ["苏州", "苏州"]}, dtype="str")).to_list()
    [True, False]
    """
    named = pd.Series(data=False, index=texts.index)
    for key in IDENTIFYING:
        if key in texts.columns:
            named |= says_something(texts[key].mask(named))  # one column is enough, and mostly it is the first
    return named


def find_handle(columns: pd.DataFrame) -> str | None:
    """Find the column by which the sender knows the rows: called a number or id, and hardly ever twice the same.

    Reads: the sheet's columns that are none of ours, by header, as text. Returns: a header, or None. A column that
    counts the rows is none.

    >>> columns = pd.DataFrame({"序号": ["1", "2", "3"], "Prospect ID": ["7927b2", "2a2724", "8cc8c6"]}, dtype="str")
    >>> find_handle(columns)
    'Prospect ID'
    """
    for header, texts in columns.items():
        filled = texts.dropna()
        if len(filled) and _HANDLE.search(str(header)) and filled.nunique() >= _MOSTLY * len(filled):
            steps = pd.to_numeric(filled, errors="coerce").diff().iloc[1:]
            if not len(steps) or steps.eq(1).mean() < _MOSTLY:
                return str(header)
    return None


def source_name(file: str) -> str:
    """Give what leads of a file are said to come from: its name, without what copying and downloading add to it.

    >>> source_name("官网表单 (1).csv"), source_name("展会名单 - 副本.xlsx")
    ('官网表单', '展会名单')
    """
    bare, dot, _ = file.rpartition(".")
    name = _COPY.sub("", bare if dot else file).strip()
    return name or file


def row_marks(texts: pd.DataFrame, handles: pd.Series) -> pd.Series:
    """Give each row a mark that it will have again when it comes again: it rests on what the row says of a lead.

    Case, width and blanks do not count, nor do columns that are none of ours; `handles` are the numbers of rows that
    have no other name.

    Reads: any of `FILLED`, as text. Returns: str per row.

    >>> texts = pd.DataFrame({"company": ["示例（苏州）公司", "示例(苏州) 公司", "示例公司"]}, dtype="str")
    >>> first, second, third = row_marks(texts, pd.Series([None] * 3, dtype="str"))
    >>> first == second, first == third
    (True, False)
    """
    columns = {key: texts[key] for key in FILLED if key in texts.columns and key not in _UNMARKED} | {"": handles}
    forms = []
    for key, column in columns.items():
        distinct = {text: f"{key}={_form(text)}\n" for text in column.dropna().unique()}
        forms.append([distinct.get(text, "") for text in column.astype(object)])
    return pd.Series([_digest("".join(row)) for row in zip(*forms, strict=True)], index=texts.index, dtype="str")


def text_marks(texts: pd.Series) -> pd.Series:
    """Give each message a mark that it will have again when it is pasted again.

    >>> first, second = text_marks(pd.Series(["王总 138 0000 0001 想上MES", "王总13800000001 想上mes"]))
    >>> first == second
    True
    """
    return pd.Series([_digest(_form(text)) for text in texts], index=texts.index, dtype="str")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _form(text: str) -> str:
    return "".join(plain(one_line(text)).casefold().split())
