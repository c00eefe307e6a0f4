"""registerDepartment, changeDepartment and endDepartment: a city that changes (§5.2, A7)."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.casework import departments as casework
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.keys import DepartmentKey, RegionKey
from hub.schema.mutations.asking import (
    KEY,
    OPERATOR,
    Payload,
    ask,
    left_out,
    mutation,
    needed,
    said,
    shown,
    taken,
)
from hub.schema.types.departments import Department

ISSUED = "Assignments issued of measures that nobody had taken on. 补充下达的响应任务数"


@strawberry.input(description="A department that joins the city. 新设部门")
class RegisterDepartmentInput:
    """Kept by the credit offices, each in its own region and below."""

    slug: str = needed("The slug that identifies it, as in jinjiang-taxation. 部门代号")
    name: str = needed("Its name. 名称")
    region: RegionKey = needed("Where it is seated. 驻地")
    serves: list[RegionKey] = needed("The regions it serves, each named. 服务区域")
    functions: list[str] = needed("The functions it holds. 职能")
    valid_from: dt.date = needed("Its first day, today or later. 设立日期")
    operator: str | None = left_out(OPERATOR)
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The registered department. 新设部门结果")
class RegisterDepartmentPayload(Payload):
    """Null and 0 when refused."""

    department: Department | None = shown("department", "The department. 部门")
    issued: int = said("issued", ISSUED)


@strawberry.input(description="What a department holds from a day on. 部门变更")
class ChangeDepartmentInput:
    """What is left out stays; a list given is the whole of it, in place of whatever was planned for later."""

    department: DepartmentKey = needed("The department. 部门")
    from_: dt.date = strawberry.field(name="from", description="From this day on, today or later. 生效日期")
    functions: list[str] | None = left_out("All functions it then holds. 职能")
    serves: list[RegionKey] | None = left_out("All regions it then serves. 服务区域")
    name: str | None = left_out("Its new name, at once. 名称")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The changed department. 部门变更结果")
class ChangeDepartmentPayload(Payload):
    """Null and 0 when refused."""

    department: Department | None = shown("department", "The department. 部门")
    issued: int = said("issued", ISSUED)


@strawberry.input(description="The end of a department, and who takes over. 部门撤并")
class EndDepartmentInput:
    """Without a successor only where nothing would be nobody's."""

    department: DepartmentKey = needed("The department. 部门")
    valid_to: dt.date = needed("Its last whole day, today or later. 撤销日期")
    successor: DepartmentKey | None = left_out("Who takes over the day after. 承继部门")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The ended department. 部门撤并结果")
class EndDepartmentPayload(Payload):
    """Null and 0 when refused."""

    department: Department | None = shown("department", "The department. 部门")
    issued: int = said("issued", ISSUED)


@mutation(Duty.CATALOGUE, "Registers a department, and routes to it what nobody had taken on. 新设部门")
async def register_department(info: Asked, input: RegisterDepartmentInput) -> RegisterDepartmentPayload:  # noqa: A002
    """From its first day on."""
    given = taken(casework.RegisterDepartment, input)
    outcome, refusals = await ask(
        info, input, casework.Kept, lambda change: casework.register_department(change, given)
    )
    return RegisterDepartmentPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.CATALOGUE, "Changes a department's functions and regions from a day on. 变更部门")
async def change_department(info: Asked, input: ChangeDepartmentInput) -> ChangeDepartmentPayload:  # noqa: A002
    """Its open assignments stay with it."""
    given = taken(casework.ChangeDepartment, input)
    outcome, refusals = await ask(
        info, input, casework.Kept, lambda change: casework.change_department(change, given)
    )
    return ChangeDepartmentPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.CATALOGUE, "Ends a department; its successor takes over the day after. 撤并部门")
async def end_department(info: Asked, input: EndDepartmentInput) -> EndDepartmentPayload:  # noqa: A002
    """Old listings are never nobody's."""
    given = taken(casework.EndDepartment, input)
    outcome, refusals = await ask(
        info, input, casework.Kept, lambda change: casework.end_department(change, given)
    )
    return EndDepartmentPayload(outcome=outcome, refusals=refusals)
