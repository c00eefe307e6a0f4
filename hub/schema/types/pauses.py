"""Pauses of entries in the schema."""

from __future__ import annotations

import datetime as dt

from hub.schema.declare import field, part
from hub.schema.enums import PauseKind
from hub.schema.types.catalogue import Measure
from hub.schema.types.departments import Department
from hub.schema.types.listing import LegalBasis


@part("Pause", "Bounds within which measures of an entry in force are not applied (§5.5). 暂缓")
class Pause:
    """Whole days, both included."""

    kind: PauseKind = field("Why. 暂缓类别")
    from_: dt.date = field("The first day. 起始日期")
    until: dt.date = field("The last day. 截止日期")
    measures: list[Measure] = field("The measures that rest; none named means all. 措施")
    department: Department | None = field("For which department; null for all. 部门")
    case_no: str | None = field("For which case. 案号")
    basis: LegalBasis = field("What it rests on. 依据")
    paused_by: Department = field("Who recorded it. 办理部门")
