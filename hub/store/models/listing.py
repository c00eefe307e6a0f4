"""List types, their dated standards and criteria, and the levels the law permits (§3.1, §4.1)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.policy.vocabulary import BasisLevel, ListKind, Scope, Severity
from hub.store.models.row import Id, Row, one_of


class LegalBasis(Row):
    """依据: an act, with the days it is in force."""

    __tablename__ = "legal_basis"

    id: Mapped[Id] = mapped_column(primary_key=True)
    act: Mapped[str]
    document_number: Mapped[str | None]
    article: Mapped[str | None]
    level: Mapped[str]
    in_force_from: Mapped[dt.date]
    in_force_to: Mapped[dt.date | None]
    confidential: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Cited by pauses alone, where a court's ruling may name its subject: for departments, and gone with them."""

    __table_args__ = (
        UniqueConstraint(
            "act",
            "document_number",
            "article",
            "level",
            "in_force_from",
            "in_force_to",
            postgresql_nulls_not_distinct=True,
            name="uq_legal_basis_act",
        ),
        one_of("level", BasisLevel),
        CheckConstraint("in_force_to IS NULL OR in_force_to >= in_force_from", name="dates_in_order"),
    )


class ListType(Row):
    """名单类别: one list of one field."""

    __tablename__ = "list_type"

    id: Mapped[Id] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    field: Mapped[str] = mapped_column(index=True)
    lead_function: Mapped[str] = mapped_column(ForeignKey("function.code"))
    scope: Mapped[str]
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("region.id"))
    fresh_within_days: Mapped[int] = mapped_column(SmallInteger)
    current_as_of: Mapped[dt.datetime | None]

    __table_args__ = (
        one_of("kind", ListKind),
        one_of("scope", Scope),
        CheckConstraint("(scope = 'NATIONAL') = (region_id IS NULL)", name="region_below_national"),
        CheckConstraint("fresh_within_days > 0", name="fresh_within_days_positive"),
    )


class ListingStandard(Row):
    """认定标准: a dated version of a list type's rules; versions of one list type never overlap."""

    __tablename__ = "listing_standard"

    id: Mapped[Id] = mapped_column(primary_key=True)
    list_type_id: Mapped[UUID] = mapped_column(ForeignKey("list_type.id"))
    version: Mapped[str]
    basis_id: Mapped[UUID] = mapped_column(ForeignKey("legal_basis.id"))
    effective_from: Mapped[dt.date]
    effective_to: Mapped[dt.date | None]
    min_term_months: Mapped[int] = mapped_column(SmallInteger)
    max_term_months: Mapped[int] = mapped_column(SmallInteger)
    watch_term_months: Mapped[int | None] = mapped_column(SmallInteger)
    published: Mapped[bool]
    correctable: Mapped[bool]
    repairable: Mapped[bool]
    repair_earliest_months: Mapped[int | None] = mapped_column(SmallInteger)
    repair_decision_days: Mapped[int | None] = mapped_column(SmallInteger)
    repair_requirements: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))

    __table_args__ = (
        UniqueConstraint("list_type_id", "version"),
        CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="dates_in_order"),
        CheckConstraint("0 < min_term_months AND min_term_months <= max_term_months", name="terms_in_order"),
        CheckConstraint("watch_term_months > 0", name="watch_term_positive"),
        ExcludeConstraint(
            ("list_type_id", "="),
            (func.daterange(text("effective_from"), text("effective_to"), text("'[]'")), "&&"),
            name="ex_listing_standard_one_in_force",
            using="gist",
        ),
    )


class Criterion(Row):
    """认定情形: one conduct that a standard names, and how many of it make a listing."""

    __tablename__ = "criterion"

    standard_id: Mapped[UUID] = mapped_column(ForeignKey("listing_standard.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    description: Mapped[str]
    group: Mapped[str | None]
    severity: Mapped[str | None]
    occurrences: Mapped[int] = mapped_column(SmallInteger)

    __table_args__ = (
        one_of("severity", Severity),
        CheckConstraint("occurrences > 0", name="occurrences_positive"),
    )


class PermittedLevel(Row):
    """Which basis levels permit which kind of list at which scope, from when (国办发〔2020〕49号)."""

    __tablename__ = "permitted_level"

    kind: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(primary_key=True)
    valid_to: Mapped[dt.date | None]
    source: Mapped[str]

    __table_args__ = (one_of("kind", ListKind), one_of("scope", Scope), one_of("level", BasisLevel))


class MandatoryLevel(Row):
    """At which basis levels a measure may be mandatory, from when (§5.4, A10)."""

    __tablename__ = "mandatory_level"

    level: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(primary_key=True)
    valid_to: Mapped[dt.date | None]
    source: Mapped[str]

    __table_args__ = (one_of("level", BasisLevel),)


class SharingCatalogue(Row):
    """共享目录: from when to when a list is carried, which fields are shared, who keeps it, how often they report (L7)."""

    __tablename__ = "sharing_catalogue"

    list_type_id: Mapped[UUID] = mapped_column(ForeignKey("list_type.id"), primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(primary_key=True)
    valid_to: Mapped[dt.date | None]
    fields: Mapped[list[str]]
    keeper: Mapped[str] = mapped_column(ForeignKey("function.code"))
    fresh_within_days: Mapped[int] = mapped_column(SmallInteger)
    source: Mapped[str]

    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),
        CheckConstraint("fresh_within_days > 0", name="fresh_within_days_positive"),
        ExcludeConstraint(
            ("list_type_id", "="),
            (func.daterange(text("valid_from"), text("valid_to"), text("'[]'")), "&&"),
            name="ex_sharing_catalogue_one_in_force",
            using="gist",
        ),
    )


class KindName(Row):
    """What a kind of list is called from a day on: 黑名单 became 严重失信主体名单 (国办发〔2020〕49号)."""

    __tablename__ = "kind_name"

    kind: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(primary_key=True)
    valid_to: Mapped[dt.date | None]
    name: Mapped[str]
    source: Mapped[str]

    __table_args__ = (
        one_of("kind", ListKind),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),
    )


class Parameter(Row):
    """A number of the notice or of later law, dated, with its source; never a constant in code."""

    __tablename__ = "parameter"

    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(primary_key=True)
    value: Mapped[int]
    unit: Mapped[str]
    source: Mapped[str]
