"""Every audit of the `graphql-http` package is "ok": the hub speaks GraphQL over HTTP as the specification says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.conformance.node import install, run

HERE = Path(__file__).parent

# The ids of graphql-http 1.23.1; named one by one so that a suite that shrinks is noticed.
AUDIT_IDS = """
22EB 4655 47DE 80D8 82A3 BF61 78D5 2C94 5A70 9C48 9ABE 03D4 A5BF 423L LKJ0 LKJ1 LKJ2 LKJ3 34A2 13EE
6C00 6C01 6C02 6C03 8161 B8B3 94B0 0220 94B1 0221 94B2 0222 4760 4761 4762 4763 2EA1 28B9 D6D5 6A70
58B0 58B1 58B2 58B3 428F 1B7A B6DC BCF8 B7N8 8764 3E3A 572B FDE2 7B9B 865D 556A D586 51FE 74FF 5E5B 86EE
"""


def test_all_sixty_one_audits_are_ok(url: str, say: Callable[[str], None]) -> None:
    expected = AUDIT_IDS.split()
    install(HERE, say)

    results = json.loads(run(HERE, "audit.mjs", url))

    assert len(expected) == 61
    assert [audit["id"] for audit in results] == expected
    not_ok = {audit["id"]: (audit["name"], audit["reason"]) for audit in results if audit["status"] != "ok"}
    assert not_ok == {}
    assert [audit["status"] for audit in results] == ["ok"] * 61
