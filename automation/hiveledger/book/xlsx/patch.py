"""Edits written into a workbook: the parts they mean are rewritten, every other byte is copied."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.container.index import StaleIndexError, remember
from hiveledger.book.xlsx.container.pack import Packed, pack
from hiveledger.book.xlsx.container.rewrite import put_in_place, rewrite
from hiveledger.book.xlsx.container.stretches import Stretch, Untouched
from hiveledger.book.xlsx.edits import (
    AddColumn,
    AddName,
    AddRowsAsSheet,
    AddSheet,
    AddValuesAsColumn,
    AppendRows,
    DropColumn,
    DropSheet,
    Edit,
    Fit,
    ReplaceBody,
    SetCell,
    SetColumn,
)
from hiveledger.book.xlsx.markup import recoded
from hiveledger.book.xlsx.sheet import SheetEditor
from hiveledger.book.xlsx.structure.bodies import give_up_rows, tell_blocks
from hiveledger.book.xlsx.structure.calculation import calculate_on_load, forget_cells, may_hold_formulas
from hiveledger.book.xlsx.structure.columns import add_column, add_values
from hiveledger.book.xlsx.structure.headers import rename_headers
from hiveledger.book.xlsx.structure.names import add_name
from hiveledger.book.xlsx.structure.removal import drop_column, drop_sheet
from hiveledger.book.xlsx.structure.styles import Styles
from hiveledger.book.xlsx.structure.texts import ForgetTexts, forget_texts
from hiveledger.book.xlsx.structure.transplant import add_rows_as_sheet, add_sheet
from hiveledger.book.xlsx.wishes import Run, Wishes
from hiveledger.book.xlsx.workbook import Sheet, Workbook

__all__ = ["Patched", "patch"]


@dataclass(frozen=True, slots=True)
class Patched:
    """What was written: cells told something, parts rewritten, parts left out because nothing remained in them."""

    cells: int
    changed: tuple[str, ...]
    dropped: tuple[str, ...]


def patch(source: Path, edits: Iterable[Edit], out: Path, *, cache: Path | None = None) -> Patched:
    """Write `source` with the edits to `out`, which may be the same file.

    `cache` is a folder of this machine in which large sheets leave an index of their blocks: with it the next edit of
    a few rows inflates and deflates only theirs. It may be emptied at any time.
    Raises: GateError where an edit is refused; then nothing is written, nor where anything else fails.
    """
    if cache is None:
        return _patched(source, edits, out, None)
    told = list(edits)
    try:
        return _patched(source, told, out, cache)
    except StaleIndexError as stale:
        with suppress(OSError):
            stale.file.unlink()
        return _patched(source, told, out, None)


def _patched(source: Path, edits: Iterable[Edit], out: Path, cache: Path | None) -> Patched:
    with ExitStack() as stack:
        archive = stack.enter_context(Archive(source))
        workbook = Workbook(archive, cache)
        styles = Styles(workbook)
        wishes = _gathered(workbook, styles, edits)
        packed: dict[str, Packed] = {}
        dropped: set[str] = set()
        calculates = False
        for sheet, told in wishes.items():
            if told.is_dropped:
                dropped |= drop_sheet(workbook, sheet)
                continue
            editor = SheetEditor(sheet.name, told, workbook.calendar, styles.fitting)
            entry = archive.sole(sheet.part)
            packed[entry.part] = pack(_stream(workbook, sheet, editor), str(out.parent))
            stack.callback(packed[entry.part].file.close)
            if cache and not editor.has_arrays and workbook.codec(entry) == "utf-8":
                remember(cache, packed[entry.part])
            give_up_rows(workbook, sheet, told)
            dropped |= forget_cells(workbook, sheet, set(editor.dropped))
            calculates = calculates or editor.has_formulas
        if packed and (calculates or may_hold_formulas(workbook, packed)):
            workbook.change(workbook.part, calculate_on_load)
        styles.save()
        for part in (part for part in workbook.changed if part not in dropped):
            packed[part] = pack([Stretch(workbook.encoded(part))], str(out.parent))
            stack.callback(packed[part].file.close)
        beside = rewrite(archive, packed, dropped, out)
    put_in_place(beside, out)  # after the source is closed: Windows replaces no open file
    return Patched(sum(told.count() for told in wishes.values()), tuple(packed), tuple(dropped))


def _stream(workbook: Workbook, sheet: Sheet, editor: SheetEditor) -> Iterator[Stretch | Untouched]:
    """Give a sheet's new XML in the encoding of the old."""
    blocks = workbook.blocks(sheet)
    if blocks and not editor.wishes.gone and not blocks.most(editor.wishes.tells):
        yield from editor.stream(blocks.opened(editor.wants))
        return
    entry = workbook.archive.sole(sheet.part)
    codec = workbook.codec(entry)
    for piece in editor.stream(workbook.stream(entry)):
        if isinstance(piece, Stretch):
            yield piece._replace(xml=b"".join(recoded([piece.xml], "utf-8", codec)))


def _gathered(workbook: Workbook, styles: Styles, edits: Iterable[Edit]) -> dict[Sheet, Wishes]:
    """Sort the edits by sheet; blocks of data hear of their new rows once all cells are told."""
    wishes: dict[Sheet, Wishes] = {}
    blocks: list[tuple[Sheet, AppendRows | ReplaceBody | Fit]] = []
    sheet_named = cache(workbook.sheet)
    for edit in edits:
        match edit:
            case AddSheet():
                add_sheet(workbook, styles, edit)
            case AddRowsAsSheet():
                add_rows_as_sheet(workbook, styles, edit)
            case AddName():
                add_name(workbook, edit)
            case ForgetTexts():
                forget_texts(workbook)
            case AppendRows() | ReplaceBody() | Fit():
                sheet = sheet_named(edit.sheet)
                wishes.setdefault(sheet, Wishes())
                blocks.append((sheet, edit))
            case _:
                sheet = sheet_named(edit.sheet)
                _tell(workbook, styles, sheet, edit, wishes.setdefault(sheet, Wishes()))
    for sheet, told in wishes.items():
        rename_headers(workbook, sheet, told)
    tell_blocks(workbook, blocks, wishes)
    return {sheet: told for sheet, told in wishes.items() if told}


def _tell(
    workbook: Workbook,
    styles: Styles,
    sheet: Sheet,
    edit: SetCell | SetColumn | AddColumn | AddValuesAsColumn | DropColumn | DropSheet,
    told: Wishes,
) -> None:
    match edit:
        case SetCell():
            told.put(edit.row, edit.column, edit.value)
        case SetColumn():
            told.put_run(Run(edit.column, edit.first_row, edit.values))
        case AddColumn():
            add_column(workbook, styles, sheet, edit, told)
        case AddValuesAsColumn():
            add_values(workbook, sheet, edit, told)
        case DropColumn():
            drop_column(workbook, sheet, edit, told)
        case DropSheet():
            told.is_dropped = True
