"""Follow the inbox and take new assignments on: python follow_and_acknowledge.py CURSOR_FILE. 接收并确认

Reads on from the cursor in the file (from the oldest message without one) by polling, then follows live; when the
line breaks it begins again at the kept cursor. It may be killed at any moment: the cursor is stored after the
work it stands for, and an assignment taken on twice is only looked at twice.

--once reads to the end and stops, for a timer; --poll SECONDS never follows live, for networks without WebSockets.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path
from typing import Any

from connection import (
    Unreachable,
    connect_async,
    connect_live,
    read_aloud,
    request,
    run,
    understood,
)
from gql.client import AsyncClientSession
from gql.transport.exceptions import TransportError

KINDS = ["assignment_issued"]
LONGEST_WAIT = 60  # seconds between two attempts to reach the hub


class Follower:
    """One department's place in its inbox, and what is done with what comes."""

    def __init__(self, hub: AsyncClientSession, file: Path) -> None:
        self.hub = hub
        self.file = file
        self.cursor = file.read_text(encoding="utf-8").strip() if file.exists() else None
        self.department = ""
        self.wait = 1.0  # seconds before the next attempt

    async def catch_up(self) -> None:
        """Poll until there is no more."""
        more = True
        while more:
            answer = await self.ask("inbox", after=self.cursor, kinds=KINDS)
            self.department = answer["viewer"]["department"]["id"]
            page = answer["notifications"]
            expired = [item for item in page["items"] if item["__typename"] == "CursorExpired"]
            if expired:
                print("The kept cursor has expired: beginning again at the oldest message.", flush=True)
                self.cursor = expired[0]["oldest"]
                continue
            await self.take_on(page["items"])
            await self.keep(page["end"])
            more = page["hasMore"]

    async def follow(self) -> None:
        """Take on what comes, until there is a reason to read by polling again."""
        try:
            async with connect_live() as session:
                print("Following live.", flush=True)
                self.wait = 1.0
                async for data in session.subscribe(request("follow", after=self.cursor, kinds=KINDS)):
                    item = data["notifications"]
                    if item["__typename"] != "Notification":  # Lagged or CursorExpired: polling sorts it out
                        return
                    await self.take_on([item])
                    await self.keep(item["cursor"])
        except (TransportError, OSError, TimeoutError) as error:
            raise understood(error) from None

    async def take_on(self, items: list[dict[str, Any]]) -> None:
        """Acknowledge what is new and ours; what was withdrawn meanwhile is refused, and said."""
        found = [
            item["node"] for item in items if item["node"] and item["node"]["__typename"] == "Assignment"
        ]
        new = [
            node["id"]
            for node in found
            if node["state"] == "ISSUED" and node["assignedTo"]["id"] == self.department
        ]
        if not new:
            return
        # Not repeated here: after a lost answer the inbox is read again, and shows what was done.
        taken = await self.ask("acknowledge", input={"assignments": new, "operator": "inbox follower"})
        for each in taken["acknowledgeAssignments"]["assignments"]:
            target = each["target"]["name"] if each["target"] else "(erased)"
            print(f"Taken on: {each['measure']['title']}, {target}", flush=True)
        read_aloud(taken["acknowledgeAssignments"]["refusals"])

    async def keep(self, cursor: str) -> None:
        """Store the place whole or not at all, then tell the hub how far the inbox was received."""
        self.cursor = cursor
        beside = self.file.with_name(f"{self.file.name}.new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(cursor)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.file)
        receipt = await self.ask("confirm_receipt", input={"upTo": cursor})
        read_aloud(receipt["confirmNotifications"]["refusals"])

    async def ask(self, name: str, **variables: Any) -> dict[str, Any]:
        """One question, asked once; who follows comes back anyway."""
        try:
            return await self.hub.execute(request(name, **variables))
        except TransportError as error:
            raise understood(error) from None


async def serve(file: Path, *, once: bool, poll: float | None) -> int:
    """Catch up, follow, and when the line breaks wait a little longer each time."""
    async with connect_async() as hub:
        follower = Follower(hub, file)
        while True:
            try:
                await follower.catch_up()
                print("Caught up.", flush=True)
                if once:
                    return 0
                if poll is None:
                    await follower.follow()
                    await asyncio.sleep(1)
                else:
                    await asyncio.sleep(poll)
                    follower.wait = 1.0
            except Unreachable as error:
                # Where only WebSockets fail, this makes it a poll with longer and longer pauses.
                print(f"{error}; trying again in {follower.wait:g} s.", flush=True)
                await asyncio.sleep(follower.wait)
                follower.wait = min(follower.wait * 2, LONGEST_WAIT)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cursor", type=Path, help="the file that keeps the place in the inbox")
    parser.add_argument("--once", action="store_true", help="read to the end and stop")
    parser.add_argument("--poll", type=float, metavar="SECONDS", help="never follow live")
    given = parser.parse_args()
    return asyncio.run(serve(given.cursor, once=given.once, poll=given.poll))


if __name__ == "__main__":
    run(main)
