"""Objections, pauses, publications, repairs and linked entries for the naive reference (O1-O4, P1, P3, X3, §3.6)."""

from __future__ import annotations

import hashlib
from uuid import UUID

from tests.support.naive_city import Row, View
from tests.support.naive_fields import (
    NEWEST,
    Args,
    Paged,
    Show,
    Thing,
    across,
    column,
    columns,
    one,
    opaque,
    under,
)

# ------------------------------------------------------------ linked entries: those that name, and mere offices


def linked(view: View, row: Row, _: Args) -> Paged:
    """The entries that name the person, and for departments those in force of where he holds office, newest first."""
    named = view.seen("responsible_person", view.tables.all("responsible_person", "person_id", row["id"]))
    paths = [each | {"through_id": each["id"], "officership_id": None} for each in named]
    if view.reader.reads:
        naming = {each["entry_id"] for each in named}
        paths += [each for each in _through_offices(view, row) if each["entry_id"] not in naming]
    newest = sorted(paths, key=lambda each: each["id"], reverse=True)
    return Paged([Thing("LinkedEntry", each) for each in newest], NEWEST)


def _through_offices(view: View, person: Row) -> list[Row]:
    return [
        {
            "id": _pair(office, entry),
            "entry_id": entry["id"],
            "through_id": None,
            "officership_id": office["id"],
        }
        for office in view.tables.all("officership", "person_id", person["id"])
        if office["annulled_at"] is None
        and office["since"] <= view.today
        and (office["until"] is None or office["until"] >= view.today)
        for entry in view.tables.all("list_entry", "subject_id", office["enterprise_id"])
        if view.in_force(entry)
    ]


def _pair(office: Row, entry: Row) -> UUID:
    return UUID(hashlib.md5(f"{office['id']}{entry['id']}".encode(), usedforsecurity=False).hexdigest())


# ------------------------------------------------------------ what an entry's exit day makes of what hangs on it


def _exited(view: View, row: Row) -> bool:
    entry = view.tables.one("list_entry", row["entry_id"])
    ends = None if entry is None else view.ends(entry)
    return ends is not None and ends <= view.today


def repair_state(view: View, row: Row) -> str:
    """The exit day closes what is open (P1)."""
    return "CLOSED" if row["state"] == "SUBMITTED" and _exited(view, row) else str(row["state"])


def publication_state(view: View, row: Row) -> str:
    """The exit day makes the withdrawal due (X3)."""
    if _exited(view, row):
        return "WITHDRAWN" if row["withdrawn_at"] else "WITHDRAW_DUE"
    return "PUBLISHED" if row["published_at"] else "PUBLISH_DUE"


def _publication_overdue(view: View, row: Row, _: Args) -> bool:
    due = publication_state(view, row) == "WITHDRAW_DUE"
    return due and row["withdraw_by"] is not None and row["withdraw_by"] < view.today


def _notice_waits(view: View, row: Row, _: Args) -> bool:
    return row["notice"] is not None and row["handed_out_at"] is None and row["notice_until"] >= view.today


# ------------------------------------------------------------ objections, restorations, pauses


def late(view: View, row: Row) -> bool:
    return bool(row["state"] == "OPEN" and row["due_on"] < view.today)


def restoring(row: Row) -> bool:
    return bool(row["restoration_owed"]) and row["restored_at"] is None


def _verified(view: View, row: Row, _: Args) -> bool:
    """Nobody outside the departments knows of objections (V1)."""
    asked = view.tables.all("objection", "entry_id", row["id"])
    return view.reader.reads and any(each["state"] == "OPEN" for each in asked)


def _restoration(view: View, row: Row, _: Args) -> Thing | None:
    return Thing("Restoration", row) if view.reader.reads and row["restoration_owed"] else None


def _restoration_late(view: View, row: Row, _: Args) -> bool:
    return row["restored_at"] is None and row["restore_by"] is not None and row["restore_by"] < view.today


def _owing(view: View, row: Row, _: Args) -> int:
    """Whoever asks: how many, never which (X4)."""
    waiting = view.tables.all("assignment", "restoration_id", row["id"])
    return sum(
        view.state(each) == "RELEASE_DUE" and (each["cut_by"] is None or each["cut_by"] >= view.now)
        for each in waiting
    )


def paused(view: View, duty: Row, _: Args) -> bool:
    """A pause of its entry covers today, its department and its measure in any edition (P3)."""
    return any(
        each["starts_on"] <= view.today <= each["ends_on"]
        and each["department_id"] in (None, duty["department_id"])
        and _covers(view, each, duty["measure_code"])
        for each in view.tables.all("pause", "entry_id", duty["entry_id"])
    )


def _covers(view: View, pause: Row, code: str) -> bool:
    named = [each["measure_id"] for each in view.tables.all("pause_measure", "pause_id", pause["id"])]
    measures = [view.tables.one("measure", each) for each in named]
    return not named or code in [each["code"] for each in measures if each is not None]


def former(view: View, step: Row, _: Args) -> str | None:
    """What was replaced; of a person for whoever may read persons alone (V1)."""
    subject = view.tables.one("subject", step["subject_id"])
    hidden = subject is not None and subject["type"] == "Person" and not view.reader.persons
    return None if hidden else step["former"]


OF_ENTRY: dict[str, Show] = {
    "underVerification": _verified,
    "objections": under("objection", "entry_id", "id", departments=True),
    "publications": under("publication", "entry_id", "id", departments=True),
    "pauses": under("pause", "entry_id", "starts_on", "id", departments=True),
    "repairs": under("repair", "entry_id", "id", departments=True),
}
CASES: dict[str, dict[str, Show]] = {
    "LinkedEntry": {
        "entry": one("list_entry", "entry_id"), "through": one("responsible_person", "through_id"),
        "officership": one("officership", "officership_id", departments=True),
    },
    "Objection": {
        "id": opaque("Objection"), **columns("origin openedAt grounds ruling dueOn provisional state outcome"),
        **columns("explanation decidedAt toldOn toldMeans"), "overdue": lambda view, row, _: late(view, row),
        "entry": one("list_entry", "entry_id"), "concerning": one("subject", "concerning_id", persons=True),
        "openedBy": one("department", "opened_by"), "addressedTo": one("department", "addressed_to"),
        "decidedBy": one("department", "decided_by"), "restoration": _restoration,
    },
    "Restoration": {
        "dueOn": column("restore_by"), "provisional": column("restore_provisional"), "overdue": _restoration_late,
        "owing": _owing, "closedAt": column("restored_at"), "note": column("restored_note"),
    },
    "Pause": {
        "kind": column("kind"), "from": column("starts_on"), "until": column("ends_on"), "caseNo": column("case_no"),
        "measures": across("measure", "pause_measure", "pause_id", "measure_id", "code"),
        "department": one("department", "department_id"), "basis": one("legal_basis", "basis_id"),
        "pausedBy": one("department", "paused_by"),
    },
    "Channel": {
        "id": opaque("Channel"), **columns("slug name field validFrom validTo"), "keptBy": one("department", "kept_by"),
    },
    "Publication": {
        "id": opaque("Publication"), **columns("orderedAt publishedOn withdrawBy provisional withdrawnOn handedOutAt"),
        "entry": one("list_entry", "entry_id"), "channel": one("channel", "channel_id"),
        "state": lambda view, row, _: publication_state(view, row), "overdue": _publication_overdue,
        "noticeWaits": _notice_waits,
    },
    "Repair": {
        "id": opaque("Repair"), **columns("submittedAt evidence commitment dueOn provisional decidedAt reason"),
        "entry": one("list_entry", "entry_id"), "submittedBy": one("department", "submitted_by"),
        "decidedBy": one("department", "decided_by"), "state": lambda view, row, _: repair_state(view, row),
        "overdue": lambda view, row, _: repair_state(view, row) == "SUBMITTED" and row["due_on"] < view.today,
    },
}  # fmt: skip
