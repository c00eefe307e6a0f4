"""Linked actions on a real database: initiated, routed, planned dry, told and recorded (A1–A3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hub.store.models import (
    Assignment,
    Audit,
    AuditContent,
    History,
    LinkedAction,
    Notification,
    UnroutedMeasure,
)
from hub.store.session import Store
from tests.casework.initiations import EVERYTHING, LICHENG, listed, planned, unrouted
from tests.support.actions import BUCKET, NOW, City, due
from tests.support.small_city import add_measure, build

D = dt.date


async def test_all_that_is_triggered_goes_to_the_subjects_region_and_the_prefecture(store: Store) -> None:
    city = await build(store)
    entry, enterprise, person = await listed(city)
    initiated = await city.initiate(entry)
    assert planned(city, initiated) == EVERYTHING
    assert initiated.planned == 3
    assert unrouted(city, initiated) == {("FINANCE_HINT", "jinjiang"), ("FINANCE_HINT", "quanzhou")}
    assert initiated.left_out == ()
    rows = await city.assignments()
    assert {row.state for row in rows} == {"ISSUED"}
    assert {row.action_id for row in rows} == {initiated.action.id if initiated.action else None}
    assert {row.target_id for row in rows if row.measure_code == "LICENCE_LIMIT"} == {enterprise.id}
    assert {row.target_id for row in rows if row.measure_code == "EXIT_BAN"} == {person.id}
    assert {row.bucket for row in rows} == {BUCKET}
    assert {(row.code, row.region) for row in await _unrouted_rows(city)} == unrouted(city, initiated)


async def _unrouted_rows(city: City) -> list[Any]:
    class Row:
        def __init__(self, code: str, region: str) -> None:
            self.code, self.region = code, region

    codes = {key: code for code, key in city.measures.items()}
    regions = {key: slug for slug, key in city.regions.items()}
    return [Row(codes[row.measure_id], regions[row.region_id]) for row in await city.rows(UnroutedMeasure)]


async def test_deadlines_are_frozen_at_the_initiation(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    ban = await city.of("quanzhou-police")
    assert ban.issued_at == NOW
    assert ban.acknowledge_by == due(2026, 9, 10)
    assert ban.implement_by == due(2026, 9, 20)  # a Sunday that is worked
    assert ban.entry_ends_on == D(2027, 1, 1)
    assert ban.measure_ends_on == D(2026, 11, 7)
    assert ban.release_by == due(2026, 11, 13)
    assert ban.provisional is False
    limit = await city.of("jinjiang-market")
    assert limit.measure_ends_on is None
    assert limit.release_by == due(2027, 1, 8)
    assert limit.provisional is True


async def test_each_department_is_told_of_its_own_assignment_and_nobody_else(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    police = await city.of("quanzhou-police")
    assert await city.inbox("quanzhou-police") == [("assignment_issued", police.id)]
    assert await city.inbox("licheng-market") == []
    assert await city.inbox("licheng-credit") == []
    told = {("action_initiated", action.id), ("measure_unrouted", action.id)}
    for slug in ("jinjiang-taxation", "jinjiang-credit", "quanzhou-credit"):
        assert set(await city.inbox(slug)) == told


async def test_history_and_audit_name_the_operator_and_never_the_subject(store: Store) -> None:
    city = await build(store)
    entry, enterprise, person = await listed(city)
    action = (await city.initiate(entry, note="By agreement.")).action
    steps = await city.rows(History)
    assert action is not None
    assert {(step.step, step.operator, step.clause) for step in steps if step.assignment_id is None} == {
        ("action_initiated", "Clerk Lin", "§5.1")
    }
    assert {step.entry_id or step.action_id for step in steps if step.assignment_id is None} == {
        entry.id,
        action.id,
    }
    issued = {step.assignment_id: (step.step, step.operator) for step in steps if step.assignment_id}
    assert issued == {row.id: ("assignment_issued", "Clerk Lin") for row in await city.assignments()}
    (audit,) = await city.rows(Audit)
    assert audit.objects == [str(action)]
    (content,) = await city.rows(AuditContent)
    assert content.content["measures"] == ["EXIT_BAN", "LICENCE_LIMIT"]
    assert not any(str(key.id) in str(content.content) for key in (enterprise, person))


async def test_a_dry_run_plans_the_same_and_writes_nothing(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    dry = await city.initiate(entry, dry_run=True, regions=(LICHENG,))
    assert dry.action is None
    for model in (LinkedAction, Assignment, UnroutedMeasure, Notification, History, Audit):
        assert await city.count(model) == 0
    real = await city.initiate(entry, regions=(LICHENG,))
    assert (dry.planned, dry.planned_assignments, dry.unrouted) == (
        real.planned,
        real.planned_assignments,
        real.unrouted,
    )
    assert real.action is not None


async def test_regions_are_added_across_counties(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    initiated = await city.initiate(entry, regions=(LICHENG,))
    assert planned(city, initiated) == EVERYTHING | {
        ("LICENCE_LIMIT", "Enterprise", "licheng-market"),
        ("FINANCE_HINT", "Enterprise", "licheng-finance"),
    }
    assert unrouted(city, initiated) == {("FINANCE_HINT", "jinjiang"), ("FINANCE_HINT", "quanzhou")}


async def test_a_subject_without_a_region_is_routed_by_the_initiators(store: Store) -> None:
    city = await build(store)
    entry = await city.entry(await city.enterprise(region=None))
    initiated = await city.initiate(entry, measures=())
    assert planned(city, initiated) == {
        ("LICENCE_LIMIT", "Enterprise", "jinjiang-market"), ("LICENCE_LIMIT", "Enterprise", "quanzhou-market"),
    }  # fmt: skip


async def test_nobody_is_targeted_whom_the_entry_does_not_name_in_the_role(store: Store) -> None:
    city = await build(store)
    person = await city.person()
    entry = await city.entry(await city.enterprise(), named=[(person, "SHAREHOLDER", False)])
    initiated = await city.initiate(entry)
    assert {kind for _, kind, _ in planned(city, initiated)} == {"Enterprise"}
    assert await city.assignments(target_id=person.id) == []


async def test_a_list_of_measures_is_added_to_the_mandatory_ones(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    mandatory = await city.initiate(entry, measures=(), dry_run=True, regions=(LICHENG,))
    assert {code for code, _, _ in planned(city, mandatory)} == {"LICENCE_LIMIT", "EXIT_BAN"}
    more = await city.initiate(entry, measures=("FINANCE_HINT",), dry_run=True, regions=(LICHENG,))
    assert {code for code, _, _ in planned(city, more)} == {"LICENCE_LIMIT", "EXIT_BAN", "FINANCE_HINT"}


async def test_a_mandatory_measure_whose_basis_has_ended_is_left_out_and_reported(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await add_measure(city, "STALE", basis="ended")
    initiated = await city.initiate(entry)
    assert planned(city, initiated) == EVERYTHING
    assert [(r.code, r.path) for r in initiated.reported] == [("BASIS_NOT_IN_FORCE", ("measures", "STALE"))]
    assert await city.assignments(measure_code="STALE") == []
