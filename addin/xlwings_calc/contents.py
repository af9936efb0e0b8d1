"""What is in a range of cells: values with the types of Python, and formulas as Excel writes them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from openpyxl.formula.tokenizer import TokenizerError

from xlwings_calc.bridge import Uno, load_uno
from xlwings_calc.cells import ERRORS, CellError, Kind, arranged, reader, runs
from xlwings_calc.formulas import moved
from xlwings_calc.part import CallError
from xlwings_calc.place import Place, shared

__all__ = ["Contents"]

_ADDRESS: Final = "com.sun.star.table.CellRangeAddress"
_ANY_FORMULA: Final = 1 | 2 | 4


class Contents(Place, kind="Range"):
    """A range, as far as what is in it."""

    __slots__ = ()

    max_cells_per_read = None  # Calc gives and takes any number of cells at once
    max_cells_per_write = None

    @property
    def raw_value(self) -> object:
        """Give or set what the cells hold, with the types of Python."""
        if not len(self):
            return None
        data = self.api.getDataArray()
        if len(self) == 1 and isinstance(data[0][0], str):
            return data[0][0]
        rows = [list(row) for row in data]
        for key, at in self.formats():
            read = reader(self.sheet.document.format_kind(key), self.sheet.document.epoch)
            if read is None:
                continue
            columns = range(at.StartColumn - self.column + 1, at.EndColumn - self.column + 2)
            for row in rows[at.StartRow - self.row + 1 : at.EndRow - self.row + 2]:
                for column in columns:
                    row[column] = read(row[column])
        for line, row in enumerate(rows):
            if None in row:
                rows[line] = [self._error(line, place) if value is None else value for place, value in enumerate(row)]
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self, values: object) -> None:
        rows = self._as_rows(values)
        if not rows:
            return
        shape = len(rows), len(rows[0])
        target = self if shape == self.shape else self.part(1, 1, *shape)
        prepared = arranged(rows, self.sheet.document.epoch)
        texts = target.text_cells() if prepared.formulas else set()
        fills = not isinstance(values, list | tuple)  # then each formula follows its cell
        formulas = {
            at: self._in_calc(moved(text, *at) if fills else text)
            for at, text in prepared.formulas.items()
            if at not in texts
        }
        with self.sheet.document.steady(len(rows)):
            target.api.setDataArray(prepared.rows)
            target.wear(prepared.formats)
            target.calculate(formulas)

    def _as_rows(self, values: object) -> Sequence[Sequence[object]]:
        if not isinstance(values, list | tuple):
            return [[values] * self.shape[1]] * self.shape[0]
        if values and not isinstance(values[0], list | tuple):
            return [values]
        return values

    def _error(self, line: int, place: int) -> CellError:
        """Tell which error a cell shows; its kind costs a call, so only where it is asked for."""
        if not self.options.get("err_to_str"):
            return CellError("#N/A")
        number = int(self.api.getCellByPosition(place, line).getError())
        return CellError(ERRORS.get(number, f"Err:{number}"))

    def formats(self) -> Iterator[tuple[int, Uno]]:
        """Give the number formats that cells wear, and where."""
        cells = self.api
        everywhere = shared(cells, "NumberFormat")
        if everywhere is not None:
            yield int(everywhere), cells.RangeAddress
            return
        groups = cells.getUniqueCellFormatRanges()
        for index in range(groups.getCount()):
            group = groups.getByIndex(index)
            key = int(group.NumberFormat)
            for at in group.getRangeAddresses():
                yield key, at

    def text_cells(self) -> set[tuple[int, int]]:
        """Give the cells whose format is text, counted from 0 in this range."""
        return {
            (row - self.row + 1, column - self.column + 1)
            for key, at in self.formats()
            if self.sheet.document.format_kind(key) & Kind.TEXT
            for row in range(at.StartRow, at.EndRow + 1)
            for column in range(at.StartColumn, at.EndColumn + 1)
        }

    def wear(self, formats: Mapping[tuple[str, int], Sequence[int]]) -> None:
        """Give number formats to cells whose own says less: (format, column) to rows, all counted from 0."""
        if not formats:
            return
        document, sheet, worn = self.sheet.document, self.sheet.index - 1, list(self.formats())
        for (code, column), rows in formats.items():
            key, place = document.format_key(code), self.column + column - 1
            kind = document.format_kind(key) & (Kind.DATE | Kind.LOGICAL)
            enough = set[int]()
            for old, at in worn:
                if document.format_kind(old) & kind and at.StartColumn <= place <= at.EndColumn:
                    enough.update(range(at.StartRow - self.row + 1, at.EndRow - self.row + 2))
            lacking = [(first + self.row - 1, last + self.row - 1) for first, last in runs(set(rows) - enough)]
            if lacking:  # thousands of runs at once
                made = (
                    load_uno().createUnoStruct(_ADDRESS, sheet, place, top, place, bottom) for top, bottom in lacking
                )
                together = document.api.createInstance("com.sun.star.sheet.SheetCellRanges")
                together.addRangeAddresses(tuple(made), False)
                together.NumberFormat = key

    # Formulas

    @property
    def formula(self) -> object:
        """Give or set formulas as Excel writes them."""
        texts = self._texts()
        for row, column in self._calculated():
            text = texts[row][column]
            shown = text[1:-1] if text.startswith("{=") else text  # what is in braces is part of an array
            texts[row][column] = self.sheet.document.dialect.to_excel(shown)
        return texts[0][0] if len(self) == 1 else tuple(tuple(row) for row in texts)

    @formula.setter
    def formula(self, values: object) -> None:
        self.raw_value = values

    @property
    def formula2(self) -> object:
        """Give or set formulas: Calc does not tell the two kinds apart."""
        return self.formula

    @formula2.setter
    def formula2(self, values: object) -> None:
        self.formula = values

    @property
    def has_array(self) -> bool:
        """Tell whether the first cell is part of an array formula."""
        return bool(self(1, 1).api.getArrayFormula())

    def calculate(self, texts: dict[tuple[int, int], str]) -> None:
        """Put formulas of Calc into cells, which are counted from 0."""
        for column in sorted({at[1] for at in texts}):
            for first, last in runs(row for row, place in texts if place == column):
                lines = tuple((texts[row, column],) for row in range(first, last + 1))
                self.part(first + 1, column + 1, last - first + 1).api.setFormulaArray(lines)

    def _in_calc(self, formula: str) -> str:
        try:
            return self.sheet.document.dialect.to_calc(formula)
        except TokenizerError as fault:
            raise CallError("refused", member="Range.formula", reason=f"{fault}: {formula}") from fault

    def _texts(self) -> list[list[str]]:
        """Give what a person sees who edits a cell."""
        cells = self.api
        values, texts = cells.getDataArray(), cells.getFormulaArray()
        calculated = set(self._calculated())
        return [
            [
                value if isinstance(value, str) and (line, place) not in calculated else text
                for place, (value, text) in enumerate(zip(*rows, strict=True))
            ]
            for line, rows in enumerate(zip(values, texts, strict=True))
        ]

    def _calculated(self) -> Iterator[tuple[int, int]]:
        """Give the cells with formulas, counted from 0."""
        for at in self.api.queryFormulaCells(_ANY_FORMULA).getRangeAddresses():
            for row in range(at.StartRow, at.EndRow + 1):
                for column in range(at.StartColumn, at.EndColumn + 1):
                    yield row - self.row + 1, column - self.column + 1
