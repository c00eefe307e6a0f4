"""Pauses as the graph shows them, with every entry that departments read (P3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, or_, select

from hub.store.graph import visibility
from hub.store.graph.fields import TODAY, Entity, Many, One, Order, Rights, Via, column
from hub.store.models import Measure, Pause, PauseMeasure

_PAUSE = Pause.__table__
_NAMED = PauseMeasure.__table__
_MEASURE = Measure.__table__

PAUSE = Entity(
    "Pause",
    _PAUSE,
    ("bucket", "id"),
    {
        "kind": column("kind"),
        "from_": column("starts_on"),
        "until": column("ends_on"),
        "measures": Many(
            "Measure",
            order=(Order("code"), Order("id")),
            via=Via(_NAMED, (("bucket", "bucket"), ("id", "pause_id")), (("measure_id", "id"),)),
            paged=False,
        ),
        "department": One("Department", (("department_id", "id"),)),
        "case_no": column("case_no", nullable=True),
        "basis": One("LegalBasis", (("basis_id", "id"),), nullable=False),
        "paused_by": One("Department", (("paused_by", "id"),), nullable=False),
    },
    visible=visibility.case,
)


def paused(row: Any, _: Rights) -> Any:
    """Whether an assignment rests today: a pause of its entry covers its measure and its department (P3)."""
    pause, named, measure = _PAUSE.alias("its_pause"), _NAMED.alias("named"), _MEASURE.alias("its_measure")
    under = (named.c.bucket == pause.c.bucket) & (named.c.pause_id == pause.c.id)
    same = named.join(measure, measure.c.id == named.c.measure_id)
    meant = select(1).select_from(same).where(under, measure.c.code == row.c.measure_code)
    return exists(
        select(1).where(
            pause.c.bucket == row.c.bucket,
            pause.c.entry_id == row.c.entry_id,
            pause.c.starts_on <= TODAY,
            pause.c.ends_on >= TODAY,
            or_(pause.c.department_id.is_(None), pause.c.department_id == row.c.department_id),
            or_(~exists(select(1).where(under)), exists(meant)),
        )
    )
