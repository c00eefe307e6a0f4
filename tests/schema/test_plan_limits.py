"""How much a plan may answer, how much without one, and what becomes of a plan that fails."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from hub.app import application
from hub.schema import plans
from tests.support.city import NOW, Clock, Hub
from tests.support.sockets import listening, socket_of

TAX, OFFICE = "jinjiang-taxation", "jinjiang-credit-office"
WIDE = "{ %s }"
LIST = (
    'd%d: departments(first: %d, after: "%s") { nodes { slug assignments(first: 100) { nodes { state } } } }'
)
WRONG = "WzFd"


def document(lists: int, first: int, after: str = "") -> str:
    return WIDE % " ".join(LIST % (n, first, after) for n in range(lists))


async def asked(hub: Hub, slug: str | None, text: str) -> dict[str, Any]:
    client = await hub.client(slug)
    answer = await client.post("/graphql", json={"query": text, "extensions": {"cost": True, "plan": True}})
    found: dict[str, Any] = answer.json()
    return found


def weight(body: dict[str, Any]) -> int:
    objects: int = body["extensions"]["cost"]["asked"]["nodes"]
    return objects


async def test_a_plan_answers_up_to_fifty_thousand_objects(reader: Hub) -> None:
    body = await asked(reader, OFFICE, document(4, 100))
    assert 40_000 < weight(body) <= 50_000
    assert body["extensions"]["plan"]["planned"] is True
    assert "errors" not in body
    too_much = await asked(reader, OFFICE, document(5, 100))
    assert [error["extensions"]["code"] for error in too_much["errors"]] == ["COST_LIMIT_EXCEEDED"]
    assert "data" not in too_much


# caller, lists and page of what a plan answers and field by field is too much, of what is little enough
@pytest.mark.parametrize(
    ("slug", "large", "small"),
    [(TAX, (2, 100), (1, 100)), (None, (1, 60), (1, 40))],
    ids=["department", "public"],
)
async def test_what_no_plan_answers_may_be_less_and_says_so(
    reader: Hub, slug: str | None, large: tuple[int, int], small: tuple[int, int]
) -> None:
    assert "errors" not in await asked(reader, slug, document(*large))
    refused = await asked(reader, slug, document(*large, WRONG))
    [error] = refused["errors"]
    assert error["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
    objects, values = (20_000, 200_000) if slug else (5_000, 50_000)
    assert f"{objects} objects and {values} values" in error["message"]
    assert "look for a wrong argument" in error["message"]
    assert weight(refused) > objects
    told = await asked(reader, slug, document(*small, "x"))
    assert {error["extensions"]["code"] for error in told["errors"]} == {"BAD_USER_INPUT"}


async def test_the_public_gets_ten_thousand_objects(reader: Hub) -> None:
    body = await asked(reader, None, document(1, 95))
    assert 9_000 < weight(body) <= 10_000
    assert "errors" not in body
    too_much = await asked(reader, None, document(1, 100))
    assert [error["extensions"]["code"] for error in too_much["errors"]] == ["COST_LIMIT_EXCEEDED"]


async def test_a_fault_within_a_plan_is_logged_and_the_answer_made_all_the_same(
    reader: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: Any) -> None:
        raise KeyError("林示甲")

    text = "{ regions { slug } listTypes(first: 3) { nodes { slug } } }"
    expected = (await asked(reader, TAX, text))["data"]
    monkeypatch.setattr(plans, "read", failing)
    client = await reader.client(TAX)
    with capture_logs() as logs:
        answer = await client.post("/graphql", json={"query": text})
    assert answer.json() == {"data": expected}
    [fault] = [each for each in logs if each["event"] == "internal_error"]
    assert fault["reference"] == answer.headers["x-reference-id"]
    assert fault["error"] == "builtins.KeyError"
    assert "林示甲" not in str(logs)


async def test_a_query_over_a_socket_is_planned(reader: Hub) -> None:
    issued = await reader.token(OFFICE)
    text = "{ listEntries(first: 3) { nodes { kind criteria { code } } } }"
    app = application(reader.store, clock=Clock(NOW))
    async with listening(app) as at, socket_of(at.address, issued) as client:
        message = {"query": text, "extensions": {"plan": True}}
        await client.say({"id": "q", "type": "subscribe", "payload": message})
        heard = await client.heard()
        assert heard["type"] == "next"
        assert heard["payload"]["extensions"]["plan"]["planned"] is True
        assert heard["payload"]["extensions"]["plan"]["statements"] == 2
        assert heard["payload"]["data"] == (await asked(reader, OFFICE, text))["data"]
