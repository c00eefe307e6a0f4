"""A city's reference data: its TOML files, read into frozen rows and checked against each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from hub.casework.setup.checks import (
    DAY,
    Placed,
    bare,
    check_versions,
    closed,
    closed_rows,
    given,
    once,
    refer,
    tables,
    within,
)
from hub.casework.setup.rowreader import Files, Where, WrongReferenceData, check_tables, each_row, read_row
from hub.casework.setup.rows import (
    BasisRow,
    ChannelRow,
    City,
    DepartmentRow,
    DutiesRow,
    EditionRow,
    FunctionRow,
    KindNameRow,
    ListTypeRow,
    MandatoryLevelRow,
    MeasureRow,
    ParameterRow,
    PermittedLevelRow,
    RegionRow,
    SharedRow,
    StandardRow,
    StatutoryDayRow,
)
from hub.policy.vocabulary import Duty, ListKind, MeasureForce, Scope

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

R = TypeVar("R")


TABLES = {
    "regions.toml": ("region",),
    "functions.toml": ("function",),
    "departments.toml": ("department", "defaults"),
    "bases.toml": ("basis",),
    "list_types.toml": ("list_type", "shared", "channel"),
    "standards.toml": ("standard",),
    "levels.toml": ("permitted", "mandatory", "named"),
    "parameters.toml": ("parameter",),
    "catalogue.toml": ("edition", "measure"),
    "statutory.toml": ("statutory",),
}
"""The tables of each file of a folder; one file for everything holds all of them."""


def read_city(path: Traversable) -> City:
    """Read and check a city: a folder with the files of TABLES, or one file with all their tables.

    Raises WrongReferenceData, one line that names file, row and key, at the first thing wrong.
    """
    if not path.is_file() and not path.is_dir():
        raise WrongReferenceData(f"{path.name}: no such file or folder")
    return _Read(Files(path)).city()


class _Read:
    """The rows of one city with their places, so that a complaint can name them."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.regions = self.rows("regions.toml", "region", RegionRow)
        self.functions = self.rows("functions.toml", "function", FunctionRow)
        self.departments = self.rows("departments.toml", "department", DepartmentRow)
        self.bases = self.rows("bases.toml", "basis", BasisRow)
        self.list_types = self.rows("list_types.toml", "list_type", ListTypeRow)
        self.shared = self.rows("list_types.toml", "shared", SharedRow, may_lack=True)
        self.channels = self.rows("list_types.toml", "channel", ChannelRow, may_lack=True)
        self.standards = self.rows("standards.toml", "standard", StandardRow)
        self.permitted = self.rows("levels.toml", "permitted", PermittedLevelRow)
        self.mandatory = self.rows("levels.toml", "mandatory", MandatoryLevelRow)
        self.kind_names = self.rows("levels.toml", "named", KindNameRow, may_lack=True)
        self.parameters = self.rows("parameters.toml", "parameter", ParameterRow)
        self.editions = self.rows("catalogue.toml", "edition", EditionRow)
        self.measures = self.rows("catalogue.toml", "measure", MeasureRow)
        self.statutory = self.rows("statutory.toml", "statutory", StatutoryDayRow)
        self.defaults, self.extra_duties = self.default_duties()

    def rows(self, file: str, table: str, kind: type[R], *, may_lack: bool = False) -> Placed[R]:
        document, name = self.files.read(file), self.files.name(file)
        every = tuple(known for tables in TABLES.values() for known in tables)
        # Of a file's tables the one that is read comes first in a complaint.
        known = every if self.files.together else tuple(sorted(TABLES[file], key=lambda each: each != table))
        check_tables(name, document, known)
        if may_lack and table not in document:
            return []
        return [(where, read_row(kind, row, where)) for where, row in each_row(name, document, table)]

    def default_duties(self) -> tuple[tuple[Duty, ...], dict[str, tuple[Duty, ...]]]:
        """[defaults] of the departments: duties of each, and extra ones by function."""
        where = Where(self.files.name("departments.toml"), "defaults")
        document = self.files.read("departments.toml")
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
        self.check_channels()
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
            standards=closed(bare(self.standards)),
            permitted_levels=bare(self.permitted),
            mandatory_levels=bare(self.mandatory),
            parameters=bare(self.parameters),
            channels=bare(self.channels),
            edition=self.editions[0][1],
            measures=bare(self.measures),
            statutory_days=bare(self.statutory),
            shared=closed_rows(bare(self.shared)),
            kind_names=bare(self.kind_names),
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
        roots = [where for where, row in self.regions if row.parent is None]
        if len(roots) > 1:
            raise roots[1].wrong("parent", "is missing: one region alone is the root, the prefecture")
        taking_part = {row.slug for _, row in self.regions if row.takes_part}
        functions = {row.code for _, row in self.functions}
        for where, department in self.departments:
            refer(where, "region", (department.region,), taking_part, "region that takes part")
            refer(where, "serves", department.serves, taking_part, "region that takes part")
            refer(where, "functions", department.functions, functions, "function")
        self.check_ends()

    def check_ends(self) -> None:
        """Days of departments that end, and who takes over from them (A7)."""
        departments = {row.slug: row for _, row in self.departments}
        for where, row in self.departments:
            if row.valid_to is not None and row.valid_to < row.valid_from:
                raise where.wrong("valid_to", "lies before valid_from")
            if row.successor is None:
                continue
            if row.valid_to is None:
                raise where.wrong("successor", "takes over after valid_to, which is missing")
            refer(where, "successor", (row.successor,), departments, "department")
            after, next_day = departments[row.successor], row.valid_to + DAY
            if not within(after.valid_from, after.valid_to, next_day):
                raise where.wrong("successor", f"{after.slug} is no department on {next_day}")

    def check_channels(self) -> None:
        """Channels of publication and the departments that keep them."""
        departments = {row.slug for _, row in self.departments}
        fields = {row.field for _, row in self.list_types}
        once(self.channels, "slug", lambda row: row.slug)
        for where, channel in self.channels:
            refer(where, "keeper", (channel.keeper,), departments, "department")
            refer(where, "field", given(channel.field), fields, "field of a list type")
            if channel.until is not None and channel.until < channel.since:
                raise where.wrong("to", "lies before from")

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
        once(self.shared, "from", lambda row: (row.list_type, row.since))
        once(self.kind_names, "from", lambda row: (row.kind, row.since))
        for where, shared in self.shared:
            refer(where, "list_type", (shared.list_type,), list_types, "list type")
            refer(where, "keeper", (shared.keeper,), functions, "function")
            if shared.fresh_within_days < 1:
                raise where.wrong("fresh_within_days", "is at least one day")
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


__all__ = ["City", "WrongReferenceData", "read_city"]
