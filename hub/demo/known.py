"""The enterprises that the README's tour and the journeys speak of: always there, clean, with known officers.

Codes and citizen ids have valid check digits and belong to nobody: the latter lie in a county that does not exist.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Known:
    """An enterprise on no list. The legal representative, also its principal, holds office since `since`.

    Before it, until the day before, `former` was legal representative, since the enterprise was founded.
    """

    code: str
    name: str
    region: str
    legal_representative: str
    id_number: str
    since: dt.date
    former: str
    former_id_number: str
    founded: dt.date


KNOWN: Final = (
    Known(
        code="91350582X000000195",
        name="晋江市示例0001鞋业有限公司",
        region="jinjiang",
        legal_representative="林示甲",
        id_number="990000197101019917",
        since=dt.date(2021, 3, 1),
        former="陈例乙",
        former_id_number="990000195102029923",
        founded=dt.date(2015, 6, 1),
    ),
    Known(
        code="91350502X000000274",
        name="鲤城区示例0002工艺品有限公司",
        region="licheng",
        legal_representative="黄样丙",
        id_number="990000197201019914",
        since=dt.date(2021, 3, 1),
        former="吴试丁",
        former_id_number="990000195202029920",
        founded=dt.date(2015, 6, 1),
    ),
    Known(
        code="91350583X000000359",
        name="南安市示例0003水暖有限公司",
        region="nanan",
        legal_representative="蔡演戊",
        id_number="990000197301019911",
        since=dt.date(2021, 3, 1),
        former="许拟己",
        former_id_number="990000195302029928",
        founded=dt.date(2015, 6, 1),
    ),
    Known(
        code="91350581X000000437",
        name="石狮市示例0004服饰有限公司",
        region="shishi",
        legal_representative="王示庚",
        id_number="990000197401019919",
        since=dt.date(2021, 3, 1),
        former="郑例辛",
        former_id_number="990000195402029925",
        founded=dt.date(2015, 6, 1),
    ),
    Known(
        code="91350526X00000051D",
        name="德化县示例0005陶瓷有限公司",
        region="dehua",
        legal_representative="苏样壬",
        id_number="990000197501019916",
        since=dt.date(2021, 3, 1),
        former="曾试癸",
        former_id_number="990000195502029922",
        founded=dt.date(2015, 6, 1),
    ),
)
"""The first enterprises of every demo city, whatever its day and size."""

ENTERPRISE: Final = KNOWN[0]
"""The enterprise of the README's tour, seated in jinjiang."""
