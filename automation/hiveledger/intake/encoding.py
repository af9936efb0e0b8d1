"""Turning the bytes of a text file into text, without being told the encoding."""

import codecs
import re
from typing import Final

from hiveledger.errors import GateError
from hiveledger.gate import utf16_by_zeros

__all__ = ["decode", "mark_of"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_-]{3,20})""")
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]+")
_HEAD_BYTES: Final = 4096
_SAMPLE_BYTES: Final = 400_000
_MAX_BROKEN: Final = 0.05  # share of the letters beyond ASCII that may be broken in a file still worth reading
_FEW_COMMON: Final = 0.02  # fewer common characters than this in Chinese text do not occur
_MANY_LONE: Final = 0.7  # share of lone high bytes from which a text is Western European, not Chinese
_ASCII: Final = 128
_BROKEN: Final = "\N{REPLACEMENT CHARACTER}"
_COMMON: Final = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
    "公司名称有限责任股份集团科技贸易实业联系人姓名先生女士经理总监手机电话邮箱微信地址省市区县来源渠道备注需求预算"
    "客户级别等状态行业规模职务日期时间跟进负责销售线索编号单位企业部门产品信息聯絡電話機稱業資訊號碼職務時間銷售"
    "負責線單經國發產來會個這們對後過說東張陳劉楊黃趙吳鄭馮馬許"
)  # what a list of customers is written with; the wrong encoding hardly ever yields these


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Give the text and the encoding it was in.

    Tried in this order: byte order mark, UTF-16 by its zeros, UTF-8, what the file declares, then GB18030 and Big5
    by their commonest characters, Western European. A broken byte becomes U+FFFD, which the caller reports.

    Raises: GateError where nothing fits: a guess would fill the ledger with rubbish.

    >>> decode("公司,手机".encode("gb18030"), "导出.csv")
    ('公司,手机', 'gb18030')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    for encoding in (utf16_by_zeros(data) or "utf-8", *_declared(data)):
        text = _strict(data, encoding)
        if text is not None:
            return text, encoding
    for encoding in ("utf-8", *_likely(data)):
        text = data.decode(encoding, "replace")
        if text.count(_BROKEN) <= _MAX_BROKEN * _beyond_ascii(text):
            return text, encoding
    raise GateError("gate.encoding", file=name)


def mark_of(data: bytes) -> bytes:
    r"""Give the byte order mark at the beginning, or nothing.

    >>> mark_of("公司".encode("utf-8-sig")), mark_of(b"a")
    (b'\xef\xbb\xbf', b'')
    """
    return next((mark for mark, _ in _MARKS if data.startswith(mark)), b"")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):  # LookupError: the file declares an encoding nobody knows
        return None


def _declared(data: bytes) -> tuple[str, ...]:
    """Give what an HTML or XML head says; gb2312 there means what Windows means by it."""
    found = _DECLARED.search(data[:_HEAD_BYTES])
    if found is None:
        return ()
    label = found[1].decode("ascii").lower()
    return ("gb18030",) if label in {"gb2312", "gbk", "gb_2312-80"} else (label,)


def _likely(data: bytes) -> tuple[str, ...]:
    """Order what is left by how common its characters would be."""
    shares = {encoding: _commonness(data, encoding) for encoding in ("gb18030", "big5hkscs")}
    chinese = [encoding for encoding, share in shares.items() if share >= _FEW_COMMON]
    if chinese:
        return tuple(sorted(chinese, key=lambda encoding: -shares[encoding]))
    return ("cp1252",) if _is_western(data) else ("gb18030",)


def _commonness(data: bytes, encoding: str) -> float:
    text = data[:_SAMPLE_BYTES].decode(encoding, "ignore")
    letters = [letter for letter in text if ord(letter) >= _ASCII]
    return sum(letter in _COMMON for letter in letters) / max(1, len(letters))


def _is_western(data: bytes) -> bool:
    """Accented letters stand alone between ASCII letters; Chinese ones come in pairs of high bytes."""
    runs = _HIGH_RUN.findall(data[:_SAMPLE_BYTES])
    return sum(len(run) == 1 for run in runs) >= _MANY_LONE * max(1, len(runs))


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))
