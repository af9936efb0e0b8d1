"""Reads the VBA project of a workbook without mercy (MS-OVBA), and says what a program could stumble over.

It shares no line with the product's writer. Excel itself refuses, or silently repairs away, what breaks these rules.
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree as ET

from tests.compound import Compound

__all__ = ["Project", "read_project", "unpacked"]

_INFORMATION: Final = [0x01, 0x02, 0x14, 0x03, 0x04, 0x05, 0x40, 0x06, 0x3D, 0x07, 0x08, 0x09, 0x0C, 0x3C]
_OF_A_MODULE: Final = [0x19, 0x47, 0x1A, 0x32, 0x1C, 0x48, 0x31, 0x1E, 0x2C]
_LIBRARIES: Final = {  # by their names, as Excel itself writes them
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
    r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
}
_SAID: Final = {  # of the project, in dir
    0x01: struct.pack("<I", 3),
    0x02: struct.pack("<I", 0x409),
    0x14: struct.pack("<I", 0x409),
    0x03: struct.pack("<H", 1252),
    0x04: b"HiveLedger",
    0x07: bytes(4),
    0x08: bytes(4),
}
_FIXED: Final = ['Name="HiveLedger"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
_HOST: Final = ["", "[Host Extender Info]", "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000", ""]
_PROTECTION: Final = {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}
_LONGEST_NAME, _LONGEST_LINE, _MOST_CONTINUED = 31, 1023, 24
_CALLBACK: Final = re.compile(r"on[A-Z]\w*|get[A-Z]\w*")
_RIBBONS: Final = {  # part: its namespace, and how the file refers to it
    "customUI/customUI.xml": ("http://schemas.microsoft.com/office/2006/01/customui", "office/2006/relationships"),
    "customUI/customUI14.xml": ("http://schemas.microsoft.com/office/2009/07/customui", "office/2007/relationships"),
}
_SHOWN: Final = {"id", "label", "insertAfterMso"}
_MAY_HAVE: Final = {  # attributes, of those that Office knows
    "customUI": {"onLoad"},
    "ribbon": set[str](),
    "tabs": set[str](),
    "tab": _SHOWN,
    "group": _SHOWN,
    "button": {*_SHOWN, "tag", "size", "screentip", "supertip", "imageMso", "onAction", "getEnabled"},
}
_ARGUMENTS: Final = {"onLoad": 1, "onAction": 1}  # of a macro that a button calls; get… has two


@dataclass
class Project:
    """What was found: the sources by module, and the faults."""

    sources: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def check(self, holds: object, fault: str) -> None:
        """Note a fault where something does not hold."""
        if not holds:
            self.faults.append(fault)


def read_project(book: bytes) -> Project:
    """Read a workbook's project, and hold it and the ribbon that calls it to the rules."""
    found = Project()
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    compound = Compound(parts["xl/vbaProject.bin"])
    found.faults += compound.faults
    if found.faults:
        return found
    streams = compound.streams
    found.check(streams.get("VBA/_VBA_PROJECT") == bytes.fromhex("cc61ffff000100"), "_VBA_PROJECT: not uncompiled")
    kinds = _directory(unpacked(streams["VBA/dir"], found.check), streams, found)
    left = {path for path in streams if path.startswith("VBA/")} - {f"VBA/{name}" for name in kinds}
    found.check(left == {"VBA/dir", "VBA/_VBA_PROJECT"}, f"streams that no module owns: {sorted(left)}")
    documents = _project(streams["PROJECT"].decode("ascii"), kinds, found)
    named = b"".join(name.encode() + b"\0" + name.encode("utf-16-le") + b"\0\0" for name in kinds) + b"\0\0"
    found.check(streams["PROJECTwm"] == named, "PROJECTwm: names")
    code_names = re.findall(
        r'codeName="([^"]+)"', (parts["xl/workbook.xml"] + parts["xl/worksheets/sheet1.xml"]).decode()
    )
    found.check(sorted(documents) == sorted(code_names), f"document modules {documents}, code names {code_names}")
    for name, source in found.sources.items():
        _source(name, source, found.check)
    found.check({name for name in parts if name.startswith("customUI/")} == set(_RIBBONS), "ribbon: parts")
    for part, (namespace, relation) in _RIBBONS.items():
        told = f'schemas.microsoft.com/{relation}/ui/extensibility" Target="{part}"'
        found.check(told.encode() in parts["_rels/.rels"], f"ribbon: nobody refers to {part}")
        _ribbon(parts[part], namespace, found)
    return found


def unpacked(content: bytes, check: Callable[[object, str], None]) -> bytes:
    """Undo the compression of MS-OVBA."""
    check(content[:1] == b"\x01", "compression: signature")
    out, at = bytearray(), 1
    while at < len(content):
        (head,) = struct.unpack_from("<H", content, at)
        end, start = at + (head & 0xFFF) + 3, len(out)
        check((head >> 12 & 7) == 3, "compression: signature of a chunk")
        check(end <= len(content), "compression: a chunk ends beyond the end")
        if head & 0x8000:
            _chunk(content[at + 2 : end], out, check)
        else:
            out += content[at + 2 : end]
        length = len(out) - start
        check(length == 4096 if end < len(content) else length <= 4096, "compression: a chunk's length")
        at = end
    return bytes(out)


def _chunk(content: bytes, out: bytearray, check: Callable[[object, str], None]) -> None:
    start, at = len(out), 0
    while at < len(content):
        flags, at = content[at], at + 1
        for place in range(8):
            if at >= len(content):
                check(flags >> place == 0, "compression: flags of no token")
                return
            if flags >> place & 1:
                token, at = struct.unpack_from("<H", content, at)[0], at + 2
                width = next((bits for bits in range(4, 13) if 1 << bits >= len(out) - start), 12)
                back = (token >> (16 - width)) + 1
                check(back <= len(out) - start, "compression: repeats what was before the chunk")
                length = (token & (0xFFFF >> width)) + 3
                repeated = bytes(out[-back:]) or b"\0"  # it may run into what it writes
                out += (repeated * (length // len(repeated) + 1))[:length]
            else:
                out.append(content[at])
                at += 1


def _records(content: bytes, found: Project) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(content):
        number, length = struct.unpack_from("<HI", content, at)
        if number == 0x09:
            found.check(length == 4, "dir: the version")
            length = 6
        yield number, content[at + 6 : at + 6 + length]
        at += 6 + length
    found.check(at == len(content), "dir: a record ends beyond the end")


def _directory(content: bytes, streams: dict[str, bytes], found: Project) -> dict[str, int]:
    """Go through the stream `dir`; gives each module with its kind."""
    records = list(_records(content, found))
    numbers = [number for number, _ in records]
    known = dict(records[: len(_INFORMATION)])
    found.check(numbers[: len(_INFORMATION)] == _INFORMATION, "dir: what the project is")
    for number, said in _SAID.items():
        found.check(known.get(number) == said, f"dir: record {number:#x} of the project")
    for number in set(_INFORMATION) - set(_SAID) - {0x09}:
        found.check(known.get(number) == b"", f"dir: record {number:#x} of the project")
    at = len(_INFORMATION)
    while numbers[at : at + 3] == [0x16, 0x3E, 0x0D]:
        (_, name), (_, wide), (_, library) = records[at : at + 3]
        found.check(name.decode("ascii") == wide.decode("utf-16-le"), "dir: a reference's two names")
        (length,) = struct.unpack_from("<I", library)
        found.check(len(library) == 4 + length + 6 and library[-6:] == bytes(6), "dir: a reference's length")
        told = library[4 : 4 + length].decode("ascii")
        found.check(_LIBRARIES.get(name.decode("ascii")) == told, "dir: a reference's form")
        at += 3
    found.check(numbers[at : at + 2] == [0x0F, 0x13], "dir: modules")
    count = struct.unpack("<H", records[at][1])[0] if records[at][1] else 0
    kinds: dict[str, int] = {}
    at += 2
    while at < len(records) - 1:
        called, kind = _module(records[at : at + 11], streams, found)
        kinds[called] = kind
        at += 11
    found.check(numbers[-1] == 0x10, "dir: end")
    found.check(count == len(kinds), f"dir: {count} modules told, {len(kinds)} found")
    return kinds


def _module(records: list[tuple[int, bytes]], streams: dict[str, bytes], found: Project) -> tuple[str, int]:
    numbers, told = [number for number, _ in records], dict(records)
    found.check(numbers[:9] == _OF_A_MODULE and numbers[10:] == [0x2B], f"dir: records of a module {numbers}")
    called = told.get(0x19, b"").decode("ascii")
    kind = numbers[9] if len(numbers) > 9 else 0
    found.check(kind in {0x21, 0x22}, f"{called}: kind")
    for narrow, wide in ((0x19, 0x47), (0x1A, 0x32), (0x1C, 0x48)):
        same = told.get(narrow, b"").decode("ascii") == told.get(wide, b"").decode("utf-16-le")
        found.check(same, f"{called}: its two names differ")
    found.check(0 < len(called) <= _LONGEST_NAME, f"{called}: length of its name")
    offset = int.from_bytes(told.get(0x31, b""), "little")
    stream = streams.get(f"VBA/{told.get(0x1A, b'').decode('ascii')}", b"")
    found.check(stream[offset : offset + 1] == b"\x01", f"{called}: no source at {offset}")
    if stream[offset : offset + 1] == b"\x01":
        found.sources[called] = unpacked(stream[offset:], found.check).decode("latin-1")
    return called, kind


def _project(text: str, kinds: dict[str, int], found: Project) -> list[str]:
    """Go through the stream PROJECT; gives the document modules."""
    lines = text.split("\r\n")
    count = len(kinds)
    items = [re.fullmatch(r"(Document|Module|Class)=(\w+)(/&H0{8})?", line) for line in lines[1 : 1 + count]]
    named = {item[2]: item[1] for item in items if item}
    found.check(list(named) == list(kinds), "PROJECT: modules other than in dir")
    for item in filter(None, items):
        found.check((item[1] == "Module") == (kinds.get(item[2]) == 0x21), f"{item[2]}: two kinds")
        found.check((item[1] == "Document") == bool(item[3]), f"{item[2]}: a document's mark")
    found.check(lines[1 + count : 4 + count] == _FIXED, "PROJECT: what it is")
    identity = lines[0].removeprefix('ID="').removesuffix('"')
    found.check(re.fullmatch(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", identity), "PROJECT: id")
    for line, (key, meant) in zip(lines[4 + count : 7 + count], _PROTECTION.items(), strict=False):
        written = re.fullmatch(rf'{key}="([0-9A-F]+)"', line)
        found.check(written and _plain(written[1], identity) == meant, f"PROJECT: {key}")
    found.check(lines[7 + count : 11 + count] == _HOST, "PROJECT: host")
    windows = ["[Workspace]", *(f"{name}=0, 0, 0, 0, C" for name in kinds), ""]
    found.check(lines[11 + count :] == windows, "PROJECT: workspace")
    return [name for name, kind in named.items() if kind == "Document"]


def _plain(written: str, identity: str) -> bytes | None:
    """Undo MS-OVBA's mixing of a value; None where it was mixed otherwise."""
    mixed = bytes.fromhex(written)
    if len(mixed) < 8 or mixed[0] ^ mixed[1] != 2 or mixed[0] ^ mixed[2] != sum(identity.encode()) % 256:
        return None
    plain = [mixed[0] ^ mixed[2]]
    for at in range(3, len(mixed)):
        plain.append(mixed[at] ^ (mixed[at - 2] + plain[-1]) % 256)
    content = bytes(plain[1 + (mixed[0] & 6) // 2 :])
    (length,) = struct.unpack_from("<I", content)
    return content[4:] if length == len(content) - 4 else None


def _source(name: str, source: str, check: Callable[[object, str], None]) -> None:
    lines = source.split("\r\n")
    check(lines[0] == f'Attribute VB_Name = "{name}"', f"{name}: VB_Name")
    check("\n" not in "".join(lines) and "\r" not in "".join(lines), f"{name}: ends of lines")
    check(source.isascii(), f"{name}: letters outside ASCII")
    check(max(map(len, lines)) <= _LONGEST_LINE, f"{name}: a line of more than {_LONGEST_LINE} letters")
    check(not re.search(rf"( _\r\n[^\r]*){{{_MOST_CONTINUED + 1}}}", source), f"{name}: a line continued too often")
    check(not re.search(r"Declare (?!PtrSafe )", source), f"{name}: a declaration without PtrSafe")
    check("Option Explicit" in lines or lines[0].count("Sheet"), f"{name}: no Option Explicit")


def _ribbon(content: bytes, namespace: str, found: Project) -> None:
    """Hold the ribbon to it: what it calls are public macros with as many arguments as it hands over."""
    everything, seen = "\r\n".join(found.sources.values()), set[str]()
    heads = re.findall(r"^Public Sub (\w+)\(([^)]*)\)", everything, re.MULTILINE)
    for element in ET.fromstring(content).iter():  # noqa: S314 - our own
        home, _, kind = element.tag.removeprefix("{").partition("}")
        found.check(home == namespace, f"ribbon: {kind} is of another namespace")
        found.check(set(element.attrib) <= _MAY_HAVE.get(kind, set()), f"ribbon: attributes of {kind}")
        found.check(element.get("id", f"{kind} alone") not in seen, f"ribbon: two of {element.get('id')}")
        seen.add(element.get("id", f"{kind} alone"))
        for attribute, macro in element.attrib.items():
            if _CALLBACK.fullmatch(attribute):
                wanted = _ARGUMENTS.get(attribute, 2)
                takes = [arguments.count(",") + 1 for name, arguments in heads if name == macro]
                found.check(takes == [wanted], f"ribbon: {attribute} calls {macro}")
