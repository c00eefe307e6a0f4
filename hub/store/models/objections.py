"""Objections: what is questioned about an entry, by when it is verified, what was found, what is restored (§5.6)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.policy.vocabulary import NoticeMeans, ObjectionOrigin, ObjectionOutcome, ObjectionState
from hub.store.models.row import Bucket, Id, Row, one_of

IS_OPEN = "state = 'OPEN'"


class Objection(Row):
    """异议: a question to an entry, or a ruling that stays it. Bucket: the entry's.

    Once its entry is erased (X4), entry, person, texts and clerks are null; the person and the texts also
    where the naming of that one person was revoked. `operator` and `decided_operator` are the clerks.
    """

    __tablename__ = "objection"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID | None]
    origin: Mapped[str]
    concerning_bucket: Mapped[int | None] = mapped_column(SmallInteger)
    concerning_id: Mapped[UUID | None]
    concerns_one: Mapped[bool]
    """Whether it was about one person: stays true when who that was is cut, so that it never turns on the entry."""
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    addressed_to: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    opened_at: Mapped[dt.datetime]
    operator: Mapped[str | None]
    grounds: Mapped[str | None]
    ruling: Mapped[str | None]
    """The document of the ruling that stays the entry, or that the decision executes (O4)."""
    due_on: Mapped[dt.date]
    due_within_days: Mapped[int | None] = mapped_column(SmallInteger)
    """The working days after the day of opening; null where the period is not one of working days."""
    provisional: Mapped[bool]
    state: Mapped[str]
    outcome: Mapped[str | None]
    explanation: Mapped[str | None]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    decided_operator: Mapped[str | None]
    told_on: Mapped[dt.date | None]
    told_means: Mapped[str | None]
    restoration_owed: Mapped[bool] = mapped_column(default=False)
    """Whether the decision brought about something that its supplier has to restore (O3)."""
    restore_by: Mapped[dt.date | None]
    restore_provisional: Mapped[bool] = mapped_column(default=False)
    restored_at: Mapped[dt.datetime | None]
    restored_note: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "entry_id"], ["list_entry.bucket", "list_entry.id"]),
        ForeignKeyConstraint(["concerning_bucket", "concerning_id"], ["subject.bucket", "subject.id"]),
        one_of("origin", ObjectionOrigin),
        one_of("state", ObjectionState),
        one_of("outcome", ObjectionOutcome),
        one_of("told_means", NoticeMeans),
        CheckConstraint("num_nonnulls(concerning_bucket, concerning_id) IN (0, 2)", name="person_complete"),
        CheckConstraint(
            "(concerns_one OR concerning_id IS NULL)"
            " AND (state <> 'OPEN' OR NOT concerns_one OR concerning_id IS NOT NULL)",
            name="open_about_whom",
        ),
        CheckConstraint("state <> 'OPEN' OR entry_id IS NOT NULL", name="open_of_an_entry"),
        CheckConstraint(
            "(state = 'DECIDED') = (outcome IS NOT NULL)"
            " AND num_nonnulls(outcome, decided_at, decided_by, told_on, told_means) IN (0, 5)",
            name="decision_complete",
        ),
        CheckConstraint("restored_at IS NULL OR restoration_owed", name="restored_if_owed"),
        Index("ix_objection_entry", "bucket", "entry_id", "id"),
        Index("ix_objection_addressed_to", "addressed_to", "id"),
        Index("ix_objection_id", "id"),
        Index("ix_objection_due_on", "due_on", postgresql_where=text(IS_OPEN)),
    )
