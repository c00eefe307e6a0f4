"""Answers of responding departments in the small city: assignments issued to them, and their steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hub.casework.assignments import (
    Answered,
    ConfirmRelease,
    DeclineAssignment,
    ReportImplementation,
    confirm_release,
    decline_assignment,
    report_implementation,
)
from hub.errors import Refusal, Refused
from hub.policy.vocabulary import DeclineGround, FeedbackResult
from hub.store.ids import Ref
from tests.support.actions import NOW, TODAY, City


async def issued(city: City, **dates: Any) -> tuple[Ref, dict[str, Ref]]:
    """A black entry with its action: the entry, and the assignment of each department by slug."""
    person = await city.person()
    entry = await city.entry(
        await city.enterprise(), named=[(person, "LEGAL_REPRESENTATIVE", False)], **dates
    )
    await city.initiate(entry)
    slugs = {key: slug for slug, key in city.departments.items()}
    rows = await city.assignments(entry_id=entry.id)
    return entry, {slugs[row.department_id]: Ref("Assignment", row.bucket, row.id) for row in rows}


async def row_of(city: City, ref: Ref) -> Any:
    (row,) = await city.assignments(id=ref.id)
    return row


def codes(answers: list[Ref | Refusal]) -> list[Any]:
    """ok, or (code, path, allowed)."""
    return [
        "ok" if isinstance(answer, Ref) else (answer.code, answer.path, answer.allowed) for answer in answers
    ]


async def decline(
    city: City,
    ref: Ref,
    ground: DeclineGround,
    reason: str = "No such licence is held here.",
    *,
    slug: str = "jinjiang-market",
    moment: dt.datetime = NOW,
) -> Answered:
    given = DeclineAssignment(ref, ground, reason)
    return await city.run(slug, lambda change: decline_assignment(change, given), moment=moment)


async def report(
    city: City,
    ref: Ref,
    slug: str = "jinjiang-market",
    *,
    result: FeedbackResult = FeedbackResult.APPLIED,
    done_on: dt.date = TODAY,
    moment: dt.datetime = NOW,
    **words: str,
) -> Answered:
    given = ReportImplementation(ref, result, done_on, **words)
    return await city.run(slug, lambda change: report_implementation(change, given), moment=moment)


async def release(
    city: City, slug: str, *refs: Ref, done_on: dt.date = TODAY, moment: dt.datetime = NOW
) -> list[Ref | Refusal]:
    given = ConfirmRelease(refs, done_on)
    return await city.run(slug, lambda change: confirm_release(change, given), moment=moment)


async def refusals(coroutine: Any) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    with pytest.raises(Refused) as caught:
        await coroutine
    return [(refusal.code, refusal.path, refusal.allowed) for refusal in caught.value.refusals]
