"""How alike two company names are."""

from enum import IntEnum

__all__ = ["Likeness"]


class Likeness(IntEnum):
    """What two names, with the cities given beside them, say of two companies being one."""

    OTHER = 0  # they contradict each other: another region, trade or brand
    UNLIKE = 1  # nothing is known
    RELATED = 2  # branch, subsidiary or group of one tree: never merged
    MAYBE = 3  # a person decides, or other facts do
    LIKELY = 4  # the same unless something else differs
    SAME = 5  # certain from the names and cities alone
