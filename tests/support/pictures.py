"""Takes the README's pictures of GraphiQL from a hub that runs: python -m tests.support.pictures URL [FOLDER]."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.browser import browser
from tests.support.graphiql import GraphiQL, open_graphiql

TAX, LICHENG = "国家税务总局石狮市税务局", "鲤城区市场监督管理局"


def take(url: str, folder: Path) -> None:
    """Four pictures; the hub's demo city must not have been through the story yet."""
    with sync_playwright() as playwright, browser(playwright, print) as chromium:
        graphiql, follower = open_graphiql(chromium, url), open_graphiql(chromium, url)
        _keep(graphiql, folder / "graphiql.png")

        follower.become(LICHENG)
        follower.tab("FollowNotifications")
        follower.run()
        follower.page.wait_for_timeout(1000)

        graphiql.become(TAX)
        graphiql.tab("ListCompany")
        graphiql.ask("ListCompany")
        graphiql.ask("TryInitiating")
        _keep(graphiql, folder / "graphiql-dry-run.png")
        graphiql.ask("Initiate")

        follower.answer()
        _keep(follower, folder / "graphiql-following.png")

        graphiql.page.get_by_role("button", name="Show Documentation Explorer").click()
        graphiql.page.locator(".graphiql-doc-explorer a", has_text="Mutation").first.click()
        for name in ("listSubject", "ListSubjectInput"):
            graphiql.page.locator(".graphiql-doc-explorer a", has_text=name).first.click()
        _keep(graphiql, folder / "graphiql-docs.png")


def _keep(graphiql: GraphiQL, path: Path) -> None:
    graphiql.page.mouse.move(640, 30)
    graphiql.page.wait_for_timeout(700)
    graphiql.page.screenshot(path=path)


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else "docs"))
