"""Contact cells: the name, the title, and what else stood there."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.normalise.people import normalise_people
from tests.rules.normalise.cases import cases, read_one

PEOPLE: Final = r"""
    a full name | 张三 | 张三 | | |
    a full name with a blank | 张 三 | 张三 | | |
    a surname keeps its title | 王总 | 王总 | 总 | |
    a surname and title with a blank | 王 总 | 王总 | 总 | |
    a double surname | 欧阳经理 | 欧阳经理 | 经理 | |
    a longer title | 王副总经理 | 王副总经理 | 副总经理 | |
    a title in English | 王CEO | 王CEO | CEO | |
    a full name loses its title | 张三经理 | 张三 | 经理 | |
    a full name of three loses its title | 欧阳修文经理 | 欧阳修文 | 经理 | |
    a title in brackets | 张三（采购总监） | 张三 | 采购总监 | |
    a title after a blank | 张三 经理 | 张三 | 经理 | |
    a title in front | 总经理张三 | 张三 | 总经理 | |
    a department between name and title | 张三采购经理 | 张三 | 采购经理 | |
    a department after a surname | 王采购经理 | 王采购经理 | 采购经理 | |
    a department in front | 采购部王经理 | 王经理 | 采购部经理 | |
    a department and a name | 采购张三 | 张三 | 采购 | |
    a department, title and name | 项目经理张三 | 张三 | 项目经理 | |
    an engineer | 技术部李工 | 李工 | 技术部 | |
    a name that ends like a title | 张建工 | 张建工 | | |
    a polite form after a full name | 张三先生 | 张三 | | |
    a polite form after a surname | 王女士 | 王女士 | | |
    a nickname | 小王 | 小王 | | |
    a label | 联系人：张三 | 张三 | | |
    a Latin name | Mr. John Smith | John Smith | | |
    a Uyghur name | 阿依古丽·买买提 | 阿依古丽·买买提 | | |
    a mobile behind | 李经理 13800001111 | 李经理 | 经理 | 13800001111 |
    a mobile stuck to it | 李经理13800001111 | 李经理 | 经理 | 13800001111 |
    a QQ number | 张三QQ:12345678 | 张三 | | QQ:12345678 |
    an e-mail address | 张三 zhang@example.com | 张三 | | zhang@example.com |
    two people | 张三/李四 | 张三 | | 李四 | clean.contact_several
    two people and a blank | 张三 李四 | 张三 | | 李四 | clean.contact_several
    two people and a mobile | 张三13800001111李四 | 张三 | | 李四；13800001111 | clean.contact_several
    a name in two scripts | 张三 Zhang San | 张三 | | Zhang San |
    a Latin name and a title | Zhang San 经理 | Zhang San | 经理 | |
    traditional characters stay | 張三 | 張三 | | |
    a remark in brackets | 张三（已离职） | 张三 | | 已离职 |
    what cannot be seen goes | 张\u200b三\u202e | 张三 | | |
    the row above | 同上 | | | | clean.contact_no_name
    an error of a formula | #REF! | | | | clean.text_excel_error
    garbled characters | 烫烫烫 | | | | clean.text_garbled
    what pandas writes for nothing | nan | | | |
    only a title | 采购经理 | 采购经理 | 采购经理 | | clean.contact_no_name
    only a department | 财务部 | 财务部 | 财务部 | | clean.contact_no_name
    only a desk | 前台 | 前台 | 前台 | | clean.contact_no_name
    only a polite form | 先生 | 先生 | | | clean.contact_no_name
    a trial | 测试 | | | | clean.contact_test
    a trial in English | test1 | | | | clean.contact_test
    a dead number | 空号 | | | | clean.contact_no_name
    only a mobile | 13800001111 | | | | clean.contact_no_name
    a company | 苏州云帆有限公司 | | | | clean.contact_company
    nothing | 未知 | | | |
"""


@pytest.mark.parametrize(("cell", "expected"), cases(PEOPLE))
def test_a_contact(cell: str, expected: tuple[str, ...]) -> None:
    found = read_one(normalise_people(pd.Series([cell])), "value", "title", "rest", "code")
    assert found == (expected + ("",) * 4)[:4]
