"""The floor: the same answers by hand, flat rows zipped in Python: python -m tests.benchmarks.floor PORT, DATABASE_URL set.

Starlette, asyncpg, orjson, uvicorn on uvloop. It asks for no token, knows no rights and keeps no record (but /viewer,
which is one look-up of a token); nobody's service could do less.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.policy.workdays import day_of
from tests.support.secrets import KEYS

_ENTRY: Final = "e.id, e.kind, e.document_number, e.valid_from, e.valid_until, l.name, lr.name"
_TASK: Final = "t.state, t.acknowledge_by, t.implement_by, d.name, dr.name, m.code, m.title, m.force"
_LISTED: Final = "LEFT JOIN department l ON l.id = e.listed_by LEFT JOIN region lr ON lr.id = l.region_id"
_ROUTED: Final = """
    JOIN department d ON d.id = t.department_id JOIN region dr ON dr.id = d.region_id
    JOIN measure m ON m.id = t.measure_id"""
_STANDS: Final = "NOT e.erased AND e.valid_from <= $2 AND $2 < least(e.exited_on, e.valid_until + 1)"

SUBJECT: Final = f"""
    SELECT s.name, s.code, r.name, {_ENTRY}, a.id, a.initiated_at, t.id, {_TASK}
    FROM subject s LEFT JOIN region r ON r.id = s.region_id
    LEFT JOIN list_entry e ON e.bucket = s.bucket AND e.subject_id = s.id AND {_STANDS} {_LISTED}
    LEFT JOIN linked_action a ON a.bucket = e.bucket AND a.entry_id = e.id
    LEFT JOIN (assignment t {_ROUTED}) ON t.bucket = a.bucket AND t.action_id = a.id
    WHERE s.bucket = $3 AND s.code = $1 ORDER BY e.id DESC, a.id DESC, t.id"""

ENTRIES: Final = f"""
    SELECT {_ENTRY}, a.id, a.initiated_at, e.bucket FROM (
        SELECT * FROM list_entry e
        WHERE e.list_type_id = (SELECT id FROM list_type WHERE slug = $1) AND e.id < $3 AND {_STANDS}
        ORDER BY e.id DESC LIMIT 50
    ) e {_LISTED} LEFT JOIN linked_action a ON a.bucket = e.bucket AND a.entry_id = e.id
    ORDER BY e.id DESC, a.id DESC"""

TASKS: Final = f"""
    SELECT t.action_id, {_TASK} FROM unnest($1::smallint[], $2::uuid[]) o (bucket, id)
    JOIN assignment t ON t.bucket = o.bucket AND t.action_id = o.id {_ROUTED} ORDER BY t.id"""

VIEWER: Final = """
    SELECT d.name FROM token t JOIN department d ON d.id = t.department_id
    WHERE t.hash = $1 AND t.revoked_at IS NULL AND t.expires_at > now()"""

_LAST: Final = UUID(int=(1 << 128) - 1)


async def subject(request: Request) -> Response:
    """One subject with its entries in force, in one statement."""
    code = request.path_params["code"]
    pool = request.app.state.pool
    rows = await pool.fetch(SUBJECT, code, _today(), KEYS.bucket_of(code))
    if not rows:
        return _json({"subject": None})
    entries: dict[Any, Any] = {}
    actions: dict[Any, Any] = {}
    for row in rows:
        if row[3] is None:
            continue
        if row[3] not in entries:
            entries[row[3]] = _entry(row[3:10])
        if row[10] not in actions:
            actions[row[10]] = _action(entries[row[3]], row[11])
        actions[row[10]].append(_task(row[13:]))
    name, code, region = rows[0][:3]
    found = {"name": name, "code": code, "region": {"name": region}, "listEntries": list(entries.values())}
    return _json({"subject": found})


async def worklist(request: Request) -> Response:
    """Fifty entries in force of a list, newest first, and the id to go on after: two statements."""
    asked = request.query_params
    before = UUID(asked["after"]) if "after" in asked else _LAST
    async with request.app.state.pool.acquire() as connection:
        rows = await connection.fetch(ENTRIES, asked["list"], _today(), before)
        keys = ([row[9] for row in rows], [row[7] for row in rows])
        tasks = await connection.fetch(TASKS, *keys)
    entries: dict[Any, Any] = {}
    actions: dict[Any, Any] = {}
    for row in rows:
        if row[0] not in entries:
            entries[row[0]] = _entry(row[:7])
        actions[row[7]] = _action(entries[row[0]], row[8])
    for task in tasks:
        actions[task[0]].append(_task(task[1:]))
    return _json({"listEntries": list(entries.values()), "after": str(rows[-1][0]) if rows else None})


async def viewer(request: Request) -> Response:
    """The name of the department whose token this is, in one indexed read."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    row = await request.app.state.pool.fetchrow(VIEWER, KEYS.token_hash(token))
    return _json({"viewer": {"department": {"name": row[0]}}})


async def constant(_: Request) -> Response:
    """What Starlette alone can do; the load generator must be faster than this."""
    return Response(b"{}", media_type="application/json")


def _entry(row: Any) -> dict[str, Any]:
    _, kind, number, first, last, department, region = row
    return {
        "kind": kind,
        "documentNumber": number,
        "validFrom": first,
        "validUntil": last,
        "listedBy": {"name": department, "region": {"name": region}},
        "linkedActions": [],
    }


def _action(entry: dict[str, Any], at: dt.datetime | None) -> list[Any]:
    assignments: list[Any] = []
    if at is not None:
        entry["linkedActions"].append({"initiatedAt": at, "assignments": assignments})
    return assignments


def _task(row: Iterable[Any]) -> dict[str, Any]:
    state, acknowledge, implement, department, region, code, title, force = row
    return {
        "state": state,
        "acknowledgeBy": acknowledge,
        "implementBy": implement,
        "assignedTo": {"name": department, "region": {"name": region}},
        "measure": {"code": code, "title": title, "force": force},
    }


def _json(answer: Any) -> Response:
    return Response(orjson.dumps(answer, option=orjson.OPT_UTC_Z), media_type="application/json")


def _today() -> dt.date:
    return day_of(dt.datetime.now(dt.UTC))


async def _keep(_: asyncpg.Connection[Any]) -> None:
    """Nothing is set on a connection here, so nothing is reset."""


@asynccontextmanager
async def _pool(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=10, max_size=10, reset=_keep) as pool:
        app.state.pool = pool
        yield


APP: Final = Starlette(
    routes=[
        Route("/subjects/{code}", subject),
        Route("/entries", worklist),
        Route("/viewer", viewer),
        Route("/constant", constant),
    ],
    lifespan=_pool,
)

if __name__ == "__main__":
    uvicorn.run(
        APP, host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False,
        log_level="warning",
    )  # fmt: skip
