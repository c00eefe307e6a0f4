"""Tokens of department systems: shown once, kept as a hash, refused in words when they do not count (§5.3)."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from hub.casework.tokens import Issued, Wanted, authenticate, issue, listed, new_token, revoke
from hub.errors import Refused, Unauthenticated
from hub.policy.duties import Audience
from hub.policy.vocabulary import Duty
from hub.store.session import Store
from tests.support.secrets import KEYS

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
TOMORROW = NOW + dt.timedelta(days=1)
REGION, COUNTY = UUID(int=1), UUID(int=2)
TAXATION, OFFICE, OLD, OLDER = UUID(int=11), UUID(int=12), UUID(int=13), UUID(int=14)

FURNISHING = f"""
    INSERT INTO region (id, slug, name, takes_part, position) VALUES
        ('{REGION}', 'quanzhou', '泉州市', true, 0), ('{COUNTY}', 'jinjiang', '晋江市', true, 1);
    INSERT INTO function (code, name) VALUES ('TAXATION', '税务'), ('CREDIT_OFFICE', '信用办'), ('CUSTOMS', '海关');
    INSERT INTO department (id, slug, name, region_id, valid_from, valid_to, successor_id) VALUES
        ('{TAXATION}', 'jinjiang-taxation', '晋江税务', '{COUNTY}', '2018-04-25', NULL, NULL),
        ('{OFFICE}', 'quanzhou-credit-office', '泉州信用办', '{REGION}', '2018-04-25', NULL, NULL),
        ('{OLD}', 'jinjiang-state-taxation', '晋江国税', '{COUNTY}', '2018-04-25', '2026-11-22', '{TAXATION}'),
        ('{OLDER}', 'anhai-state-taxation', '安海国税', '{COUNTY}', '2018-04-25', '2019-12-31', '{OLD}');
    INSERT INTO department_serves (department_id, region_id) VALUES
        ('{TAXATION}', '{COUNTY}'), ('{TAXATION}', '{REGION}'), ('{OFFICE}', '{REGION}');
    INSERT INTO department_function (department_id, function) VALUES
        ('{TAXATION}', 'TAXATION'), ('{TAXATION}', 'CUSTOMS'), ('{OFFICE}', 'CREDIT_OFFICE')"""


@pytest.fixture(autouse=True)
async def departments(store: Store) -> None:
    """A tax bureau that two others became, one after the other, and a credit office."""
    async with store.write() as session:
        for statement in FURNISHING.split(";"):
            await session.execute(text(statement))
        await session.commit()


async def a_token(store: Store, slug: str = "jinjiang-taxation", **changes: object) -> Issued:
    fields = {"department": slug, "duties": ["READ", "LIST"], "expires_at": TOMORROW} | changes
    return await issue(store, Wanted(**fields), NOW)  # type: ignore[arg-type]


async def test_a_token_is_256_random_bits_behind_a_prefix_that_says_what_it_is() -> None:
    made = {new_token() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"hub_[A-Za-z0-9_-]{43}", token) for token in made)


async def test_a_token_stands_for_its_department_and_duties(store: Store) -> None:
    made = await a_token(store)
    caller = await authenticate(store, made.token, NOW)
    assert caller.department_id == TAXATION
    assert caller.slug == "jinjiang-taxation"
    assert caller.region_id == COUNTY
    assert caller.serves == {COUNTY, REGION}
    assert caller.functions == {"TAXATION", "CUSTOMS"}
    assert caller.duties == {Duty.READ, Duty.LIST}
    assert caller.token_id == made.id
    assert caller.audience is Audience.DEPARTMENT


async def test_a_department_acts_for_those_that_ended_before_today_and_became_it(store: Store) -> None:
    made = await a_token(store, expires_at=NOW + dt.timedelta(days=30))
    assert (await authenticate(store, made.token, NOW)).succeeds == {OLD, OLDER}
    # Seven hours earlier it was still the old bureau's last day in Quanzhou.
    last_day = dt.datetime(2026, 11, 22, 15, 59, tzinfo=dt.UTC)
    assert (await authenticate(store, made.token, last_day)).succeeds == frozenset()


async def test_a_credit_office_is_one_and_succeeds_nobody(store: Store) -> None:
    made = await a_token(store, "quanzhou-credit-office")
    caller = await authenticate(store, made.token, NOW)
    assert caller.audience is Audience.CREDIT_OFFICE
    assert caller.acts_for == {OFFICE}


async def test_the_token_itself_is_nowhere_in_the_database_nor_in_what_is_printed(store: Store) -> None:
    made = await a_token(store, label="税务综合平台")
    async with store.read() as snapshot:
        rows = (await snapshot.execute(text("SELECT t::text AS row, hash FROM token t"))).all()
    assert len(rows) == 1
    assert made.token not in rows[0].row
    assert bytes(rows[0].hash) == KEYS.token_hash(made.token)
    assert made.token not in repr(made)
    assert made.token not in repr(await listed(store))


async def test_tokens_are_listed_with_everything_but_themselves(store: Store) -> None:
    first = await a_token(store, label="first")
    await a_token(store, "quanzhou-credit-office", duties=["SUPERVISE", "READ", "READ"])
    await revoke(store, first.id, NOW)
    rows = {row.department: row for row in await listed(store)}
    assert {slug: (row.duties, row.label, row.expires_at, row.revoked_at) for slug, row in rows.items()} == {
        "jinjiang-taxation": (("READ", "LIST"), "first", TOMORROW, NOW),
        "quanzhou-credit-office": (("READ", "SUPERVISE"), None, TOMORROW, None),
    }


@pytest.mark.parametrize(
    "token",
    ["", "hub_", "hub_" + "A" * 43, "hub_" + "A" * 44, "Hub_" + "A" * 43, "'; DROP TABLE token; --", "示例"],
)
async def test_a_token_that_was_never_issued_is_not_known(store: Store, token: str) -> None:
    await a_token(store)
    with pytest.raises(Unauthenticated, match=r"^The token is not known to this hub.$"):
        await authenticate(store, token, NOW)


async def test_a_token_of_another_hub_is_not_known(store: Store, database: str) -> None:
    made = await a_token(store)
    other = Store(database, replace(KEYS, token=b"y" * 32), pool=1)
    with pytest.raises(Unauthenticated, match="not known"):
        await authenticate(other, made.token, NOW)
    await other.close()


async def test_a_token_counts_until_the_moment_it_expires(store: Store) -> None:
    made = await a_token(store)
    assert (await authenticate(store, made.token, TOMORROW - dt.timedelta(microseconds=1))).slug is not None
    with pytest.raises(Unauthenticated, match=r"^The token expired on 2026-11-24; ask for a new one.$"):
        await authenticate(store, made.token, TOMORROW)


async def test_revoking_counts_at_once_and_only_once_and_for_that_token_alone(store: Store) -> None:
    made, other = await a_token(store), await a_token(store)
    assert (await authenticate(store, made.token, NOW)).token_id == made.id
    assert await revoke(store, made.id, NOW) is True
    with pytest.raises(Unauthenticated, match=r"^The token has been revoked.$"):
        await authenticate(store, made.token, NOW)
    assert await revoke(store, made.id, TOMORROW) is False
    assert {row.id: row.revoked_at for row in await listed(store)} == {made.id: NOW, other.id: None}
    assert (await authenticate(store, other.token, NOW)).token_id == other.id


async def test_there_is_nothing_to_revoke_where_there_is_no_such_token(store: Store) -> None:
    assert await revoke(store, uuid4(), NOW) is False


async def test_a_department_that_ended_is_let_in_no_more(store: Store) -> None:
    yesterday = NOW - dt.timedelta(days=1)
    made = await issue(store, Wanted("jinjiang-state-taxation", ["READ"], TOMORROW), yesterday)
    assert (await authenticate(store, made.token, yesterday)).slug == "jinjiang-state-taxation"
    with pytest.raises(
        Unauthenticated, match="belongs to jinjiang-state-taxation, which is no department on 2026-11-23"
    ):
        await authenticate(store, made.token, NOW)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"slug": "nowhere"}, ["UNKNOWN_DEPARTMENT"]),
        ({"slug": "jinjiang-state-taxation"}, ["DEPARTMENT_NOT_STANDING"]),
        ({"duties": ["READ", "RULE"]}, ["UNKNOWN_DUTY"]),
        ({"duties": []}, ["DUTY_MISSING"]),
        ({"expires_at": NOW}, ["EXPIRES_TOO_EARLY"]),
        ({"slug": "nowhere", "duties": ["RULE"], "expires_at": NOW}, ["UNKNOWN_DEPARTMENT", "UNKNOWN_DUTY", "EXPIRES_TOO_EARLY"]),
    ],
)  # fmt: skip
async def test_a_token_is_refused_with_every_reason_and_none_is_issued(
    store: Store, changes: dict[str, object], codes: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        await a_token(store, **changes)  # type: ignore[arg-type]
    assert [refusal.code for refusal in refused.value.refusals] == codes
    assert await listed(store) == []


async def test_one_token_is_found_by_one_indexed_statement(store: Store) -> None:
    from hub.store.statements.tokens import CALLER  # noqa: PLC0415

    made = await a_token(store)
    async with store.read() as snapshot:
        await snapshot.execute(text("SET LOCAL enable_seqscan = off"))
        compiled = CALLER.compile(dialect=snapshot.dialect)
        given = {"hash": KEYS.token_hash(made.token), "today": NOW.date()}
        plan = await snapshot.exec_driver_sql(f"EXPLAIN {compiled}", given)
        said = "\n".join(row[0] for row in plan)
    assert "Index Scan using uq_token_hash on token" in said
    assert "Seq Scan on token" not in said


async def test_revoking_beside_authenticating_never_lets_a_revoked_token_in(store: Store) -> None:
    made = await a_token(store)
    revoked = asyncio.Event()

    async def knock() -> list[tuple[bool, bool]]:
        seen = []
        for _ in range(30):
            before = revoked.is_set()
            try:
                await authenticate(store, made.token, NOW)
                seen.append((before, True))
            except Unauthenticated:
                seen.append((before, False))
        return seen

    async def end() -> None:
        assert await revoke(store, made.id, NOW)
        revoked.set()

    first, second, _ = await asyncio.gather(knock(), knock(), end())
    assert (True, True) not in first + second
    assert (True, False) in first + second


async def test_of_two_that_revoke_at_once_one_did(store: Store) -> None:
    made = await a_token(store)
    done = await asyncio.gather(*(revoke(store, made.id, NOW) for _ in range(4)))
    assert sorted(done) == [False, False, False, True]
