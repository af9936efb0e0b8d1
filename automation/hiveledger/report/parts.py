"""The pages behind the first one: units and AMs, sources, lists, corrections, and what each figure means."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from hiveledger.report.drawn import Chart, Part, Table
from hiveledger.report.edition import Edition
from hiveledger.report.lists import LISTS
from hiveledger.report.metrics import METRICS, By
from hiveledger.report.sentences import GOAL, LOW, POINTS
from hiveledger.report.shown import bare, headed, label_of, number, show, show_value
from hiveledger.schema.words import Grade, Role
from hiveledger.text import Language, say

__all__ = ["later_pages"]

_LISTED: Final = 25  # rows of a list that are printed; all are in the workbook
_BARS: Final = 16  # people of whom a chart is still read
_COLUMNS: Final = 6  # sources in a chart
_AGES: Final = 5
_NAME: Final = 18  # widths of columns, in letters
_NARROWEST: Final = 7
_BROKEN: Final = 4  # characters of a Chinese word after which it may be broken
_UNIT: Final = (
    *("handed", "confirm_on_time", "confirm_median", "lapsed", "first_touch"),
    *("next_touch", "held", "won", "lost", "forecast"),
)
_AM: Final = (
    *("handed", "confirm_on_time", "confirm_median", "lapsed", "declined", "claims"),
    *("claim_won", "first_touch", "next_touch", "untouched", "won", "lost"),
)
_SOURCE: Final = (
    *("received", "arrival_median", "clean_on_time", "completeness", "invalid"),
    *("twins_found", "twins_merged", "twins_undone", "won", "win_rate"),
)
_GRADE: Final = (
    *("cohort", "cohort_confirmed", "cohort_touched", "cohort_proposed", "cohort_won"),
    *("win_rate", "wait_median", "confirm_on_time"),
)
_WHOLE: Final = (
    *("clean_open", "confirm_open", "confirm_p90", "returned", "recalled", "returned_twice", "pool_age", "skew"),
    *("contention", "claim_median", "touched", "se_reply", "untouched", "twins_rejected"),
    *("won_amount", "forecast", "forecast_blind"),
)


def later_pages(edition: Edition, language: Language) -> Sequence[Part]:
    """Give the parts in their order."""
    changed = [_changed(edition, language)] if len(edition.changed) else []
    return [
        _team(edition, language),
        _sources(edition, language),
        _lists(edition, language),
        *changed,
        _meanings(language),
    ]


def _team(edition: Edition, language: Language) -> Part:
    ams, units = _ams(edition), _units(edition)
    by, who = (By.AM, ams) if len(ams) <= _BARS else (By.UNIT, units[:_BARS])
    parted = [_table(edition, By.UNIT, units, _UNIT, language)] if units and not edition.unit else []
    note = say("weekly.ranked" if edition.is_ranked else "weekly.unranked", language)
    charts = [[_shares(edition, by, who, language), _loads(edition, by, who, language)]] if who else []
    tables = [*parted, _with_load(_table(edition, By.AM, ams, _AM, language), edition, ams, language)]
    return Part(say("weekly.part.team", language), tables, charts, note, fresh=True)


def _ams(edition: Edition) -> list[str]:
    """Give the AMs in the order in which they are told of: who confirms best comes first, or by staff number."""
    people = edition.people.set_index("staff_no")["role"]
    told = {str(row["of"]) for metric in ("cap", "held", "handed", "touched") for row in edition.parted(metric, By.AM)}
    ams = sorted(who for who in told if people.get(who) == Role.AM)
    if not edition.is_ranked:
        return ams
    return sorted(ams, key=lambda who: tuple(-(edition.value(name, By.AM, who) or 0) for name in _AM[1::-1]))


def _units(edition: Edition) -> list[str]:
    told = {str(row["of"]) for metric in (*_UNIT, "cap") for row in edition.parted(metric, By.UNIT)}
    return sorted(told - {""})


def _shares(edition: Edition, by: By, who: Sequence[str], language: Language) -> Chart:
    rows = []
    for of in who:
        row = edition.row("confirm_on_time", by, of)
        is_told = row is not None and pd.notna(row["value"])
        value = float(row["value"]) if row is not None and is_told else None
        count = f" ({row['n']})" if row is not None and is_told else ""
        rows.append({"label": label_of(edition, by, of, language), "value": value, "text": show(row, language) + count})
    return Chart("shares", say("weekly.chart.shares", language, goal=f"{GOAL:.0%}"), rows, GOAL)


def _loads(edition: Edition, by: By, who: Sequence[str], language: Language) -> Chart:
    held = edition.cases[edition.cases["metric"].eq("held")]
    counts = held.groupby([held[by.value].fillna(""), held["grade"].fillna("")]).size()
    rows = []
    for of in who:
        parts = [int(counts.get((of, grade), 0)) for grade in (*Grade, "")]
        cap = edition.value("cap", by, of) or 0
        label = label_of(edition, by, of, language)
        rows.append({"label": label, "parts": parts, "cap": cap, "text": f"{sum(parts)} / {number(cap)}"})
    legend = [*(say("weekly.grade", language, grade=grade) for grade in Grade), say("weekly.ungraded", language)]
    return Chart("loads", say("weekly.chart.loads", language), rows, legend=legend)


def _table(edition: Edition, by: By, who: Sequence[str], metrics: Sequence[str], language: Language) -> Table:
    heads = [say(f"weekly.by.{by}", language), *(headed(metric, language) for metric in metrics)]
    rows = [
        [label_of(edition, by, of, language), *(_cell(edition, metric, by, of, language) for metric in metrics)]
        for of in who
    ]
    title, nothing = say(f"weekly.table.{by}", language), say("weekly.empty", language)
    return Table(heads, rows, [_NAME, *map(_width, heads[1:])], title, nothing=nothing)


def _width(head: str) -> int:
    """Give a column the room that its head's longest word takes."""
    words = re.split(r"[\s（，/]+", head)
    return max(_NARROWEST, *(len(word) if word.isascii() else 2 * min(len(word), _BROKEN) for word in words))


def _with_load(table: Table, edition: Edition, who: Sequence[str], language: Language) -> Table:
    """Add what everybody holds of what they may hold, and has had this month of what they may have."""
    pairs = {"weekly.held_of_cap": ("held", "cap"), "weekly.taken_of_quota": ("taken", "quota")}
    rows = [
        [*row, *(" / ".join(number(edition.value(one, By.AM, of) or 0) for one in pair) for pair in pairs.values())]
        for row, of in zip(table.rows, who, strict=True)
    ]
    heads = [*table.heads, *(say(code, language) for code in pairs)]
    return Table(heads, rows, [*table.widths, *map(_width, heads[-len(pairs) :])], table.title, nothing=table.nothing)


def _cell(edition: Edition, metric: str, by: By, of: str, language: Language) -> str:
    row = edition.row(metric, by, of)
    if row is None and METRICS[metric].unit in {"lead", "time", "pair"}:
        return "0"
    marked = "*" if row is not None and row["observed"] else ""
    return bare(row, language).replace(" ", "\u00a0") + marked


def _sources(edition: Edition, language: Language) -> Part:
    told = {str(row["of"]) for metric in _SOURCE for row in edition.parted(metric, By.SOURCE)}
    came = {source: edition.value("received", By.SOURCE, source) or 0 for source in told}
    sources = sorted(told, key=lambda source: (-came[source], source))
    bars = [_bar(label_of(edition, By.SOURCE, one, language), came[one]) for one in sources[:_COLUMNS]]
    pooled = {row["of"]: row["value"] for row in edition.parted("pooled", By.PART)}
    ages = [_bar(say(f"weekly.age.{age}", language), pooled.get(str(age), 0)) for age in range(_AGES)]
    pool = Chart("columns", say("weekly.chart.pool", language), ages)
    charts = [Chart("columns", say("weekly.chart.sources", language), bars), pool] if bars else [pool]
    tables = [
        _table(edition, By.SOURCE, sources[:_LISTED], _SOURCE, language),
        _table(edition, By.GRADE, [*Grade], _GRADE, language),
        _rest(edition, language),
    ]
    return Part(say("weekly.part.sources", language), tables, [charts])


def _bar(label: str, value: float) -> Mapping[str, object]:
    return {"label": label, "value": value, "text": number(value)}


def _rest(edition: Edition, language: Language) -> Table:
    rows = []
    for metric in _WHOLE:
        row = edition.row(metric)
        before = show_value(metric, row["previous"] if row else None, language)
        rows.append([METRICS[metric].title(language), show(row, language), before, str(row["n"] if row else 0)])
    heads = [say(f"weekly.column.{name}", language) for name in ("figure", "value", "before", "cases")]
    return Table(heads, rows, [30, 20, 20, 10], say("weekly.table.rest", language))


def _lists(edition: Edition, language: Language) -> Part:
    heads = [say(f"weekly.column.{name}", language) for name in ("lead", "company", "grade", "am", "what", "since")]
    tables = []
    for name in LISTS:
        rows = edition.lists[name]
        title = say(f"weekly.list.{name}", language, count=number(len(rows)))
        cells = [_entry(edition, row, language) for row in rows.head(_LISTED).to_dict("records")]
        more = say("weekly.more", language, count=number(len(rows) - _LISTED)) if len(rows) > _LISTED else ""
        empty = say("weekly.empty", language)
        tables.append(Table(heads, cells, [14, 34, 7, 16, 22, 17], title, range(len(heads)), more, empty))
    return Part(say("weekly.part.lists", language), tables)


def _entry(edition: Edition, row: Mapping[Any, Any], language: Language) -> list[str]:
    lead, company, grade, am, other = (
        row[name] if isinstance(row[name], str) else "" for name in ("lead", "company", "grade", "am", "other")
    )
    since = "" if pd.isna(row["since"]) else f"{row['since']:%m-%d %H:%M}".removesuffix(" 00:00")
    what = say(f"weekly.what.{row['what']}", language, other=other)
    whose = label_of(edition, By.AM, am, language) if am else "–"
    return [lead, company or "–", grade or "–", whose, what, since]


def _changed(edition: Edition, language: Language) -> Part:
    rows = [
        [
            METRICS[metric].title(language),
            show_value(metric, was, language),
            show_value(metric, now, language),
            f"{was_n} → {now_n}",
        ]
        for metric, was, was_n, now, now_n in edition.changed.itertuples(index=False, name=None)
    ]
    heads = [say(f"weekly.column.{name}", language) for name in ("figure", "was", "now", "cases")]
    note = say("weekly.changed", language, period=edition.period.before().name)
    return Part(say("weekly.part.changed", language), [Table(heads, rows, [30, 20, 20, 14])], note=note)


def _meanings(language: Language) -> Part:
    rows = [
        [metric.title(language), metric.meaning(language), say(f"weekly.span.{metric.span}", language)]
        for metric in METRICS.values()
    ]
    heads = [say(f"weekly.column.{name}", language) for name in ("figure", "meaning", "span")]
    rule = say("weekly.rule", language, goal=f"{GOAL:.0%}", low=f"{LOW:.0%}", points=round(POINTS * 100))
    return Part(
        say("weekly.part.meanings", language), [Table(heads, rows, [18, 69, 13], left=(0, 1, 2))], note=rule, fresh=True
    )
