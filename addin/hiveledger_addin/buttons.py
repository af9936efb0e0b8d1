"""The buttons that a person finds in the spreadsheet, for each role, each a verb of the one list.

Nothing heavy is imported here, so that a face can show what there is at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hiveledger.flows.verbs import VERBS, Verb
from hiveledger.text import Language, say

__all__ = ["BUTTONS", "Button", "Role", "Source", "grouped"]


class Role(StrEnum):
    """Whose work a group of buttons is. Its name is in the catalogue under `role.<name>`."""

    SO = "so"
    AM = "am"
    EVERYONE = "everyone"

    def label(self, language: Language) -> str:
        """Give what stands under the group."""
        return say(f"role.{self}", language)


class Source(StrEnum):
    """Where a click takes an argument of its verb from. What that means is in the catalogue under `source.<name>`."""

    LEADS = "leads"  # the selected ones; none selected: left out
    EACH_LEAD = "each_lead"  # the verb is carried out for each selected lead
    LEAD_OR_DUE = "lead_or_due"  # as EACH_LEAD, or left out: what is due
    FIRST_LEAD = "first_lead"
    CUSTOMERS = "customers"
    FILES = "files"
    ME = "me"
    PERSON = "person"
    REASON = "reason"
    LISTED_REASON = "listed_reason"
    CONTACT = "contact"
    RUN = "run"

    def label(self, language: Language) -> str:
        """Say where that is."""
        return say(f"source.{self}", language)


@dataclass(frozen=True)
class Button:
    """One button. What stands on it is in the catalogue under `button.<name>`, its meaning is its verb's.

    `verb` is the verb that it carries out, or that it previews where `previews` says so; a button without one opens
    the guide. `picture` is the name of one of Office's own pictures. `told` says where each argument of the verb comes
    from, in the order in which people are asked; all others are left out.
    """

    name: str
    role: Role
    picture: str
    verb: str
    previews: bool = False
    told: Mapping[str, Source] = field(default_factory=dict)

    def label(self, language: Language) -> str:
        """Give what stands on the button."""
        return say(f"button.{self.name}", language)

    def does(self) -> Verb | None:
        """Give the verb, None for the guide."""
        return VERBS[self.verb] if self.verb else None


_MINE: Final = {"leads": Source.LEADS, "by": Source.ME}

BUTTONS: Final = {
    button.name: button
    for button in (
        Button("import", Role.SO, "ImportTextFile", "import", told={"files": Source.FILES}),
        Button("clean", Role.SO, "ClearFormatting", "clean"),
        Button("dedupe", Role.SO, "RemoveDuplicates", "dedupe"),
        Button("complete", Role.SO, "FillDown", "complete"),
        Button("grade", Role.SO, "SortAscendingExcel", "grade"),
        Button("preview", Role.SO, "FilePrintPreview", "distribute", previews=True),
        Button("distribute", Role.SO, "SendStatusReport", "distribute"),
        Button("return", Role.SO, "Undo", "return", told={"lead": Source.LEAD_OR_DUE, "reason": Source.REASON}),
        Button(
            "assign",
            Role.SO,
            "AddUserToPermissionGroup",
            "assign",
            told={"lead": Source.EACH_LEAD, "person": Source.PERSON, "reason": Source.REASON},
        ),
        Button("confirm", Role.AM, "AcceptInvitation", "confirm", told=_MINE),
        Button(
            "decline",
            Role.AM,
            "DeclineInvitation",
            "decline",
            told={"lead": Source.EACH_LEAD, "by": Source.ME, "reason": Source.LISTED_REASON},
        ),
        Button("claim", Role.AM, "FlagMessage", "claim", told=_MINE),
        Button("follow_up", Role.AM, "NewAppointment", "follow-up", told={"lines": Source.CONTACT, "by": Source.ME}),
        Button("check", Role.AM, "FindDialog", "check", told={"customers": Source.CUSTOMERS, "by": Source.ME}),
        Button("mine", Role.AM, "ShowContactPage", "mine", told={"by": Source.ME}),
        Button("explain", Role.EVERYONE, "TentativeAcceptInvitation", "explain", told={"lead": Source.FIRST_LEAD}),
        Button("undo", Role.EVERYONE, "UndoMenu", "undo", told={"run": Source.RUN}),
        Button("sync", Role.EVERYONE, "RefreshAll", "sync"),
        Button("report", Role.EVERYONE, "FileSaveAsPdfOrXps", "report"),
        Button("help", Role.EVERYONE, "Help", ""),
    )
}


def grouped() -> Iterator[tuple[Role, tuple[Button, ...]]]:
    """Give the buttons of each role, in the order in which they stand."""
    for role in Role:
        yield role, tuple(button for button in BUTTONS.values() if button.role is role)
