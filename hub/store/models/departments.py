"""Regions, functions and departments: who exists, where, and for what (§5.2, A2, A7)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.models.row import Id, Row

EVER = dt.date(1, 1, 1)
"""The first day of what a department has had as long as it stands; its own validity bounds it."""

_IN_ORDER = "valid_to IS NULL OR valid_to >= valid_from"


class Region(Row):
    """行政区划: the prefecture, its counties and its functional zones."""

    __tablename__ = "region"

    id: Mapped[Id] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    gb_code: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("region.id"), index=True)
    takes_part: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(SmallInteger, default=0)

    __table_args__ = (CheckConstraint("gb_code ~ '^[0-9]{6}$'", name="gb_code_of_six_digits"),)


class Function(Row):
    """职能: what a department is competent for; measures and list types name it."""

    __tablename__ = "function"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Department(Row):
    """部门: an authority seated in one region."""

    __tablename__ = "department"

    id: Mapped[Id] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), index=True)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"), index=True)

    __table_args__ = (
        CheckConstraint(_IN_ORDER, name="dates_in_order"),
        CheckConstraint("successor_id IS NULL OR valid_to IS NOT NULL", name="successor_after_end"),
        CheckConstraint("successor_id <> id", name="successor_is_another"),
    )


class DepartmentServes(Row):
    """A region that a department serves from one day to another, both included; exact, never down the tree (A2)."""

    __tablename__ = "department_serves"

    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"), primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(primary_key=True, server_default=text("'0001-01-01'"))
    valid_to: Mapped[dt.date | None]

    __table_args__ = (
        CheckConstraint(_IN_ORDER, name="dates_in_order"),
        ExcludeConstraint(
            ("department_id", "="),
            ("region_id", "="),
            (func.daterange(text("valid_from"), text("valid_to"), text("'[]'")), "&&"),
            name="ex_department_serves_once_at_a_time",
            using="gist",
        ),
        Index("ix_department_serves_region_id", "region_id", "department_id"),
    )


class DepartmentFunction(Row):
    """A function that a department holds from one day to another, both included."""

    __tablename__ = "department_function"

    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"), primary_key=True)
    function: Mapped[str] = mapped_column(ForeignKey("function.code"), primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(primary_key=True, server_default=text("'0001-01-01'"))
    valid_to: Mapped[dt.date | None]

    __table_args__ = (
        CheckConstraint(_IN_ORDER, name="dates_in_order"),
        ExcludeConstraint(
            ("department_id", "="),
            ("function", "="),
            (func.daterange(text("valid_from"), text("valid_to"), text("'[]'")), "&&"),
            name="ex_department_function_once_at_a_time",
            using="gist",
        ),
        Index("ix_department_function_function", "function", "department_id"),
    )
