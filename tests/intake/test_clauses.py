"""Free text about a lead, taken apart."""

import pytest

from hiveledger.intake.clauses import take_apart

_MESSAGES = {
    "the salesperson's shorthand": (
        "王总138 0000 1111 苏州示例精密 想上MES 预算50万 年底前定",
        {
            "contact": "王总",
            "mobile": "138 0000 1111",
            "company": "苏州示例精密",
            "region": "苏州",
            "need": "想上MES",
            "budget_cny": "50万",
            "purchase_by": "年底前定",
        },
    ),
    "a sentence": (
        "我是示例科技有限公司的李经理,电话0512-60000001转801,想了解下CRM,大概20个人用",
        {
            "company": "示例科技有限公司",
            "contact": "李经理",
            "title": "经理",
            "phone": "0512-60000001转801",
            "need": "想了解下CRM",
            "size": "20个人",
        },
    ),
    "a bare name beside its number": (
        "张三 13900000002 上海 咨询ERP报价",
        {"contact": "张三", "mobile": "13900000002", "region": "上海", "need": "咨询ERP报价"},
    ),
    "a department and a lady": (
        "上海样例贸易有限公司 采购部陈女士 13800000003 微信同号 需要仓储管理系统 预算未定",
        {
            "company": "上海样例贸易有限公司",
            "contact": "陈女士",
            "mobile": "13800000003",
            "region": "上海",
            "need": "需要仓储管理系统",
            "budget_cny": "未定",
        },
    ),
    "an income beside a budget": (
        "客户是做汽车零部件的,200多人,年营业额5000万,预算30-50万,联系人赵示例 13700000004,邮箱a@example.com",
        {
            "industry": "汽车零部件",
            "size": "200多人",
            "budget_cny": "30-50万",
            "contact": "赵示例",
            "mobile": "13700000004",
            "email": "a@example.com",
        },
    ),
    "company and person run together": (
        "甲乙电子李明经理13800000012求购SMT设备",
        {
            "company": "甲乙电子",
            "contact": "李明",
            "title": "经理",
            "mobile": "13800000012",
            "need": "求购SMT设备",
        },
    ),
    "a department behind the company": (
        "朋友介绍,示例集团信息部刘总监 手机:139-0000-0008 要换OA 预算大概80w 明年上半年上线",
        {
            "source": "朋友介绍",
            "company": "示例集团",
            "contact": "刘总监",
            "title": "信息部总监",
            "mobile": "139-0000-0008",
            "need": "要换OA",
            "budget_cny": "80w",
            "purchase_by": "明年上半年上线",
        },
    ),
    "a place that is no company": (
        "深圳客户 想买AGV 联系人:孙示例 13600000010",
        {"region": "深圳", "need": "想买AGV", "contact": "孙示例", "mobile": "13600000010"},
    ),
    "a workplace": ("王五在苏州示例精密有限公司", {"company": "苏州示例精密有限公司", "region": "苏州"}),
    "WeChat only": (
        "加微信abc_12345 聊聊,南京,做跨境电商的",
        {"wechat": "abc_12345", "region": "南京", "industry": "跨境电商"},
    ),
    "two mobiles": ("13800000001 13900000002", {"mobile": "13800000001", "phone": "13900000002"}),
    "English": (
        "Mr. Smith from Example Trading Co., Ltd, +1 415 555 0100, smith@example.com, interested in WMS",
        {
            "contact": "Smith",
            "company": "Example Trading Co., Ltd",
            "phone": "+1 415 555 0100",
            "email": "smith@example.com",
            "need": "interested in WMS",
        },
    ),
    "full-width letters": ("王总 １３８００００１１１１", {"contact": "王总", "mobile": "13800001111"}),
}


@pytest.mark.parametrize(("text", "facts"), _MESSAGES.values(), ids=_MESSAGES)
def test_facts_are_found_where_people_write_them(text: str, facts: dict[str, str]) -> None:
    assert take_apart(text) == facts


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("传真0512-60000009", "phone"),
        ("QQ 1234567890", "mobile"),
        ("qq:13800000001", "mobile"),
        ("年营业额5000万", "budget_cny"),
        ("注册资本大概1000万元", "budget_cny"),
        ("施工单位", "contact"),
        ("需要仓储管理系统", "company"),
        ("苏州客户", "company"),
    ],
)
def test_what_only_looks_like_a_fact_is_left(text: str, key: str) -> None:
    assert key not in take_apart(text)


@pytest.mark.parametrize("text", ["", "好的", "收到,谢谢", "[图片]", "在吗?"], ids=repr)
def test_small_talk_holds_no_facts(text: str) -> None:
    assert take_apart(text) == {}
