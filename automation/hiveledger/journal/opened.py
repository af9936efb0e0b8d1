"""A workbook that a program has open, in which a run was carried out before anybody saved it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Opening"]


@dataclass(frozen=True)
class Opening:
    """Which program has the workbook open, whose, and on which machine; two looks at one opening give the same.

    `process` names the program's process so that one that is gone is known, empty where the system does not tell.
    `owner_file` is the one beside the book that says that it is open, empty where there is none.
    """

    program: str
    who: str
    host: str
    pid: int
    process: str = ""
    owner_file: str = ""

    def as_record(self) -> dict[str, Any]:
        """Give the opening as JSON holds it."""
        return asdict(self)

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> "Opening":
        """Give the opening that JSON held. Raises: KeyError, TypeError or ValueError where it held none."""
        program, who, host, process, owner_file = (
            str(record[name]) for name in ("program", "who", "host", "process", "owner_file")
        )
        return cls(program, who, host, int(record["pid"]), process, owner_file)
