"""Bearer tokens of department systems: stored as a keyed hash, scoped to duties, expiring, revocable."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hub.policy.vocabulary import Duty
from hub.store.models.row import Id, Row, all_of


class Token(Row):
    """One token; the token itself is shown once and never stored."""

    __tablename__ = "token"

    id: Mapped[Id] = mapped_column(primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"), index=True)
    duties: Mapped[list[str]]
    label: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]

    __table_args__ = (
        all_of("duties", Duty),
        CheckConstraint("cardinality(duties) > 0", name="duties_named"),
        CheckConstraint("expires_at > created_at", name="expires_later"),
        CheckConstraint("octet_length(hash) = 32", name="hash_of_256_bits"),
    )
