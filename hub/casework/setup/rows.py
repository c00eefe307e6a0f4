"""The rows of a city's reference data: one frozen class for each kind of row in the TOML files.

Field names are the keys of the files, except that the reserved words `from` and `to` are written `since` and `until` here.
Both days of every validity are whole days, the last one included. Every row carries the `source` it was taken from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from hub.policy.vocabulary import (
    BasisLevel,
    Duty,
    ListKind,
    MeasureCategory,
    MeasureForce,
    MeasureSide,
    MeasureTarget,
    Scope,
    Severity,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """行政区划. `parent` is a region's slug; a region that takes no part has no departments."""

    slug: str
    name: str
    takes_part: bool
    source: str
    gb_code: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRow:
    """职能."""

    code: str
    name: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRow:
    """部门. `duties` left out in the file: those of [defaults], with the extra ones of its functions.

    `valid_to` is the last whole day of a department that is closed; the day after, its `successor` takes over.
    """

    slug: str
    name: str
    region: str
    serves: tuple[str, ...]
    functions: tuple[str, ...]
    duties: tuple[Duty, ...] = ()
    valid_from: dt.date
    source: str
    valid_to: dt.date | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesRow:
    """职责权限: the duties that departments hold when their own rows name none."""

    duties: tuple[Duty, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisRow:
    """依据. `key` names it in the other files and is kept nowhere else."""

    key: str
    act: str
    level: BasisLevel
    in_force_from: dt.date
    source: str
    document_number: str | None = None
    article: str | None = None
    in_force_to: dt.date | None = None

    def in_force(self, day: dt.date) -> bool:
        """Whether the act is in force on the day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTypeRow:
    """名单类别. `region` is set unless the scope is NATIONAL."""

    slug: str
    name: str
    kind: ListKind
    field: str
    lead_function: str
    scope: Scope
    fresh_within_days: int
    source: str
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """公示渠道: where published entries are published. `keeper` is a department's slug; no field means every field."""

    slug: str
    name: str
    keeper: str
    since: dt.date = field(metadata={"key": "from"})
    source: str
    until: dt.date | None = field(default=None, metadata={"key": "to"})
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRow:
    """共享目录: a list type is used only while a row carries it. `keeper` is a function's code."""

    list_type: str
    fields: tuple[str, ...]
    keeper: str
    fresh_within_days: int
    since: dt.date = field(metadata={"key": "from"})
    source: str
    until: dt.date | None = field(default=None, metadata={"key": "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KindNameRow:
    """名单性质名称: what a kind of list is called from a day on."""

    kind: ListKind
    name: str
    since: dt.date = field(metadata={"key": "from"})
    source: str
    until: dt.date | None = field(default=None, metadata={"key": "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """认定情形. `group` is None on red and watch lists."""

    code: str
    description: str
    severity: Severity | None = None
    occurrences: int
    source: str
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardRow:
    """认定标准, with its criteria in the order of the file. Terms in months, `repair_decision_days` in working days."""

    list_type: str
    version: str
    basis: str
    effective_from: dt.date
    min_term_months: int
    max_term_months: int
    published: bool
    correctable: bool
    repairable: bool
    source: str
    criterion: tuple[CriterionRow, ...]
    repair_requirements: tuple[str, ...] = ()
    effective_to: dt.date | None = None
    watch_term_months: int | None = None
    repair_earliest_months: int | None = None
    repair_decision_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PermittedLevelRow:
    """Which level of basis permits which kind of list at which scope."""

    kind: ListKind
    scope: Scope
    level: BasisLevel
    since: dt.date = field(metadata={"key": "from"})
    source: str
    until: dt.date | None = field(default=None, metadata={"key": "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatoryLevelRow:
    """A level of basis at which a measure may be mandatory (A10)."""

    level: BasisLevel
    since: dt.date = field(metadata={"key": "from"})
    source: str
    until: dt.date | None = field(default=None, metadata={"key": "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRow:
    """A dated number. `unit` is WORKING_DAY, DAY, DAY_OF_MONTH, MONTH or YEAR; `basis` a basis's key."""

    code: str
    value: int
    unit: str
    since: dt.date = field(metadata={"key": "from"})
    source: str
    basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow:
    """联合奖惩目录清单: the edition that the measures of the same file belong to."""

    name: str
    effective_from: dt.date
    published_by: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """措施. Days are working days; empty `criteria_groups` means any."""

    code: str
    title: str
    side: MeasureSide
    force: MeasureForce
    category: MeasureCategory
    implementing_function: str
    targets: tuple[MeasureTarget, ...]
    triggered_by: tuple[str, ...]
    criteria_groups: tuple[str, ...] = ()
    acknowledge_within_days: int
    implement_within_days: int
    release_within_days: int
    basis: str
    filed_by: str
    source: str
    max_months: int | None = None
    memorandum: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryDayRow:
    """法定节假日: a festival day fixed by the act, for years without a published arrangement."""

    day: dt.date
    festival: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Everything the files of one city say, checked; rows in the order of the files."""

    regions: tuple[RegionRow, ...]
    functions: tuple[FunctionRow, ...]
    departments: tuple[DepartmentRow, ...]
    bases: tuple[BasisRow, ...]
    list_types: tuple[ListTypeRow, ...]
    standards: tuple[StandardRow, ...]
    permitted_levels: tuple[PermittedLevelRow, ...]
    mandatory_levels: tuple[MandatoryLevelRow, ...]
    parameters: tuple[ParameterRow, ...]
    edition: EditionRow
    measures: tuple[MeasureRow, ...]
    statutory_days: tuple[StatutoryDayRow, ...]
    shared: tuple[SharedRow, ...] = ()
    kind_names: tuple[KindNameRow, ...] = ()
    channels: tuple[ChannelRow, ...] = ()
