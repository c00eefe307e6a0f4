"""The types of the schema, field by field, for the naive reference."""

from __future__ import annotations

from typing import Any

from tests.support.naive_cases import CASES, OF_ENTRY, former, linked, paused
from tests.support.naive_city import Row, View
from tests.support.naive_fields import (
    NEWEST,
    SLUG,
    Args,
    Paged,
    Show,
    Thing,
    across,
    by_day,
    column,
    columns,
    day,
    name_shown,
    one,
    opaque,
    paged,
    pages,
    plain,
    things,
    under,
)
from tests.support.naive_sharing import SHARING

STATES = [
    "ISSUED",
    "ACKNOWLEDGED",
    "IMPLEMENTED",
    "DECLINED",
    "SUSPENDED",
    "RELEASE_DUE",
    "RELEASED",
    "WITHDRAWN",
]


def reads(view: View) -> bool:
    return view.reader.reads


def known(view: View, args: Args) -> list[str] | None:
    """The kinds asked for; outside the departments the watch list is none (§4.4, V1)."""
    kinds: list[str] | None = args.get("kinds")
    return kinds if kinds is None or view.reader.reads else [kind for kind in kinds if kind != "WATCH"]


def entry_kept(view: View, entry: Row, args: Args) -> bool:
    """The filters of a list of entries; a follow-on is in none before its first day (X2)."""
    wanted, kinds = args.get("inForce"), known(view, args)
    return (
        view.begun(entry)
        and (kinds is None or entry["kind"] in kinds)
        and (wanted is None or view.in_force(entry) is wanted)
    )


def duty_kept(view: View, duty: Row, args: Args) -> bool:
    """The filters of a list of assignments, by what they are now."""
    states, late = args.get("states"), args.get("overdue")
    return (states is None or view.state(duty) in states) and (late is None or view.overdue(duty) is late)


def held(view: View, office: Row, args: Args) -> bool:
    """An office recorded in error never was."""
    del view
    return office["annulled_at"] is None and by_day(args, office, "since", "until", None)


def holds(view: View, department: Row, args: Args) -> bool:
    wanted = args.get("function")
    return wanted is None or wanted in functions(view, department, args)


def functions(view: View, row: Row, _: Args) -> list[str]:
    """Those it has today."""
    mine = view.tables.all("department_function", "department_id", row["id"])
    return sorted(each["function"] for each in mine if view.stands(each))


def worklist(view: View, row: Row, args: Args) -> Paged:
    """Its own assignments, and those of whom it stands in for (A7)."""
    duties = [
        each
        for one_of in view.stood_for(row["id"])
        for each in view.tables.all("assignment", "department_id", one_of)
    ]
    return paged(view, "assignment", [each for each in duties if duty_kept(view, each, args)])


def unrouted(view: View, row: Row, _: Args) -> list[Thing]:
    """What has found no department, or will only later."""
    rows = view.tables.all("unrouted_measure", "action_id", row["id"])
    left = [each for each in rows if each["routed_on"] is None or each["routed_on"] > view.today]
    return things(
        view, "unrouted_measure", sorted(left, key=lambda each: (each["measure_id"], each["region_id"]))
    )


def residue(view: View, duty: Row, _: Args) -> bool:
    """Sanctions that still have to be lifted (A6)."""
    return duty["side"] == "SANCTION" and view.state(duty) == "RELEASE_DUE"


def of_measure(view: View, row: Row, args: Args) -> bool:
    del view
    return args.get("function") in (None, row["implementing_function"])


def progress(view: View, row: Row, _: Args) -> Thing:
    duties = view.seen("assignment", view.tables.all("assignment", "action_id", row["id"]))
    words = [view.state(each) for each in duties]
    found = {_camel(word): words.count(word) for word in STATES}
    return Thing("ActionProgress", {**found, "total": len(duties), "overdue": sum(map(view.overdue, duties))})


def _camel(word: str) -> str:
    first, *others = word.lower().split("_")
    return first + "".join(map(str.title, others))


def criteria_met(view: View, row: Row, _: Args) -> list[Thing]:
    met = view.tables.all("entry_criterion", "entry_id", row["id"])
    found = [
        each
        for one_met in met
        for each in view.tables.all("criterion", "standard_id", one_met["standard_id"])
        if each["code"] == one_met["code"]
    ]
    return things(view, "criterion", sorted(found, key=lambda each: each["position"]))


def newest_first(view: View, rows: list[Row]) -> list[Thing]:
    return things(
        view,
        "listing_standard",
        sorted(rows, key=lambda each: (each["effective_from"], each["id"]), reverse=True),
    )


def standards(view: View, row: Row, _: Args) -> list[Thing]:
    return newest_first(view, view.tables.all("listing_standard", "list_type_id", row["id"]))


def standard_on(view: View, row: Row, args: Args) -> Thing | None:
    rows = view.tables.all("listing_standard", "list_type_id", row["id"])
    valid = [each for each in rows if by_day(args, each, "effective_from", "effective_to", view.today)]
    return next(iter(newest_first(view, valid)), None)


def missing_function(view: View, row: Row, _: Args) -> str | None:
    measure = view.tables.one("measure", row["measure_id"])
    return None if measure is None else str(measure["implementing_function"])


def release_by(view: View, row: Row, _: Args) -> Any:
    return plain(row["release_by"]) if view.state(row) in ("RELEASE_DUE", "RELEASED") else None


SUBJECT: dict[str, Show] = {
    "name": name_shown,
    "region": one("region", "region_id"),
    "listEntries": pages("list_entry", "subject_id", NEWEST, keeps=entry_kept),
    "residualEffects": pages("assignment", "target_id", keeps=residue, seen=reads),
    "history": pages("history", "subject_id", seen=reads),
}
FIELDS: dict[str, dict[str, Show]] = {
    "Region": {
        "id": opaque("Region"), **columns("slug gbCode name takesPart"),
        "parent": one("region", "parent_id"),
        "departments": pages("department", "region_id", SLUG, keeps=holds),
    },
    "Department": {
        "id": opaque("Department"), **columns("slug name validFrom validTo"),
        "region": one("region", "region_id"), "successor": one("department", "successor_id"),
        "serves": across("region", "department_serves", "department_id", "region_id", "position"),
        "functions": functions, "predecessors": under("department", "successor_id", "slug"), "assignments": worklist,
    },
    "LegalBasis": {
        "id": opaque("LegalBasis"), **columns("act documentNumber article level inForceFrom inForceTo"),
        "inForce": lambda view, row, args: by_day(args, row, "in_force_from", "in_force_to", view.today),
    },
    "Criterion": columns("code description group severity occurrences"),
    "ListingStandard": {
        "id": opaque("ListingStandard"),
        **columns("version effectiveFrom effectiveTo minTermMonths maxTermMonths watchTermMonths published correctable"),
        **columns("repairable repairEarliestMonths repairDecisionDays repairRequirements"),
        "listType": one("list_type", "list_type_id"), "basis": one("legal_basis", "basis_id"),
        "criteria": under("criterion", "standard_id", "position"),
    },
    "ListType": {
        "id": opaque("ListType"), **columns("slug name kind field leadFunction scope currentAsOf"), **SHARING,
        "region": one("region", "region_id"), "standards": standards, "standard": standard_on,
    },
    "CatalogueEdition": {
        "id": opaque("CatalogueEdition"), **columns("name effectiveFrom effectiveTo"),
        "publishedBy": one("department", "published_by"),
        "measures": pages("measure", "edition_id", (("code", False), ("id", False)), keeps=of_measure),
    },
    "Measure": {
        "id": opaque("Measure"), **columns("code title side force category implementingFunction targets memorandum"),
        **columns("acknowledgeWithinDays implementWithinDays releaseWithinDays maxMonths"),
        "criteriaGroups": lambda _, row, __: row["criteria_groups"] or [],
        "triggeredBy": across("list_type", "measure_trigger", "measure_id", "list_type_id", "slug"),
        "filedBy": one("department", "filed_by"), "basis": one("legal_basis", "basis_id"),
        "edition": one("catalogue_edition", "edition_id"),
    },
    "Enterprise": {
        **SUBJECT, "id": opaque("Enterprise"), "code": column("code"),
        "officerships": pages("officership", "enterprise_id", keeps=held, seen=reads),
    },
    "Person": {
        **SUBJECT, "id": opaque("Person"),
        "maskedIdNumber": lambda view, row, _: row["id_masked"] if view.reader.persons else None,
        "officerships": pages("officership", "person_id", keeps=held, seen=lambda view: view.reader.persons),
        "linkedEntries": linked,
    },
    "Officership": {
        "recordedInError": lambda _, row, __: row["annulled_at"] is not None,
        "history": pages("history", "officership_id"),
        "id": opaque("Officership"), **columns("role since until"), "enterprise": one("subject", "enterprise_id"),
        "person": one("subject", "person_id", persons=True),
    },
    "ListEntry": {
        "id": opaque("ListEntry"),
        **columns("kind erased documentNumber facts conductFrom conductTo decidedOn validFrom validUntil"),
        **columns("noticeGivenOn noticeMeans correctBy correctedOn", departments=True),
        "subject": one("subject", "subject_id", persons=True), "listType": one("list_type", "list_type_id"),
        "standard": one("listing_standard", "standard_id"), "listedBy": one("department", "listed_by"),
        "suppliedBy": one("department", "supplied_by", departments=True), "criteria": criteria_met,
        "evidence": under("evidence", "entry_id", "position", departments=True),
        "inForce": lambda view, row, args: view.told_in_force(row, day(args)),
        "exitedOn": lambda view, row, _: plain(view.exit_day(row)),
        "exitGround": lambda view, row, _: view.exit_ground(row),
        "causedBy": one("list_entry", "caused_by_id", departments=True),
        "follows": one("list_entry", "follows_id", departments=True),
        "followedBy": one("list_entry", "id", "follows_id", departments=True),
        "responsiblePersons": under("responsible_person", "entry_id", "id"),
        "linkedActions": pages("linked_action", "entry_id", NEWEST, seen=reads),
        "history": pages("history", "entry_id", seen=reads), **OF_ENTRY,
    },
    "Evidence": {**columns("kind document"), "supplier": one("department", "supplied_by")},
    "ResponsiblePerson": {
        "person": one("subject", "person_id", persons=True), **columns("role directlyResponsible"),
        "officership": one("officership", "officership_id", departments=True),
    },
    "HistoryItem": {**columns("at step operator clause"), "former": former, "by": one("department", "department_id")},
    "LinkedAction": {
        "id": opaque("LinkedAction"), **columns("initiatedAt note withdrawnAt withdrawReason"),
        "entry": one("list_entry", "entry_id"), "initiatedBy": one("department", "initiated_by"),
        "edition": one("catalogue_edition", "edition_id"),
        "regions": across("region", "action_region", "action_id", "region_id", "position"),
        "unrouted": unrouted, "history": pages("history", "action_id"),
        "assignments": pages("assignment", "action_id", keeps=duty_kept), "progress": progress,
    },
    "UnroutedMeasure": {
        "measure": one("measure", "measure_id"), "region": one("region", "region_id"), "function": missing_function,
    },
    "Assignment": {
        "id": opaque("Assignment"), **columns("issuedAt acknowledgeBy implementBy acknowledgedAt implementedAt"),
        **columns("releasedAt releasedOn releaseNote provisional declineGround declineReason extendedDays"),
        "action": one("linked_action", "action_id"), "measure": one("measure", "measure_id"),
        "target": one("subject", "target_id", persons=True), "assignedTo": one("department", "department_id"),
        "state": lambda view, row, _: view.state(row),
        "suspendedFrom": lambda view, row, _: None if view.over(row) else row["suspended_from"],
        "suspendedAt": lambda view, row, _: None if view.over(row) else plain(row["suspended_at"]), "paused": paused,
        "endsOn": lambda view, row, _: plain(view.duty_ends(row)),
        "releaseDueSince": lambda view, row, _: plain(view.release_due_since(row)),
        "releaseReason": lambda view, row, _: view.release_reason(row),
        "releaseBy": release_by, "overdue": lambda view, row, _: view.overdue(row),
        "feedback": under("feedback", "assignment_id", "id"), "history": pages("history", "assignment_id"),
    },
    "Feedback": {
        **columns("result note evidence serviceItem doneOn reportedAt operator"),
        "reportedBy": one("department", "reported_by"),
    },
    **CASES,
}  # fmt: skip
