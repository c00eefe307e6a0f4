"""List a subject and initiate the linked action: python list_and_initiate.py DECISION.json [--for-real]. 认定与发起

The listing is your department's decision and is entered at once. The linked action is shown as a plan, and is
initiated only with --for-real. Run it as often as you like: the decision's case number is the idempotency key, so a
run that broke off is simply repeated. Exit code 0: done; 1: refused; 2: it could not be found out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from connection import ask, connect, read_aloud, run


def main() -> int:
    """List, show the plan, initiate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("decision", type=Path, help="such as ../decision.json")
    parser.add_argument("--for-real", action="store_true", help="initiate after showing the plan")
    given = parser.parse_args()
    decision = json.loads(given.decision.read_text(encoding="utf-8"))
    key = decision["caseNumber"]
    with connect() as session:
        listing = decision["listing"] | {"idempotencyKey": key}
        listed = ask(session, "list_subject", repeat=True, input=listing)["listSubject"]
        read_aloud(listed["refusals"])
        entry = listed["entry"]
        if entry is None:
            return 1
        print(
            f"{entry['subject']['name']} is on the list {entry['listType']['name']} until {entry['validUntil']}."
        )
        for role in listed["gaps"]:
            print(f"The register knows no {role} at the time of the conduct.")

        action = decision["action"] | {"entry": entry["id"]}
        plan = ask(session, "initiate", repeat=True, input=action | {"dryRun": True})["initiateAction"]
        show(plan)
        if not given.for_real:
            return 0 if plan["planned"] else 1
        # Also after a plan with nothing in it: if an earlier run got this far, the key brings its action back.
        done = ask(session, "initiate", repeat=True, input=action | {"idempotencyKey": key})["initiateAction"]
    if done["action"] is None:
        read_aloud(done["refusals"])
        return 1
    print(f"The linked action stands, with {done['action']['progress']['total']} assignments.")
    return 0


def show(plan: dict[str, Any]) -> None:
    """The plan in words. Refusals beside a plan name what was left out of it."""
    read_aloud(plan["refusals"])
    print(f"The plan has {plan['planned']} assignments.")
    for row in plan["plannedAssignments"]:
        measure = row["measure"]
        print(
            f"  {row['assignedTo']['name']}: {measure['title']} ({measure['force']}), {row['target']['name']}"
        )
    if (more := plan["planned"] - len(plan["plannedAssignments"])) > 0:
        print(f"  … and {more} more")
    for row in plan["unrouted"]:
        print(f"  Nobody in {row['region']['name']} can carry out: {row['measure']['title']}")


if __name__ == "__main__":
    run(main)
