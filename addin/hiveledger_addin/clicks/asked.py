"""Whom a click asks and about which book."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hiveledger.text import say

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

    from hiveledger.book.live import LiveBook
    from hiveledger_addin.clicks.window import Window

__all__ = ["Asked", "WithdrawnError"]


class WithdrawnError(Exception):
    """The person put a question away: nothing is done."""


@dataclass(frozen=True)
class Asked:
    """A click with all that its arguments may come from."""

    window: "Window"
    book: "xw.Book"
    ledger: "LiveBook"

    @cached_property
    def people(self) -> "pd.DataFrame":
        """The team, by staff number."""
        return self.ledger.read().frame("people")

    def say(self, code: str, **params: object) -> str:
        """Put a code into the words of whoever clicked."""
        return say(code, self.window.language, **params)

    def ask(self, code: str, filled_in: str = "", **params: object) -> str:
        """Ask for a line. Raises: WithdrawnError."""
        answer = self.window.ask(self.say(code, **params), filled_in)
        if answer is None:
            raise WithdrawnError
        return answer.strip()

    def agree(self, code: str, **params: object) -> bool:
        """Ask for a yes or a no. Raises: WithdrawnError."""
        answer = self.window.agree(self.say(code, **params))
        if answer is None:
            raise WithdrawnError
        return answer

    def choose(self, code: str, options: "tuple[str, ...]", filled_in: str = "", **params: object) -> int:
        """Let one of some lines be chosen by its number, and give its place. Raises: WithdrawnError."""
        listed = "\n".join(f"{number}  {option}" for number, option in enumerate(options, 1))
        answer = self.ask(code, filled_in, options=listed, **params)
        while not (answer.isdecimal() and 1 <= int(answer) <= len(options)):
            answer = self.ask("click.choose_again", filled_in, options=listed, count=len(options))
        return int(answer) - 1

    def number_of(self, named: str) -> str:
        """Give the staff number of a person whom only one of the team is called like; else what was said."""
        of_name = self.people.index[self.people["name"] == named]
        return str(of_name[0]) if len(of_name) == 1 and named not in self.people.index else named
