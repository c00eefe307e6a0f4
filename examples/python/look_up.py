"""Look up a company before a licence: python look_up.py CODE. 发证前查询

Exit code 0: nothing stands against it; 1: look into it first; 2: it could not be found out.
"""

from __future__ import annotations

import argparse
from typing import Any

from connection import ask, connect, run

LISTS = {"RED": "red list 红名单", "BLACK": "black list 黑名单", "WATCH": "watch list 重点关注名单"}


def main() -> int:
    """Ask, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("code", help="unified social credit code 统一社会信用代码")
    code = parser.parse_args().code
    with connect() as session:
        subject = ask(session, "look_up", repeat=True, by={"code": code})["subject"]
    if subject is None:
        print(f"{code} is not registered: nothing is known of it, neither good nor bad.")
        return 2
    print(f"{subject['name']} ({code})")
    return say(subject["listEntries"], subject["residualEffects"])


def say(entries: dict[str, Any], effects: dict[str, Any]) -> int:
    """Put entries and remaining measures into words; the exit code."""
    for entry in entries["nodes"]:
        until = entry["validUntil"] or "further notice"
        print(
            f"On the {LISTS[entry['kind']]} {entry['listType']['name']} of {entry['listedBy']['name']}, until {until}."
        )
    for effect in effects["nodes"]:
        since = effect["releaseDueSince"][:10]
        print(
            f"Still restricted by {effect['assignedTo']['name']}: {effect['measure']['title']},"
            f" to be lifted since {since} ({effect['releaseReason']})."
        )
    more = entries["pageInfo"]["hasNextPage"] or effects["pageInfo"]["hasNextPage"]
    if more:
        print("There is more than is shown here.")
    if more or effects["nodes"] or any(entry["kind"] != "RED" for entry in entries["nodes"]):
        print("Look into this before you grant anything.")
        return 1
    print("Nothing stands against it.")
    return 0


if __name__ == "__main__":
    run(main)
