"""Which cells speak of a person, so that they can be blanked when that person asks to be forgotten.

Companies, ids, statuses, owners, dates, amounts and grades are no person's. Any other text of a row, such as a reason,
is blanked only where it names the person.
"""

from collections.abc import Mapping
from typing import Final

__all__ = ["LOOKED_UP", "NAMING", "PERSONAL", "STAFF"]

NAMING: Final = ("contact", "mobile", "phone", "email", "wechat")  # what a person is called and reached by

_CARD: Final = (*NAMING, "title")

PERSONAL: Final[Mapping[str, tuple[str, ...]]] = {
    "leads": (*_CARD, "address", "need", "note", "lost_reason"),  # the last three are written freely
    "contacts": _CARD,
    "pool": ("need",),
    "nurture": ("contact",),
    "touches": ("line", "need", "promised"),  # written freely, of one conversation
    "mailings": ("contact", "text", "reaction"),
    "inbox": ("message",),  # what the person said, whole
    "decisions": (*NAMING[:-1], "need"),  # of both leads
    "merged": ("image",),  # the whole row as it was
}

LOOKED_UP: Final[Mapping[str, tuple[str, ...]]] = {
    "customers": ("phone", "email"),
    "directory": ("phone",),
}
"""Lists that name no lead and may repeat a person's number. 黑名单 is none: who is blocked must stay so."""

STAFF: Final = ("owner_name",)  # one of the team may have the person's name
