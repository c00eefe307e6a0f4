"""Linked actions: one initiation by one department for one entry (§5.1)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.models.row import Bucket, Id, Row


class LinkedAction(Row):
    """联动: freezes edition, measures, deadlines and routing at its moment. Bucket: the entry's."""

    __tablename__ = "linked_action"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[Id]
    initiated_by: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    initiated_at: Mapped[dt.datetime]
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("catalogue_edition.id"))
    note: Mapped[str | None]
    withdrawn_at: Mapped[dt.datetime | None]
    withdraw_reason: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "entry_id"], ["list_entry.bucket", "list_entry.id"]),
        CheckConstraint(
            "num_nonnulls(withdrawn_at, withdraw_reason) IN (0, 2) OR withdraw_reason IS NULL",
            name="withdrawal_complete",
        ),
        Index("ix_linked_action_entry", "bucket", "entry_id", "id"),
        Index("ix_linked_action_initiated_by", "initiated_by", "id"),
        Index("ix_linked_action_id", "id"),
    )


class ActionRegion(Row):
    """A region that an action was addressed to."""

    __tablename__ = "action_region"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    action_id: Mapped[Id] = mapped_column(primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "action_id"], ["linked_action.bucket", "linked_action.id"]),
        Index("ix_action_region_region_id", "region_id", "action_id"),
    )


class UnroutedMeasure(Row):
    """A measure that found no holder of its function in a chosen region (A2); never dropped.

    `routed_on`: the first day on which somebody takes it on there; from then on it is unrouted no more (A7).
    """

    __tablename__ = "unrouted_measure"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    action_id: Mapped[Id] = mapped_column(primary_key=True)
    measure_id: Mapped[UUID] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), primary_key=True)
    routed_on: Mapped[dt.date | None]

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "action_id"], ["linked_action.bucket", "linked_action.id"]),
        Index("ix_unrouted_measure_region_id", "region_id", "measure_id"),
    )
