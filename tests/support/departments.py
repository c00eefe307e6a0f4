"""The demo departments of a running hub, asked over HTTP, for tests whose subject is a client of it."""

from __future__ import annotations

import datetime as dt
import json
from functools import cached_property
from typing import Any, Final

import httpx

from hub.demo.names import code
from hub.policy.workdays import day_of
from tests.support.running_hub import RunningHub

TAX: Final = "jinjiang-taxation"


def decision(company: str, case: str, *regions: str) -> dict[str, Any]:
    """A decision as the examples read it: today the tax bureau of Jinjiang black-lists a company, and initiates."""
    today = day_of(dt.datetime.now(dt.UTC))
    number = f"晋税稽罚〔{today.year}〕示例{case}号"
    return {
        "caseNumber": number,
        "listing": {
            "subject": {"code": company},
            "listType": "taxation-black",
            "documentNumber": number,
            "facts": "采取虚假纳税申报手段少缴税款(示例)",
            "criteria": ["TAX-B1"],
            "evidence": [{"kind": "DECISION", "document": f"{number}税务行政处罚决定书"}],
            "conductFrom": f"{today.year - 2}-01-01",
            "conductTo": f"{today.year - 1}-12-31",
            "decidedOn": today.isoformat(),
            "validUntil": f"{today.year + 2}-06-30",
            "noticeGivenOn": today.isoformat(),
            "noticeMeans": "DELIVERED",
            "correctBy": (today + dt.timedelta(days=30)).isoformat(),
            "operator": "示例经办员甲",
        },
        "action": {
            "measures": ["STRICT_REVIEW_OF_LICENCES"],
            "regions": [{"slug": region} for region in regions],
            "operator": "示例经办员甲",
        },
    }


class Departments:
    """Every department of the demo city, with its token."""

    def __init__(self, hub: RunningHub) -> None:
        self.port = hub.port
        self.url = f"http://127.0.0.1:{hub.port}/graphql"
        self._callers = hub.data_dir / "demo-callers.json"
        self._registered = 0

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        return {row["slug"]: row for row in json.loads(self._callers.read_text(encoding="utf-8"))}

    def token(self, slug: str) -> str:
        """Its bearer token."""
        token: str = self._rows[slug]["token"]
        return token

    def name(self, slug: str) -> str:
        """Its name."""
        name: str = self._rows[slug]["name"]
        return name

    def ask(self, slug: str, document: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = httpx.post(
            self.url,
            json={"query": document, "variables": variables},
            headers={"Authorization": f"Bearer {self.token(slug)}"},
            timeout=60,
        ).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def change(self, slug: str, mutation: str, wanted: str, /, **given: Any) -> Any:
        """The payload of a mutation that was not refused."""
        kind = mutation[0].upper() + mutation[1:]
        document = f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ {wanted} refusals {{ message }} }} }}"
        payload = self.ask(slug, document, input=given)[mutation]
        assert payload["refusals"] == [], payload
        return payload

    def registered(self, name: str) -> str:
        """The code of an enterprise that nobody knew before, with officers that nobody knows."""
        self._registered += 1
        number = code("91", "350582", 900_000 + self._registered)
        self.change(
            TAX,
            "registerEnterprise",
            "enterprise { id }",
            code=number,
            name=name,
            region={"slug": "jinjiang"},
        )
        return number

    def listed(self, decided: dict[str, Any]) -> dict[str, Any]:
        """The entry that the tax bureau of Jinjiang makes of a decision."""
        payload = self.change(TAX, "listSubject", "entry { id kind validUntil }", **decided["listing"])
        entry: dict[str, Any] = payload["entry"]
        return entry

    def initiated(self, case: str, *regions: str) -> list[str]:
        """List a new company and initiate; the ids of the assignments of the regions' market regulators."""
        company = self.registered(f"晋江市示例{case}有限公司")
        decided = decision(company, case, *regions)
        entry = self.listed(decided)["id"]
        wanted = "action { assignments(first: 100) { nodes { id assignedTo { slug } } } }"
        payload = self.change(TAX, "initiateAction", wanted, entry=entry, **decided["action"])
        chosen = {f"{region}-market-regulation" for region in regions}
        return [
            row["id"]
            for row in payload["action"]["assignments"]["nodes"]
            if row["assignedTo"]["slug"] in chosen
        ]

    def ended(self, entry: str, region: str) -> tuple[str, str]:
        """An action that a region's market regulator took on ends with its entry.

        Until when the watch entry stands that follows, and since when the measures have to be lifted.
        """
        payload = self.change(
            TAX,
            "initiateAction",
            "action { assignments(first: 100) { nodes { id assignedTo { slug } } } }",
            entry=entry,
            measures=["STRICT_REVIEW_OF_LICENCES"],
            regions=[{"slug": region}],
        )
        slug = f"{region}-market-regulation"
        rows = payload["action"]["assignments"]["nodes"]
        ids = [row["id"] for row in rows if row["assignedTo"]["slug"] == slug]
        self.change(slug, "acknowledgeAssignments", "assignments { id }", assignments=ids)
        exited = self.change(
            TAX,
            "exitEntry",
            "entry { exitedOn } followedBy { validUntil }",
            entry=entry,
            ground="STANDARD_CHANGED",
            facts="依据示例公告,该情形不再列入名单",
        )
        found = self.ask(
            slug,
            "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Assignment { releaseDueSince } } }",
            ids=ids,
        )
        return exited["followedBy"]["validUntil"], found["nodes"][0]["releaseDueSince"][:10]

    def actions(self, company: str) -> list[int]:
        """How many assignments each linked action for a company has."""
        document = """query ($by: SubjectKey!) { subject(by: $by) { listEntries { nodes {
            linkedActions { nodes { progress { total } } } } } } }"""
        entries = self.ask(TAX, document, by={"code": company})["subject"]["listEntries"]["nodes"]
        return [
            action["progress"]["total"] for entry in entries for action in entry["linkedActions"]["nodes"]
        ]

    def steps(self, slug: str, assignments: list[str]) -> list[list[str]]:
        """What has happened to assignments of a department, step by step."""
        document = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Assignment {
            history { nodes { step } } } } }"""
        found = self.ask(slug, document, ids=assignments)["nodes"]
        return [[item["step"] for item in row["history"]["nodes"]] for row in found]
