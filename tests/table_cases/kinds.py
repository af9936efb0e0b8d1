"""Tables as other programs write them."""

import codecs
import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from hiveledger.book.xlsx import AppendRows
from tests.raw_books import MAIN
from tests.table_books import Book
from tests.table_cases.case import GROWN, NEW, Case, Seen, append

__all__ = ["KINDS"]


def _prefixed(parts: dict[str, str]) -> Mapping[str, str]:
    """Give the parts of the workbook's own namespace a prefix, as some programs do."""
    return {
        name: re.sub(r"<(/?)(?=[A-Za-z]+[\s/>])", r"<\1x:", xml).replace(' xmlns="', ' xmlns:x="', 1)
        if f'xmlns="{MAIN}"' in xml
        else xml
        for name, xml in parts.items()
    }


def _strict(parts: dict[str, str]) -> Mapping[str, str]:
    def reworded(xml: str) -> str:
        xml = xml.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        return xml.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    return {name: reworded(xml) for name, xml in parts.items()}


def _in_utf_16(parts: dict[str, str]) -> Mapping[str, str | bytes]:
    def encoded(xml: str) -> bytes:
        return codecs.BOM_UTF16_LE + ('<?xml version="1.0" encoding="UTF-16"?>' + xml).encode("utf-16-le")

    return {name: encoded(xml) if f'xmlns="{MAIN}"' in xml else xml for name, xml in parts.items()}


def _in_single_quotes(parts: dict[str, str]) -> Mapping[str, str]:
    return {
        name: re.sub(r'="([^"\']*)"', r"='\1'", xml) if f'xmlns="{MAIN}"' in xml else xml for name, xml in parts.items()
    }


def _with_asides(parts: dict[str, str]) -> Mapping[str, str]:
    name = "xl/worksheets/sheet1.xml"
    aside = '<!-- <row r="9"><c r="B9"><v>1</v></c></row> -->'
    xml = parts[name].replace("<row", f"{aside}<row").replace("<t>t5</t>", "<t><![CDATA[t5]]></t>")
    return parts | {name: xml}


KINDS: Final = (
    Case("a prefix", append(), Book(written=_prefixed), NEW, GROWN),
    Case("UTF-16", append(), Book(written=_in_utf_16), NEW, GROWN),
    Case("single quotes", append(), Book(written=_in_single_quotes), NEW, {"T": "B2:D6"}),
    Case("comments and CDATA", append(), Book(written=_with_asides), NEW, GROWN),
    Case(
        "days from 1904",
        (AppendRows("S", [[date(2026, 1, 5), "x", 1]], "T"),),
        Book(said='<workbookPr date1904="1"/>'),
        {"B6": 44565, "C6": "x", "D6": 1},
        GROWN,
    ),
    Case(
        "a Strict file",
        (AppendRows("S", [[date(2026, 1, 5), "x", 1]], "T"),),
        Book(written=_strict),
        {"B6": Seen("2026-01-05", "46027"), "C6": "x", "D6": 1},
        GROWN,
    ),
)
