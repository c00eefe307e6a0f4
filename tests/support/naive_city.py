"""The city as the naive reference knows it: whole tables in dicts, and the rules over them told anew from the notice.

Nothing of the hub's plans, loaders or statements is used here. Who sees what is V1–V3 and X4; what dates make of a
row is L6, A4–A6 and X2; each is written as plainly as it reads there.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]
TABLES = (
    "region", "department", "department_serves", "department_function", "legal_basis", "list_type",
    "listing_standard", "criterion", "catalogue_edition", "measure", "measure_trigger", "subject", "officership",
    "list_entry", "entry_criterion", "evidence", "responsible_person", "linked_action", "action_region",
    "unrouted_measure", "assignment", "feedback", "history", "sharing_catalogue", "kind_name", "permitted_level",
    "objection", "pause", "pause_measure", "channel", "publication", "repair",
)  # fmt: skip
LIVE = ("ISSUED", "ACKNOWLEDGED", "IMPLEMENTED", "SUSPENDED")


class Tables:
    """Every row of the tables, read once, and found by the value of one column."""

    def __init__(self, url: str) -> None:
        with psycopg.connect(url, row_factory=dict_row) as connection:
            self.rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}
        self._found: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def all(self, table: str, column: str, value: Any) -> list[Row]:
        """The rows of a table whose column has that value; none for null."""
        if value is None:
            return []
        index = self._found.get((table, column))
        if index is None:
            index = self._found[table, column] = defaultdict(list)
            for row in self.rows[table]:
                index[row[column]].append(row)
        return index.get(value, [])

    def one(self, table: str, value: Any, column: str = "id") -> Row | None:
        """The row of a table whose column has that value."""
        found = self.all(table, column, value)
        return found[-1] if found else None


@dataclass(frozen=True)
class Reader:
    """Who reads: a department or not, a credit office or not, with persons or without."""

    department: UUID | None = None
    reads: bool = False
    office: bool = False
    persons: bool = False
    duties: tuple[str, ...] = ()


@dataclass
class View:
    """The city as one reader sees it on one day."""

    tables: Tables
    reader: Reader
    today: dt.date
    now: dt.datetime
    _seen: dict[tuple[str, int], bool] = field(default_factory=dict)

    # ------------------------------------------------------------ what dates make of an entry (L6, X2)

    def ends(self, entry: Row) -> dt.date | None:
        """The exit day: the day of the exit, or the day after the last one."""
        days = [entry["exited_on"]] if entry["exited_on"] else []
        days += [entry["valid_until"] + dt.timedelta(days=1)] if entry["valid_until"] else []
        return min(days, default=None)

    def in_force(self, entry: Row, day: dt.date | None = None) -> bool:
        """From its first day until before its exit day; never once erased."""
        day, ends = day or self.today, self.ends(entry)
        if entry["erased"] or entry["valid_from"] is None or ends is None:
            return False
        return bool(entry["valid_from"] <= day < ends)

    def told_in_force(self, entry: Row, day: dt.date | None) -> bool:
        """What is told of any day: an exit still to come is known to departments only (V1)."""
        if self.reader.reads or entry["exited_on"] is None or entry["exited_on"] <= self.today:
            return self.in_force(entry, day)
        return self.in_force(entry | {"exited_on": None}, day)

    def begun(self, entry: Row) -> bool:
        """A follow-on is in no list before its first day (X2)."""
        return bool(entry["follows_id"] is None or entry["valid_from"] <= self.today)

    def exit_day(self, entry: Row) -> dt.date | None:
        """The exit day, once it has come."""
        ends = self.ends(entry)
        if entry["erased"]:
            return entry["exited_on"]  # type: ignore[no-any-return]
        return ends if ends is not None and ends <= self.today else None

    def exit_ground(self, entry: Row) -> str | None:
        """Why it left the list, once it has: time alone is EXPIRED."""
        if entry["erased"] or (entry["exited_on"] and entry["exited_on"] <= self.today):
            return entry["exit_ground"]  # type: ignore[no-any-return]
        return "EXPIRED" if entry["valid_until"] < self.today else None

    # ------------------------------------------------------------ what dates make of an assignment (A4–A6)

    def duty_ends(self, duty: Row) -> dt.date | None:
        """When its entry or its measure ends, whichever is first."""
        return min((day for day in (duty["entry_ends_on"], duty["measure_ends_on"]) if day), default=None)

    def over(self, duty: Row) -> bool:
        """Still written as live, but ended by time."""
        ends = self.duty_ends(duty)
        return duty["state"] in LIVE and ends is not None and ends <= self.today

    def state(self, duty: Row) -> str:
        """At the end what was never taken on is withdrawn, the rest has to be lifted."""
        if not self.over(duty):
            return str(duty["state"])
        before = duty["suspended_from"] or duty["state"]
        return "WITHDRAWN" if before == "ISSUED" else "RELEASE_DUE"

    def lifts_by_time(self, duty: Row) -> bool:
        return self.over(duty) and self.state(duty) == "RELEASE_DUE"

    def release_due_since(self, duty: Row) -> dt.datetime | None:
        """By time: midnight in Quanzhou of the day it ended."""
        ends = self.duty_ends(duty)
        if ends is None or not self.lifts_by_time(duty):
            return duty["release_due_since"]  # type: ignore[no-any-return]
        return dt.datetime.combine(ends, dt.time(), tzinfo=dt.timezone(dt.timedelta(hours=8)))

    def release_reason(self, duty: Row) -> str | None:
        """Not told of an erased entry's assignment (X4)."""
        if duty["erased"]:
            return None
        if not self.lifts_by_time(duty):
            return duty["release_reason"]  # type: ignore[no-any-return]
        measure = duty["measure_ends_on"]
        if not measure or measure >= duty["entry_ends_on"]:
            return "EXIT"
        return "BASIS_ENDED" if duty["end_by_basis"] else "MEASURE_ENDED"

    def overdue(self, duty: Row) -> bool:
        """Past the deadline of the step that is owed (A5)."""
        deadlines = {
            "ISSUED": min(duty["acknowledge_by"], duty["implement_by"]),
            "ACKNOWLEDGED": duty["implement_by"],
            "RELEASE_DUE": duty["release_by"],
        }
        deadline = deadlines.get(self.state(duty))
        return deadline is not None and self.now > deadline

    # ------------------------------------------------------------ who stands for whom, and what stands today (A7)

    def stood_for(self, department: UUID | None) -> set[UUID]:
        """A department and those whose last day is over and whose successor it is, or its predecessors are."""
        found: set[UUID] = set() if department is None else {department}
        todo = list(found)
        while todo:
            for each in self.tables.all("department", "successor_id", todo.pop()):
                if each["valid_to"] and each["valid_to"] < self.today and each["id"] not in found:
                    found.add(each["id"])
                    todo.append(each["id"])
        return found

    def stands(self, row: Row, day: dt.date | None = None) -> bool:
        """Whether a dated row is of that day; its last one may be open."""
        day = day or self.today
        return bool(row["valid_from"] <= day and (row["valid_to"] is None or row["valid_to"] >= day))

    def bounded(self, duty: Row) -> bool:
        """Within the bound of an erased entry's assignment, or lifted as owed (X4)."""
        return duty["cut_by"] is None or duty["state"] == "RELEASED" or duty["cut_by"] >= self.now

    # ------------------------------------------------------------ who sees what

    def sees(self, table: str, row: Row | None) -> bool:
        """Whether this reader may see a row at all."""
        if row is None:
            return False
        key = (table, id(row))
        if key not in self._seen:
            rule = getattr(self, f"_sees_{table}", None)
            self._seen[key] = True if rule is None else rule(row)
        return self._seen[key]

    def seen(self, table: str, rows: Iterable[Row]) -> list[Row]:
        """Those that this reader may see."""
        return [row for row in rows if self.sees(table, row)]

    def published(self, entry: Row | None) -> bool:
        """Red and black entries in force, as far as their standard publishes them (V1)."""
        return (
            entry is not None
            and bool(entry["published"])
            and entry["kind"] in ("RED", "BLACK")
            and self.in_force(entry)
        )

    def _sees_list_entry(self, entry: Row) -> bool:
        return self.reader.reads or self.published(entry)

    def _sees_subject(self, subject: Row) -> bool:
        """Any enterprise; a person with the duty, or through what is published (V1)."""
        if self.reader.persons or subject["type"] == "Enterprise":
            return True
        own = self.tables.all("list_entry", "subject_id", subject["id"])
        naming = self.tables.all("responsible_person", "person_id", subject["id"])
        named = [self.tables.one("list_entry", each["entry_id"]) for each in naming]
        return any(map(self.published, [*own, *named]))

    def _sees_responsible_person(self, named: Row) -> bool:
        return self.sees("list_entry", self.tables.one("list_entry", named["entry_id"]))

    def _departments_only(self, _: Row) -> bool:
        return self.reader.reads

    _sees_evidence = _sees_officership = _sees_feedback = _sees_unrouted_measure = _departments_only
    _sees_objection = _departments_only

    def _sees_legal_basis(self, basis: Row) -> bool:
        """What only pauses cite is for departments (V1, P3)."""
        return self.reader.reads or not basis["confidential"]

    def _of_erased(self, row: Row) -> bool:
        entry = self.tables.one("list_entry", row["entry_id"])
        return entry is not None and bool(entry["erased"])

    def _sees_linked_action(self, action: Row) -> bool:
        return self.reader.reads and not self._of_erased(action)

    _sees_history = _sees_pause = _sees_repair = _sees_linked_action

    def _sees_publication(self, told: Row) -> bool:
        """Of an erased entry the channel's keeper and the credit offices (X4)."""
        channel = self.tables.one("channel", told["channel_id"])
        kept = channel is not None and channel["kept_by"] in self.stood_for(self.reader.department)
        return self.reader.reads and (self.reader.office or kept or not self._of_erased(told))

    def _sees_assignment(self, duty: Row) -> bool:
        """Of an erased entry only who owes the release, and the credit offices, until its bound (X4)."""
        mine = self.reader.office or duty["department_id"] in self.stood_for(self.reader.department)
        return self.reader.reads and (not duty["erased"] or (mine and self.bounded(duty)))
