"""How large a file may be before it is refused, and why each limit stands where it does."""

from typing import Final

__all__ = [
    "MAX_BOX",
    "MAX_COLUMN",
    "MAX_FILE_BYTES",
    "MAX_INFLATED_BYTES",
    "MAX_PARTS",
    "MAX_RATIO",
    "MAX_RECORDS",
    "MAX_ROW",
    "MAX_TABLES",
    "RATIO_FROM_BYTES",
]

MAX_ROW: Final = 1_048_576  # the last row and column that Excel knows
MAX_COLUMN: Final = 16_384
MAX_FILE_BYTES: Final = 256 << 20  # a full sheet of 20 columns saved by Excel is about 100 MB
MAX_INFLATED_BYTES: Final = 2 << 30  # and about 800 MB of XML
MAX_RATIO: Final = 200  # real sheets shrink 10 to 40 times, a bomb about 1,000 times
RATIO_FROM_BYTES: Final = 32 << 20  # small files may shrink as they like: they cannot hurt
MAX_PARTS: Final = 20_000  # a workbook with 1,000 sheets, each with drawings, has about 5,000
MAX_BOX: Final = 24 * MAX_ROW  # cells the reader keeps at once: a full sheet of 24 columns, about 1 GB
MAX_TABLES: Final = 150  # of a page; an export has one or a few, and each is asked for its headers
MAX_RECORDS: Final = 2 * MAX_ROW  # of a text file that is matched row by row: about 5 GB
