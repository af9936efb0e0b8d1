"""What a file is, judged by its content."""

import pytest

from hiveledger.errors import GateError
from hiveledger.gate import Kind, kind_of
from tests.workbooks import biff, compound, sheet_xml, xlsx

_TABLE = "公司,手机\n示例精密有限公司,13800000000\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(xlsx(sheet_xml([["公司"]])), Kind.XLSX, id="a zip of parts"),
        pytest.param(biff([["公司"]]), Kind.XLS, id="an old workbook"),
        pytest.param(compound("Book"), Kind.XLS, id="an older one"),
        pytest.param(_TABLE.encode(), Kind.TEXT, id="UTF-8 text"),
        pytest.param(_TABLE.encode("gb18030"), Kind.TEXT, id="GB18030 text"),
        pytest.param(_TABLE.encode("utf-16"), Kind.TEXT, id="UTF-16 with its mark"),
        pytest.param(_TABLE.encode("utf-16-le"), Kind.TEXT, id="UTF-16 without it"),
        pytest.param(_TABLE.encode("utf-16-be"), Kind.TEXT, id="UTF-16 the other way round"),
        pytest.param(b"<html><table>", Kind.TEXT, id="a page"),
        pytest.param((_TABLE * 20 + "\x02\x00\x1a").encode(), Kind.TEXT, id="text with a few control characters"),
    ],
)
def test_the_content_says_how_a_file_is_read(data: bytes, kind: Kind) -> None:
    assert kind_of(data, "导出.xls") is kind


@pytest.mark.parametrize(
    ("data", "code", "what"),
    [
        pytest.param(compound("EncryptedPackage"), "gate.encrypted", None, id="a password"),
        pytest.param(biff([["公司"]], locked=True), "gate.encrypted", None, id="an old password"),
        pytest.param(compound("WordDocument"), "gate.wrong_kind", "Word", id="an old letter"),
        pytest.param(compound("PowerPoint Document"), "gate.wrong_kind", "PowerPoint", id="old slides"),
        pytest.param(b"%PDF-1.7", "gate.wrong_kind", "PDF", id="a PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "gate.wrong_kind", "PNG", id="a picture"),
        pytest.param(b"Rar!\x1a\x07", "gate.wrong_kind", "RAR", id="an archive"),
        pytest.param(biff([["公司"]])[:600], "gate.truncated", None, id="an old workbook cut off"),
        pytest.param(b"PK", "gate.truncated", None, id="two bytes of a new one"),
        pytest.param(bytes(range(256)), "gate.not_a_table", None, id="other bytes"),
        pytest.param(b"\x01\x02\x03", "gate.not_a_table", None, id="control characters"),
    ],
)
def test_each_wrong_kind_has_its_own_refusal(data: bytes, code: str, what: str | None) -> None:
    with pytest.raises(GateError) as refusal:
        kind_of(data, "导出.xls")
    assert refusal.value.code == code
    assert refusal.value.params.get("what") == what


def test_a_word_in_the_cells_of_an_old_workbook_is_not_its_kind() -> None:
    assert kind_of(biff([["EncryptedPackage", "WordDocument"]]), "x.xls") is Kind.XLS
