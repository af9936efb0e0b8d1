"""Renews the committed workbooks: `python -m hiveledger_templates`."""

from pathlib import Path

from hiveledger_templates import FILE_NAMES, book_bytes

if __name__ == "__main__":
    for language, name in FILE_NAMES.items():
        Path(__file__).with_name(name).write_bytes(book_bytes(language))
