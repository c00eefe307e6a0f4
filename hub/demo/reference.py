"""A city's reference data: its TOML files, read into frozen rows and checked against each other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from hub.demo.rowreader import Where, WrongReferenceData, check_tables, each_row, read_file, read_row
from hub.demo.rows import (
    BasisRow,
    City,
    DepartmentRow,
    DutiesRow,
    EditionRow,
    FunctionRow,
    ListTypeRow,
    MandatoryLevelRow,
    MeasureRow,
    ParameterRow,
    PermittedLevelRow,
    RegionRow,
    StandardRow,
    StatutoryDayRow,
)
from hub.policy.vocabulary import Duty, ListKind, MeasureForce, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from importlib.resources.abc import Traversable

R = TypeVar("R")
Identity = TypeVar("Identity")
Placed = list[tuple[Where, R]]


def load_city(folder: Traversable | None = None) -> City:
    """Read and check the files of `folder` (a directory; by default the demo city's own).

    Raises WrongReferenceData, one line that names file, row and key, at the first thing wrong.
    """
    return _Files(folder if folder is not None else files("hub.demo") / "city").city()


class _Files:
    """The rows of one folder with their places, so that a complaint can name them."""

    def __init__(self, folder: Traversable) -> None:
        self.folder = folder
        self.regions = self.rows("regions.toml", "region", RegionRow)
        self.functions = self.rows("functions.toml", "function", FunctionRow)
        self.departments = self.rows("departments.toml", "department", DepartmentRow, "defaults")
        self.bases = self.rows("bases.toml", "basis", BasisRow)
        self.list_types = self.rows("list_types.toml", "list_type", ListTypeRow)
        self.standards = self.rows("standards.toml", "standard", StandardRow)
        self.permitted = self.rows("levels.toml", "permitted", PermittedLevelRow, "mandatory")
        self.mandatory = self.rows("levels.toml", "mandatory", MandatoryLevelRow, "permitted")
        self.parameters = self.rows("parameters.toml", "parameter", ParameterRow)
        self.editions = self.rows("catalogue.toml", "edition", EditionRow, "measure")
        self.measures = self.rows("catalogue.toml", "measure", MeasureRow, "edition")
        self.statutory = self.rows("statutory.toml", "statutory", StatutoryDayRow)
        self.defaults, self.extra_duties = self.default_duties()

    def rows(self, file: str, table: str, kind: type[R], *others: str) -> Placed[R]:
        document = read_file(self.folder, file)
        check_tables(file, document, (table, *others))
        return [(where, read_row(kind, row, where)) for where, row in each_row(file, document, table)]

    def default_duties(self) -> tuple[tuple[Duty, ...], dict[str, tuple[Duty, ...]]]:
        """[defaults] of the departments: duties of each, and extra ones by function."""
        where = Where("departments.toml", "defaults")
        document = read_file(self.folder, where.file)
        defaults = tables(document.get("defaults"), where, "duties")
        extra = tables(defaults.get("extra_duties", {}), where, "extra_duties")
        refer(where, "extra_duties", extra, {row.code for _, row in self.functions}, "function")
        everyone = read_row(
            DutiesRow, {key: defaults[key] for key in defaults if key != "extra_duties"}, where
        )
        return everyone.duties, {
            function: read_row(
                DutiesRow,
                {"duties": duties, "source": everyone.source},
                where.inner(f"extra_duties.{function}"),
            ).duties
            for function, duties in extra.items()
        }

    def city(self) -> City:
        """Check what the files say of each other, and hand the rows over."""
        if len(self.editions) > 1:
            raise self.editions[1][0].wrong("name", "a file holds one edition")
        self.check_places()
        self.check_lists()
        self.check_catalogue()
        once(self.parameters, "code", lambda row: (row.code, row.since))
        once(self.statutory, "day", lambda row: row.day)
        once(self.permitted, "level", lambda row: (row.kind, row.scope, row.level, row.since))
        once(self.mandatory, "level", lambda row: (row.level, row.since))
        return City(
            regions=bare(self.regions),
            functions=bare(self.functions),
            departments=tuple(self.with_duties(row) for _, row in self.departments),
            bases=bare(self.bases),
            list_types=bare(self.list_types),
            standards=bare(self.standards),
            permitted_levels=bare(self.permitted),
            mandatory_levels=bare(self.mandatory),
            parameters=bare(self.parameters),
            edition=self.editions[0][1],
            measures=bare(self.measures),
            statutory_days=bare(self.statutory),
        )

    def with_duties(self, row: DepartmentRow) -> DepartmentRow:
        """The row with the duties it leaves to [defaults]."""
        if row.duties:
            return row
        extra = (duty for function in row.functions for duty in self.extra_duties.get(function, ()))
        return replace(row, duties=tuple(dict.fromkeys((*self.defaults, *extra))))

    def check_places(self) -> None:
        """Regions, functions and departments."""
        regions = once(self.regions, "slug", lambda row: row.slug)
        once(self.functions, "code", lambda row: row.code)
        once(self.departments, "slug", lambda row: row.slug)
        for where, region in self.regions:
            refer(where, "parent", given(region.parent), regions, "region")
        taking_part = {row.slug for _, row in self.regions if row.takes_part}
        functions = {row.code for _, row in self.functions}
        for where, department in self.departments:
            refer(where, "region", (department.region,), taking_part, "region that takes part")
            refer(where, "serves", department.serves, taking_part, "region that takes part")
            refer(where, "functions", department.functions, functions, "function")

    def check_lists(self) -> None:
        """List types and the dated versions of their standards."""
        bases = once(self.bases, "key", lambda row: row.key)
        list_types = once(self.list_types, "slug", lambda row: row.slug)
        regions, functions = ({row.slug for _, row in self.regions}, {row.code for _, row in self.functions})
        for where, list_type in self.list_types:
            refer(where, "lead_function", (list_type.lead_function,), functions, "function")
            refer(where, "region", given(list_type.region), regions, "region")
            if (list_type.scope == Scope.NATIONAL) != (list_type.region is None):
                raise where.wrong("region", "is left out for NATIONAL and given for every other scope")
        versions: defaultdict[str, list[tuple[Where, StandardRow]]] = defaultdict(list)
        for where, standard in self.standards:
            refer(where, "list_type", (standard.list_type,), list_types, "list type")
            refer(where, "basis", (standard.basis,), bases, "basis")
            self.check_standard(where, standard, list_types[standard.list_type])
            versions[standard.list_type].append((where, standard))
        for placed in versions.values():
            check_versions(placed)

    def check_standard(self, where: Where, standard: StandardRow, list_type: ListTypeRow) -> None:
        """One standard: dates, terms, criteria, and a basis in force that permits the list."""
        once([(where, row) for row in standard.criterion], "criterion", lambda row: row.code)
        if not standard.criterion:
            raise where.wrong("criterion", "a standard has at least one")
        if not 0 < standard.min_term_months <= standard.max_term_months:
            raise where.wrong("max_term_months", "the shortest term comes first and is at least one month")
        if (list_type.kind == ListKind.BLACK) != (standard.watch_term_months is not None):
            raise where.wrong("watch_term_months", "is given for black lists and for no other")
        if list_type.kind == ListKind.WATCH and standard.published:
            raise where.wrong("published", "a watch list is never published (§4.4)")
        if standard.repairable != (standard.repair_decision_days is not None):
            raise where.wrong(
                "repair_decision_days", "is given where the listing is repairable, and only there"
            )
        basis = next(row for _, row in self.bases if row.key == standard.basis)
        day = standard.effective_from
        if not basis.in_force(day):
            raise where.wrong("basis", f"{basis.key} is not in force on {day}")
        named = (list_type.kind, list_type.scope, basis.level)
        permitted = (row for _, row in self.permitted if (row.kind, row.scope, row.level) == named)
        if not any(within(row.since, row.until, day) for row in permitted):
            raise where.wrong(
                "basis", f"{basis.level} permits no {list_type.scope} {list_type.kind} list on {day}"
            )

    def check_catalogue(self) -> None:
        """The edition and its measures."""
        where, edition = self.editions[0]
        departments = {row.slug for _, row in self.departments}
        refer(where, "published_by", (edition.published_by,), departments, "department")
        once(self.measures, "code", lambda row: row.code)
        functions = {row.code for _, row in self.functions}
        list_types = {row.slug for _, row in self.list_types}
        bases = {row.key: row for _, row in self.bases}
        groups = {row.group for _, standard in self.standards for row in standard.criterion if row.group}
        day = edition.effective_from
        mandatory = {row.level for _, row in self.mandatory if within(row.since, row.until, day)}
        for where, measure in self.measures:
            refer(where, "implementing_function", (measure.implementing_function,), functions, "function")
            refer(where, "triggered_by", measure.triggered_by, list_types, "list type")
            refer(where, "criteria_groups", measure.criteria_groups, groups, "group of a criterion")
            refer(where, "filed_by", (measure.filed_by,), departments, "department")
            refer(where, "basis", (measure.basis,), bases, "basis")
            basis = bases[measure.basis]
            if not basis.in_force(day):
                raise where.wrong("basis", f"{basis.key} is not in force on {day}")
            if measure.force == MeasureForce.MANDATORY and basis.level not in mandatory:
                raise where.wrong("force", f"MANDATORY does not rest on a {basis.level} (A10)")
        for where, parameter in self.parameters:
            refer(where, "basis", given(parameter.basis), bases, "basis")


def tables(value: object, where: Where, key: str) -> dict[str, object]:
    """A table of the file, or the complaint that it is none."""
    if not isinstance(value, dict):
        raise where.wrong(key, "is missing")
    return value


def check_versions(placed: Placed[StandardRow]) -> None:
    """Versions of one list type follow each other without gap or overlap."""
    placed.sort(key=lambda each: each[1].effective_from)
    for (where, earlier), (_, later) in pairwise(placed):
        if earlier.effective_to != later.effective_from - dt.timedelta(days=1):
            raise where.wrong("effective_to", f"is not the day before version {later.version} begins")


def within(since: dt.date, until: dt.date | None, day: dt.date) -> bool:
    """Whether the day lies in the validity, its last day included."""
    return since <= day and (until is None or day <= until)


def refer(where: Where, key: str, names: Iterable[str], known: Collection[str], what: str) -> None:
    """Refuse a name that no row has."""
    for name in names:
        if name not in known:
            raise where.wrong(key, f"{name!r} is no {what}")


def once(placed: Placed[R], key: str, identity: Callable[[R], Identity]) -> dict[Identity, R]:
    """The rows by their identity; refuse one given twice."""
    found: dict[Identity, R] = {}
    for where, row in placed:
        if identity(row) in found:
            raise where.wrong(key, "is given twice")
        found[identity(row)] = row
    return found


def given(name: str | None) -> tuple[str, ...]:
    """A name that may be left out, as the names to look up."""
    return () if name is None else (name,)


def bare(placed: Placed[R]) -> tuple[R, ...]:
    """The rows without their places."""
    return tuple(row for _, row in placed)


__all__ = ["City", "WrongReferenceData", "load_city"]
