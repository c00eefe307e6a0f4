"""The items of the notice (泉政文〔2018〕51号) by number: what a rule cites and a refusal shows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CLAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "§1.1": "指导思想",
        "§1.2": "建设目标",
        "§2.1": "多渠道选树诚信典型",
        "§2.2": "探索建立行政审批“绿色通道”",
        "§2.3": "优先提供公共服务便利",
        "§2.4": "优化诚信企业行政监管安排",
        "§2.5": "降低市场交易成本",
        "§2.6": "大力推介诚信市场主体",
        "§3.1": "对重点领域和严重失信行为实施联合惩戒",
        "§3.2": "对失信行为的行政性约束和惩戒",
        "§3.3": "对失信行为的市场性约束和惩戒",
        "§3.4": "对失信行为的行业性约束和惩戒",
        "§3.5": "对失信行为的社会性约束和惩戒",
        "§3.6": "完善个人信用记录,推动联合惩戒措施落实到人",
        "§4.1": "规范“红黑名单”认定依据",
        "§4.2": "推进“红黑名单”共享使用",
        "§4.3": "对“红黑名单”实施联合奖惩",
        "§4.4": "建立诚信状况重点关注对象警示机制",
        "§5.1": "建立触发反馈机制",
        "§5.2": "建立跨地区、跨部门、跨领域联动机制",
        "§5.3": "建立健全信用信息归集共享和使用机制",
        "§5.4": "建立联合激励和联合惩戒清单制度",
        "§5.5": "建立健全信用修复机制",
        "§5.6": "建立健全信用主体权益保护机制",
        "§6.1": "明确失信联合惩戒对象名单(“黑名单”)的退出机制",
        "§6.2": "明确守信联合激励对象名单(“红名单”)的退出机制",
        "§6.3": "建立记录联动协同机制",
        "§7.1": "加强组织实施",
        "§7.2": "加强宣传引导",
        "§7.3": "强化督导考核",
    }
)
"""Clause number (chapter.item, as `domain.md` counts) -> the item's heading."""

CARRIED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "§2.1": ("I1", "I4"),
        "§2.2": ("I2", "I3"),
        "§2.3": ("I5",),
        "§2.4": ("I5",),
        "§2.5": ("I5",),
        "§2.6": ("I1", "V1"),
        "§3.1": ("L1", "A1"),
        "§3.2": ("A1", "A3", "L2"),
        "§3.3": ("A3", "A11", "V1"),
        "§3.4": ("A1", "A2"),
        "§3.5": ("V1", "V2", "A11"),
        "§3.6": ("L2", "A3", "C3", "V2", "V4"),
        "§4.1": ("L1", "L5", "L6"),
        "§4.2": ("L7", "V2", "V3"),
        "§4.3": ("C1", "C2", "S1"),
        "§4.4": ("L3", "L5", "X1", "V1"),
        "§5.1": ("A1", "A2", "A4", "A5", "A8"),
        "§5.2": ("A2", "A7"),
        "§5.3": ("C1", "C2", "V2", "V4", "L7"),
        "§5.4": ("A4", "A9", "A10"),
        "§5.5": ("P0", "P1", "P2", "P3"),
        "§5.6": ("O1", "O2", "O3", "O4"),
        "§6.1": ("X1", "X2", "X5", "P0"),
        "§6.2": ("X1", "L4"),
        "§6.3": ("X3", "X4", "A6", "V1"),
        "§7.3": ("S1", "S2", "S3", "A5"),
    }
)
"""Clause -> the rules that carry it (`hub.policy.rules`)."""

NOT_BY_SOFTWARE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "§1.1": "States the spirit in which the notice is meant; there is nothing in it to do.",
        "§1.2": "States what is to be reached; whether it is shows in the statistics of §4.3 and §7.3.",
        "§7.1": "Leadership, staff and funds are for governments to provide.",
        "§7.2": "Publicity and education are done by people; what they may show is bounded by V1.",
    }
)
"""Clause -> why no software carries it."""
