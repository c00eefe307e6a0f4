"""What a listing may stand beside, and what a refusal names of it (L1, V3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import UUID

import pytest

from hub.policy.listing import Standing, judge
from hub.policy.validity import Validity
from hub.policy.vocabulary import BasisLevel, ExitGround, ListKind
from tests.policy.test_listing import (
    BLACK,
    COMPETENCE,
    LIST,
    OWN,
    PREDECESSOR,
    PROPOSAL,
    RED,
    STANDARD,
    STRANGER,
    TODAY,
    TYPE,
    TYPE2,
    WATCH,
    found,
)  # fmt: skip


def standing(
    kind: ListKind, by: UUID, field: str = "tax", list_type: UUID = TYPE2, **validity: Any
) -> Standing:
    days = {"valid_from": D(2026, 1, 1), "valid_until": D(2026, 12, 31)} | validity
    return Standing(UUID(int=99), kind, field, list_type, "Other list", by, "Other Bureau", Validity(**days))


EXITED: dict[str, Any] = {"exited_on": TODAY, "exit_ground": ExitGround.STANDARD_CHANGED}


@pytest.mark.parametrize(
    ("kind", "other", "expected"),
    [
        (BLACK, standing(BLACK, OWN, list_type=TYPE), ["ALREADY_LISTED subject"]),
        (BLACK, standing(BLACK, PREDECESSOR, list_type=TYPE), ["ALREADY_LISTED subject"]),
        (BLACK, standing(BLACK, STRANGER, list_type=TYPE), []),
        (BLACK, standing(BLACK, OWN, list_type=TYPE, **EXITED), []),
        (BLACK, standing(BLACK, OWN, list_type=TYPE, valid_until=D(2026, 9, 6)), []),
        (BLACK, standing(RED, OWN), []),
        (BLACK, standing(WATCH, OWN), []),
        (RED, standing(BLACK, STRANGER, "other"), ["ADVERSE_ENTRY_IN_FORCE subject"]),
        (RED, standing(WATCH, STRANGER, "other"), ["ADVERSE_ENTRY_IN_FORCE subject"]),
        (RED, standing(BLACK, OWN, **EXITED), []),
        (RED, standing(RED, OWN), []),
        (RED, standing(WATCH, OWN, valid_from=D(2027, 9, 7), valid_until=D(2028, 9, 6)), []),
        (WATCH, standing(BLACK, OWN), ["BLACK_ENTRY_IN_FORCE subject"]),
        (WATCH, standing(BLACK, OWN, "other"), []),
        (WATCH, standing(BLACK, STRANGER), []),
        (WATCH, standing(RED, STRANGER), []),
    ],
)
def test_what_may_stand_beside_what(kind: ListKind, other: Standing, expected: list[str]) -> None:
    assert found(kind, standings=(other,)) == expected


def test_a_refused_red_listing_names_the_entry_in_its_way() -> None:
    refusals = judge(
        PROPOSAL,
        replace(LIST, kind=RED),
        STANDARD,
        permitted=(BasisLevel.LOCAL_REGULATION,),
        competence=COMPETENCE,
        standings=(standing(WATCH, STRANGER),),
        today=TODAY,
    )
    assert refusals[0].message == (
        "The subject cannot be put on a red list beside its WATCH entry on the list Other list by Other Bureau, "
        "valid from 2026-01-01 and until the day before 2027-01-01."
    )


@pytest.mark.parametrize(
    ("in_its_way", "names_it"),
    [
        (standing(WATCH, STRANGER), False),
        (standing(BLACK, STRANGER), False),
        (replace(standing(BLACK, STRANGER), published=True), True),
        (standing(WATCH, OWN), True),
    ],
)
def test_a_refused_red_listing_names_nothing_that_the_token_may_not_read(
    in_its_way: Standing, names_it: bool
) -> None:
    refusals = judge(
        PROPOSAL,
        replace(LIST, kind=RED),
        STANDARD,
        permitted=(BasisLevel.LOCAL_REGULATION,),
        competence=replace(COMPETENCE, reads=False),
        standings=(in_its_way, replace(in_its_way, id=UUID(int=98))),
        today=TODAY,
    )
    hidden = "The subject cannot be put on a red list beside an entry that your token may not read."
    assert [refusal.code for refusal in refusals] == ["ADVERSE_ENTRY_IN_FORCE"]
    assert (refusals[0].message == hidden) is not names_it
