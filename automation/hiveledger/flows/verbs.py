"""The one list of verbs: every face (command line, ribbon, toolbar, scheduled job) is drawn from it.

Nothing heavy is imported here, so that a face can show what there is at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

__all__ = ["VERBS", "Argument", "Does", "Form", "Verb"]


class Does(StrEnum):
    """What a verb does, and so how its function is called."""

    PLAN = "plan"  # plan_x(book, now, **arguments) -> Plan, which the book then writes
    TELL = "tell"  # tell_x(book, language, **arguments) -> Answer; nothing is written
    ASK = "ask"  # ask_x(book, now, language, **arguments) -> Answer; as tell, where the answer depends on the time
    SURVEY = "survey"  # survey_x(paths, language, **arguments) -> Answer about books that are no ledgers yet; once a
    # person has agreed (--yes), x_book(book, now, language, who=…) -> steps
    MAKE = "make"  # make_x(path, language) -> None; a new book
    MEND = "mend"  # mend_x(book, now, who, language, **arguments) -> steps; the file as a whole, read or not
    SEND = "send"  # send_x(book, senders, now, language) -> answers; what goes out to people
    TEND = "tend"  # tend_x(book, queue, now, language, **arguments) -> steps; what waits for the book


class Form(StrEnum):
    """How an argument is given on the command line."""

    WORD = "word"
    WORDS = "words"
    FILES = "files"
    OPTION = "option"
    FLAG = "flag"


@dataclass(frozen=True)
class Argument:
    """One thing that a verb is told. Its meaning is in the catalogue under `argument.<name>`.

    A function gets text for a word or an option ("" when left out), a tuple for words or files, a bool for a flag.
    Where leaving it out means something of that moment, such as the newest run, `left_out` is the home of the function
    that finds it in the book: x(book) -> text.
    """

    name: str
    form: Form = Form.WORD
    required: bool = False
    left_out: str = ""


@dataclass(frozen=True)
class Verb:
    """One user action. Its meaning is in the catalogue under `verb.<name>`.

    A request that waited is planned for the time at which it is carried out. But what somebody brought or answered
    was brought or answered when they said so: `keeps_time` names the arguments of which one makes it count from then.
    A verb that does more than write its plan names the home of the function that does: x(book, queue, plan, who) ->
    Outcome. What such a verb did is not taken back.
    """

    name: str
    does: Does
    home: str  # "module:function", imported when the verb is first run
    arguments: tuple[Argument, ...] = ()
    keeps_time: tuple[str, ...] = ()
    agreed: str = ""  # of a survey: the home of what is done once a person has agreed to it
    writer: str = ""

    def function(self) -> Callable[..., Any]:
        """Import the flow and give its function."""
        return _at(self.home)

    def agreed_function(self) -> Callable[..., Any]:
        """Import the flow that a person agreed to and give its function."""
        return _at(self.agreed)

    @property
    def is_final(self) -> bool:
        """Tell whether what the verb did cannot be taken back."""
        return bool(self.writer)

    def write(self, book: Any, queue: object, plan: object, who: str) -> Any:  # noqa: ANN401 - of flows
        """Write the verb's plan, and do what else it means; gives the outcome."""
        return _at(self.writer)(book, queue, plan, who) if self.writer else book.write(plan, who)

    def settle(self, book: object, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Give the arguments, those that were left out and mean something of this moment filled in."""
        left_out = {told.name: told.left_out for told in self.arguments if told.left_out and not arguments[told.name]}
        return {**arguments, **{name: _at(home)(book) for name, home in left_out.items()}}


def _at(home: str) -> Callable[..., Any]:
    module, name = home.split(":")
    function: Callable[..., Any] = getattr(import_module(f"hiveledger.flows.{module}"), name)
    return function


_LEAD: Final = Argument("lead", required=True)
_PERSON: Final = Argument("person", required=True)
_REASON: Final = Argument("reason", Form.OPTION)
_BY: Final = Argument("by", Form.OPTION)

VERBS: Final = {
    verb.name: verb
    for verb in (
        Verb("new", Does.MAKE, "new:make_new"),
        Verb(
            "adopt",
            Does.SURVEY,
            "adopt:survey_adopt",
            (Argument("sheet_means", Form.OPTION), Argument("yes", Form.FLAG)),
            agreed="adoption:adopt_book",
        ),
        Verb(
            "import",
            Does.PLAN,
            "importing:plan_import",
            (Argument("files", Form.FILES), Argument("text", Form.OPTION), Argument("source", Form.OPTION)),
            keeps_time=("files", "text"),
        ),
        Verb("directory", Does.PLAN, "listing:plan_directory", (Argument("files", Form.FILES),), keeps_time=("files",)),
        Verb("clean", Does.PLAN, "clean:plan_clean"),
        Verb("dedupe", Does.PLAN, "dedupe:plan_dedupe"),
        Verb("complete", Does.PLAN, "complete:plan_complete"),
        Verb("completeness", Does.TELL, "completeness:tell_completeness"),
        Verb("grade", Does.PLAN, "grade:plan_grade"),
        Verb("what-if", Does.ASK, "what_if:ask_what_if", (Argument("rules", Form.WORDS),)),
        Verb("drift", Does.TELL, "drift:tell_drift"),
        Verb("score", Does.PLAN, "score:plan_score"),
        Verb("distribute", Does.PLAN, "distribute:plan_distribute"),
        Verb("claim", Does.PLAN, "claim:plan_claim", (Argument("leads", Form.WORDS), _BY), keeps_time=("leads",)),
        Verb("confirm", Does.PLAN, "confirm:plan_confirm", (Argument("leads", Form.WORDS), _BY), keeps_time=("leads",)),
        Verb("return", Does.PLAN, "confirm:plan_return", (Argument("lead"), _REASON)),
        Verb("assign", Does.PLAN, "assign:plan_assign", (_LEAD, _PERSON, _REASON)),
        Verb("transfer", Does.PLAN, "assign:plan_transfer", (_LEAD, _PERSON, _REASON)),
        Verb(
            "decline",
            Does.PLAN,
            "confirm:plan_decline",
            (_LEAD, _BY, _REASON, Argument("accept", Form.FLAG), Argument("reject", Form.FLAG)),
        ),
        Verb("nurture", Does.PLAN, "nurture:plan_nurture"),
        Verb(
            "follow-up",
            Does.PLAN,
            "follow_up:plan_follow_up",
            (Argument("lines", Form.WORDS), _BY),
            keeps_time=("lines",),
        ),
        Verb(
            "report",
            Does.ASK,
            "weekly:ask_report",
            tuple(Argument(name, Form.OPTION) for name in ("week", "unit", "to")),
        ),
        Verb("mine", Does.ASK, "mine:ask_mine", (_BY,)),
        Verb("send", Does.SEND, "messages:send_messages"),
        Verb("check", Does.ASK, "check:ask_check", (Argument("customers", Form.WORDS), _BY)),
        Verb(
            "report-lead",
            Does.PLAN,
            "report:plan_report",
            (
                _BY,
                *(Argument(name, Form.OPTION) for name in ("text", "company", "contact", "mobile", "phone", "email")),
                *(Argument(name, Form.OPTION) for name in ("region", "need")),
            ),
            keeps_time=("by",),
        ),
        Verb("explain", Does.TELL, "explain:tell_explain", (_LEAD,)),
        Verb("history", Does.TELL, "history:tell_history", (Argument("subject"),)),
        Verb("undo", Does.PLAN, "undo:plan_undo", (Argument("run", left_out="undo:newest_run"),)),
        Verb("forget", Does.PLAN, "forget:plan_forget", (_LEAD,), writer="forget:write_forget"),
        Verb(
            "pending",
            Does.TEND,
            "pending:tend_pending",
            (Argument("apply", Form.FLAG), Argument("drop", Form.OPTION), Argument("pass_over", Form.OPTION)),
        ),
        Verb("orders", Does.TEND, "orders:tend_orders"),
        Verb("sync", Does.TEND, "pending:tend_sync"),
        Verb("doctor", Does.TEND, "doctor:tend_doctor"),
        Verb("restore", Does.MEND, "restore:mend_restore", (Argument("version"),)),
        Verb("upgrade", Does.PLAN, "upgrade:plan_upgrade"),
        Verb("dashboard", Does.PLAN, "dashboard:plan_dashboard"),
        Verb("release", Does.PLAN, "release:plan_release", (Argument("columns", Form.FLAG),)),
    )
}
