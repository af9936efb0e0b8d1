"""Formulas as Excel writes them and as Calc's interface takes them.

`Sheet!A1` is `$Sheet.A1` there, `,` is `;`, and some functions have other names. References to columns of tables are
written alike. What cannot be said in the other's words (references into other files, a name of one sheet) goes through
as it stands, both ways, so that a formula that is read and written again is what it was.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator

__all__ = ["Dialect", "moved"]

_ON_SHEET: Final = re.compile(r"^('(?:[^']|'')+'|[^'!\[\]]+)!(.+)$", re.DOTALL)
_YOUNG: Final = re.compile(r"(?:_xlfn\.|_xlws\.)+", re.IGNORECASE)  # how files mark functions younger than they
_THIS_ROW: Final = re.compile(r"\[@(\[)?([^\[\]]+)(?(1)\])\]")
_BETWEEN: Final = re.compile(r"\]\s*,\s*\[")
_PIECE: Final = re.compile(
    r'"(?:[^"]|"")*"'  # a text
    r"|(?P<truth>TRUE|FALSE)\(\)"
    r"|(?P<function>[A-Za-z_][\w.]*)(?=\()"
    r"|\$?(?P<sheet>'(?:[^']|'')+'|[^\W\d]\w*)\.(?=\$?[A-Za-z]{1,3}(?:\$?\d|:)|\$?\d+:|#REF!)"
    r"|'(?:[^']|'')*'"
    r"|(?P<sign>[;|~!])"
    r"|#[A-Z/0]+[!?]?"  # an error
    r"|.",
    re.DOTALL,
)
_INTO_A_FILE: Final = "'#$"
_SIGNS: Final = {";": ",", "|": ";", "~": ",", "!": " "}


class Dialect:
    """How this Calc names the functions of Excel, and the way there and back.

    >>> here = Dialect([(1, "EFFECTIVE"), (2, "GETEDATE")], [(1, "EFFECT"), (2, "EDATE")])
    >>> here.to_calc('=SUM(Leads!A1:B2,"x,y",{1,2;3,4})')
    '=SUM($Leads.A1:B2;"x,y";{1;2|3;4})'
    >>> here.to_calc("=Leads[[#This Row],[Score]] + Leads[@Score] + EDATE(A1,2)")
    '=Leads[[#This Row];[Score]] + Leads[[#This Row];[Score]] + GETEDATE(A1;2)'
    >>> here.to_excel("=GETEDATE($'My sheet'.$A$1;2) + ROWS(Leads[#All];{1;2|3;4}) + effective(TRUE();$A.B:B)")
    "=EDATE('My sheet'!$A$1,2) + ROWS(Leads[#All],{1,2;3,4}) + EFFECT(TRUE,A!B:B)"
    >>> there = [here.to_excel(one) for one in ("='file:///a.xlsx'#$S.A1+MAX(1;2)", "=_xlfn.xlookup($A.A1:$B.A2)")]
    >>> [here.to_calc(one) for one in there]
    ["='file:///a.xlsx'#$S.A1+MAX(1;2)", '=_xlfn.XLOOKUP($A.A1:$B.A2)']
    """

    def __init__(self, calc: Iterable[tuple[object, str]], excel: Iterable[tuple[object, str]]) -> None:
        """Take the names of functions with what each is, from both programs."""
        named: dict[object, str] = {}
        for what, name in excel:
            named.setdefault(what, _YOUNG.sub("", name))  # what follows are Calc's own names again
        pairs = [(name, named[what]) for what, name in calc if what in named]
        self._to_excel = dict(pairs)
        self._to_calc = {theirs: ours for ours, theirs in pairs if ours != theirs}
        self._to_calc.update({ours: ours for ours, theirs in pairs if ours == theirs})

    def to_calc(self, formula: str) -> str:
        """Give a formula of Excel as Calc takes it."""
        if _INTO_A_FILE in formula:
            return formula
        return "=" + "".join(self._in_calc(token) for token in Tokenizer(formula).items)

    def _in_calc(self, token: Token) -> str:
        value = str(token.value)
        match token.type, token.subtype:
            case Token.SEP, kind:
                return ";" if kind == Token.ARG else "|"
            case Token.OPERAND, Token.RANGE:
                return _reference(value)
            case Token.FUNC, Token.OPEN:
                return self._named(value.removesuffix("("), self._to_calc) + "("
            case Token.OPERAND, Token.LOGICAL:
                return f"{value}()"
            case Token.OP_IN, _ if value == ",":
                return "~"
        return value

    @staticmethod
    def _named(function: str, names: Mapping[str, str]) -> str:
        """Give a function's other name. One that this Calc does not know, and writes small, keeps how files mark it."""
        bare = _YOUNG.sub("", function)
        marked = "" if bare.upper() in names else function[: -len(bare)].lower()
        return marked + names.get(bare.upper(), bare.upper())

    def to_excel(self, formula: str) -> str:
        """Give a formula of Calc as Excel writes it."""
        if _INTO_A_FILE in formula:
            return formula
        return "".join(self._in_excel(piece) for piece in _PIECE.finditer(formula))

    def _in_excel(self, piece: re.Match[str]) -> str:
        if piece["function"]:
            return self._named(piece["function"], self._to_excel)
        if piece["sheet"]:
            return piece["sheet"] + "!"
        return piece["truth"] or _SIGNS.get(piece["sign"], piece[0])


def moved(formula: str, down: int, right: int) -> str:
    """Give a formula of Excel as it is in a cell that lies so far from the one that it was written for.

    >>> moved("=A1*$B$2+C$3", 2, 1)
    '=B3*$B$2+D$3'
    """
    cells = Translator(formula, "A1")
    return str(cells.translate_formula(row_delta=down, col_delta=right))


def _reference(value: str) -> str:
    if "[" in value:
        return _BETWEEN.sub("];[", _THIS_ROW.sub(r"[[#This Row],[\2]]", value))
    corners = [_ON_SHEET.sub(r"$\1.\2", corner) for corner in value.split(":")]
    return ":".join(corners)
