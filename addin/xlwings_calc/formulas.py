"""Formulas as Excel writes them and as Calc's interface takes them: `,` and `;`, `Sheet!A1` and `$Sheet.A1`."""

import re
from typing import Final

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

__all__ = ["to_calc", "to_excel"]

_SHEET: Final = re.compile(r"('(?:[^']|'')+'|[^'!\[\]]+)!(.+)", re.DOTALL)
_PREFIX: Final = re.compile(r"(?:_xlfn\.|_xlws\.)+", re.IGNORECASE)  # how files mark functions younger than they
_THIS_ROW: Final = re.compile(r"\[@(\[)?([^\[\]]+)(?(1)\])\]")
_BETWEEN: Final = re.compile(r"\]\s*,\s*\[")
_PIECE: Final = re.compile(
    r'"(?:[^"]|"")*"'  # a text
    r"|(?P<sheet>\$?(?:'(?:[^']|'')+'|[^\W\d][\w]*))\.(?=\$?[A-Za-z]{1,3}\$?\d|#REF!)"  # a sheet before a cell
    r"|'(?:[^']|'')*'"
    r"|(?P<open>[{\[])|(?P<close>[}\]])"
    r"|(?P<sign>[;|~!])"
    r"|#[A-Z/0]+[!?]?"  # an error
    r"|.",
    re.DOTALL,
)


def to_calc(formula: str) -> str:
    """Give a formula of Excel as Calc takes it.

    >>> to_calc('=SUM(Leads!A1:B2,"x,y",{1,2;3,4})')
    '=SUM($Leads.A1:B2;"x,y";{1;2|3;4})'
    >>> to_calc("=Leads[[#This Row],[Score]]*2 + Leads[@Score]")
    '=Leads[[#This Row];[Score]]*2 + Leads[[#This Row];[Score]]'
    """
    return "=" + "".join(_in_calc(token) for token in Tokenizer(formula).items)


def _in_calc(token: Token) -> str:
    value = str(token.value)
    match token.type, token.subtype:
        case Token.SEP, kind:
            return ";" if kind == Token.ARG else "|"
        case Token.OPERAND, Token.RANGE:
            return _reference(value)
        case Token.FUNC, Token.OPEN:
            return _PREFIX.sub("", value)
        case Token.OP_IN, _ if value == ",":
            return "~"
    return value


def _reference(value: str) -> str:
    on_sheet = _SHEET.fullmatch(value)
    if on_sheet:
        return f"${on_sheet[1]}.{on_sheet[2]}"
    if "[" in value:
        return _BETWEEN.sub("];[", _THIS_ROW.sub(r"[[#This Row],[\2]]", value))
    return value


def to_excel(formula: str) -> str:
    """Give a formula of Calc as Excel writes it.

    >>> to_excel('=SUM($Leads.A1:B2;"x;y";{1;2|3;4})')
    '=SUM(Leads!A1:B2,"x;y",{1,2;3,4})'
    >>> to_excel("=$'My sheet'.$A$1")
    "='My sheet'!$A$1"
    """
    done: list[str] = []
    arrays = 0
    for piece in _PIECE.finditer(formula):
        if piece["sheet"]:
            done.append(piece["sheet"].removeprefix("$") + "!")
        elif piece["sign"]:
            done.append({";": ",", "|": ";", "~": ",", "!": " "}[piece["sign"]])
        else:
            arrays += {"{": 1, "}": -1}.get(piece[0], 0)
            done.append(piece[0])
    return "".join(done)
