"""What is too large for an input is said in words with its place, and nothing of it reaches the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import strawberry

from hub.policy.vocabulary import EvidenceKind
from hub.schema.keys import SubjectKey
from hub.schema.mutations.listing import EvidenceInput, ListSubjectInput
from hub.schema.mutations.sizes import oversized

DAY = dt.date(2026, 9, 7)


def listing(**given: Any) -> Any:
    needed: dict[str, Any] = {
        "subject": SubjectKey(id=strawberry.ID("x")),
        "list_type": "x",
        "document_number": "x",
        "facts": "x",
    }
    return ListSubjectInput(**needed | {"decided_on": DAY, "valid_until": DAY} | given)


def evidence(document: str) -> Any:
    return EvidenceInput(kind=EvidenceKind.DECISION, document=document)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"facts": "文" * 20_001}, "INVALID_INPUT", ("facts",)),
        (
            {"evidence": [evidence("x"), evidence("x" * 20_001)]},
            "INVALID_INPUT",
            ("evidence", "1", "document"),
        ),
        ({"idempotency_key": "k" * 129}, "INVALID_INPUT", ("idempotencyKey",)),
        ({"criteria": ["C1"] * 1001}, "TOO_MANY", ("criteria",)),
    ],
)
def test_what_is_too_large_is_refused_with_its_place(
    given: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    refusal = oversized(listing(**given))
    assert refusal is not None
    assert (refusal.code, refusal.path) == (code, path)


def test_what_just_fits_is_not_refused() -> None:
    fits = listing(facts="文" * 20_000, criteria=["C1"] * 1000, idempotency_key="k" * 128)
    assert oversized(fits) is None
