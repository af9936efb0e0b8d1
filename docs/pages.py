"""The generated parts of the pages in this folder, each written once for readers of Chinese and of English.

Renew the pages with `.venv/bin/cog -r -U -I docs @docs/generated.txt`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

import xlwings_calc
from hiveledger.book.naming import UNITS, Named, Naming, naming_rows
from hiveledger.cli.commands import command_line
from hiveledger.flows.verbs import VERBS, Form
from hiveledger.report.metrics import METRICS, Metric
from hiveledger.schema import LEADS, TABLES, Column, Filler, Presence, Show, Table
from hiveledger.schema.words import TRANSITIONS, Status
from hiveledger.settings import setting_rows
from hiveledger.text import Language, say
from hiveledger_addin.buttons import Button, grouped
from hiveledger_addin.functions import FUNCTIONS, Function
from hiveledger_addin.functions.cells import serial
from hiveledger_addin.functions.examples import example_sheet

if TYPE_CHECKING:
    from xlwings_calc.part import Part

__all__ = [
    "buttons",
    "columns",
    "commands",
    "engine",
    "function_names",
    "functions",
    "metrics",
    "naming",
    "settings",
    "statuses",
]

_WORDS: Final = {Form.WORD, Form.WORDS, Form.FILES}
_PRESENCE: Final = {Presence.START: "一开始就有 / from the start", Presence.FIRST_USE: "用到时才加 / on first use"}
_FILLER: Final = {Filler.PERSON: "人 / person", Filler.MACHINE: "程序 / machine", Filler.EITHER: "都可 / either"}
_SHOW: Final = {Show.VIEW: "常显 / in view", Show.GROUPED: "折叠 / folded", Show.HIDDEN: "隐藏 / hidden"}


def columns() -> str:
    """Give the data dictionary: every table with its columns."""
    return "\n".join(line for table in TABLES.values() for line in _dictionary(table))


def _dictionary(table: Table) -> Iterator[str]:
    yield f"## {table.zh} / {table.en}\n"
    yield f"`{table.name}`, `{table.key}`, {_PRESENCE[table.presence]}\n"
    head = ("列 / Key", "表头 / Header", "类型 / Type", "谁填 / Filled by", "显示 / Shown", "含义 / Meaning")
    yield from _grid(head, (_column(table, column) for column in table))
    yield ""


def _column(table: Table, column: Column) -> tuple[str, ...]:
    kind = f"{column.dtype} ({column.unit})" if column.unit else str(column.dtype)
    if column.words is not None:
        words = (_both(column.label(word, Language.ZH), column.label(word, Language.EN)) for word in column.words)
        kind = f"{kind}: {', '.join(words)}"
    meaning = _both(table.meaning(column.key, Language.ZH), table.meaning(column.key, Language.EN))
    return f"`{column.key}`", _both(column.zh, column.en), kind, _FILLER[column.by], _SHOW[column.show], meaning


def settings() -> str:
    """Give the rules a team may set, as the 规则 sheet of a new book shows them."""
    head = ("规则名 / Key", "取值 / Value", "单位 / Unit", "允许 / Allowed", "说明 / Meaning")
    pairs = zip(setting_rows(Language.ZH), setting_rows(Language.EN), strict=True)
    return "\n".join(_grid(head, ([_both(zh[part], en[part]) for part in zh] for zh, en in pairs)))


def naming() -> str:
    """Give the rows by which the workbook of a team is read under its own names, with an example of each."""
    columns = {(LEADS.name, "company"): Named("客户全称"), (LEADS.name, "budget_cny"): Named("预算(万元)", "万元")}
    told = Naming({LEADS.name: "张三的客户"}, columns)
    head = ("规则名 / Key", "取值 / Value", "单位 / Unit", "说明 / Meaning")
    pairs = zip(naming_rows(told, Language.ZH), naming_rows(told, Language.EN), strict=True)
    rows = (
        [_both(zh.get(part, ""), en.get(part, "")) for part in ("key", "value", "unit", "meaning")] for zh, en in pairs
    )
    return "\n".join([*_grid(head, rows), "", f"单位 / Units: {' / '.join(UNITS)}"])


def commands() -> str:
    """Give what each command is told, after what every verb understands."""
    zh, en = (dict(_commands(command_line(language))) for language in (Language.ZH, Language.EN))
    options = {name: _options(zh[name], en[name]) for name in zh}
    shared = {flag: said for flag, said in options["new"].items() if all(flag in options[verb] for verb in VERBS)}
    lines = ["## 每个动词都认的选项 / Options of every verb", *_listed(shared)]
    for name, given in options.items():
        own = {flag: said for flag, said in given.items() if name not in VERBS or flag not in shared}
        told = VERBS[name].arguments if name in VERBS else ()
        words = {word.name.upper(): _said("argument", word.name) for word in told if word.form in _WORDS}
        shape = zh[name].collect_usage_pieces(click.Context(zh[name]))[1:]
        usage = f"```\nhiveledger {' '.join([name, *shape, *own])}\n```"
        lines += [f"## {name}\n", f"{_both(zh[name].help, en[name].help)}\n", usage, *_listed(words | own)]
    return "\n".join(lines)


def _commands(group: click.Group, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    """Give the commands in order, those of a group under its name; `preview` has the verbs once more."""
    for name, command in group.commands.items():
        if not isinstance(command, click.Group):
            yield f"{prefix}{name}", command
        elif name != "preview":
            yield from _commands(command, f"{name} ")


def _options(zh: click.Command, en: click.Command) -> dict[str, str]:
    """Give a command's options, those it can do without in brackets, with what they mean."""
    pairs = ((one, two) for one, two in zip(zh.params, en.params, strict=True) if isinstance(one, click.Option))
    return {_flag(one): _both(one.help, two.help) for one, two in pairs}


def _flag(option: click.Option) -> str:
    flag = option.opts[0] if option.is_flag else f"{option.opts[0]} {str(option.name).upper()}"
    return flag if option.required else f"[{flag}]"


def _listed(meanings: Mapping[str, str]) -> list[str]:
    return ["", *(f"- `{name}`: {said}" for name, said in meanings.items()), ""] if meanings else [""]


def buttons() -> str:
    """Give each button by role: what stands on it, what it does, and where its verb's arguments come from."""
    head = ("按钮 / Button", "做什么 / What it does", "从哪里知道 / Told from")
    lines: list[str] = []
    for role, drawn in grouped():
        lines += [f"### {_both(*map(role.label, Language))}\n", *_grid(head, map(_button, drawn)), ""]
    return "\n".join(lines)


def _button(button: Button) -> tuple[str, ...]:
    verb = button.does()
    does = _said("verb", verb.name) if verb else _said("guide", "sheet")
    if button.previews:
        does = f"{_said('verb', 'preview')}<br>{does}"
    told = (f"{_said('argument', name)}: {_both(*map(source.label, Language))}" for name, source in button.told.items())
    return f"**{_both(*map(button.label, Language))}**", does, "<br>".join(told)


def function_names() -> str:
    """Give each worksheet function with what it is for."""
    head = ("函数 / Function", "算什么 / What it gives")
    named = ((f"`{one.name}`", _both(*map(one.told, Language))) for one in FUNCTIONS.values())
    return "\n".join(_grid(head, named))


def functions() -> str:
    """Give each worksheet function with its arguments, an example and what that comes to."""
    return "\n".join(line for function in FUNCTIONS.values() for line in _function(function))


def _function(function: Function) -> Iterator[str]:
    yield f"## {function.name}\n"
    yield f"{_both(function.told(Language.ZH), function.told(Language.EN))}\n"
    head = ("参数 / Argument", "可省略 / Optional", "含义 / Meaning")
    yield from _grid(
        head,
        (
            (f"`{one.name}`", "是 / yes" if one.is_optional else "", _both(*map(one.told, Language)))
            for one in function.arguments
        ),
    )
    sheet = example_sheet(function)
    for block in sheet.blocks:
        yield f"\n`{block.address}`:\n"
        yield from _grid([_shown(cell) for cell in block.rows[0]], [map(_shown, row) for row in block.rows[1:]])
    yield f"\n- Excel: `{sheet.formula(',')}`"
    yield f"- Calc: `{sheet.formula(';')}`"
    rows = [" \\| ".join(_shown(cell) or "–" for cell in row) for row in function.call(*function.example)]
    yield f"- 结果 / Result: {' ⏎ '.join(rows)}\n"


def _shown(cell: object) -> str:
    """Give a cell as a spreadsheet shows it once its format is set."""
    match cell:
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}" if serial(cell) % 1 else f"{cell:%Y-%m-%d}"
        case bool():
            return str(cell).upper()
        case float():
            return f"{cell:g}"
    return str(cell or "")


def metrics() -> str:
    """Give each figure of the report with what it counts."""
    head = ("数字 / Figure", "怎样算 / How it is counted", "分给 / Parted by", "哪段时间 / Of when")
    return "\n".join(_grid(head, map(_metric, METRICS.values())))


def _metric(metric: Metric) -> tuple[str, ...]:
    title, meaning = (_both(told(Language.ZH), told(Language.EN)) for told in (metric.title, metric.meaning))
    parted = ", ".join(_said("weekly.by", by) for by in metric.by)
    return title, meaning, parted, _said("weekly.span", metric.span)


def statuses() -> str:
    """Draw where a lead may go from each status; what any open lead may become is drawn once, from their frame."""
    opened = [status for status in Status if Status.INVALID in TRANSITIONS[status]]
    exits = frozenset(Status).intersection(*(TRANSITIONS[status] for status in opened))
    moves = [
        (before, after)
        for before in Status
        for after in sorted(TRANSITIONS[before] - (exits if before in opened else frozenset()), key=list(Status).index)
    ]
    names = {status: _both(*(LEADS["status"].label(status, language) for language in Language)) for status in Status}
    inside = [f'        state "{names[status]}" as {status}' for status in opened]
    outside = [f'    state "{names[status]}" as {status}' for status in Status if status not in opened]
    lines = [
        "```mermaid",
        "stateDiagram-v2",
        '    state "进行中 / open" as open {',
        *inside,
        "        [*] --> new",
        *(f"        {before} --> {after}" for before, after in moves if {before, after} <= set(opened)),
        "    }",
        *outside,
        *(f"    open --> {after}" for after in sorted(exits, key=list(Status).index)),
        *(f"    {before} --> {after}" for before, after in moves if not {before, after} <= set(opened)),
        "```",
    ]
    return "\n".join(lines)


def engine() -> str:
    """List what the engine for Calc has of xlwings."""
    xlwings_calc.register()
    from xlwings import base_classes  # noqa: PLC0415 - after PRO is kept out

    from xlwings_calc import app, book, books, looks, names, ranges, sheet, tables  # noqa: PLC0415 - xlwings with them

    parts = (
        app.App, books.Books, book.Book, book.Sheets, sheet.Sheet, ranges.Range, looks.Font, names.Names, names.Name,
        tables.Tables, tables.Table,
    )  # fmt: skip
    head = ("xlwings", "可读、可调用 / Read and called", "也可设置 / Set as well")
    return "\n".join(_grid(head, (_covered(part, vars(base_classes)[part.kind]) for part in parts)))


def _covered(part: "type[Part]", known: type) -> tuple[str, ...]:
    members = {name: getattr(part, name) for name in dir(part) if not name.startswith("_") and hasattr(known, name)}
    is_set = {name for name, member in members.items() if isinstance(member, property) and member.fset}
    listed = (", ".join(f"`{name}`" for name in sorted(group)) for group in (members.keys() - is_set, is_set))
    return f"`{part.kind}`", *listed


def _said(family: str, name: str) -> str:
    return _both(say(f"{family}.{name}", Language.ZH), say(f"{family}.{name}", Language.EN))


def _both(zh: str | None, en: str | None) -> str:
    return f"{zh} / {en}" if zh != en else zh or ""


def _grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Draw a Markdown table; a bar inside a cell would end it."""
    head = list(head)
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
