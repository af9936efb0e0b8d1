"""A message as it is to be read, and where it goes."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Post"]


@dataclass(frozen=True)
class Post:
    """A message to one reader, or to a group.

    `to` are addresses as cells have them, `mentions` mobiles or @ids of a group's members; files go by mail and to
    WeCom groups.
    """

    message_id: str
    subject: str
    body: str
    to: tuple[str, ...]
    mentions: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
