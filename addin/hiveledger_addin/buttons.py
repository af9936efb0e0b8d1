"""The buttons that a person finds in the spreadsheet, for each role, each a verb of the one list.

Nothing heavy is imported here, so that a face can show what there is at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hiveledger.flows.verbs import VERBS, Verb
from hiveledger.text import Language, say

__all__ = ["BUTTONS", "Button", "Role", "grouped"]


class Role(StrEnum):
    """Whose work a group of buttons is. Its name is in the catalogue under `role.<name>`."""

    SO = "so"
    AM = "am"
    EVERYONE = "everyone"

    def label(self, language: Language) -> str:
        """Give what stands under the group."""
        return say(f"role.{self}", language)


@dataclass(frozen=True)
class Button:
    """One button. What stands on it is in the catalogue under `button.<name>`, its meaning is its verb's.

    `verb` is the verb that it carries out, or that it previews where `previews` says so; a button without one opens
    the guide. `picture` is the name of one of Office's own pictures.
    """

    name: str
    role: Role
    picture: str
    verb: str
    previews: bool = False

    def label(self, language: Language) -> str:
        """Give what stands on the button."""
        return say(f"button.{self.name}", language)

    def does(self) -> Verb | None:
        """Give the verb, None for the guide."""
        return VERBS[self.verb] if self.verb else None


BUTTONS: Final = {
    button.name: button
    for button in (
        Button("import", Role.SO, "ImportTextFile", "import"),
        Button("clean", Role.SO, "ClearFormatting", "clean"),
        Button("dedupe", Role.SO, "RemoveDuplicates", "dedupe"),
        Button("complete", Role.SO, "FillDown", "complete"),
        Button("grade", Role.SO, "SortAscendingExcel", "grade"),
        Button("preview", Role.SO, "FilePrintPreview", "distribute", previews=True),
        Button("distribute", Role.SO, "SendStatusReport", "distribute"),
        Button("return", Role.SO, "Undo", "return"),
        Button("assign", Role.SO, "AddUserToPermissionGroup", "assign"),
        Button("confirm", Role.AM, "AcceptInvitation", "confirm"),
        Button("decline", Role.AM, "DeclineInvitation", "decline"),
        Button("claim", Role.AM, "FlagMessage", "claim"),
        Button("follow_up", Role.AM, "NewAppointment", "follow-up"),
        Button("check", Role.AM, "FindDialog", "check"),
        Button("mine", Role.AM, "ShowContactPage", "mine"),
        Button("explain", Role.EVERYONE, "TentativeAcceptInvitation", "explain"),
        Button("undo", Role.EVERYONE, "UndoMenu", "undo"),
        Button("sync", Role.EVERYONE, "RefreshAll", "sync"),
        Button("help", Role.EVERYONE, "Help", ""),
    )
}


def grouped() -> Iterator[tuple[Role, tuple[Button, ...]]]:
    """Give the buttons of each role, in the order in which they stand."""
    for role in Role:
        yield role, tuple(button for button in BUTTONS.values() if button.role is role)
