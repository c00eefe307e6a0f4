"""The hub and its database are killed between the steps of a case, and the case is carried on (engine.md §2, §5)."""

from __future__ import annotations

import datetime as dt
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.support.real_hub import RealHub, real_hub
from tests.support.steps import (
    ACKNOWLEDGE,
    EXIT,
    INBOX,
    INITIATE,
    LICHENG,
    LIST,
    PROGRESS,
    RELEASE,
    REPORT,
    TAX,
    WORKLIST,
    black,
)


@pytest.fixture
def hub() -> Iterator[RealHub]:
    with real_hub() as made:
        made.start()
        yield made


def today() -> dt.date:
    return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()


def case() -> dict[str, Any]:
    """A black listing decided today, for a year."""
    day = today()
    end = day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else day + dt.timedelta(days=365)
    return black(
        decidedOn=day.isoformat(),
        noticeGivenOn=day.isoformat(),
        validUntil=end.isoformat(),
        correctBy=(day + dt.timedelta(days=30)).isoformat(),
        idempotencyKey="list",
    )


def work(hub: RealHub) -> dict[str, str]:
    found = hub.ask(LICHENG, WORKLIST, slug=LICHENG)["assignments"]["nodes"]
    return {item["id"]: item["state"] for item in found}


def test_a_case_is_carried_on_after_each_kill_with_no_step_lost_and_none_doubled(  # noqa: PLR0915 - one story
    hub: RealHub,
) -> None:
    def hub_killed() -> None:
        assert hub.end(signal.SIGKILL) == -signal.SIGKILL
        hub.start()

    def both_killed() -> None:
        hub.kill_database()
        hub.end(signal.SIGKILL)
        hub.start()

    def database_killed() -> None:
        hub.kill_database()
        answer = hub.send(TAX, "{ regions { slug } }", {})
        assert answer.status_code == 503
        assert [e["extensions"]["code"] for e in answer.json()["errors"]] == ["UPSTREAM_UNAVAILABLE"]
        hub.end(signal.SIGTERM)
        hub.start()

    # Each step is asked, something is killed, and the same step is asked again, as a client that heard nothing would.
    entry = hub.done(TAX, LIST, **case())["entry"]["id"]
    hub_killed()
    assert hub.done(TAX, LIST, **case())["entry"]["id"] == entry

    asked = {"entry": entry, "regions": [{"slug": "licheng"}], "idempotencyKey": "act"}
    started = hub.done(TAX, INITIATE, **asked)
    both_killed()
    again = hub.done(TAX, INITIATE, **asked)
    assert (again["action"]["id"], again["planned"]) == (started["action"]["id"], started["planned"])

    issued = list(work(hub))
    hub.done(LICHENG, ACKNOWLEDGE, assignments=issued)
    report = {
        "assignment": issued[0],
        "result": "APPLIED",
        "doneOn": today().isoformat(),
        "idempotencyKey": "r",
    }
    hub.done(LICHENG, REPORT, **report)
    database_killed()
    assert len(hub.done(LICHENG, REPORT, **report)["assignment"]["feedback"]) == 1
    assert set(work(hub).values()) == {"ACKNOWLEDGED", "IMPLEMENTED"}

    # Killed in the midst of it: done wholly or not at all, and once in the end.
    ending = {"entry": entry, "ground": "STANDARD_CHANGED", "facts": "新标准", "idempotencyKey": "exit"}

    def unheard() -> None:
        with suppress(httpx.TransportError):
            hub.send(TAX, EXIT, {"input": ending})

    asking = threading.Thread(target=unheard)
    asking.start()
    time.sleep(0.05)
    both_killed()
    asking.join()
    exited = hub.done(TAX, EXIT, **ending)
    assert (exited["releaseDue"], exited["withdrawn"]) == (4, started["planned"] - 4)
    assert set(work(hub).values()) == {"RELEASE_DUE"}
    hub.done(LICHENG, RELEASE, assignments=issued, doneOn=today().isoformat())
    hub_killed()
    assert set(work(hub).values()) == {"RELEASED"}

    # The ledger and the inbox have everything once.
    counted = hub.ask(TAX, PROGRESS, id=started["action"]["id"])["node"]["progress"]
    assert (counted["total"], counted["released"]) == (started["planned"], 4)
    items = hub.ask(LICHENG, INBOX, first=100)["notifications"]["items"]
    assert [item["kind"] for item in items[:4]] == ["assignment_issued"] * 4
    assert sorted(item["kind"] for item in items[4:]) == ["assignment_release_due"] * 4 + ["entry_exited"]
    entries = hub.ask(TAX, "{ listEntries { totalCount } linkedActions { totalCount } }")
    # The black entry and the watch entry that follows it since today.
    assert entries == {"listEntries": {"totalCount": 2}, "linkedActions": {"totalCount": 1}}


def test_a_stop_finishes_what_was_begun(hub: RealHub) -> None:
    entry = hub.done(TAX, LIST, **case())["entry"]["id"]
    answers: list[httpx.Response] = []
    asked = {"entry": entry, "regions": [{"slug": "licheng"}, {"slug": "nanan"}]}
    asking = threading.Thread(target=lambda: answers.append(hub.send(TAX, INITIATE, {"input": asked})))
    asking.start()
    time.sleep(0.08)
    assert hub.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    asking.join()
    [answer] = answers
    assert answer.status_code == 200
    payload = answer.json()["data"]["initiateAction"]
    assert payload["refusals"] == []
    hub.start()
    assert (
        hub.ask(TAX, PROGRESS, id=payload["action"]["id"])["node"]["progress"]["issued"] == payload["planned"]
    )


def test_two_copies_stand_side_by_side(hub: RealHub) -> None:
    with real_hub() as other:
        other.start()
        entry = hub.done(TAX, LIST, **case())["entry"]["id"]
        assert other.ask(TAX, "query ($id: ID!) { node(id: $id) { id } }", id=entry) == {"node": None}
        assert hub.ask(TAX, "query ($id: ID!) { node(id: $id) { id } }", id=entry) == {"node": {"id": entry}}
        assert other.done(TAX, LIST, **case())["entry"]["id"] != entry


def test_a_port_that_is_taken_is_said_in_one_line_before_anything_is_made() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, real_hub() as late:
        late.port = taken.getsockname()[1]
        assert late.spawn().wait(60) == 2
        assert late.said == (
            f"hub: 127.0.0.1:{late.port} cannot be served at (Address already in use); set another HUB_PORT\n"
        )
        assert not late.data_dir.exists()
