"""publishStandard: a dated version of a list's rules, and the entries it no longer covers (§4.1, X5)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from hub.casework import standards as casework
from hub.policy.versions import CriterionGiven
from hub.policy.vocabulary import Duty
from hub.resolvers.paging import Page, size
from hub.schema.connection import Connection, connection
from hub.schema.declare import PAGING, Asked, wrap
from hub.schema.enums import Severity
from hub.schema.keys import GIVEN
from hub.schema.mutations.asking import (
    KEY,
    OPERATOR,
    Payload,
    ask,
    becomes,
    left_out,
    mutation,
    needed,
    shown,
    taken,
)
from hub.schema.mutations.bases import BasisInput
from hub.schema.types.entries import ListEntry
from hub.schema.types.listing import ListingStandard
from hub.store.graph import ROOTS

_words = strawberry.argument


@becomes(CriterionGiven)
@strawberry.input(description="A conduct that the standard names. 认定情形")
class CriterionInput:
    """One criterion that reaches its own number makes a listing."""

    code: str = needed("The code within the standard. 情形代码")
    description: str = needed("The conduct in words. 情形描述")
    group: str | None = left_out("The group of serious conduct it belongs to (§3.1). 严重失信行为类别")
    severity: Severity | None = left_out("How grave it is. 失信程度")
    occurrences: int | None = strawberry.field(default=1, description="How many make a listing. 达到次数")


@strawberry.input(description="A version of a list's standard to publish. 公布认定标准")
class PublishStandardInput:
    """It follows the versions there are; the one before ends the day before."""

    list_type: str = needed("The list, by slug. 名单类别")
    version: str = needed("The version's name. 版本")
    basis: BasisInput = needed("What it rests on. 依据")
    effective_from: dt.date = needed("Its first day: today or later. 施行日期")
    criteria: list[CriterionInput] = needed("The conduct it names. 认定情形")
    min_term_months: int = needed("The shortest term of a listing. 最短期限（月）")
    max_term_months: int = needed("The longest term of a listing. 最长期限（月）")
    watch_term_months: int | None = left_out(
        "The longest watch term after exit; for black lists only. 退出后重点关注最长期限（月）"
    )
    published: bool = needed("Whether its entries are published. 是否公示")
    correctable: bool = needed("Whether timely correction ends a listing. 是否可限期整改")
    repairable: bool = needed("Whether repair is possible. 是否可信用修复")
    repair_earliest_months: int | None = left_out(
        "The months before which no repair is possible. 最早修复期限（月）"
    )
    repair_decision_days: int | None = left_out(
        "The working days a repair may take to decide. 修复办理期限（工作日）"
    )
    repair_requirements: list[str] | None = left_out("What an application for repair must show. 修复条件")
    operator: str | None = left_out(OPERATOR)
    dry_run: bool | None = strawberry.field(default=False, description="Only show what it would do. 试运行")
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The standard, and the entries that no longer conform to it. 公布结果")
class PublishStandardPayload(Payload):
    """`standard` is null after a dry run and when refused."""

    standard: ListingStandard | None = shown("standard", "The standard. 认定标准")

    @strawberry.field(
        description="Entries in force none of whose criteria is in it; ended by their departments alone. 不再符合的名单条目"
    )
    async def non_conforming(
        self,
        info: Asked,
        first: Annotated[int | None, _words(description=PAGING["first"].description)] = 20,
        after: Annotated[str | None, _words(description=PAGING["after"].description)] = GIVEN,
    ) -> Connection[ListEntry]:
        """Newest first; empty when refused (X5)."""
        outcome: casework.PublishedStandard | None = self.outcome
        if outcome is None:
            return connection(Page((), (), has_next=False, has_previous=False), wrap, _nobody)
        arguments = {"list_type": outcome.list_type.id, "criteria": list(outcome.criteria)}
        loaders, edge = info.context.reads.loaders, ROOTS["non_conforming"]
        page = await loaders.root("non_conforming", arguments, size(first), after or None)
        return connection(page, wrap, lambda: loaders.count(None, "non_conforming", edge, arguments))


async def _nobody() -> int:
    return 0


@mutation(Duty.CATALOGUE, "Publishes a version of a list's standard. 公布认定标准")
async def publish_standard(info: Asked, input: PublishStandardInput) -> PublishStandardPayload:  # noqa: A002
    """The credit office of the list's area, the prefecture's, or the lead department for all of it."""
    given = taken(casework.PublishStandard, input)
    outcome, refusals = await ask(
        info, input, casework.PublishedStandard, lambda change: casework.publish_standard(change, given)
    )
    return PublishStandardPayload(outcome=outcome, refusals=refusals)
