"""The report's pages, set by typst in this process: no other program, no fonts of the system, no network."""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from hiveledger.report.edition import Edition
from hiveledger.report.page import first_page, head_of, title_of
from hiveledger.report.parts import later_pages
from hiveledger.text import Language, say
from hiveledger.text.inert import cell_text
from hiveledger.text.masking import mask

__all__ = ["Rendered", "render"]

_PAGES: Final = ("charts.typ", "pages.typ")
_LONGEST: Final = 18  # signs of a word without a place to break it
_BREAK: Final = "\u200b"
_LACKING: Final = "□"
_PIXELS: Final = 110.0  # an inch
_REGIONS: Final = {Language.ZH: "cn", Language.EN: "us"}


@dataclass(frozen=True)
class Rendered:
    """The pages of a report; `picture` is the first as PNG, `lacking` the characters that the font does not have."""

    pdf: bytes
    picture: bytes
    lacking: str


def render(edition: Edition, language: Language) -> Rendered:
    """Set the pages. The same report gives the same bytes."""
    clean = _Clean()
    data = clean(_data(edition, language))
    whole = _set(data, "pdf")
    picture = _set({**data, "parts": []}, "png")
    return Rendered(whole, picture, "".join(sorted(clean.lacking)))


def _data(edition: Edition, language: Language) -> Mapping[str, Any]:
    until = edition.period.until
    title = title_of(edition, language)
    cut_off = "weekly.cut_off" if edition.is_final else "weekly.so_far"
    return {
        "lang": language.value,
        "region": _REGIONS[language],
        "date": {"year": until.year, "month": until.month, "day": until.day},
        "title": title,
        "period": head_of(edition, language),
        "head": f"{title} · {edition.period.name}",
        "private": say("weekly.private", language),
        "cut_off": say(cut_off, language, at=f"{until:%Y-%m-%d %H:%M}"),
        "first": first_page(edition, language),
        "parts": [asdict(part) for part in later_pages(edition, language)],
    }


def _set(data: Mapping[str, Any], form: str) -> bytes:
    import typst  # noqa: PLC0415 - 80 MB that only a report needs

    folder = files("hiveledger.report") / "pages"
    done = typst.compile(  # type: ignore[call-overload]  # its stubs want fonts to be named as the source is
        b"".join((folder / name).read_bytes() for name in _PAGES),
        font_paths=[_font().parent],
        ignore_system_fonts=True,
        format=form,
        ppi=_PIXELS,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "form": form},
        timestamp=0,
    )
    page: bytes = done[0] if isinstance(done, list) else done
    return page


class _Clean:
    """Makes texts fit to be set: no control characters, nobody's number, places to break, no sign the font lacks."""

    def __init__(self) -> None:
        self.lacking: set[str] = set()

    def __call__(self, item: Any) -> Any:  # noqa: ANN401 - of JSON
        match item:
            case str():
                return self._text(item)
            case Mapping():
                return {name: self(part) for name, part in item.items()}
            case list() | tuple() | range():
                return [self(part) for part in item]
        return item

    def _text(self, text: str) -> str:
        shown = mask(cell_text(text)).replace("\n", " ")
        unknown = set(shown) - _known() - {_BREAK}
        self.lacking |= unknown
        for sign in unknown:
            shown = shown.replace(sign, _LACKING)
        return " ".join(_broken(word) for word in shown.split(" "))


def _broken(word: str) -> str:
    if len(word) <= _LONGEST or not word.isascii():
        return word
    return _BREAK.join(word[at : at + _LONGEST] for at in range(0, len(word), _LONGEST))


def _font() -> Path:
    from pylopdf_fonts_zh_cn import sans_path  # noqa: PLC0415 - only a report needs it

    path: Path = sans_path()
    return path


@cache
def _known() -> frozenset[str]:
    """Read from the font which characters it has: its table `cmap`, in the form for all of Unicode.

    Source: OpenType specification, cmap, format 12.
    """
    return frozenset(chr(code) for first, last in _ranges(_font().read_bytes()) for code in range(first, last + 1))


def _ranges(font: bytes) -> Iterator[tuple[int, int]]:
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * place) for place in range(tables))
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    parts = (start + struct.unpack_from(">HHI", font, start + 4 + 8 * place)[2] for place in range(count))
    whole = next(part for part in parts if struct.unpack_from(">H", font, part)[0] == 12)  # noqa: PLR2004 - the form
    (groups,) = struct.unpack_from(">I", font, whole + 12)
    for place in range(groups):
        first, last, _ = struct.unpack_from(">III", font, whole + 16 + 12 * place)
        yield first, last
