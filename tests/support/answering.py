"""One operation answered within the process, with plans or without: the bytes that would leave."""

from __future__ import annotations

from typing import Any

import orjson

from hub.edge.access_log import Seen
from hub.edge.documents import Documents
from hub.edge.errors import Stopped
from hub.edge.execution import answer, chosen
from hub.edge.limits import Limits
from hub.edge.parameters import Parameters
from hub.policy.duties import Caller
from hub.resolvers.context import Context
from hub.schema.build import graphql_schema
from hub.schema.plans import Plans
from tests.support.city import NOW, Hub

LIMITS = Limits(
    query_nodes=10**7,
    query_cost=10**8,
    public_nodes=10**7,
    public_cost=10**8,
    field_nodes=10**7,
    field_cost=10**8,
    public_field_nodes=10**7,
    public_field_cost=10**8,
    query_seconds=300.0,
    kept_characters=5_000_000,
)
"""What may be answered without a plan has a limit of its own, which would make a difference here."""


async def told(
    hub: Hub,
    caller: Caller,
    document: str,
    variables: dict[str, Any] | None = None,
    plans: Plans | None = None,
    documents: Documents | None = None,
) -> bytes:
    """The answer to one operation; a refusal before execution stands under `stopped`."""
    parameters = Parameters(document, None, variables or {}, {})
    known = Seen(reference="same", caller=caller.slug)
    try:
        asked = chosen(documents or Documents(graphql_schema(), LIMITS), parameters, known, lambda _: None)
        found = await answer(
            graphql_schema(), caller, asked, lambda who, _: Context(hub.store, who, NOW), LIMITS, plans=plans
        )
    except Stopped as stopped:
        found = {"stopped": stopped.errors}
    return orjson.dumps(found, option=orjson.OPT_UTC_Z)
