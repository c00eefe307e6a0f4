"""The page a browser gets at /graphql until GraphiQL is served there."""

from __future__ import annotations

from starlette.responses import HTMLResponse

__all__ = ["plain_page"]

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The hub's graph</title>
<h1>The hub's graph</h1>
<p>Programs ask here: <code>POST /graphql</code> with a JSON object that has a <code>query</code>,
 for example <code>{"query": "{ __typename }"}</code>, sent as
 <code>Content-Type: application/json</code>. A token goes into the header
 <code>Authorization: Bearer TOKEN</code>; without one the answer is what the public may see.</p>
<p>The schema is in the file <code>hub/schema/schema.graphql</code> of the hub, and introspection
 answers it too. GraphiQL, to write and try queries in the browser, comes to this page.</p>
</html>
"""


def plain_page() -> HTMLResponse:
    """A page without scripts, styles or anything from elsewhere."""
    return HTMLResponse(_PAGE)
