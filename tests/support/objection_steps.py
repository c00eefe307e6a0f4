"""The steps of an objection through HTTP, as a department's system would send them."""

from __future__ import annotations

from typing import Any, Final

from tests.support.city import Hub
from tests.support.steps import NANAN

OBJECTION: Final = """id origin state outcome dueOn provisional overdue grounds explanation ruling decidedAt toldOn toldMeans
    entry { id inForce underVerification } concerning { id name } openedBy { slug } addressedTo { slug }
    restoration { dueOn provisional overdue owing closedAt note }"""
_WHY: Final = "refusals { code message path clause allowed }"
OPEN: Final = f"""mutation ($input: OpenObjectionInput!) {{
    openObjection(input: $input) {{ objection {{ {OBJECTION} }} suspended {_WHY} }} }}"""
DECIDE: Final = f"""mutation ($input: DecideObjectionInput!) {{
    decideObjection(input: $input) {{ objection {{ {OBJECTION} }} resumed erased reinstated {{ id inForce }}
        entry {{ id erased facts inForce underVerification exitGround objections {{ id }}
            responsiblePersons {{ person {{ name }} }} }} {_WHY} }} }}"""
CLOSE: Final = f"""mutation ($input: CloseRestorationInput!) {{
    closeRestoration(input: $input) {{ objection {{ {OBJECTION} }} {_WHY} }} }}"""


async def opened(hub: Hub, entry: str, by: str = NANAN, **more: Any) -> dict[str, Any]:
    """The payload of an objection that was opened."""
    given = {"entry": entry, "origin": "SUBJECT", "grounds": "(示例)处罚决定已被撤销。"} | more
    return await hub.done(by, OPEN, **given)


def finding(hub: Hub, objection: str, outcome: str, **more: Any) -> dict[str, Any]:
    return {
        "objection": objection,
        "outcome": outcome,
        "explanation": "(示例)误列之核实结论。",
        "toldOn": hub.clock.today.isoformat(),
        "toldMeans": "DELIVERED",
        "operator": "林核实",
    } | more
