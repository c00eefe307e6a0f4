"""The page at /graphql as a person uses it: choose who asks, open a tab, run an operation, read the answer."""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

ANSWER = ".result-window .CodeMirror"
VARIABLES = ".graphiql-editor-tool .CodeMirror"
PATIENCE = 20.0  # seconds that an answer may take on a busy machine


@dataclass
class Seen:
    """What the browser did by itself: whom it asked, and what it had to complain of."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data":
            self.hosts.add(address.netloc)

    def console(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"{message.type}: {message.text}")

    def watch(self, page: Page) -> None:
        page.on("request", self.request)
        page.on("websocket", lambda socket: self.hosts.add(urlsplit(socket.url).netloc))
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.complaints.append(f"{error}"))


@dataclass
class GraphiQL:
    """One opened page."""

    page: Page
    seen: Seen

    def become(self, name: str) -> None:
        """Choose a demo caller by its name, and wait until the page knows who that is."""
        chosen = self.page.locator("#hub-department option", has_text=name).first.text_content()
        self.page.select_option("#hub-department", label=chosen)
        self.page.get_by_role("status").get_by_text(name).wait_for()

    def tab(self, title: str) -> None:
        """Go to a tab by its title, and wait until its text has been parsed, as a person's hand does."""
        self.page.get_by_role("tab", name=title, exact=True).click()
        self.page.wait_for_timeout(800)

    def run(self, operation: str | None = None) -> None:
        """Press the button; `operation` chooses where the tab has several."""
        self.page.locator(".graphiql-execute-button").click()
        if operation is not None:
            self.page.get_by_role("menuitem", name=operation, exact=True).click()

    def ask(self, operation: str | None = None) -> dict[str, Any]:
        """Run, and read what came."""
        before = self.text(ANSWER)
        self.run(operation)
        return self.answer(unlike=before if operation is None else None)

    def answer(self, *, unlike: str | None = None) -> dict[str, Any]:
        """The answer, once there is one."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            said = self.text(ANSWER)
            if said.endswith("}") and said != unlike:
                found: dict[str, Any] = json.loads(said)
                return found
            self.page.wait_for_timeout(50)
        raise AssertionError(f"no answer within {PATIENCE:g} s; there is: {self.text(ANSWER)!r}")

    def variables(self) -> dict[str, Any]:
        """What the tab's variables say now."""
        found: dict[str, Any] = json.loads(self.text(VARIABLES))
        return found

    def text(self, editor: str) -> str:
        """The whole text of one of the editors, also what is not in sight."""
        return str(self.page.locator(editor).first.evaluate("element => element.CodeMirror.getValue()"))


def open_graphiql(
    browser: Browser, url: str, *, moment: dt.datetime | None = None, **options: Any
) -> GraphiQL:
    """The page, ready: schema known, callers offered; `moment` stands still in it."""
    page = browser.new_page(**({"viewport": {"width": 1280, "height": 800}} | options))
    seen = Seen()
    seen.watch(page)
    if moment is not None:
        page.clock.set_fixed_time(moment)
    page.goto(f"{url}/graphql")
    page.locator(".graphiql-execute-button").wait_for()
    page.locator("#hub-picker:not([hidden])").wait_for()
    page.locator(".graphiql-spin").wait_for(state="detached")
    return GraphiQL(page, seen)
