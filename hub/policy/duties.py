"""Who asks: the caller of a request, what it may do, and which audience it belongs to (§5.3, V1–V3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.errors import Forbidden, Unauthenticated
from hub.policy.vocabulary import Duty

if TYPE_CHECKING:
    from uuid import UUID

CREDIT_OFFICE = "CREDIT_OFFICE"
"""The function (职能) that makes a department the credit office (信用办) of its region."""


class Audience(StrEnum):
    """For whom an answer is made; each sees what V1 and V2 grant it and nothing more."""

    PUBLIC = "PUBLIC"
    DEPARTMENT = "DEPARTMENT"
    CREDIT_OFFICE = "CREDIT_OFFICE"


@dataclass(frozen=True, slots=True)
class Caller:
    """One authenticated department system, or the public where `department_id` is None."""

    department_id: UUID | None = None
    slug: str | None = None
    region_id: UUID | None = None
    serves: frozenset[UUID] = frozenset()
    functions: frozenset[str] = frozenset()
    duties: frozenset[Duty] = frozenset()
    succeeds: frozenset[UUID] = field(default=frozenset())
    """The departments this one stands in for (its predecessors, transitively; A7)."""
    token_id: UUID | None = None

    @property
    def audience(self) -> Audience:
        """For whom answers to this caller are made."""
        if self.department_id is None:
            return Audience.PUBLIC
        return Audience.CREDIT_OFFICE if CREDIT_OFFICE in self.functions else Audience.DEPARTMENT

    @property
    def reads(self) -> bool:
        """Reads as a department; a token without READ reads what the public reads (V2, V3)."""
        return self.department_id is not None and Duty.READ in self.duties

    @property
    def acts_for(self) -> frozenset[UUID]:
        """The departments whose things this caller may act on: itself and its predecessors."""
        return self.succeeds if self.department_id is None else self.succeeds | {self.department_id}

    def require(self, duty: Duty) -> None:
        """Raise when the caller lacks `duty`: Unauthenticated without a token, else Forbidden."""
        if duty in self.duties:
            return
        if self.department_id is None:
            message = (
                f"This needs a token with the duty {duty.value} ({duty.term}); the request carried none."
            )
            raise Unauthenticated(message)
        message = f"The token of {self.slug} does not hold the duty {duty.value} ({duty.term})."
        raise Forbidden(message)


PUBLIC = Caller()
"""Whoever sends no token."""
