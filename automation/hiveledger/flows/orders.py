"""What SO orders by typing a word on the desk and saving the book: carried out once, and told in the row. Source: M7.

An order is any word of column 指令, in whichever row; a row that somebody added at the end will do. One that asks for a
return and stands in a lead's row is about that lead. Undo takes back what somebody asked for last of all that can
be ordered, not what the scheduler has done by itself since, and no import.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Ledger, Snapshot
from hiveledger.book.disk.faults import explained
from hiveledger.changes import Change, Plan, Set, value
from hiveledger.errors import LedgerError
from hiveledger.findings import Finding, Reason
from hiveledger.flows.answer import Answer
from hiveledger.flows.draft import Draft
from hiveledger.flows.requests import NEEDS_CLOSING, Done, Step, Told, carry_out, catch_up, is_passing
from hiveledger.flows.undo import undoable
from hiveledger.flows.verbs import VERBS, Form
from hiveledger.journal import ORDERS, REQUEST, SCHEDULER, Argument, Queue, Request, Run
from hiveledger.schema import TABLES
from hiveledger.schema.words import DeskKind, Order
from hiveledger.text import Language, say

__all__ = ["StandingOrder", "carry_out_orders", "orders", "tend_orders"]

_DESK: Final = TABLES["desk"]
_MARK: Final = "▶ "  # begins the line of 说明 that tells what came of an order
_EMPTY: Final[dict[Form, Argument]] = {Form.FLAG: False, Form.WORDS: (), Form.FILES: ()}


@dataclass(frozen=True)
class StandingOrder:
    """An order that stands in the book: in which row, what, and the lead of that row."""

    desk: str
    order: Order
    lead: str = ""


def orders(state: Snapshot) -> list[StandingOrder]:
    """Give the orders that stand on the desk, by row."""
    desk = state.frame("desk").sort_index()
    standing = desk.loc[desk["order"].notna(), ["order", "lead_id"]]
    return [StandingOrder(key, Order(order), str(value(lead) or "")) for key, order, lead in standing.itertuples()]


def tend_orders(book: Ledger, queue: Queue, now: datetime, language: Language) -> Iterator[Step | Answer]:
    """Carry out what waits for the book and then the orders on its desk, and say how many there were.

    Raises: BusyError or StorageError where the book cannot be written: the orders stand until then.
    """
    count = len(orders(book.read()))
    yield from catch_up(book, queue, now)
    yield from carry_out_orders(book, queue, now)
    yield Answer((say("order.count", language, count=count),), {"orders": count})


def carry_out_orders(book: Ledger, queue: Queue, now: datetime) -> Iterator[Step]:
    """Carry out the orders that stand on the desk, each once; tell in its row what came of it, and clear the cell.

    A word that is no order stays, and its row says which there are.
    Raises: as `tend_orders`.
    """
    with explained(book.path.name), book.alone():
        standing = orders(book.read())
        yield from _write(book, _plan_readable(book.read(), now))
        for order in standing:
            yield from _carry_out(book, queue, order, now)


def _carry_out(book: Ledger, queue: Queue, order: StandingOrder, now: datetime) -> Iterator[Step]:
    """Do what an order says, unless a run says that it did just that and was cut off before the cell was cleared."""
    runs = book.runs()
    turn = sum(run.verb == ORDERS and run.args.get("desk") == order.desk for run in runs)
    name = f"{order.desk}-{turn}-{order.order}"
    landed = next((run for run in runs if run.args.get(REQUEST) == name), None)
    try:
        if landed is not None:
            told = _what_came(landed, runs)
        elif order.order is Order.PREVIEW:
            told = _preview(book, now)
        elif order.order is Order.UNDO and not _newest(book):
            told = Reason("order.nothing")
        else:
            done = carry_out(book, queue, _request(book, order, name, now), now)
            yield done
            told = _outcome(book, done)
    except LedgerError as problem:
        if is_passing(problem, book) and problem.code != NEEDS_CLOSING:
            raise
        params = {name: item for name, item in problem.params.items() if name != "findings"}
        told = Reason("order.refused", {"why": Reason(problem.code, params)})
        yield Told((Finding("order.refused", "desk", order.desk, "order", told.params),))
    yield from _write(book, _plan_cleared(book.read(), order, told, now))


def _request(book: Ledger, order: StandingOrder, name: str, now: datetime) -> Request:
    verb = VERBS[order.order]
    arguments: dict[str, Argument] = {told.name: _EMPTY.get(told.form, "") for told in verb.arguments}
    if order.order is Order.RETURN:
        arguments["lead"] = order.lead
    if order.order is Order.UNDO:
        arguments["run"] = _newest(book)
    return Request(name, verb.name, verb.settle(book, arguments), _who(book.read()), now)


def _who(state: Snapshot) -> str:
    """Say who gave the order: nobody knows who saved the book, but it is SO's desk."""
    return _DESK.sheet(state.settings.language)


def _preview(book: Ledger, now: datetime) -> Reason:
    """Leave a copy of the book beside it that shows what `distribute` would do."""
    plan: Plan = VERBS["distribute"].function()(book, now)
    language = book.read().settings.language
    name = say("order.preview_file", language, book=book.path.stem, at=f"{now:%m%d-%H%M%S}")
    path = book.path.with_name(name + book.path.suffix)
    if not path.exists():  # as it does where we were cut off in this very second
        book.write_copy(plan, path)
    return Reason("order.preview", {"file": path.name, "cells": _cells(plan.changes), "leads": len(plan.groups)})


def _outcome(book: Ledger, done: Done) -> Reason:
    if done.outcome is None or not done.outcome.run_id:
        return Reason("order.nothing")
    runs = book.runs()
    return _what_came(next(run for run in runs if run.run_id == done.outcome.run_id), runs)


def _newest(book: Ledger) -> str:
    """Give the newest run that an order may take back: of a verb that can be ordered, and asked for by somebody."""
    runs = undoable(book.runs())
    return next((run.run_id for run in runs if run.verb in set(Order) and run.who != SCHEDULER), "")


def _what_came(run: Run, runs: Sequence[Run]) -> Reason:
    rows = len({(change.table, key) for change in run.changes if (key := getattr(change, "key", ""))})
    params = {"verb": Reason(f"verb_name.{run.verb}"), "cells": _cells(run.changes), "rows": rows, "run": run.run_id}
    undone = next((one for one in runs if one.run_id == run.undoes), None)
    if undone is None:
        return Reason("order.done", params)
    what = {"verb": Reason(f"verb_name.{undone.verb}"), "since": f"{undone.at:%m-%d %H:%M}", "undone": undone.run_id}
    return Reason("order.undone", {**params, **what})


def _cells(changes: Iterable[Change]) -> int:
    return sum(isinstance(change, Set) for change in changes)


def _plan_readable(state: Snapshot, now: datetime) -> Plan:
    """Plan what makes every order one that is found again: rows that somebody added are rows of orders.

    A word that is no order is told of in its row, once.
    """
    draft = Draft(ORDERS, now, state, {"desk": ("order",)})
    desk = draft.frame("desk")
    added = desk.index[desk["order"].notna() & desk["kind"].isna()]
    draft.fill("desk", pd.DataFrame({"kind": DeskKind.COMMAND.value}, index=added))
    language = state.settings.language
    allowed = " / ".join(_DESK["order"].label(order, language) for order in Order)
    for table, key, column in sorted(state.unreadable):
        if (table, column) == ("desk", "order"):
            _tell(draft, key, _MARK + say("order.unknown", language, allowed=allowed))
    return replace(draft.plan(), findings=())  # which every verb that reads the book tells of


def _plan_cleared(state: Snapshot, order: StandingOrder, told: Reason, now: datetime) -> Plan:
    """Plan to clear an order's cell, if it still holds that order, and to say in its row what came of it."""
    draft = Draft(ORDERS, now, state, {"desk": ("order",)})
    if order in orders(state):
        language = state.settings.language
        params = {"at": f"{now:%m-%d %H:%M}", "order": _DESK["order"].label(order.order, language), "told": told}
        index = pd.Index([order.desk], dtype="str")
        draft.obey("desk", pd.DataFrame({"order": pd.Series([None], index=index, dtype="str")}))
        _tell(draft, order.desk, _MARK + say("order.told", language, **{**params, "told": told.text(language)}))
    return replace(draft.plan({"desk": order.desk}), findings=())


def _tell(draft: Draft, key: str, line: str) -> None:
    """Put a line at the head of a row's 说明, in place of that of an earlier order; what else stands there stays."""
    before = str(value(draft.frame("desk").loc[key, "detail"]) or "")
    kept = [old for old in before.splitlines() if not old.startswith(_MARK)]
    index = pd.Index([key], dtype="str")
    draft.obey("desk", pd.DataFrame({"detail": "\n".join([line, *kept])}, index=index))


def _write(book: Ledger, plan: Plan) -> Iterator[Step]:
    if plan.groups:
        request = Request(ORDERS, ORDERS, {}, _who(book.read()), plan.now)
        yield Done(request, plan, book.write(plan, request.who))
