"""Numbers and names of the demo city: check digits right, and nobody's (GB 32100, GB 11714, GB 11643)."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Final

from hub.policy.identifiers import citizen_check, code_check

COUNTY: Final = "990000"
"""No county has this code, so no citizen id that begins with it was ever given to anybody."""

_FIRST_BIRTH: Final = dt.date(1950, 1, 1).toordinal()
_BIRTHS: Final = dt.date(1985, 1, 1).toordinal() - _FIRST_BIRTH
_STEP: Final = 7919  # coprime to the births, so that neighbours in number are far apart in age
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

TRADES: Final = {
    "jinjiang": ("鞋业", "服装", "雨具", "食品", "陶瓷建材", "纺织"),
    "shishi": ("服饰", "纺织", "印染", "水产", "电子"),
    "nanan": ("水暖", "石材", "消防器材", "卫浴", "粮油"),
    "huian": ("石雕", "建筑工程", "箱包", "海产"),
    "anxi": ("茶业", "藤铁工艺", "茶机械"),
    "dehua": ("陶瓷", "瓷艺", "竹木"),
    "yongchun": ("香业", "芦柑", "老醋酿造"),
    "quangang": ("石化", "仓储", "港务"),
    "luojiang": ("树脂工艺", "机械", "汽配"),
    "fengze": ("软件", "物流", "贸易", "文化传播"),
    "licheng": ("工艺品", "餐饮", "旅行社", "商贸"),
}
COMMON_TRADES: Final = (
    "贸易",
    "建材",
    "运输",
    "装饰工程",
    "电子商务",
    "医药",
    "劳务",
    "物业",
    "环保科技",
    "信息技术",
)
FORMS: Final = (
    ("91", "有限公司"),
    ("91", "有限责任公司"),
    ("91", "股份有限公司"),
    ("92", "商行"),
    ("93", "专业合作社"),
)
FORM_WEIGHTS: Final = (70, 12, 6, 9, 3)

_SURNAMES: Final = tuple("陈林黄张吴李郑王许蔡苏谢庄洪杨郭曾刘周叶颜赖邱潘施丁傅柯")
_GIVEN: Final = tuple("示例样试演拟")
_ORDER: Final = tuple("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")


def code(kind: str, county: str, number: int) -> str:
    """The unified social credit code of the city's enterprise `number`; organisation codes begin with X."""
    organisation = f"X{number:07d}"
    values = (int(character, 36) for character in organisation)
    rest = 11 - sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    body = kind + county + organisation + "0123456789X0"[rest]
    return body + code_check(body)


def citizen_id(person: int) -> str:
    """The citizen id of the city's person `person`: every number another, born from 1950 to 1984."""
    born = dt.date.fromordinal(_FIRST_BIRTH + person * _STEP % _BIRTHS)
    body = f"{COUNTY}{born:%Y%m%d}{person // _BIRTHS + 1:03d}"
    return body + citizen_check(body)


def person_name(chance: Random) -> str:
    """A name that says it is invented; many share it, as in life."""
    return chance.choice(_SURNAMES) + chance.choice(_GIVEN) + chance.choice(_ORDER)


def enterprise_name(region: str, slug: str, number: int, form: str, chance: Random) -> str:
    """The name of enterprise `number`: its region, "example", its number, its trade, its form."""
    own = TRADES.get(slug)
    trade = chance.choice(own if own is not None and chance.random() < 0.6 else COMMON_TRADES)  # noqa: PLR2004
    return f"{region}示例{number:04d}{trade}{form}"
