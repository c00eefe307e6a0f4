"""A county's developer opens GraphiQL on the intranet, follows the feed in one tab and acts in another."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from starlette.applications import Starlette

from hub.app import application
from hub.demo.callers import DemoCaller, ensure_callers
from hub.store.session import Store
from tests.edge.running import running
from tests.support.browser import browser, program
from tests.support.city import NOW, Clock, city, lively
from tests.support.graphiql import GraphiQL, open_graphiql
from tests.support.secrets import KEYS

TAX, LICHENG = "国家税务总局石狮市税务局", "鲤城区市场监督管理局"
COMPANY = "石狮市示例0004服饰有限公司"


@pytest.fixture(scope="module")
def hub(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hub over a lively demo city, with its callers on offer."""
    with city(cluster, lively) as database:
        folder = tmp_path_factory.mktemp("var")

        async def callers() -> Sequence[DemoCaller]:
            store = Store(database, KEYS, pool=1)
            try:
                return await ensure_callers(store, folder, NOW)
            finally:
                await store.close()

        store = Store(database, KEYS, pool=4)
        app = application(store, clock=Clock(), demo_callers=asyncio.run(callers()))
        served = app.router.lifespan_context

        @asynccontextmanager
        async def closing(starlette: Starlette) -> AsyncIterator[None]:
            async with served(starlette):
                yield
            await store.close()  # in the loop that its connections belong to

        app.router.lifespan_context = closing
        with running(app) as server:
            yield server.url


@pytest.fixture(scope="module")
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell the person who waits while a browser is being installed."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def tell(line: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\n{line}", flush=True)  # noqa: T201 - this is the telling

    return tell


@pytest.fixture(scope="module")
def playwright(hub: str) -> Iterator[Playwright]:
    """Drives browsers; after the hub, because it keeps a loop of its own running in this thread."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Playwright, say: Callable[[str], None]) -> Iterator[Browser]:
    with browser(playwright, say) as opened:
        yield opened


@pytest.fixture
def opened(chromium: Browser, hub: str) -> Iterator[Callable[..., GraphiQL]]:
    """Opens the page; at the end nobody else was asked, nothing was complained of, and nothing is kept."""
    pages: list[GraphiQL] = []

    def open_page(**options: object) -> GraphiQL:
        pages.append(open_graphiql(chromium, hub, moment=NOW, **options))
        return pages[-1]

    yield open_page
    for one in pages:
        assert one.seen.hosts == {hub.removeprefix("http://")}
        assert one.seen.complaints == []
        assert one.page.evaluate("Object.keys(localStorage)") == []
        assert "hub_" not in one.page.evaluate("JSON.stringify(sessionStorage)")
        assert one.page.context.cookies() == []
        one.page.context.close()


def test_the_public_looks_up_a_company(opened: Callable[..., GraphiQL]) -> None:
    graphiql = opened()

    assert graphiql.page.title() == "联合奖惩枢纽 · The hub"
    assert graphiql.page.get_by_role("status").text_content() == "公众 The public"
    assert graphiql.page.locator(".graphiql-tab-button").all_text_contents() == [
        "LookUpCompany",
        "MyWorklist",
        "ListCompany",
        "WaitingForMe",
        "FollowNotifications",
        "WhoStillRestricts",
    ]
    assert graphiql.variables() == {"code": "91350581X000000437", "name": "示例0004"}
    assert graphiql.ask("LookUpCompany") == {
        "data": {
            "subject": {
                "name": COMPANY,
                "region": {"name": "石狮市"},
                "listEntries": {"nodes": []},
                "residualEffects": {"totalCount": 0},
            }
        }
    }


def test_one_follows_the_feed_while_another_lists_and_initiates(opened: Callable[..., GraphiQL]) -> None:
    follower, actor = opened(), opened()
    follower.become(LICHENG)
    follower.tab("FollowNotifications")
    follower.run()
    follower.page.get_by_role("button", name="Stop query").wait_for()
    follower.page.wait_for_timeout(500)  # until the hub has taken the subscription on

    actor.become(TAX)
    actor.tab("ListCompany")
    listed = actor.ask("ListCompany")["data"]["listSubject"]
    assert (listed["entry"]["kind"], listed["refusals"]) == ("BLACK", [])
    assert actor.variables()["entry"] == listed["entry"]["id"]

    tried = actor.ask("TryInitiating")["data"]["initiateAction"]
    assert (tried["planned"] > 0, tried["refusals"]) == (True, [])
    assert follower.text(".result-window .CodeMirror") == ""  # a dry run tells nobody

    initiated = actor.ask("Initiate")["data"]["initiateAction"]
    assert initiated["planned"] == tried["planned"]
    assert initiated["action"]["progress"]["issued"] == tried["planned"]

    answer = follower.answer()
    assert "errors" not in answer, answer
    told = answer["data"]["notifications"]
    assert (told["__typename"], told["kind"]) == ("Notification", "assignment_issued")
    assert told["node"]["__typename"] == "Assignment"
    assert told["node"]["state"] == "ISSUED"

    again = actor.ask("ListCompany")["data"]["listSubject"]
    assert (again["entry"], [why["code"] for why in again["refusals"]]) == (None, ["ALREADY_LISTED"])

    follower.page.get_by_role("button", name="Stop query").click()
    follower.page.get_by_role("button", name="Execute query").wait_for()
    follower.tab("WaitingForMe")
    waiting = follower.ask("WaitingForMe")["data"]["viewer"]["department"]["waiting"]["nodes"]
    taken = [node["id"] for node in waiting[:2]]
    assert follower.variables() == {"assignments": taken, "assignment": taken[0], "doneOn": "2026-11-23"}
    acknowledged = follower.ask("Acknowledge")["data"]["acknowledgeAssignments"]
    assert [(one["id"], one["state"]) for one in acknowledged["assignments"]] == [
        (one, "ACKNOWLEDGED") for one in taken
    ]
    reported = follower.ask("Report")["data"]["reportImplementation"]
    assert (reported["assignment"]["state"], reported["refusals"]) == ("IMPLEMENTED", [])


def test_a_subscription_that_is_refused_says_why(opened: Callable[..., GraphiQL]) -> None:
    public = opened()
    public.tab("FollowNotifications")

    [why] = public.ask()["errors"]
    assert why["extensions"]["code"] == "UNAUTHENTICATED"
    assert "stack" not in why


def test_a_department_sees_its_worklist_and_who_still_restricts(opened: Callable[..., GraphiQL]) -> None:
    graphiql = opened()
    graphiql.become(LICHENG)
    graphiql.tab("MyWorklist")
    assert graphiql.ask()["data"]["viewer"]["department"]["name"] == LICHENG

    graphiql.tab("WhoStillRestricts")
    found = graphiql.ask("ToBeLifted")["data"]["toBeLifted"]["nodes"]
    code = graphiql.variables()["code"]
    assert code in [node["target"].get("code") for node in found]
    effects = graphiql.ask("WhoStillRestricts")["data"]["subject"]["residualEffects"]
    assert effects["totalCount"] > 0


def test_a_token_is_typed_and_gone_with_the_page(opened: Callable[..., GraphiQL], hub: str) -> None:
    graphiql = opened()
    graphiql.become(TAX)
    token = graphiql.page.input_value("#hub-token")
    assert token.startswith("hub_")

    graphiql.page.reload()
    graphiql.page.locator("#hub-picker:not([hidden])").wait_for()
    assert graphiql.page.input_value("#hub-token") == ""
    assert graphiql.page.get_by_role("status").text_content() == "公众 The public"

    graphiql.page.fill("#hub-token", f"Bearer {token}")
    graphiql.page.press("#hub-token", "Enter")
    graphiql.page.get_by_role("status").get_by_text(TAX).wait_for()

    for wrong in ("hub_wrong", "令牌"):
        graphiql.page.fill("#hub-token", wrong)
        graphiql.page.press("#hub-token", "Enter")
        graphiql.page.get_by_role("status").get_by_text("令牌无效 Token refused").wait_for()
        assert graphiql.ask("LookUpCompany")["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert ["401" in complaint for complaint in graphiql.seen.complaints] == [True, True]
        graphiql.seen.complaints.clear()


def test_the_docs_are_in_english_and_chinese(opened: Callable[..., GraphiQL]) -> None:
    graphiql = opened()
    graphiql.page.get_by_role("button", name="Show Documentation Explorer").click()
    graphiql.page.locator(".graphiql-doc-explorer a", has_text=re.compile("^Mutation$")).first.click()

    said = graphiql.page.locator(".graphiql-doc-explorer").text_content() or ""
    assert "Puts a subject on a list" in said
    assert "列入名单" in said


def test_it_is_used_with_the_keyboard_alone(opened: Callable[..., GraphiQL]) -> None:
    graphiql = opened()
    keyboard = graphiql.page.keyboard
    graphiql.page.focus("#hub-department")
    seen: list[str] = []
    while seen.count("hub-department") < 2 and len(seen) < 60:
        seen.append(
            graphiql.page.evaluate(
                "(e => e.classList.contains('graphiql-execute-button') ? 'Execute' : e.id || e.ariaLabel"
                " || e.closest('section')?.ariaLabel || e.tagName)(document.activeElement)"
            )
        )
        keyboard.press("Tab")
    # Through the bar, the editors and out of them again: no editor holds who comes by.
    places = ("hub-token", "Query Editor", "Execute", "Variables", "Result Window", "BODY", "hub-department")
    assert [seen.index(place) for place in places[:-1]] == sorted(seen.index(place) for place in places[:-1])
    assert seen.count("hub-department") == 2
    graphiql.page.locator(".graphiql-query-editor textarea").first.focus()
    keyboard.press("Control+Home")
    for _ in range(4):
        keyboard.press("ArrowDown")
    keyboard.press("Control+Enter")
    assert graphiql.answer()["data"]["subject"]["name"] == COMPANY


@pytest.mark.parametrize("width", [1280, 900, 560])
def test_nothing_sticks_out_of_the_window(opened: Callable[..., GraphiQL], width: int) -> None:
    graphiql = opened(viewport={"width": width, "height": 800})

    assert graphiql.page.evaluate("document.documentElement.scrollWidth") == width
    box = graphiql.page.locator(".graphiql-execute-button").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width


def test_a_machine_without_a_browser_gets_one_from_a_package(
    playwright: Playwright, say: Callable[[str], None], hub: str, tmp_path: Path
) -> None:
    nowhere = tmp_path / "chromium"
    assert program(say, debians=nowhere).path.name == "chromium"
    with browser(playwright, say, debians=nowhere) as carried:
        assert open_graphiql(carried, hub).ask("LookUpCompany")["data"]["subject"]["name"] == COMPANY
