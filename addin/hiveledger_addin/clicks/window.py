"""How a click talks with the person who clicked."""

from typing import Protocol

from hiveledger.text import Language

__all__ = ["Window"]


class Window(Protocol):
    """The message boxes, questions and status bar of the program that has the book open."""

    @property
    def language(self) -> Language:
        """What the person reads."""
        ...

    def tell(self, text: str, *, is_problem: bool) -> None:
        """Show a message until it is put away."""
        ...

    def agree(self, question: str) -> bool | None:
        """Ask for a yes or a no; None where the person wants neither."""
        ...

    def ask(self, question: str, filled_in: str = "") -> str | None:
        """Ask for a line; None where the person withdraws."""
        ...

    def pick_files(self, question: str) -> tuple[str, ...]:
        """Let files be picked; none where the person withdraws."""
        ...

    def progress(self, text: str) -> None:
        """Say in the status bar what is being done; with an empty text the bar is the program's own again."""
        ...

    def was_cancelled(self) -> bool:
        """Tell whether the person broke off what goes on, by the program's own means."""
        ...
