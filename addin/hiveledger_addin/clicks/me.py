"""Who clicks: the staff number is asked once for each user of a machine, and remembered while the team has it."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from hiveledger.opening import state_folder

if TYPE_CHECKING:
    from hiveledger_addin.clicks.asked import Asked

__all__ = ["my_number"]

_FILE: Final = "me"


def my_number(asked: "Asked") -> str:
    """Give the staff number of whoever clicks. Raises: WithdrawnError where they do not say."""
    people, file = asked.people, state_folder() / _FILE
    number = _remembered(file)
    while number not in people.index:
        number = asked.number_of(asked.ask("click.who" if not number else "click.who_again", number, by=number))
        if number in people.index and not asked.agree("click.is_it_you", by=number, name=people["name"][number]):
            number = ""
    if number != _remembered(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(number, "utf-8")
    return number


def _remembered(file: Path) -> str:
    return file.read_text("utf-8").strip() if file.exists() else ""
