"""A small workbook of our own making, from which a sheet or a column is taken over into another."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.elements import children, root_of
from hiveledger.book.xlsx.markup import Patch, Tag, element_end, find_tags, masked, replaced, with_attribute, without
from hiveledger.book.xlsx.rows import plain
from hiveledger.book.xlsx.structure.names import carry_names
from hiveledger.book.xlsx.structure.styles import Styles
from hiveledger.book.xlsx.workbook import Workbook

__all__ = ["Model"]

_STYLED: Final = ((b"row", b"s"), (b"col", b"style"))


class Model:
    """One sheet of a model; without a name its first. Its XML has no prefix."""

    def __init__(self, content: bytes, name: str = "") -> None:
        self.workbook = Workbook(Archive(Path("model.xlsx"), content))
        self.sheet = self.workbook.sheet(name) if name else self.workbook.sheets[0]

    def taken_over(self, workbook: Workbook, styles: Styles) -> bytes:
        """Give the sheet's XML as it reads in a workbook: formats numbered as there, texts in their cells.

        Names that what may be typed rests on come along; where one means a sheet that is not there, anything may be
        typed.
        """
        xml = self.workbook.read(self.sheet.part)
        xml = replaced(xml, self._patches(xml, styles))
        mask = masked(xml)

        def rests_on(tag: Tag) -> str:
            return plain(xml[tag.end : element_end(mask, tag, b"dataValidation")[0]])

        missing = carry_names(workbook, self.workbook, [rests_on(tag) for tag in find_tags(mask, b"dataValidation")])
        return without(
            xml,
            b"dataValidation",
            lambda tag: any(name.search(rests_on(tag)) for name in missing),
            b"dataValidations",
        )

    def _patches(self, xml: bytes, styles: Styles) -> Iterator[Patch]:
        mask = masked(xml)
        own = Styles(self.workbook)
        texts = self._texts()
        for name, attribute in _STYLED:
            for tag in find_tags(mask, name):
                style = tag.raw(attribute)
                if style is not None:
                    yield _told(xml, tag, attribute, styles.adopted(own, style))
        for tag in find_tags(mask, b"c"):
            start = xml[tag.start : tag.end]
            if (style := tag.raw(b"s")) is not None:
                start = with_attribute(start, b"s", styles.adopted(own, style))
            inner_end, _ = element_end(mask, tag, b"c")
            inner = xml[tag.end : inner_end]
            if tag.get(b"t") == "s":
                start = with_attribute(start, b"t", b"inlineStr")
                value = next(find_tags(mask, b"v", tag.end, inner_end))
                inner = b"<is>%b</is>" % texts[int(xml[value.end : element_end(mask, value, b"v")[0]])]
            yield tag.start, inner_end, start + inner
        for tag in find_tags(mask, b"cfRule"):
            if (place := tag.raw(b"dxfId")) is not None:
                yield _told(xml, tag, b"dxfId", styles.adopted_rule(own, place))
        for tag in find_tags(mask, b"sheetView"):  # two selected sheets would be edited together
            yield _told(xml, tag, b"tabSelected", None)

    def _texts(self) -> list[bytes]:
        """Give what each of the texts that cells share consists of."""
        part = next(
            (one.part for one in self.workbook.relations(self.workbook.part) if one.kind == "sharedStrings"), ""
        )
        if not part:
            return []
        xml = self.workbook.read(part)
        mask = masked(xml)
        return [xml[text.tag.end : text.inner_end] for text in children(mask, root_of(mask).tag.end)]


def _told(xml: bytes, tag: Tag, name: bytes, value: bytes | None) -> Patch:
    return tag.start, tag.end, with_attribute(xml[tag.start : tag.end], name, value)
