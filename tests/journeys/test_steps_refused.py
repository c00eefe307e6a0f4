"""A step that is not the caller's, or that the state does not allow, is refused with those it does (A1–A4, X1)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hub.demo.known import KNOWN
from tests.support.city import TODAY, Hub, hub_over
from tests.support.steps import (
    ACKNOWLEDGE,
    CONFIRM,
    DECLINE,
    END_OFFICE,
    EXIT,
    INITIATE,
    LICHENG,
    NANAN,
    RECORD_OFFICE,
    REGISTER,
    REGISTER_PERSON,
    RELEASE,
    REPORT,
    TAX,
    WITHDRAW,
    black,
    inbox,
    initiated,
    listed,
    red,
    watch,
    worklist,
)

DAY = TODAY.isoformat()
REGISTRAR = "jinjiang-market-regulation"
ALLOWED = {
    # Every state that a department can meet in this release, with the mutations that it allows.
    "ISSUED": ["acknowledgeAssignments", "declineAssignment"],
    "ACKNOWLEDGED": ["reportImplementation", "declineAssignment"],
    "IMPLEMENTED": ["reportImplementation"],
    "DECLINED": [],
    "RELEASE_DUE": ["confirmRelease"],
    "RELEASED": [],
    "WITHDRAWN": [],
}
VERBS: dict[str, tuple[str, dict[str, Any], bool]] = {
    "acknowledgeAssignments": (ACKNOWLEDGE, {}, True),
    "declineAssignment": (DECLINE, {"ground": "LAW_FORBIDS", "reason": "依法不得执行"}, False),
    "reportImplementation": (REPORT, {"result": "APPLIED", "doneOn": DAY}, False),
    "confirmRelease": (RELEASE, {"doneOn": DAY}, True),
}


@pytest.fixture(scope="module")
def case(untouched_database: str) -> dict[str, str]:
    """Ids by what they are: entries of every kind, an action and a withdrawn one, assignments by state."""

    async def made() -> dict[str, str]:
        async with hub_over(untouched_database) as hub:
            return await _case(hub)

    return asyncio.run(made())


async def _case(hub: Hub) -> dict[str, str]:
    ids: dict[str, str] = {"black": (await listed(hub, black()))["id"]}
    ids["action"] = (await initiated(hub, ids["black"], "licheng", "nanan"))["action"]["id"]
    mine = {item["measure"]["code"]: item["id"] for item in await worklist(hub, LICHENG)}
    ids["ISSUED"] = mine["LIMIT_LEGAL_REPRESENTATIVE_POST"]
    ids["ACKNOWLEDGED"] = mine["LIMIT_OFFICER_POSTS"]
    ids["IMPLEMENTED"] = mine["STRICT_REVIEW_OF_LICENCES"]
    ids["DECLINED"] = mine["KEY_SUPERVISION"]
    await hub.done(LICHENG, ACKNOWLEDGE, assignments=[ids["ACKNOWLEDGED"], ids["IMPLEMENTED"]])
    await hub.done(LICHENG, REPORT, assignment=ids["IMPLEMENTED"], result="APPLIED", doneOn=DAY)
    await hub.done(LICHENG, DECLINE, assignment=ids["DECLINED"], ground="OTHER", reason="暂无人手")
    ids["nanan"] = (await worklist(hub, NANAN))[0]["id"]

    other = (await listed(hub, black(1)))["id"]
    ids["withdrawn action"] = (await initiated(hub, other))["action"]["id"]
    new = [item["id"] for item in await worklist(hub, LICHENG, "ISSUED") if item["id"] != ids["ISSUED"]]
    ids["RELEASE_DUE"], ids["RELEASED"], ids["WITHDRAWN"] = new[:3]
    await hub.done(LICHENG, ACKNOWLEDGE, assignments=new[:2])
    await hub.done(TAX, WITHDRAW, action=ids["withdrawn action"], reason="重复发起")
    await hub.done(LICHENG, RELEASE, assignments=[ids["RELEASED"]], doneOn=DAY)

    ids["exited"] = (await listed(hub, black(2)))["id"]
    await hub.done(TAX, EXIT, entry=ids["exited"], ground="STANDARD_CHANGED", facts="新标准")
    ids["red"] = (await listed(hub, red(3)))["id"]
    ids["watch"] = (await listed(hub, watch(4)))["id"]
    ids["future"] = (await listed(hub, black(4, validFrom="2026-12-01", validUntil="2027-12-01")))["id"]
    offices = """query ($code: UnifiedSocialCreditCode!) { subject(by: {code: $code}) {
        ... on Enterprise { officerships { nodes { id until } } } } }"""
    found = (await hub.ask(TAX, offices, code=KNOWN[0].code))["subject"]["officerships"]["nodes"]
    ids["office"] = next(office["id"] for office in found if office["until"] is None)
    ids["ended office"] = next(office["id"] for office in found if office["until"] is not None)
    ids["cursor"] = (await inbox(hub, LICHENG))[1]
    return ids


@pytest.mark.parametrize(
    ("state", "verb"), [(state, verb) for state in ALLOWED for verb in VERBS if verb not in ALLOWED[state]]
)
async def test_a_step_that_the_state_does_not_allow(
    untouched: Hub, case: dict[str, str], state: str, verb: str
) -> None:
    document, given, batch = VERBS[verb]
    one = {"assignments": [case[state]]} if batch else {"assignment": case[state]}
    [refusal] = await untouched.refused(LICHENG, document, **given, **one)
    possible = ", ".join(ALLOWED[state]) or "nothing"
    assert refusal == {
        "code": "STEP_NOT_ALLOWED",
        "message": f"The assignment is {state} now, so {verb} is not possible. Possible now: {possible}.",
        "path": ["assignments", "0"] if batch else ["assignment"],
        "clause": "§5.1",
        "allowed": ALLOWED[state],
    }


NOT_YOURS = "The assignment is for another department: only the department it is for, or its successor, can "
# name: (who, what, input with {names} of the case, code, clause, path, words of the message)
REFUSED: dict[str, tuple[str, str, dict[str, Any], str, str | None, list[str], str]] = {
    "acknowledging another department's assignment": (
        LICHENG, ACKNOWLEDGE, {"assignments": ["{nanan}"]},
        "NOT_YOUR_ASSIGNMENT", "§5.1", ["assignments", "0"], NOT_YOURS + "acknowledge it.",
    ),
    "declining another department's assignment": (
        LICHENG, DECLINE, {"assignment": "{nanan}", "ground": "LAW_FORBIDS", "reason": "文"},
        "NOT_YOUR_ASSIGNMENT", "§5.1", ["assignment"], NOT_YOURS + "decline it.",
    ),
    "reporting on another department's assignment": (
        LICHENG, REPORT, {"assignment": "{nanan}", "result": "APPLIED", "doneOn": DAY},
        "NOT_YOUR_ASSIGNMENT", "§5.1", ["assignment"], NOT_YOURS + "report on it.",
    ),
    "releasing another department's assignment": (
        TAX, RELEASE, {"assignments": ["{RELEASE_DUE}"], "doneOn": DAY},
        "NOT_YOUR_ASSIGNMENT", "§5.1", ["assignments", "0"], NOT_YOURS + "confirm the release of it.",
    ),
    "an assignment that is none": (
        LICHENG, ACKNOWLEDGE, {"assignments": ["nonsense"]},
        "NOT_FOUND", None, ["assignments", "0"], "There is no such assignment, or you may not see it.",
    ),
    "an entry where an assignment is meant": (
        LICHENG, DECLINE, {"assignment": "{black}", "ground": "OTHER", "reason": "文"},
        "NOT_FOUND", None, ["assignment"], "There is no such assignment",
    ),
    "declining a mandatory measure on no legal ground": (
        LICHENG, DECLINE, {"assignment": "{ISSUED}", "ground": "OTHER", "reason": "文"},
        "DECLINE_GROUND_NOT_LEGAL", "§5.4", ["ground"],
        "the grounds that the law knows are NOT_COMPETENT, NO_SUCH_MATTER, LAW_FORBIDS, SUBJECT_UNKNOWN_HERE",
    ),
    "declining without a reason": (
        LICHENG, DECLINE, {"assignment": "{ACKNOWLEDGED}", "ground": "OTHER", "reason": " "},
        "REASON_MISSING", "§5.1", ["reason"], "A reason in words is missing.",
    ),
    "reporting what is still to be done": (
        LICHENG, REPORT, {"assignment": "{ACKNOWLEDGED}", "result": "APPLIED", "doneOn": "2026-11-24"},
        "DONE_IN_THE_FUTURE", "§5.1", ["doneOn"], "2026-11-24 lies ahead",
    ),
    "reporting what was done before it was asked for": (
        LICHENG, REPORT, {"assignment": "{ACKNOWLEDGED}", "result": "APPLIED", "doneOn": "2026-11-22"},
        "DONE_BEFORE_ISSUE", "§5.1", ["doneOn"], "before the assignment was issued, on 2026-11-23",
    ),
    "initiating for another department's entry": (
        LICHENG, INITIATE, {"entry": "{black}"},
        "MAY_NOT_INITIATE", "§5.1", ["entry"], "Only the department that listed the subject",
    ),
    "initiating as the credit office of another seat": (
        "licheng-credit-office", INITIATE, {"entry": "{black}"},
        "MAY_NOT_INITIATE", "§5.1", ["entry"], "the credit office of its seat",
    ),
    "initiating for an entry that has exited": (
        TAX, INITIATE, {"entry": "{exited}"},
        "ENTRY_NOT_IN_FORCE", "§5.1", ["entry"], "until the day before 2026-11-23",
    ),
    "initiating for an entry that is not yet in force": (
        TAX, INITIATE, {"entry": "{future}"},
        "ENTRY_NOT_IN_FORCE", "§5.1", ["entry"], "in force from 2026-12-01",
    ),
    "initiating a measure that is not triggered": (
        TAX, INITIATE, {"entry": "{black}", "measures": ["KEY_SUPERVISION", "EXIT_BAN"]},
        "MEASURE_NOT_TRIGGERED", "§5.4", ["measures", "1"], "does not trigger the measure EXIT_BAN",
    ),
    "initiating the same again": (
        TAX, INITIATE, {"entry": "{black}", "regions": [{"slug": "nanan"}]},
        "NOTHING_TO_INITIATE", "§5.1", ["entry"], "everything that is asked for is assigned already",
    ),
    "initiating in a region that is none": (
        TAX, INITIATE, {"entry": "{black}", "regions": [{"slug": "nanan"}, {"slug": "atlantis"}]},
        "UNKNOWN_REGION", "§5.2", ["regions", "1"], "There is no region atlantis",
    ),
    "initiating for nothing": (
        TAX, INITIATE, {"entry": "nonsense"}, "NOT_FOUND", None, ["entry"], "There is no such list entry",
    ),
    "withdrawing another department's action": (
        LICHENG, WITHDRAW, {"action": "{action}", "reason": "文"},
        "NOT_YOUR_ACTION", "§5.1", ["action"], "Only the department that initiated the linked action",
    ),
    "withdrawing twice": (
        TAX, WITHDRAW, {"action": "{withdrawn action}", "reason": "文"},
        "ALREADY_WITHDRAWN", "§5.1", ["action"], "was withdrawn before, on 2026-11-23",
    ),
    "withdrawing without a reason": (
        TAX, WITHDRAW, {"action": "{action}", "reason": ""},
        "REASON_MISSING", "§5.1", ["reason"], "A reason in words is missing.",
    ),
    "exiting another department's entry": (
        "licheng-taxation", EXIT, {"entry": "{black}", "ground": "ERROR"},
        "NOT_LISTING_DEPARTMENT", "§6.1", ["entry"], "which decided the listing, or its successor ends it by hand",
    ),
    "exiting twice": (
        TAX, EXIT, {"entry": "{exited}", "ground": "STANDARD_CHANGED", "facts": "文"},
        "ALREADY_EXITED", "§6.3", ["entry"],
        "on 2026-11-23 (STANDARD_CHANGED); after that only an ERROR in the listing can still be found",
    ),
    "exiting as repaired by hand": (
        TAX, EXIT, {"entry": "{black}", "ground": "REPAIRED"},
        "GROUND_NOT_BY_HAND", "§6.1", ["ground"], "it comes about by a repair or a confirmed correction",
    ),
    "exiting as expired by hand": (
        TAX, EXIT, {"entry": "{red}", "ground": "EXPIRED"},
        "GROUND_NOT_BY_HAND", "§6.1", ["ground"], "it comes about by the end of its validity. By hand a RED entry leaves",
    ),
    "exiting a black entry as misuse": (
        TAX, EXIT, {"entry": "{black}", "ground": "MISUSE", "facts": "文"},
        "GROUND_NOT_POSSIBLE", "§6.1", ["ground"], "by hand it does on ERROR, STANDARD_CHANGED",
    ),
    "exiting a red entry as misuse without facts": (
        TAX, EXIT, {"entry": "{red}", "ground": "MISUSE"},
        "EXIT_FACTS_MISSING", "§6.2", ["facts"], "Say in `facts` what was found",
    ),
    "exiting without the new standard": (
        TAX, EXIT, {"entry": "{watch}", "ground": "STANDARD_CHANGED"},
        "NEW_STANDARD_MISSING", "§6.1", ["standard"], "Cite the new standard, or name its document",
    ),
    "exiting by a standard that is none": (
        TAX, EXIT, {"entry": "{black}", "ground": "STANDARD_CHANGED", "standard": "{black}"},
        "NOT_FOUND", None, ["standard"], "There is no such listing standard",
    ),
    "registering a code that is none": (
        TAX, REGISTER, {"code": "91350582X000000194", "name": "晋江市示例厂"},
        "INVALID_CODE", "§3.3", ["code"], "the check character does not match",
    ),
    "registering nobody": (
        TAX, REGISTER, {"code": "91350100M000100Y43", "name": " "},
        "TEXT_MISSING", "§4.1", ["name"], "The name must be given in words",
    ),
    "registering a person under another name": (
        TAX, REGISTER_PERSON, {"idNumber": KNOWN[0].id_number, "name": "林示乙"},
        "NAME_DIFFERS", "§3.6", ["name"], "is registered under another name; nothing was changed",
    ),
    "registering an id number that is none": (
        TAX, REGISTER_PERSON, {"idNumber": "99000019710101991", "name": "林示甲"},
        "INVALID_ID_NUMBER", "§3.6", ["idNumber"], "it has 17 characters instead of 18",
    ),
    "an office held already": (
        TAX, RECORD_OFFICE, {"enterprise": {"code": KNOWN[0].code}, "person": {"idNumber": KNOWN[0].id_number},
                             "role": "PRINCIPAL", "since": "2024-01-01"},
        "OFFICE_OVERLAPS", "§3.6", ["since"], "from 2021-03-01 to today and beyond",
    ),
    "an office that ends before it begins": (
        TAX, RECORD_OFFICE, {"enterprise": {"code": KNOWN[0].code}, "person": {"idNumber": KNOWN[0].id_number},
                             "role": "DIRECTOR", "since": "2024-01-01", "until": "2023-12-31"},
        "OFFICE_DATES_WRONG", "§3.6", ["until"], "cannot end on 2023-12-31, before it begins on 2024-01-01",
    ),
    "ending an office that has ended": (
        REGISTRAR, END_OFFICE, {"officership": "{ended office}", "until": DAY},
        "OFFICE_ENDED", "§3.6", ["until"], "has already ended, on 2021-02-28",
    ),
    "ending no office": (
        TAX, END_OFFICE, {"officership": "{black}", "until": DAY},
        "NOT_FOUND", None, ["officership"], "There is no such office",
    ),
    "confirming another department's messages": (
        NANAN, CONFIRM, {"upTo": "{cursor}"},
        "CURSOR_NOT_YOURS", None, ["upTo"], "not a place in your department's inbox",
    ),
}  # fmt: skip


def filled(value: Any, case: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: filled(each, case) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, case) for each in value]
    return case.get(value[1:-1], value) if isinstance(value, str) else value


@pytest.mark.parametrize("name", REFUSED)
async def test_it_is_refused(untouched: Hub, case: dict[str, str], name: str) -> None:
    by, document, given, code, clause, path, words = REFUSED[name]
    refusals = await untouched.refused(by, document, **filled(given, case))
    assert (refusals[0]["code"], refusals[0]["clause"], refusals[0]["path"]) == (code, clause, path)
    assert words in refusals[0]["message"]
    assert KNOWN[0].id_number not in str(refusals)
