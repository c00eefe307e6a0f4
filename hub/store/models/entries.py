"""Entries of the red, black and watch lists, with what they rest on and whom they name (§4, §6)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.policy.vocabulary import EvidenceKind, ExitGround, ListKind, NoticeMeans, OfficerRole
from hub.store.models.row import Bucket, Id, Row, one_of

VALIDITY = "daterange(valid_from, greatest(valid_from, coalesce(exited_on, valid_until + 1)))"
"""Half-open [valid from, exit day); empty for an entry that exited before its first day (L6)."""


class ListEntry(Row):
    """名单条目: one subject on one list under one standard. Bucket: the subject's.

    `exited_on` is the exit day of an exit that was decided (it may lie ahead); an expiry is never
    written: the exit day is then the day after `valid_until`. After erasure (X4) everything but id,
    kind, exit day and ground is null.
    """

    __tablename__ = "list_entry"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[str]
    erased: Mapped[bool] = mapped_column(default=False)
    subject_id: Mapped[UUID | None]
    list_type_id: Mapped[UUID | None] = mapped_column(ForeignKey("list_type.id"))
    standard_id: Mapped[UUID | None] = mapped_column(ForeignKey("listing_standard.id"))
    published: Mapped[bool] = mapped_column(default=False)
    """The standard's word on publication, frozen at the listing."""
    listed_by: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    supplied_by: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("region.id"))
    """The subject's region when listed, for worklists by region."""
    document_number: Mapped[str | None]
    facts: Mapped[str | None]
    conduct_from: Mapped[dt.date | None]
    conduct_to: Mapped[dt.date | None]
    decided_on: Mapped[dt.date | None]
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    notice_given_on: Mapped[dt.date | None]
    notice_means: Mapped[str | None]
    correct_by: Mapped[dt.date | None]
    corrected_on: Mapped[dt.date | None]
    """The day on which the subject had corrected itself, as the listing department confirmed (P0)."""
    watch_term_months: Mapped[int | None] = mapped_column(SmallInteger)
    exited_on: Mapped[dt.date | None]
    exited_at: Mapped[dt.datetime | None]
    exit_ground: Mapped[str | None]
    exit_facts: Mapped[str | None]
    exit_standard_id: Mapped[UUID | None] = mapped_column(ForeignKey("listing_standard.id"))
    caused_by_id: Mapped[UUID | None]
    follows_id: Mapped[UUID | None]
    own_until: Mapped[dt.date | None]
    """The last day a watch listing of its own had before black entries prolonged it (X2); null if none did."""

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "subject_id"], ["subject.bucket", "subject.id"]),
        ForeignKeyConstraint(["bucket", "caused_by_id"], ["list_entry.bucket", "list_entry.id"]),
        ForeignKeyConstraint(["bucket", "follows_id"], ["list_entry.bucket", "list_entry.id"]),
        one_of("kind", ListKind),
        one_of("notice_means", NoticeMeans),
        one_of("exit_ground", ExitGround),
        CheckConstraint(
            "erased OR (subject_id IS NOT NULL AND list_type_id IS NOT NULL AND standard_id IS NOT NULL"
            " AND listed_by IS NOT NULL AND supplied_by IS NOT NULL AND decided_on IS NOT NULL"
            " AND valid_from IS NOT NULL AND valid_until IS NOT NULL)",
            name="complete_unless_erased",
        ),
        CheckConstraint(
            "NOT erased OR (exit_ground = 'ERROR' AND num_nonnulls(subject_id, facts, document_number,"
            " conduct_from, conduct_to, caused_by_id, follows_id, exit_facts) = 0)",
            name="empty_once_erased",
        ),
        CheckConstraint("valid_until >= valid_from", name="validity_in_order"),
        CheckConstraint("conduct_to >= conduct_from", name="conduct_in_order"),
        CheckConstraint("valid_from >= decided_on", name="valid_after_decision"),
        CheckConstraint("notice_given_on <= valid_from", name="notice_before_validity"),
        CheckConstraint("num_nonnulls(exited_on, exited_at, exit_ground) IN (0, 3)", name="exit_complete"),
        CheckConstraint("watch_term_months > 0", name="watch_term_positive"),
        ExcludeConstraint(
            ("bucket", "="),
            ("subject_id", "="),
            ("list_type_id", "="),
            ("listed_by", "="),
            (text(VALIDITY), "&&"),
            name="ex_list_entry_one_in_force",
            using="gist",
        ),
        Index("ix_list_entry_subject", "bucket", "subject_id", "id"),
        Index(
            "ix_list_entry_caused_by",
            "bucket",
            "caused_by_id",
            postgresql_where=text("caused_by_id IS NOT NULL"),
        ),
        Index(
            "ix_list_entry_follows", "bucket", "follows_id", postgresql_where=text("follows_id IS NOT NULL")
        ),
        Index("ix_list_entry_id", "id"),
        Index("ix_list_entry_list_type", "list_type_id", "id"),
        Index("ix_list_entry_region", "region_id", "id"),
        Index("ix_list_entry_listed_by", "listed_by", "id"),
        Index("ix_list_entry_valid_until", "valid_until", postgresql_where=text("exited_on IS NULL")),
    )


class EntryCriterion(Row):
    """A criterion of the standard that an entry met, and how many times."""

    __tablename__ = "entry_criterion"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    entry_id: Mapped[Id] = mapped_column(primary_key=True)
    standard_id: Mapped[Id] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int] = mapped_column(SmallInteger)

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "entry_id"], ["list_entry.bucket", "list_entry.id"]),
        ForeignKeyConstraint(["standard_id", "code"], ["criterion.standard_id", "criterion.code"]),
        CheckConstraint("times > 0", name="times_positive"),
    )


class Evidence(Row):
    """认定依据: a document that an entry rests on."""

    __tablename__ = "evidence"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    entry_id: Mapped[Id] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[str]
    document: Mapped[str]
    supplied_by: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "entry_id"], ["list_entry.bucket", "list_entry.id"]),
        one_of("kind", EvidenceKind),
    )


class ResponsiblePerson(Row):
    """直接责任人: a person whom a black entry names, with the office held at the conduct."""

    __tablename__ = "responsible_person"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[Id]
    person_bucket: Mapped[int] = mapped_column(SmallInteger)
    person_id: Mapped[Id]
    role: Mapped[str | None]
    directly_responsible: Mapped[bool]
    officership_id: Mapped[UUID | None]

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "entry_id"], ["list_entry.bucket", "list_entry.id"]),
        ForeignKeyConstraint(["person_bucket", "person_id"], ["subject.bucket", "subject.id"]),
        ForeignKeyConstraint(["bucket", "officership_id"], ["officership.bucket", "officership.id"]),
        one_of("role", OfficerRole),
        UniqueConstraint(
            "bucket",
            "entry_id",
            "person_id",
            "role",
            postgresql_nulls_not_distinct=True,
            name="uq_responsible_person_once",
        ),
        Index("ix_responsible_person_person", "person_bucket", "person_id", "id"),
    )
