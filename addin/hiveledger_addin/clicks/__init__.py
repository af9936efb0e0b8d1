"""What happens on a click, the same in every program that has the book open. No decisions."""

from hiveledger_addin.clicks.click import click
from hiveledger_addin.clicks.window import Window

__all__ = ["Window", "click"]
