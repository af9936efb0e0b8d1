"""Which part of an .xlsx holds which sheet."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from hiveledger.gate import Package

__all__ = ["counts_from_1904", "is_structure_locked", "related_parts", "sheet_parts"]

_OFFICE_DOCUMENT: Final = "/officeDocument"


def sheet_parts(package: Package) -> Mapping[str, str]:
    """Give each sheet's part by the sheet's name. Raises: GateError where the workbook's own parts are broken."""
    workbook = _workbook_part(package)
    targets = _targets(package, workbook)
    found = {}
    for element in package.tree(workbook).iter():
        if _local(element.tag) == "sheet":
            relation = next((value for name, value in element.items() if _local(name) == "id"), "")
            part = targets.get(relation, "")
            if part in package.parts:
                found[element.get("name", "")] = part
    return found


def is_structure_locked(package: Package) -> bool:
    """Tell whether a workbook forbids to add, hide or move sheets."""
    for element in package.tree(_workbook_part(package)).iter():
        if _local(element.tag) == "workbookProtection":
            return element.get("lockStructure", "0") in {"1", "true", "on"}
    return False


def counts_from_1904(package: Package) -> bool:
    """Tell whether a workbook counts its days from 1904, as old ones of Macs do."""
    told = (element for element in package.tree(_workbook_part(package)).iter() if _local(element.tag) == "workbookPr")
    return any(element.get("date1904", "0") in {"1", "true", "on"} for element in told)


def related_parts(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Give the parts of a workbook that a part leads to, each with the kind of the relation."""
    folder, file = posixpath.split(part)
    relations = f"{folder}/_rels/{file}.rels"
    if relations in package.parts:
        for element in package.tree(relations):
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:]
            if target in package.parts:
                yield element.get("Type", ""), target


def _workbook_part(package: Package) -> str:
    """Follow the package's own pointer: the workbook need not be called xl/workbook.xml."""
    for element in package.tree("_rels/.rels").iter():
        if element.get("Type", "").endswith(_OFFICE_DOCUMENT):
            return posixpath.normpath(element.get("Target", "").lstrip("/"))
    return "xl/workbook.xml"


def _targets(package: Package, workbook: str) -> Mapping[str, str]:
    folder, file = posixpath.split(workbook)
    relations = package.tree(f"{folder}/_rels/{file}.rels".lstrip("/"))
    return {
        element.get("Id", ""): _resolved(folder, element.get("Target", ""))
        for element in relations.iter()
        if element.get("TargetMode") != "External"
    }


def _resolved(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
