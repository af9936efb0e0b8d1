"""Recognising a sheet's columns, by what they are called and by what they hold; shared by adopt and import."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hiveledger.findings import Finding
from hiveledger.gate import column_letters
from hiveledger.intake.contents import Profile, profiles
from hiveledger.intake.fits import by_content, fit
from hiveledger.intake.labels import Label, names_of, read_label
from hiveledger.intake.layout import WIDEST, Header, Layout, find_layout
from hiveledger.intake.raw import RawSheet
from hiveledger.intake.settle import Claim, Verdict, settle
from hiveledger.intake.vocabulary import NAME_PARTS
from hiveledger.schema import LEADS, Column

__all__ = ["ColumnMatch", "Recognition", "lead_sheet", "recognise"]

_WANTED: Final = (  # what the four steps need to know of a lead
    "occurred_at",
    "source",
    "company",
    "contact",
    "mobile",
    "region",
    "industry",
    "size",
    "need",
    "budget_cny",
    "decision_chain",
    "purchase_by",
)
_INSTEAD: Final = {"mobile": "phone"}  # not missed where this one is there
_MONEY: Final = frozenset({"budget_cny", "amount_cny"})


_PEOPLE: Final = frozenset({"company", "contact"})
_REACH: Final = frozenset({"mobile", "phone", "email", "wechat", "contact"})
_OF_NUMBER: Final = ("mobile", "phone")
_OTHER_NUMBER: Final = 0.9  # what a header of one kind of number is worth for the other kind
_PART_OF_NAME: Final = 0.02  # a whole name in another column comes first
_BELIEVED: Final = 0.9  # a header this plain is not passed over in silence
_MOST: Final = 0.5
_FEW: Final = 3  # columns below which a sheet is no list of leads


@dataclass(frozen=True)
class ColumnMatch:
    """One column of a sheet, and which of ours it is."""

    column: int  # from 1
    name: str  # the header as in the cell; with the one above it where it repeats; "#D" where there is none
    header: str  # as in the cell; the lower one of two header rows
    group: str  # the merged header above it
    key: str  # of our column; empty where it is left alone
    confidence: float
    candidates: tuple[str, ...]  # what a person may choose from, where we cannot tell
    unit: str  # of its amounts: 元, 万元, USD…; empty where the sheet names none


@dataclass(frozen=True)
class Recognition:
    """What a sheet's columns are, with what could not be told."""

    sheet: str
    source: str
    header_row: int  # the last one of the headers, from 1; 0 where there is none
    columns: tuple[ColumnMatch, ...] = ()
    problems: tuple[Finding, ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        """Header to key; headers may share a key (省, 市): the first is the key's own column."""
        return {match.name: match.key for match in self.columns if match.key}

    @property
    def confidence(self) -> dict[str, float]:
        """How sure each mapped header is, 0 to 1."""
        return {match.name: round(match.confidence, 2) for match in self.columns if match.key}

    @property
    def units(self) -> dict[str, str]:
        """The unit of the amounts under a header, where the sheet names one."""
        return {match.name: match.unit for match in self.columns if match.key and match.unit}

    @property
    def ambiguous(self) -> list[tuple[str, tuple[str, ...]]]:
        """Headers that a person has to settle, with the keys to choose from."""
        return [(match.name, match.candidates) for match in self.columns if match.candidates]

    @property
    def unknown(self) -> list[str]:
        """Headers that are left alone."""
        return [match.name for match in self.columns if not match.key and not match.candidates]

    @property
    def missing(self) -> list[str]:
        """Keys that the four steps want and no column gives."""
        keys = {match.key for match in self.columns}
        return [key for key in _WANTED if key not in keys and _INSTEAD.get(key) not in keys]

    @property
    def is_lead_sheet(self) -> bool:
        """Tell whether the sheet lists people or companies with a way to reach them."""
        keys = {match.key for match in self.columns} - {""}
        return bool(keys & _PEOPLE) and bool(keys & _REACH) and (len(keys) >= _FEW or len(self.columns) < _FEW)


def lead_sheet(recognitions: Sequence[Recognition]) -> Recognition | None:
    """Choose the sheet that is the ledger: one that lists leads, with most of our columns; the first one wins."""
    mapped = [found for found in recognitions if found.mapping]
    return max(mapped, key=lambda found: (found.is_lead_sheet, len(set(found.mapping.values()))), default=None)


def recognise(sheet: RawSheet, columns: tuple[Column, ...] = LEADS.columns) -> Recognition:
    """Tell which column of a sheet is which of ours; what cannot be told is left alone or asked.

    Nothing but the sheet counts: the same sheet gives the same answer. Give only the columns that may be filled.

    >>> rows = [["线索登记表"], ["客户名称", "联系方式", "传真"], ["示例公司", "138 0000 0000", "0512-60000000"]]
    >>> found = recognise(RawSheet("3月", rows, "三月.xlsx"))
    >>> found.header_row, found.mapping, found.unknown
    (2, {'客户名称': 'company', '联系方式': 'mobile'}, ['传真'])
    """
    names = names_of(columns)
    layout = None if sheet.is_blank else find_layout(sheet, names)
    if layout is None:
        code = "intake.empty_sheet" if sheet.is_blank else "intake.no_header"
        return Recognition(sheet.name, sheet.source, 0, problems=(*_about(sheet), _problem(code, sheet)))
    headers = _with_nameless(layout, sheet)
    contents = profiles([_cells(sheet, layout, header.column) for header in headers])
    labels = {header.column: read_label(header.text, header.group, names) for header in headers}
    verdicts = settle(
        [
            _claim(header, labels[header.column], content, columns)
            for header, content in zip(headers, contents, strict=True)
        ]
    )
    matches = tuple(
        _match(header, name, verdicts[header.column], labels[header.column].unit or layout.unit)
        for header, name in zip(headers, _names(headers), strict=True)
    )
    refuted = [
        header.text.strip()
        for header in headers
        if verdicts[header.column] == Verdict() and max(labels[header.column].weights.values(), default=0) >= _BELIEVED
    ]
    problems = [*_about(sheet), *_repeats(sheet, headers)]
    problems += [_problem("intake.refuted_header", sheet, header=header) for header in refuted]
    return Recognition(sheet.name, sheet.source, layout.header_row, matches, tuple(problems))


def _cells(sheet: RawSheet, layout: Layout, column: int) -> list[str]:
    return [row[column - 1] for row in sheet.rows[layout.header_row :] if len(row) >= column]


def _with_nameless(layout: Layout, sheet: RawSheet) -> list[Header]:
    """Add the columns that hold something below a blank header cell; beyond the last header, in most rows."""
    named = {header.column for header in layout.headers}
    rows = sheet.rows[layout.header_row :]
    nameless = []
    for column in range(1, min(WIDEST, max((len(row) for row in rows), default=0)) + 1):
        if column not in named:
            filled = sum(not cell.isspace() for cell in _cells(sheet, layout, column) if cell)
            if filled and (column < max(named) or filled > _MOST * len(rows)):
                nameless.append(Header(column, ""))
    return sorted([*layout.headers, *nameless], key=lambda header: header.column)


def _claim(header: Header, label: Label, content: Profile, columns: tuple[Column, ...]) -> Claim:
    """Give how sure each reading of a column is, from its header and its content together."""
    if label.is_foreign:
        return Claim(header.column, {})
    by_key = {column.key: column for column in columns}
    weights = dict(label.weights)
    if weights.keys() & set(_OF_NUMBER):  # 手机, 电话, 联系方式: the content tells them apart
        weight = max(weights.get(key, 0.0) for key in _OF_NUMBER)
        weights |= {key: max(weights.get(key, 0.0), weight * _OTHER_NUMBER) for key in _OF_NUMBER if content.count}
    scores = {key: fit(by_key[key], weight, content) for key, weight in weights.items() if key in by_key}
    for key, sure in by_content(content).items():
        if key in by_key:
            scores[key] = max(scores.get(key, 0.0), sure)
    is_part = label.name in NAME_PARTS
    if is_part and "contact" in scores:
        scores["contact"] -= _PART_OF_NAME
    return Claim(header.column, scores, is_part)


def _names(headers: Sequence[Header]) -> list[str]:
    """Name each column by its header, else with the one above it, else with its letter: no two are alike."""
    texts = Counter(header.text for header in headers)
    pairs = Counter((header.group, header.text) for header in headers)
    found = []
    for header in headers:
        letter = f"#{column_letters(header.column)}"
        if texts[header.text] == 1:
            found.append(header.text or letter)
        elif header.group and pairs[header.group, header.text] == 1:
            found.append(f"{header.group}/{header.text}")
        else:
            found.append(f"{header.text}{letter}")
    return found


def _match(header: Header, name: str, verdict: Verdict, unit: str) -> ColumnMatch:
    unit = unit if {verdict.key, *verdict.candidates} & _MONEY else ""
    return ColumnMatch(
        header.column,
        name,
        header.text,
        header.group,
        verdict.key,
        verdict.confidence,
        verdict.candidates,
        unit,
    )


def _about(sheet: RawSheet) -> list[Finding]:
    """Say what the sheet is that writing into it will meet."""
    codes = {"intake.protected_sheet": sheet.protected, "intake.shared_workbook": sheet.shared}
    return [_problem(code, sheet) for code, holds in codes.items() if holds]


def _repeats(sheet: RawSheet, headers: Sequence[Header]) -> list[Finding]:
    found = []
    texts = Counter(header.text for header in headers)
    for text in (text for text, times in texts.items() if text and times > 1):
        places = "、".join(column_letters(header.column) for header in headers if header.text == text)
        found.append(_problem("intake.repeated_header", sheet, header=text.strip(), columns=places))
    nameless = "、".join(column_letters(header.column) for header in headers if not header.text)
    if nameless:
        found.append(_problem("intake.nameless_column", sheet, columns=nameless))
    return found


def _problem(code: str, sheet: RawSheet, **params: str) -> Finding:
    return Finding(code, params={"file": sheet.source, "sheet": sheet.name or sheet.source, **params})
