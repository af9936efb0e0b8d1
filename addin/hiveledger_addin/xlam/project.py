"""A VBA project as Office stores it (MS-OVBA), made of its sources alone: Office compiles it when it is opened."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hiveledger_addin.xlam.compression import compress
from hiveledger_addin.xlam.container import pack

__all__ = ["Kind", "Module", "vba_project"]


class Kind(StrEnum):
    """What a module is, by the word of its line in the stream PROJECT."""

    STANDARD = "Module"
    CLASS = "Class"
    DOCUMENT = "Document"


@dataclass(frozen=True)
class Module:
    """One module; its source as it stands in its stream, its attributes included."""

    name: str
    kind: Kind
    source: str


_NAME: Final = "HiveLedger"
_ID: Final = "{7C7B1E0A-52D3-5B0C-9C51-8D2B6E0B5A11}"  # of no meaning, but the same in each build
_CODE_PAGE, _LANGUAGE, _ON_64_BIT = 1252, 0x409, 3
_REFERENCES: Final = {  # libraries, found again by their ids wherever they are
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
    r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
}
_UNCOMPILED: Final = bytes.fromhex("CC61FFFF000100")  # a version that is nobody's, so that nobody trusts compiled code
_NO_COOKIE: Final = b"\xff\xff"
_LONGEST_NAME: Final = 31
_LONGEST_LINE: Final = 1023


def vba_project(modules: Sequence[Module]) -> bytes:
    """Give the file vbaProject.bin of these modules.

    Raises: ValueError for what Office would refuse to load.
    """
    for module in modules:
        if len(module.name) > _LONGEST_NAME or not module.source.isascii():
            message = f"{module.name}: a name of at most {_LONGEST_NAME} letters, a source in ASCII"
            raise ValueError(message)
        if max(map(len, module.source.split("\r\n"))) > _LONGEST_LINE:
            message = f"{module.name}: a line is longer than {_LONGEST_LINE} letters"
            raise ValueError(message)
    streams = {module.name: compress(module.source.encode("ascii")) for module in modules}
    return pack(
        {
            "VBA": {**streams, "_VBA_PROJECT": _UNCOMPILED, "dir": compress(_directory(modules))},
            "PROJECT": _project(modules),
            "PROJECTwm": b"".join(_plain(module.name) + _wide(module.name) for module in modules) + b"\0\0",
        }
    )


def _plain(name: str) -> bytes:
    return name.encode("ascii") + b"\0"


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le") + b"\0\0"


def _record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(content)) + content


def _text(number: int, wide_number: int, text: str = "") -> bytes:
    """Give a text twice, as Office has it: in the code page and in Unicode."""
    return _record(number, text.encode("ascii")) + _record(wide_number, text.encode("utf-16-le"))


def _directory(modules: Sequence[Module]) -> bytes:
    """Give the stream `dir`: what the project is, what it refers to, and where the source of each module begins."""
    language, none = struct.pack("<I", _LANGUAGE), bytes(4)
    records = [
        _record(0x01, struct.pack("<I", _ON_64_BIT)),
        _record(0x02, language),
        _record(0x14, language),
        _record(0x03, struct.pack("<H", _CODE_PAGE)),
        _record(0x04, _NAME.encode("ascii")),
        _text(0x05, 0x40),  # what the project is for
        _record(0x06) + _record(0x3D),  # its help file
        _record(0x07, none),
        _record(0x08, none),
        struct.pack("<HIIH", 0x09, 4, 1, 1),  # its version; the one record whose length is not told
        _text(0x0C, 0x3C),  # its constants
        *(_text(0x16, 0x3E, name) + _reference(library) for name, library in _REFERENCES.items()),
        _record(0x0F, struct.pack("<H", len(modules))),
        _record(0x13, _NO_COOKIE),
        *map(_described, modules),
        _record(0x10),
    ]
    return b"".join(records)


def _reference(library: str) -> bytes:
    named = library.encode("ascii")
    return _record(0x0D, struct.pack("<I", len(named)) + named + bytes(4 + 2))


def _described(module: Module) -> bytes:
    none = bytes(4)
    records = [
        _text(0x19, 0x47, module.name),
        _text(0x1A, 0x32, module.name),  # the stream it is in
        _text(0x1C, 0x48),
        _record(0x31, none),  # the source begins at once: no compiled code stands before it
        _record(0x1E, none),
        _record(0x2C, _NO_COOKIE),
        _record(0x21 if module.kind is Kind.STANDARD else 0x22),
        _record(0x2B),
    ]
    return b"".join(records)


def _project(modules: Sequence[Module]) -> bytes:
    """Give the stream PROJECT, which says of what kinds the modules are and who may see them: everybody."""
    lines = [
        f'ID="{_ID}"',
        *(f"{module.kind}={module.name}{'/&H00000000' if module.kind is Kind.DOCUMENT else ''}" for module in modules),
        f'Name="{_NAME}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_obfuscated(bytes(4), 0x0D)}"',  # not protected
        f'DPB="{_obfuscated(bytes(1), 0x1A)}"',  # no password
        f'GC="{_obfuscated(bytes([0xFF]), 0x27)}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


def _obfuscated(content: bytes, seed: int) -> str:
    """Give what MS-OVBA 2.4.3 calls encrypted: each byte mixed with the two before it and the project's id."""
    key = sum(_ID.encode("ascii")) & 0xFF
    mixed = [seed, seed ^ 2, seed ^ key]
    before = key
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(content)) + content:
        mixed.append(byte ^ (mixed[-2] + before & 0xFF))
        before = byte
    return bytes(mixed).hex().upper()
