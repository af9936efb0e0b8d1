"""Turning bytes into text without being told the encoding."""

import pytest

from hiveledger.errors import GateError
from hiveledger.intake.encoding import decode

_SIMPLIFIED = "公司名称,联系人,手机\n示例精密有限公司,王五,13800000000\n"
_TRADITIONAL = "公司名稱,聯絡人,電話\n示例電機股份有限公司,陳先生,0912000000\n"
_WESTERN = "Société,Prénom\nExemple Énergie,Zoé\nMuster GmbH,Jürgen Müller\n"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        pytest.param(_SIMPLIFIED, "utf-8", "utf-8", id="UTF-8"),
        pytest.param(_SIMPLIFIED, "utf-8-sig", "utf-8", id="UTF-8 with its mark"),
        pytest.param(_SIMPLIFIED, "gb18030", "gb18030", id="GB18030"),
        pytest.param(_TRADITIONAL, "gb18030", "gb18030", id="traditional characters in GB18030"),
        pytest.param(_TRADITIONAL, "big5", "big5hkscs", id="Big5"),
        pytest.param(_SIMPLIFIED, "utf-16", "utf-16-le", id="UTF-16 with its mark"),
        pytest.param(_SIMPLIFIED, "utf-16-le", "utf-16-le", id="UTF-16"),
        pytest.param(_SIMPLIFIED, "utf-16-be", "utf-16-be", id="UTF-16 the other way round"),
        pytest.param(_WESTERN, "cp1252", "cp1252", id="accents of Western Europe"),
        pytest.param("name,mobile\nSample,13800000000\n", "ascii", "utf-8", id="ASCII"),
        pytest.param("姓名\n鱻龘\n", "gb18030", "gb18030", id="rare characters only"),
    ],
)
def test_text_comes_back_as_it_was_written(text: str, encoding: str, name: str) -> None:
    assert decode(text.encode(encoding), "导出.csv") == (text, name)


def test_what_a_page_declares_is_believed_where_it_fits() -> None:
    page = '<meta charset="gb2312"><table><tr><td>鱻</td></tr></table>'
    assert decode(page.encode("gb18030"), "导出.xls") == (page, "gb18030")
    assert decode(page.encode("utf-8"), "导出.xls")[1] == "utf-8"


def test_a_declaration_nobody_knows_is_passed_over() -> None:
    page = '<meta charset="x-none"><table>公司'
    assert decode(page.encode("gb18030"), "导出.xls") == (page, "gb18030")


def test_a_few_broken_bytes_leave_the_rest_readable() -> None:
    text, encoding = decode((_SIMPLIFIED * 10).encode()[:-3], "导出.csv")
    whole = (_SIMPLIFIED * 10).encode()
    assert encoding == "utf-8"
    assert text == (_SIMPLIFIED * 10)[: len(text)]
    text, encoding = decode(whole[:300] + b"\xff" + whole[300:], "导出.csv")
    assert encoding == "utf-8"
    assert text.replace("\N{REPLACEMENT CHARACTER}", "").startswith(_SIMPLIFIED)


def test_what_fits_no_encoding_is_refused() -> None:
    with pytest.raises(GateError) as refusal:
        decode(bytes(range(0x80, 0x100)) * 20, "导出.csv")
    assert refusal.value.code == "gate.encoding"
