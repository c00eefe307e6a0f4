"""Repairs and pauses through HTTP for whichever entries of a generated city admit them."""

from __future__ import annotations

from typing import Any

from tests.support.city import Hub
from tests.support.steps import TAX

_ENTRIES = (
    "{ listEntries(kinds: [BLACK], inForce: true, first: 60) { nodes { id validUntil listedBy { slug } } } }"
)
_APPLY = "mutation ($input: ApplyForRepairInput!) { applyForRepair(input: $input) { repair { id } } }"
_PAUSE = "mutation ($input: PauseEntryInput!) { pauseEntry(input: $input) { entry { id } } }"
_BASIS = {"act": "(示例)暂缓办法", "level": "DEPARTMENT_RULE", "inForceFrom": "2026-04-01"}


async def relieved(hub: Hub) -> dict[str, int]:
    """Apply for the repair of black entries in force, and pause them; how many of each were not refused."""
    found = (await hub.ask(TAX, _ENTRIES))["listEntries"]["nodes"]
    today = hub.clock.today.isoformat()
    done = {"repairs": 0, "pauses": 0}
    for node in found:
        applied: dict[str, Any] = {
            "entry": node["id"],
            "evidence": ["(示例)证明", "(示例)承诺", "(示例)培训"],
        }
        answer = await hub.ask(TAX, _APPLY, input=applied)
        done["repairs"] += answer["applyForRepair"]["repair"] is not None
        paused: dict[str, Any] = {"entry": node["id"], "kind": "GRACE", "from": today, "until": today}
        answer = await hub.ask(node["listedBy"]["slug"], _PAUSE, input={**paused, "basis": _BASIS})
        done["pauses"] += answer["pauseEntry"]["entry"] is not None
    return done
