"""Every way a listing can be wrong is said in words, with its clause and place, and nothing half-done remains (L1, L2, L5)."""

from __future__ import annotations

from typing import Any

import pytest

from hub.demo.known import KNOWN
from tests.support.city import Hub
from tests.support.steps import LIST, TAX, black, listed, red, watch

FORMER = {"idNumber": KNOWN[0].former_id_number}
NOW_IN_OFFICE = {"idNumber": KNOWN[0].id_number}

# name: (who lists, what, code, clause, path, words of the message)
REFUSED: dict[str, tuple[str, dict[str, Any], str, str | None, list[str], str]] = {
    "a code that is too short": (
        TAX, black(subject={"code": "91350582X0000001"}),
        "INVALID_CODE", "§3.3", ["subject", "code"], "it has 16 characters instead of 18",
    ),
    "a code with a letter that is not used": (
        TAX, black(subject={"code": "91350582I000000195"}),
        "INVALID_CODE", "§3.3", ["subject", "code"], "character 9 is none that the standard knows",
    ),
    "a code whose check character is wrong": (
        TAX, black(subject={"code": "91350582X000000194"}),
        "INVALID_CODE", "§3.3", ["subject", "code"], "the check character does not match",
    ),
    "a code that nobody has registered": (
        TAX, black(subject={"code": "91350100M000100Y43"}),
        "NOT_FOUND", None, ["subject"], "There is no such subject, or you may not see it.",
    ),
    "a citizen id on a day that is none": (
        TAX, black(subject={"idNumber": "990000197113019917"}),
        "INVALID_ID_NUMBER", "§3.6", ["subject", "idNumber"], "its day of birth is no day of the calendar",
    ),
    "a citizen id whose check digit is wrong": (
        TAX, black(subject={"idNumber": "990000197101019918"}),
        "INVALID_ID_NUMBER", "§3.6", ["subject", "idNumber"], "the check digit does not match",
    ),
    "an id of something else": (
        TAX, black(subject={"id": "AQAAAAAAAAAAAAAAAAAAAAAA"}),
        "NOT_FOUND", None, ["subject"], "There is no such subject",
    ),
    "an id that is none": (
        TAX, black(subject={"id": "nonsense"}),
        "NOT_FOUND", None, ["subject"], "There is no such subject",
    ),
    "an unknown list": (
        TAX, black(listType="tax-black"),
        "UNKNOWN_LIST_TYPE", "§4.2", ["listType"], "There is no list type tax-black",
    ),
    "a day on which the list had no standard": (
        "jinjiang-work-safety",
        black(listType="work-safety-black", criteria=["WS-B1"], decidedOn="2021-08-31", conductFrom="2021-01-01",
              conductTo="2021-02-01", validUntil="2022-08-30", noticeGivenOn="2021-08-31", correctBy=None),
        "NO_STANDARD_IN_FORCE", "§4.1", ["listType"], "has no standard in force on 2021-08-31",
    ),
    "no conduct dates": (
        TAX, black(conductFrom=None, conductTo=None),
        "CONDUCT_DATES_MISSING", "§4.1", ["conductFrom"], "from which day to which day",
    ),
    "a conduct that ends before it begins": (
        TAX, black(conductTo="2025-02-28"),
        "CONDUCT_DATES_WRONG", "§4.1", ["conductTo"], "it would end before it began",
    ),
    "a conduct that lasts beyond the decision": (
        TAX, black(conductTo="2026-11-24"),
        "CONDUCT_DATES_WRONG", "§4.1", ["conductTo"], "the decision of 2026-11-23 came before its end",
    ),
    "no criterion": (
        TAX, black(criteria=None),
        "CRITERIA_MISSING", "§4.1", ["criteria"], "Name at least one criterion",
    ),
    "a criterion of another standard": (
        TAX, black(criteria=["TAX-B1", "WS-B1"]),
        "UNKNOWN_CRITERION", "§4.1", ["criteria", "1"], "has no criterion WS-B1; it has TAX-B1, TAX-B2",
    ),
    "too few of a criterion": (
        TAX, watch(criteria=["TAXATION-W2", "TAXATION-W2"]),
        "CRITERIA_INSUFFICIENT", "§4.1", ["criteria"], "TAXATION-W2 2 of 3",
    ),
    "no evidence": (
        TAX, black(evidence=None),
        "EVIDENCE_MISSING", "§4.1", ["evidence"], "at least one piece of evidence",
    ),
    "evidence without its document": (
        TAX, black(evidence=[{"kind": "DECISION", "document": " "}]),
        "EVIDENCE_MISSING", "§4.1", ["evidence", "0", "document"], "each with its document",
    ),
    "evidence of a department that is none": (
        TAX, black(evidence=[{"kind": "DECISION", "document": "文", "supplier": {"slug": "nowhere"}}]),
        "UNKNOWN_DEPARTMENT", None, ["evidence", "0", "supplier"], "There is no department nowhere",
    ),
    "a supplier that is none": (
        TAX, black(suppliedBy={"slug": "nowhere"}),
        "UNKNOWN_DEPARTMENT", None, ["suppliedBy"], "There is no department nowhere",
    ),
    "no facts": (
        TAX, black(facts="  "), "TEXT_MISSING", "§4.1", ["facts"], "facts of the listing",
    ),
    "no number of the decision": (
        TAX, black(documentNumber=""), "TEXT_MISSING", "§4.1", ["documentNumber"], "number of the decision",
    ),
    "a decision of tomorrow": (
        TAX, black(decidedOn="2026-11-24", validUntil="2027-11-23"),
        "DECIDED_IN_THE_FUTURE", "§4.1", ["decidedOn"], "after today, 2026-11-23",
    ),
    "a validity that begins before the decision": (
        TAX, black(validFrom="2026-11-22", noticeGivenOn="2026-11-22"),
        "VALIDITY_WRONG", "§6.1", ["validFrom"], "on the day of its decision, 2026-11-23, or later",
    ),
    "a term that is too short": (
        TAX, black(validUntil="2027-11-21"),
        "TERM_OUT_OF_BOUNDS", "§6.1", ["validUntil"], "must lie between 2027-11-22 and 2029-11-23",
    ),
    "a term that is too long": (
        TAX, black(validUntil="2029-11-24"),
        "TERM_OUT_OF_BOUNDS", "§6.1", ["validUntil"], "outside the standard's 12 to 36 months",
    ),
    "a watch term that is too long": (
        TAX, black(watchTermMonths=13),
        "WATCH_TERM_OUT_OF_BOUNDS", "§6.1", ["watchTermMonths"], "the standard allows 1 to 12",
    ),
    "a watch term on a red list": (
        TAX, red(watchTermMonths=1),
        "WATCH_TERM_OUT_OF_BOUNDS", "§6.1", ["watchTermMonths"], "only a black entry is followed",
    ),
    "no notice to the subject": (
        TAX, black(noticeGivenOn=None),
        "NOTICE_MISSING", "§4.4", ["noticeGivenOn"], "of the reasons, the basis and its rights",
    ),
    "a notice without its means": (
        TAX, black(noticeMeans=None), "NOTICE_MISSING", "§4.4", ["noticeMeans"], "by which means",
    ),
    "no warning before the watch list": (
        TAX, watch(noticeGivenOn=None),
        "NOTICE_MISSING", "§4.4", ["noticeGivenOn"], "of the warning and its period",
    ),
    "a notice after the entry takes effect": (
        TAX, black(noticeGivenOn="2026-11-24"),
        "NOTICE_LATE", "§4.4", ["noticeGivenOn"], "later than 2026-11-23, its first day",
    ),
    "no day by which the conduct can be corrected": (
        TAX, black(correctBy=None), "CORRECTION_DAY_MISSING", "§5.5", ["correctBy"], "give `correctBy`",
    ),
    "a correction before the notice": (
        TAX, black(correctBy="2026-11-22"),
        "CORRECTION_DAY_WRONG", "§5.5", ["correctBy"], "2026-11-22 is earlier",
    ),
    "a department without the function": (
        "jinjiang-market-regulation", black(),
        "FUNCTION_MISSING", "§3.1", ["listType"], "led by the function TAXATION, which your department does not have",
    ),
    "a person named for an office held at another time": (
        TAX, black(responsible=[{"person": FORMER, "role": "LEGAL_REPRESENTATIVE"}]),
        "OFFICE_NOT_HELD", "§3.6", ["responsible", "0", "role"],
        "no office LEGAL_REPRESENTATIVE of this person in the enterprise at the time of the conduct, 2025-03-01 to",
    ),
    "a person named for an office never held": (
        TAX, black(responsible=[{"person": NOW_IN_OFFICE, "role": "SENIOR_MANAGER"}]),
        "OFFICE_NOT_HELD", "§3.6", ["responsible", "0", "role"], "Record the office first",
    ),
    "a director named who is not directly responsible": (
        TAX, black(responsible=[{"person": NOW_IN_OFFICE, "role": "DIRECTOR"}]),
        "NOT_DIRECTLY_RESPONSIBLE", "§3.2", ["responsible", "0", "directlyResponsible"], "the office DIRECTOR",
    ),
    "a responsible person who is an enterprise": (
        TAX, black(responsible=[{"person": {"code": KNOWN[1].code}}]),
        "NOT_FOUND", None, ["responsible", "0", "person"], "There is no such person",
    ),
    "a watch listing that names persons": (
        TAX, watch(responsible=[{"person": NOW_IN_OFFICE, "role": "PRINCIPAL"}]),
        "NAMES_NOBODY", "§3.6", ["responsible"], "A WATCH listing names no responsible persons",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
async def test_it_is_refused(untouched: Hub, case: str) -> None:
    by, given, code, clause, path, words = REFUSED[case]
    refusals = await untouched.refused(by, LIST, **given)
    assert [(r["code"], r["clause"], r["path"]) for r in refusals] == [(code, clause, path)]
    assert words in refusals[0]["message"]


async def test_everything_that_is_wrong_is_said_at_once(untouched: Hub) -> None:
    wrong = black(
        subject={"code": "91350582X000000194"},
        criteria=None,
        evidence=None,
        noticeMeans=None,
        validUntil="2030-01-01",
    )
    refusals = await untouched.refused("jinjiang-market-regulation", LIST, **wrong)
    assert [r["code"] for r in refusals] == [
        "INVALID_CODE", "FUNCTION_MISSING", "CRITERIA_MISSING", "EVIDENCE_MISSING", "TERM_OUT_OF_BOUNDS", "NOTICE_MISSING",
    ]  # fmt: skip


async def test_a_department_outside_the_list_s_area_is_refused(hub: Hub) -> None:
    # In the demo city every local list is the whole prefecture's; this one becomes licheng's own.
    licheng = "(SELECT id FROM region WHERE slug = 'licheng')"
    await hub.change(f"UPDATE list_type SET region_id = {licheng} WHERE slug = 'taxation-watch'")
    [refusal] = await hub.refused(TAX, LIST, **watch())
    assert (refusal["code"], refusal["clause"], refusal["path"]) == ("OUTSIDE_SCOPE", "§3.1", ["listType"])
    assert "your department serves no region inside it" in refusal["message"]
    # The subject's seat is of no importance: licheng's own bureau lists an enterprise of jinjiang.
    assert (await listed(hub, watch(), by="licheng-taxation"))["inForce"] is True


async def test_a_local_black_list_rests_on_a_local_regulation_and_nothing_less(hub: Hub) -> None:
    given = black(listType="commerce-black", criteria=["CM-B1"])
    assert (await listed(hub, given, by="jinjiang-commerce"))["inForce"] is True
    await hub.change("""UPDATE listing_standard
        SET basis_id = (SELECT id FROM legal_basis WHERE document_number = '泉政文〔2018〕51号' LIMIT 1)
        WHERE list_type_id = (SELECT id FROM list_type WHERE slug = 'commerce-black')""")
    [refusal] = await hub.refused("jinjiang-commerce", LIST, **(given | {"subject": {"code": KNOWN[1].code}}))
    assert (refusal["code"], refusal["clause"], refusal["path"]) == (
        "LEVEL_NOT_PERMITTED",
        "§4.1",
        ["listType"],
    )
    assert (
        "A BLACK list of scope LOCAL cannot rest on a basis of the level NORMATIVE_DOCUMENT"
        in refusal["message"]
    )


# What stands beside it: (first, by, then, by, code of the refusal, or None where both stand)
BESIDE: dict[str, tuple[dict[str, Any], str, dict[str, Any], str, str | None]] = {
    "the same list twice": (black(), TAX, black(), TAX, "ALREADY_LISTED"),
    "the same list by another department": (black(), TAX, black(), "licheng-taxation", None),
    "red beside black of anybody": (black(), TAX, red(), "licheng-taxation", "ADVERSE_ENTRY_IN_FORCE"),
    "red beside watch of anybody": (watch(), "nanan-taxation", red(), TAX, "ADVERSE_ENTRY_IN_FORCE"),
    "watch beside one's own black": (black(), TAX, watch(), TAX, "BLACK_ENTRY_IN_FORCE"),
    "watch beside the black of another department": (black(), TAX, watch(), "licheng-taxation", None),
    "black after one's own watch": (watch(), TAX, black(), TAX, None),
    "black after red": (red(), TAX, black(), TAX, None),
    "the same list after the other has ended": (
        black(decidedOn="2024-11-22", validUntil="2025-11-21", noticeGivenOn="2024-11-22", conductFrom="2023-03-01",
              conductTo="2023-04-01"),
        TAX, black(), TAX, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BESIDE)
async def test_what_may_stand_beside_another_entry(hub: Hub, case: str) -> None:
    first, first_by, then, then_by, code = BESIDE[case]
    entry = await listed(hub, first, by=first_by)
    if code is None:
        assert (await listed(hub, then, by=then_by))["inForce"] is True
        return
    [refusal] = await hub.refused(then_by, LIST, **then)
    assert (refusal["code"], refusal["path"]) == (code, ["subject"])
    assert entry["validFrom"] in refusal["message"] or code == "BLACK_ENTRY_IN_FORCE"
