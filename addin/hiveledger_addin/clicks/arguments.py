"""The arguments of a button's verb, gathered from where people are: the selection, and questions."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from hiveledger.errors import SchemaError
from hiveledger.flows.undo import undoable
from hiveledger.flows.verbs import Form, Verb
from hiveledger.schema import LEADS
from hiveledger.schema.words import Reply, Role
from hiveledger.text import say
from hiveledger_addin.buttons import Button, Source
from hiveledger_addin.clicks.asked import Asked, WithdrawnError
from hiveledger_addin.clicks.me import my_number
from hiveledger_addin.clicks.selection import selected_leads, selected_texts

__all__ = ["gather"]

_Told: TypeAlias = str | tuple[str, ...] | bool
_EACH: Final = (Source.EACH_LEAD, Source.LEAD_OR_DUE)
_LEFT_OUT: Final[Mapping[Form, _Told]] = {Form.WORDS: (), Form.FILES: (), Form.FLAG: False}
_LISTED: Final = 9  # what is chosen from


def gather(button: Button, verb: Verb, asked: Asked) -> tuple[dict[str, _Told], ...]:
    """Give what the verb is told, once for each time that it is to be carried out.

    Raises: WithdrawnError where a question is put away, SchemaError where a lead has to be selected and none is.
    """
    told: dict[str, _Told] = {}
    for name, source in button.told.items():
        told[name] = _FROM[source](asked, told)
    left_out = {argument.name: _LEFT_OUT.get(argument.form, "") for argument in verb.arguments}
    each = next((name for name, source in button.told.items() if source in _EACH), "")
    one_by_one = told.get(each) or ("",)
    assert isinstance(one_by_one, tuple)  # noqa: S101 - what gives each lead gives a tuple
    return tuple({**left_out, **told, **({each: lead} if each else {})} for lead in one_by_one)


def _leads(asked: Asked, _: Mapping[str, _Told]) -> tuple[str, ...]:
    return selected_leads(asked.book)


def _each_lead(asked: Asked, _: Mapping[str, _Told]) -> tuple[str, ...]:
    leads = selected_leads(asked.book)
    if not leads:
        raise SchemaError("click.no_lead")
    return leads


def _first_lead(asked: Asked, told: Mapping[str, _Told]) -> str:
    return _each_lead(asked, told)[0]


def _lead_or_due(asked: Asked, _: Mapping[str, _Told]) -> tuple[str, ...]:
    leads = selected_leads(asked.book)
    return leads if leads and asked.agree("click.these_or_due", leads=_few(leads), count=len(leads)) else ()


def _customers(asked: Asked, _: Mapping[str, _Told]) -> tuple[str, ...]:
    texts = selected_texts(asked.book)
    if texts:
        return texts
    return (asked.ask("click.which_customer") or _withdraw(),)


def _files(asked: Asked, _: Mapping[str, _Told]) -> tuple[str, ...]:
    files = asked.window.pick_files(asked.say("click.which_files"))
    if not files and not asked.agree("click.inbox_alone"):
        _withdraw()
    return files


def _me(asked: Asked, _: Mapping[str, _Told]) -> str:
    return my_number(asked)


def _person(asked: Asked, told: Mapping[str, _Told]) -> str:
    ams = asked.people[(asked.people["role"] == Role.AM.value) & asked.people["left_at"].isna()]
    listed = "\n".join(f"{number}  {name}" for number, name in ams["name"].head(_LISTED).items())
    leads = told.get("lead")
    return asked.number_of(
        asked.ask("click.which_person", leads=_few(leads) if isinstance(leads, tuple) else "", people=listed)
        or _withdraw()
    )


def _reason(asked: Asked, told: Mapping[str, _Told]) -> str:
    return asked.ask("click.why") if told.get("lead") else ""


def _listed_reason(asked: Asked, _: Mapping[str, _Told]) -> str:
    words = [reply for reply in Reply if reply is not Reply.ACCEPT]
    labels = tuple(LEADS["reply"].label(reply, asked.window.language) for reply in words)
    return words[asked.choose("click.why_declined", labels)].value


def _contact(asked: Asked, _: Mapping[str, _Told]) -> tuple[str, ...]:
    lead = next(iter(selected_leads(asked.book)), "")
    line = asked.ask("click.which_contact", f"{lead} " if lead else "")
    return (line,) if line and line != lead else ()


def _run(asked: Asked, _: Mapping[str, _Told]) -> str:
    runs = [run for run, _ in zip(undoable(asked.ledger.runs()), range(_LISTED), strict=False)]
    if not runs:
        return ""
    lines = tuple(
        f"{run.at:%m-%d %H:%M}  {run.who}  {say(f'verb_name.{run.verb}', asked.window.language)}  "
        + asked.say("click.places", count=len(run.changes))
        for run in runs
    )
    return runs[asked.choose("click.which_run", lines, "1")].run_id


def _few(leads: tuple[str, ...]) -> str:
    return " ".join(leads[:_LISTED]) + (" …" if len(leads) > _LISTED else "")


def _withdraw() -> str:
    raise WithdrawnError


_FROM: Final[Mapping[Source, Callable[[Asked, Mapping[str, _Told]], _Told]]] = {
    Source.LEADS: _leads,
    Source.EACH_LEAD: _each_lead,
    Source.LEAD_OR_DUE: _lead_or_due,
    Source.FIRST_LEAD: _first_lead,
    Source.CUSTOMERS: _customers,
    Source.FILES: _files,
    Source.ME: _me,
    Source.PERSON: _person,
    Source.REASON: _reason,
    Source.LISTED_REASON: _listed_reason,
    Source.CONTACT: _contact,
    Source.RUN: _run,
}
