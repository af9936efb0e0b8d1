"""What the ledger shows by colour: conditional formats that look at values, so that code writes values only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hiveledger.schema import Table
from hiveledger.schema.decisions import COMPARED
from hiveledger.text import Language
from hiveledger_templates.look import BAD, GOOD, INFO, MISSING, PROMPT, QUIET, WARN, Paint

__all__ = ["SIGNALS", "Signal", "formula"]


@dataclass(frozen=True)
class Signal:
    """One thing that a colour tells. Its meaning, the same on every sheet, is in the catalogue: `guide.colour.<name>`.

    In `when`, {key} is the row's cell in that column, {key=code} asks whether it shows that code's label, {} is the
    painted cell itself, and {#} the header above it.
    """

    name: str
    when: str
    paint: Paint
    columns: tuple[str, ...] = ()  # what is painted; without any, the whole row
    is_last: bool = False  # a row told by this signal shows no other


_WAITING: Final = '{status=assigned},{confirm_due}<>"",{confirmed_at}=""'

SIGNALS: Final[Mapping[str, tuple[Signal, ...]]] = {
    "leads": (
        Signal("over", 'OR({duplicate_of}<>"",{status=merged},{status=invalid},{status=blocked})', QUIET, is_last=True),
        Signal("late", f"AND({_WAITING},{{confirm_due}}<NOW())", BAD, ("confirm_due", "status", "owner_name")),
        Signal("soon", f"AND({_WAITING},{{confirm_due}}<NOW()+1/48)", WARN, ("confirm_due",)),
        Signal("answer", 'AND({status=assigned},{reply}="")', PROMPT, ("reply",)),
        Signal("grade_a", "{grade=A}", Paint("D3EFD8", "14612A", is_bold=True), ("grade",)),
        Signal("grade_b", "{grade=B}", INFO, ("grade",)),
        Signal("grade_c", "{grade=C}", Paint("ECEFF2", "5B6673"), ("grade",)),
        Signal(
            "missing",
            'AND({lead_id}<>"",{company}="",{mobile}="",{phone}="",{email}="")',
            MISSING,
            ("company", "mobile", "phone", "email"),
        ),
        Signal("missing", 'AND({}="",{status}<>"",NOT({status=new}))', MISSING, ("industry", "size")),
        Signal("so_turn", "OR({status=to_verify},{status=returned})", WARN, ("status",)),
        Signal("in_hand", "OR({status=confirmed},{status=following},{status=won})", GOOD, ("status",)),
        Signal("shelved", "OR({status=pooled},{status=nurturing})", INFO, ("status",)),
    ),
    "desk": (
        Signal("over", '{closed_at}<>""', QUIET, is_last=True),
        Signal("late", 'AND({due}<>"",{due}<NOW())', BAD, ("due",)),
        Signal("answer", 'AND({desk_id}<>"",{verdict}="")', PROMPT, ("verdict",)),
        Signal("so_turn", "OR({kind=clash},{kind=declined},{kind=returned},{kind=unassigned})", WARN, ("kind",)),
    ),
    "decisions": (
        Signal("over", '{closed_at}<>""', QUIET, is_last=True),
        Signal("answer", 'AND({pair_id}<>"",{verdict}="")', PROMPT, ("verdict",)),
        Signal("decided", '{verdict}<>""', INFO, ("verdict",)),
        Signal("so_turn", "{kind=clash}", WARN, ("kind",)),
        Signal("likely", "{likelihood=high}", GOOD, ("likelihood",)),
        Signal("agrees", "ISNUMBER(FIND({#},{agree}))", GOOD, COMPARED),
        Signal("differs", "ISNUMBER(FIND({#},{differ}))", WARN, COMPARED),
    ),
    "pool": (Signal("over", '{left_at}<>""', QUIET, is_last=True),),
    "touches": (Signal("soon", "{next_at}=TODAY()", WARN, ("next_at",)),),
    "people": (
        Signal("over", 'AND({left_at}<>"",{left_at}<=TODAY())', QUIET, is_last=True),
        Signal(
            "away",
            'AND({leave_from}<>"",{leave_from}<=TODAY(),OR({leave_to}="",{leave_to}>=TODAY()))',
            WARN,
            ("name", "leave_from", "leave_to"),
        ),
    ),
    "log": (Signal("so_turn", "N({findings})>0", WARN, ("findings",)),),
    "customers": (Signal("in_hand", "{protect_until}>=TODAY()", GOOD, ("protect_until",)),),
    "inbox": (Signal("over", '{read_at}<>""', QUIET, is_last=True),),
    "nurture": (
        Signal("over", '{left_at}<>""', QUIET, is_last=True),
        Signal("soon", 'AND({next_case_at}<>"",{next_case_at}<=TODAY())', WARN, ("next_case_at",)),
    ),
}

_MARK: Final = re.compile(r"\{(?P<key>\w*|#)(?:=(?P<code>\w+))?\}")


def formula(signal: Signal, table: Table, cells: Mapping[str, str], language: Language) -> str:
    """Give the formula of a signal.

    `cells` holds each column's cell in the first row, under "" the painted one, and under "#" its header.

    >>> from hiveledger.schema import LEADS
    >>> grade_a = next(signal for signal in SIGNALS["leads"] if signal.name == "grade_a")
    >>> formula(grade_a, LEADS, {"grade": "$Y2"}, Language.ZH)
    '$Y2="A"'
    """

    def cell(mark: re.Match[str]) -> str:
        place, code = cells[mark["key"]], mark["code"]
        return f'{place}="{table[mark["key"]].label(code, language)}"' if code else place

    return _MARK.sub(cell, signal.when)
