"""The file of demo callers: complete, private, kept while it works, written anew when it does not."""

from __future__ import annotations

import datetime as dt
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from hub.casework.tokens import Wanted, authenticate, issue, listed, revoke
from hub.demo.callers import FILE, ensure_callers
from hub.errors import Misconfigured, Refused, Unauthenticated
from hub.policy.duties import Audience
from hub.policy.vocabulary import Duty
from hub.store.session import Store
from tests.demo.reading import CITY
from tests.support.secrets import KEYS

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=3)


@pytest.fixture
def database(city_url: str) -> str:
    """Here the store is over the demo city."""
    return city_url


async def test_there_is_one_caller_for_every_department_as_the_contract_has_it(
    store: Store, tmp_path: Path
) -> None:
    made = await ensure_callers(store, tmp_path, NOW)
    rows = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert rows == made
    assert [row["slug"] for row in rows] == [row.slug for row in CITY.departments]
    assert all(set(row) == {"slug", "name", "region", "functions", "duties", "token"} for row in rows)
    [taxation] = [row for row in rows if row["slug"] == "jinjiang-taxation"]
    assert taxation | {"token": ""} == {
        "slug": "jinjiang-taxation",
        "name": "国家税务总局晋江市税务局",
        "region": "jinjiang",
        "functions": ["TAXATION"],
        "duties": [
            "READ",
            "READ_PERSONS",
            "REGISTER",
            "LIST",
            "INITIATE",
            "RESPOND",
            "OBJECT",
            "REPAIR",
            "CHECK",
        ],
        "token": "",
    }
    assert len({row["token"] for row in rows}) == len(rows)


async def test_every_token_lets_its_department_in(store: Store, tmp_path: Path) -> None:
    by_slug = {row["slug"]: row for row in await ensure_callers(store, tmp_path, NOW)}
    taxation = await authenticate(store, by_slug["jinjiang-taxation"]["token"], NOW)
    assert (taxation.slug, taxation.audience, taxation.functions) == (
        "jinjiang-taxation",
        Audience.DEPARTMENT,
        frozenset({"TAXATION"}),
    )
    office = await authenticate(store, by_slug["jinjiang-credit-office"]["token"], NOW)
    assert office.audience is Audience.CREDIT_OFFICE
    assert {Duty.CATALOGUE, Duty.SUPERVISE} <= office.duties


async def test_nobody_else_may_read_the_file_and_nothing_else_is_left_beside_it(
    store: Store, tmp_path: Path
) -> None:
    await ensure_callers(store, tmp_path / "data", NOW)
    path = tmp_path / "data" / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == [FILE]


async def test_a_second_start_keeps_the_file_and_closes_it_again(store: Store, tmp_path: Path) -> None:
    first = await ensure_callers(store, tmp_path, NOW)
    written = (tmp_path / FILE).stat().st_mtime_ns
    (tmp_path / FILE).chmod(0o644)
    assert await ensure_callers(store, tmp_path, LATER) == first
    assert (tmp_path / FILE).stat().st_mtime_ns == written
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert len(await listed(store)) == len(first)


@pytest.mark.parametrize(
    "content", [None, "", "null", "5", "[]", "[1]", '{"slug": 1}', '[{"token": null}]', "\\xff"]
)
async def test_a_file_that_is_missing_or_none_is_written_anew_and_the_old_tokens_end(
    store: Store, tmp_path: Path, content: str | None
) -> None:
    first = await ensure_callers(store, tmp_path, NOW)
    if content is None:
        (tmp_path / FILE).unlink()
    else:
        (tmp_path / FILE).write_text(content, encoding="utf-8")
    second = await ensure_callers(store, tmp_path, LATER)
    assert json.loads((tmp_path / FILE).read_text(encoding="utf-8")) == second
    with pytest.raises(Unauthenticated, match="revoked"):
        await authenticate(store, first[0]["token"], LATER)
    assert (await authenticate(store, second[0]["token"], LATER)).slug == second[0]["slug"]
    assert sum(token.revoked_at is None for token in await listed(store)) == len(second)


async def test_one_changed_duty_in_the_file_is_enough_to_write_it_anew(store: Store, tmp_path: Path) -> None:
    first = await ensure_callers(store, tmp_path, NOW)
    rows = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    rows[0]["duties"].append("ADMINISTER")
    (tmp_path / FILE).write_text(json.dumps(rows), encoding="utf-8")
    second = await ensure_callers(store, tmp_path, LATER)
    assert second[0]["token"] != first[0]["token"]
    assert "ADMINISTER" not in second[0]["duties"]


async def test_one_revoked_or_expired_token_is_enough_to_write_it_anew(store: Store, tmp_path: Path) -> None:
    first = await ensure_callers(store, tmp_path, NOW)
    assert await revoke(store, (await listed(store))[7].id, NOW)
    second = await ensure_callers(store, tmp_path, LATER)
    assert {row["token"] for row in first}.isdisjoint(row["token"] for row in second)
    third = await ensure_callers(store, tmp_path, LATER + dt.timedelta(days=366))
    assert {row["token"] for row in second}.isdisjoint(row["token"] for row in third)


async def test_tokens_of_another_database_are_not_taken_for_this_ones(
    store: Store, database: str, tmp_path: Path
) -> None:
    first = await ensure_callers(store, tmp_path, NOW)
    other = Store(database, replace(KEYS, token=b"x" * 32), pool=1)
    second = await ensure_callers(other, tmp_path, LATER)
    await other.close()
    assert {row["token"] for row in first}.isdisjoint(row["token"] for row in second)


async def test_a_token_of_another_label_is_left_alone(store: Store, tmp_path: Path) -> None:
    own = await issue(store, Wanted("jinjiang-taxation", ["READ"], LATER + dt.timedelta(days=9), "ours"), NOW)
    await ensure_callers(store, tmp_path, NOW)
    (tmp_path / FILE).unlink()
    await ensure_callers(store, tmp_path, LATER)
    assert (await authenticate(store, own.token, LATER)).slug == "jinjiang-taxation"


async def test_a_folder_that_cannot_be_written_is_said_in_one_line(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"demo-callers\.json cannot be written"):
        await ensure_callers(store, tmp_path / "file", NOW)


async def test_without_the_demo_city_there_are_no_callers(empty_store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no department"):
        await ensure_callers(empty_store, tmp_path, NOW)
    assert not (tmp_path / FILE).exists()
