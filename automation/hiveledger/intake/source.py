"""Reading whatever a site, an exhibition or a colleague sends."""

from pathlib import Path

from hiveledger.gate import read_bytes
from hiveledger.intake.apart import parse_apart
from hiveledger.intake.raw import RawSheet

__all__ = ["read_source"]


def read_source(path: Path) -> list[RawSheet]:
    """Give every sheet, table or text of a file as rows of text cells.

    Reads .xlsx/.xlsm, BIFF .xls, HTML tables, XML spreadsheets, CSV, TSV, semicolons; told apart by content.
    Returns: at least one sheet, blank ones among them.
    Raises: GateError, one code per reason, before anything harmful is opened.
    """
    return parse_apart(read_bytes(path), path.name)
