"""Dated catalogue editions and the measures they hold (联合奖惩目录清单, §5.4)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.policy.vocabulary import MeasureCategory, MeasureForce, MeasureSide, MeasureTarget
from hub.store.models.row import Id, Row, all_of, one_of


class CatalogueEdition(Row):
    """联合奖惩目录清单: one edition is in force on any day."""

    __tablename__ = "catalogue_edition"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    effective_from: Mapped[dt.date]
    effective_to: Mapped[dt.date | None]
    published_by: Mapped[UUID] = mapped_column(ForeignKey("department.id"))

    __table_args__ = (
        CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="dates_in_order"),
        ExcludeConstraint(
            (func.daterange(text("effective_from"), text("effective_to"), text("'[]'")), "&&"),
            name="ex_catalogue_edition_one_in_force",
            using="gist",
        ),
    )


class Measure(Row):
    """措施: what one function does to whom, when which list says so."""

    __tablename__ = "measure"

    id: Mapped[Id] = mapped_column(primary_key=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("catalogue_edition.id"))
    code: Mapped[str]
    position: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str]
    side: Mapped[str]
    force: Mapped[str]
    category: Mapped[str]
    implementing_function: Mapped[str] = mapped_column(ForeignKey("function.code"))
    targets: Mapped[list[str]]
    criteria_groups: Mapped[list[str] | None]
    acknowledge_within_days: Mapped[int] = mapped_column(SmallInteger)
    implement_within_days: Mapped[int] = mapped_column(SmallInteger)
    release_within_days: Mapped[int] = mapped_column(SmallInteger)
    max_months: Mapped[int | None] = mapped_column(SmallInteger)
    filed_by: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    basis_id: Mapped[UUID] = mapped_column(ForeignKey("legal_basis.id"))
    memorandum: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        Index("ix_measure_edition_id_implementing_function", "edition_id", "implementing_function"),
        one_of("side", MeasureSide),
        one_of("force", MeasureForce),
        one_of("category", MeasureCategory),
        all_of("targets", MeasureTarget),
        CheckConstraint("cardinality(targets) > 0", name="targets_named"),
        CheckConstraint(
            "acknowledge_within_days > 0 AND implement_within_days > 0 AND release_within_days > 0",
            name="days_positive",
        ),
        CheckConstraint("max_months > 0", name="max_months_positive"),
    )


class MeasureTrigger(Row):
    """A list type whose entries trigger a measure."""

    __tablename__ = "measure_trigger"

    measure_id: Mapped[UUID] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    list_type_id: Mapped[UUID] = mapped_column(ForeignKey("list_type.id"), primary_key=True)

    __table_args__ = (Index("ix_measure_trigger_list_type_id", "list_type_id", "measure_id"),)
