"""The subject of a case and its entries, as they stand after everything that happened to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hub.demo.subjects import Enterprise, Person
from hub.errors import HubError
from hub.policy.listing import Standing
from hub.policy.officers import Responsible
from hub.policy.standards import ListType, Standard
from hub.policy.validity import Validity
from hub.policy.vocabulary import EvidenceKind, ListKind


class NotByTheRules(HubError):
    """The generator wanted what policy refuses: a mistake of the generator, never of whoever runs it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The subject of a case: an enterprise, or a person who is listed in person."""

    kind: str
    bucket: int
    id: UUID
    region: UUID | None
    enterprise: Enterprise | None = None

    @classmethod
    def of(cls, subject: Enterprise | Person) -> Listed:
        """The subject as lists know it."""
        if isinstance(subject, Enterprise):
            return cls("Enterprise", subject.bucket, subject.id, subject.region, subject)
        return cls("Person", subject.bucket, subject.id, subject.region)


@dataclass(slots=True)
class Entry:
    """An entry as it stands after everything that happened to it so far; `row` is what the listing wrote."""

    id: UUID
    list_type: ListType
    standard: Standard
    department: UUID
    listed_at: dt.datetime
    validity: Validity
    row: dict[str, Any]
    criteria: dict[str, int] = field(default_factory=dict)
    persons: tuple[Responsible, ...] = ()
    watch_term: int | None = None
    exited_at: dt.datetime | None = None
    exited_by: UUID | None = None
    exit: dict[str, Any] = field(default_factory=dict)
    cause: UUID | None = None
    follows: UUID | None = None
    own_until: dt.date | None = None
    erased: bool = False

    @property
    def standing(self) -> Standing:
        """The entry as rules about other entries see it."""
        return Standing(
            self.id,
            self.list_type.kind,
            self.list_type.field,
            self.list_type.id,
            self.list_type.name,
            self.department,
            "",
            self.validity,
            self.cause,
            self.follows,
            self.own_until,
            self.watch_term,
        )


def evidence_kind(entry: Entry) -> EvidenceKind:
    """What an entry's evidence is: a commendation or a decision."""
    red = entry.list_type.kind is ListKind.RED
    return EvidenceKind.COMMENDATION if red else EvidenceKind.DECISION
