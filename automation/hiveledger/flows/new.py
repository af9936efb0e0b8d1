"""A new ledger."""

from pathlib import Path

from hiveledger.text import Language
from hiveledger_templates import new_book

__all__ = ["make_new"]


def make_new(path: Path, language: Language) -> None:
    """Make a new ledger at a path where nothing is yet. Raises: GateError where it cannot."""
    new_book(path, language)
