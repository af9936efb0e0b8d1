"""The file of the add-in: a workbook without cells that brings a VBA project and a tab of the ribbon."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from openpyxl.writer.theme import theme_xml

from hiveledger import __version__
from hiveledger.text import Language, say
from hiveledger_addin.xlam.project import vba_project
from hiveledger_addin.xlam.ribbon import NAMESPACES, ribbon
from hiveledger_addin.xlam.sources import SHEET, modules

__all__ = ["build"]

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN: Final = "http://schemas.openxmlformats.org"
_MAIN: Final = f"{_OPEN}/spreadsheetml/2006/main"
_RELATIONS: Final = f"{_OPEN}/officeDocument/2006/relationships"
_SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_KINDS: Final = {  # part: what it is
    "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "/xl/worksheets/sheet1.xml": f"{_SHEETS}.worksheet+xml",
    "/xl/styles.xml": f"{_SHEETS}.styles+xml",
    "/xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "/xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_OF_THE_FILE: Final = {  # part: how the file refers to it
    "xl/workbook.xml": f"{_RELATIONS}/officeDocument",
    "docProps/core.xml": f"{_OPEN}/package/2006/relationships/metadata/core-properties",
    "docProps/app.xml": f"{_RELATIONS}/extended-properties",
    "customUI/customUI.xml": "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    "customUI/customUI14.xml": "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
}
_OF_THE_WORKBOOK: Final = {
    "worksheets/sheet1.xml": f"{_RELATIONS}/worksheet",
    "styles.xml": f"{_RELATIONS}/styles",
    "theme/theme1.xml": f"{_RELATIONS}/theme",
    "vbaProject.bin": "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
}
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # the same bytes at each build


def build(out: Path, language: Language) -> None:
    """Write the add-in, its ribbon in that language. The same sources give the same bytes."""
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in _parts(language).items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 0
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


def _parts(language: Language) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(_OF_THE_FILE),
        "docProps/core.xml": _core(language),
        "docProps/app.xml": f'{_HEAD}<Properties xmlns="{_RELATIONS[:-13]}extended-properties"/>',
        "xl/workbook.xml": _workbook(),
        "xl/_rels/workbook.xml.rels": _relations(_OF_THE_WORKBOOK),
        "xl/worksheets/sheet1.xml": (
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="{SHEET}"/><sheetData/></worksheet>'
        ),
        "xl/styles.xml": _styles(),
        "xl/theme/theme1.xml": theme_xml,
        "xl/vbaProject.bin": vba_project(modules(language)),
        **{part: ribbon(namespace, language) for part, namespace in NAMESPACES.items()},
    }


def _content_types() -> str:
    kinds = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in _KINDS.items())
    return (
        f'{_HEAD}<Types xmlns="{_OPEN}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>'
    )


def _relations(targets: Mapping[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_OPEN}/package/2006/relationships">{inside}</Relationships>'


def _core(language: Language) -> str:
    """Give what the list of add-ins shows."""
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_OPEN}/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(say('excel.title', language))}</dc:title>"
        f"<dc:description>{escape(say('excel.about', language, version=__version__))}</dc:description>"
        f"</cp:coreProperties>"
    )


def _workbook() -> str:
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr codeName="ThisWorkbook"/>'
        f'<bookViews><workbookView visibility="hidden"/></bookViews>'
        f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _styles() -> str:
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        f'<fills count="2"><fill><patternFill patternType="none"/></fill>'
        f'<fill><patternFill patternType="gray125"/></fill></fills>'
        f'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1">{plain}/></cellStyleXfs><cellXfs count="1">{plain} xfId="0"/></cellXfs>'
        f'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
