"""The notice of an error on a real database: handed out once, and forgotten in time (X3, X4)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any

import pytest
from sqlalchemy import delete

from hub.casework.publications import HandedOut
from hub.errors import Refused
from hub.store.models import Parameter
from hub.store.session import Store
from hub.store.statements.reminders import Reach
from hub.store.statements.tidying import forget_notices
from tests.support.actions import later
from tests.support.channels import PORTAL, TAX_SITE, P, black_listed, confirm, furnish, hand_out, of, ref
from tests.support.listing import Lists, build, code_of


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await furnish(await build(store))


async def refused(doing: Awaitable[Any]) -> list[str]:
    with pytest.raises(Refused) as found:
        await doing
    return [refusal.code for refusal in found.value.refusals]


async def test_the_notice_of_an_error_names_the_subject_once_and_goes_with_the_confirmation(
    lists: Lists,
) -> None:
    black = await black_listed(lists)
    one = ref((await of(lists, black))[PORTAL])
    await confirm(lists, one)
    assert await refused(hand_out(lists, one)) == ["NO_ERROR_NOTICE"]
    await lists.exit(black, "ERROR")
    row = (await of(lists, black))[PORTAL]
    assert row.notice_until == D(2026, 10, 7)
    assert await refused(hand_out(lists, one, TAX_SITE)) == ["NOT_FOUND"]
    assert await refused(hand_out(lists, one, "jinjiang-credit")) == ["NOT_YOUR_CHANNEL"]
    handed = await hand_out(lists, one)
    assert f"Fictitious Kiln Works({code_of(1)})" in handed.text
    assert "Kiln" not in repr(handed)
    assert await refused(hand_out(lists, one)) == ["NOTICE_HANDED_OUT"]
    assert await confirm(lists, one, step=P.WITHDRAW) == [one]
    rows = await of(lists, black)
    assert rows[PORTAL].notice is None
    assert "Kiln" in rows[TAX_SITE].notice
    assert await refused(hand_out(lists, one)) == ["NOTICE_HANDED_OUT"]


async def test_a_notice_is_gone_after_its_days_whether_or_not_anybody_tidied_up(lists: Lists) -> None:
    black = await black_listed(lists)
    one = ref((await of(lists, black))[PORTAL])
    await lists.exit(black, "ERROR")
    assert await refused(hand_out(lists, one, moment=later(31))) == ["NO_ERROR_NOTICE"]
    async with lists.store.write() as session:
        assert await forget_notices(session, Reach(later(30))) == 0
        assert await forget_notices(session, Reach(later(31), limit=1)) == 1
        assert await forget_notices(session, Reach(later(31))) == 1
        await session.commit()
    assert {row.notice for row in (await of(lists, black)).values()} == {None}


async def test_a_notice_can_be_taken_on_its_last_day(lists: Lists) -> None:
    black = await black_listed(lists)
    one = ref((await of(lists, black))[PORTAL])
    await lists.exit(black, "ERROR")
    assert "Kiln" in (await hand_out(lists, one, moment=later(30))).text


async def test_an_error_found_after_the_withdrawal_is_told_once_more(lists: Lists) -> None:
    black = await black_listed(lists)
    one = ref((await of(lists, black))[PORTAL])
    await lists.exit(black)
    await confirm(lists, one, step=P.WITHDRAW)
    await lists.exit(black, "ERROR", moment=later(1))
    row = (await of(lists, black))[PORTAL]
    assert (row.withdrawn_at, row.withdrawn_on) == (None, None)
    assert (await hand_out(lists, one, moment=later(1))).publication == one
    day = D(2026, 9, 8)
    assert await confirm(lists, one, step=P.WITHDRAW, done_on=day, moment=later(1)) == [one]


async def test_without_a_number_nothing_is_late_and_a_notice_waits_for_its_day_alone(lists: Lists) -> None:
    await lists.city.write(delete(Parameter))
    black = await black_listed(lists)
    rows = await of(lists, black)
    assert {row.withdraw_by for row in rows.values()} == {None}
    await lists.exit(black, "ERROR")
    one = ref(rows[PORTAL])
    assert await refused(hand_out(lists, one, moment=later(1))) == ["NO_ERROR_NOTICE"]
    assert "Kiln" in (await hand_out(lists, one)).text


async def test_two_clerks_take_a_notice_once(lists: Lists) -> None:
    black = await black_listed(lists)
    one = ref((await of(lists, black))[PORTAL])
    await lists.exit(black, "ERROR")
    answers = await asyncio.gather(*(hand_out(lists, one) for _ in range(2)), return_exceptions=True)
    assert sum(isinstance(answer, HandedOut) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
