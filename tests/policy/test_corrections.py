"""What a decision may correct of an entry, as a table: what is left must still be a listing (O3, L1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import UUID

import pytest

from hub.policy.corrections import Amendable, Amendment, judge_amendment, no_longer_triggered
from hub.policy.standards import Standard
from hub.policy.validity import Validity
from hub.policy.vocabulary import BasisLevel, ExitGround

TODAY = D(2026, 9, 7)
PERSON, OTHER, ONE, TWO, THREE = (UUID(int=n) for n in range(1, 6))
STANDARD = Standard(
    id=UUID(int=9),
    effective_from=D(2020, 1, 1),
    effective_to=None,
    criteria={"C1": 1, "C2": 3},
    min_term_months=6,
    max_term_months=36,
    watch_term_months=12,
    published=True,
    correctable=False,
    basis="Invented act",
    basis_level=BasisLevel.LAW,
    basis_from=D(2018, 1, 1),
    basis_to=None,
)
ENTRY = Amendable(
    validity=Validity(D(2026, 1, 1), D(2027, 12, 31)),
    decided_on=D(2026, 1, 1),
    conduct_from=D(2025, 3, 1),
    conduct_to=D(2025, 4, 30),
    named=frozenset({PERSON}),
    standard=STANDARD,
    follows=False,
)
CODE, PATH = "CORRECTION_WRONG", "correction"


def judged(entry: Amendable = ENTRY, **asked: Any) -> list[tuple[str, str]]:
    found = judge_amendment(entry, Amendment(**asked), today=TODAY)
    return [(refusal.code, "/".join(refusal.path)) for refusal in found]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [("CORRECTION_MISSING", PATH)]),
        ({"facts": "What really was."}, []),
        ({"facts": "  "}, [(CODE, "correction/facts")]),
        ({"conduct_from": D(2025, 4, 30)}, []),
        ({"conduct_from": D(2025, 5, 1)}, [(CODE, "correction/conductFrom")]),
        ({"conduct_to": D(2025, 2, 28)}, [(CODE, "correction/conductTo")]),
        ({"conduct_to": D(2026, 1, 1)}, []),
        ({"conduct_to": D(2026, 1, 2)}, [(CODE, "correction/conductTo")]),
        ({"criteria": ["C1"]}, []),
        ({"criteria": ["C2", "C2", "C2"]}, []),
        ({"criteria": ["C2", "C2"]}, [("CRITERIA_INSUFFICIENT", "correction/criteria")]),
        ({"criteria": []}, [("CRITERIA_MISSING", "correction/criteria")]),
        ({"criteria": ["C1", "C9"]}, [("UNKNOWN_CRITERION", "correction/criteria/1")]),
        ({"valid_until": TODAY}, []),
        ({"valid_until": D(2026, 9, 6)}, [(CODE, "correction/validUntil")]),
        ({"valid_until": D(2027, 12, 30)}, []),
        ({"valid_until": D(2027, 12, 31)}, [(CODE, "correction/validUntil")]),
        ({"valid_until": D(2028, 12, 31)}, [(CODE, "correction/validUntil")]),
        ({"removed": [PERSON]}, []),
        ({"removed": [OTHER, PERSON, None]}, [
            ("PERSON_NOT_NAMED", "correction/removePersons/0"),
            ("PERSON_NOT_NAMED", "correction/removePersons/2"),
        ]),
    ],
)  # fmt: skip
def test_what_a_correction_may_say(asked: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert judged(**asked) == expected


@pytest.mark.parametrize(
    "validity",
    [
        Validity(D(2025, 1, 1), D(2026, 8, 31)),
        Validity(D(2026, 1, 1), D(2027, 12, 31), TODAY, ExitGround.REPAIRED),
    ],
)
def test_the_term_of_an_entry_that_has_left_its_list_stays_and_its_facts_are_corrected(
    validity: Validity,
) -> None:
    gone = replace(ENTRY, validity=validity)
    assert judged(gone, valid_until=D(2026, 12, 31)) == [(CODE, "correction/validUntil")]
    assert judged(gone, facts="What really was.", criteria=["C1"]) == []


def test_the_shortest_term_of_the_standard_holds() -> None:
    young = replace(ENTRY, validity=Validity(D(2026, 8, 1), D(2027, 12, 31)))
    assert judged(young, valid_until=D(2027, 1, 30)) == [(CODE, "correction/validUntil")]
    assert judged(young, valid_until=D(2027, 1, 31)) == []


def test_a_watch_entry_that_follows_takes_criteria_and_term_from_its_black_entry() -> None:
    following = replace(ENTRY, follows=True)
    assert judged(following, criteria=["C1"]) == [(CODE, "correction/criteria")]
    assert judged(following, valid_until=D(2026, 12, 31)) == [(CODE, "correction/validUntil")]
    assert judged(following, facts="What really was.") == []


def test_a_measure_that_asks_for_a_group_the_criteria_no_longer_belong_to_is_over() -> None:
    measures = [
        (ONE, frozenset[str]()),
        (TWO, frozenset({"ABLE_BUT_REFUSING"})),
        (THREE, frozenset({"A", "B"})),
    ]
    assert no_longer_triggered(measures, {"B"}) == {TWO}
    assert no_longer_triggered(measures, set()) == {TWO, THREE}
