"""Subjects (enterprises and persons in one table) and the dated offices between them (§3.6)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.policy.vocabulary import OfficerRole
from hub.store.models.row import Bucket, Id, Row, one_of


class Subject(Row):
    """信用主体: an Enterprise by its unified social credit code, or a Person by the citizen id.

    The citizen id is kept encrypted (`id_cipher`, with the key's id), found by a keyed hash
    (`id_hash`) and shown masked (`id_masked`).
    """

    __tablename__ = "subject"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    type: Mapped[str]
    name: Mapped[str]
    name_grams: Mapped[list[str]] = mapped_column(ARRAY(Text))
    name_folded: Mapped[str] = mapped_column(server_default=text("''"))
    name_order: Mapped[str] = mapped_column(Text(collation="C"), server_default=text("''"))
    """By pinyin (`store.names`); compared byte by byte, so that every PostgreSQL orders it alike."""
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("region.id"), index=True)
    code: Mapped[str | None]
    id_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_key: Mapped[str | None]
    id_masked: Mapped[str | None]
    registered_at: Mapped[dt.datetime]
    registered_by: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))

    __table_args__ = (
        CheckConstraint("type IN ('Enterprise', 'Person')", name="type_known"),
        CheckConstraint(
            "(type = 'Enterprise' AND code IS NOT NULL AND id_hash IS NULL)"
            " OR (type = 'Person' AND code IS NULL AND id_hash IS NOT NULL AND id_cipher IS NOT NULL"
            " AND id_key IS NOT NULL AND id_masked IS NOT NULL)",
            name="key_of_its_type",
        ),
        UniqueConstraint("bucket", "code"),
        UniqueConstraint("bucket", "id_hash"),
        Index("ix_subject_name_grams", "name_grams", postgresql_using="gin"),
        Index("ix_subject_name_order", "name_order", "id"),
        Index("ix_subject_id", "id"),
    )


class Officership(Row):
    """任职: a person's office in an enterprise; `until` is its last whole day. Bucket: the enterprise's.

    `annulled_at`: it was recorded in error, and never was; the row stays for what had rested on it.
    """

    __tablename__ = "officership"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    enterprise_id: Mapped[Id]
    person_bucket: Mapped[int] = mapped_column(SmallInteger)
    person_id: Mapped[Id]
    role: Mapped[str]
    since: Mapped[dt.date]
    until: Mapped[dt.date | None]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    annulled_at: Mapped[dt.datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "enterprise_id"], ["subject.bucket", "subject.id"]),
        ForeignKeyConstraint(["person_bucket", "person_id"], ["subject.bucket", "subject.id"]),
        one_of("role", OfficerRole),
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        ExcludeConstraint(
            ("bucket", "="),
            ("enterprise_id", "="),
            ("person_id", "="),
            ("role", "="),
            (func.daterange(text("since"), text("until"), text("'[]'")), "&&"),
            name="ex_officership_once_at_a_time",
            using="gist",
            where=text("annulled_at IS NULL"),
        ),
        Index("ix_officership_enterprise", "bucket", "enterprise_id", "id"),
        Index("ix_officership_person", "person_bucket", "person_id", "id"),
    )
