"""Reads: the hub beside PostGraphile, a hand-written endpoint and the naive way, same data, same questions, same answers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from random import Random
from typing import Any, Final

from sqlalchemy import text

from hub.store.session import Store
from tests.benchmarks import questions, servers
from tests.benchmarks.asking import Cell, driving, got, posted, written
from tests.benchmarks.population import LEADER_EVERY, Size, code_of, folder, populated, token
from tests.benchmarks.rounds import Rounds
from tests.benchmarks.servers import Server
from tests.benchmarks.variants import Variants, list_types
from tests.support.embedded import server

ENTERPRISES: Final = 180_000
"""With 20,000 legal representatives they are 200,000 subjects, with 300,000 entries and 1.2 million assignments."""

ROUNDS: Final = int(os.environ.get("ROUNDS", "5"))
SECONDS: Final = float(os.environ.get("ROUND_SECONDS", "3"))
SUBJECTS: Final = 1_000
PAGES: Final = 20
PEERS: Final = {"postgraphile": "vs_postgraphile", "floor": "vs_floor"}


def say(sentence: str) -> None:
    """Print, at once."""
    print(f"reads: {sentence}", flush=True)  # noqa: T201


async def measure() -> dict[str, Any]:
    """The section "reads": requests per second, as medians; ratios are medians of those within a round."""
    say(f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    with folder() as place:
        async with populated(place, Size(ENTERPRISES), say) as store:
            loaded = await _counted(store)
            say(", ".join(f"{number:,} {what}" for what, number in loaded.items()))
            with (
                servers.hub(store.url, place) as hub,
                servers.postgraphile(store.url, place) as postgraphile,
                servers.floor(store.url, place) as floor,
                servers.naive(store.url, place) as naive,
            ):
                async with driving() as driver:
                    # What every department's system holds; only one question is about persons.
                    held = await token(store, "READ", "READ_PERSONS")
                    variants = Variants(driver, place, await list_types(store), held)
                    cells = await _cells(variants, [hub, postgraphile, floor, naive], held)
                    say(
                        f"the answers are the same; {ROUNDS} rounds of {SECONDS:g} s for each of {len(cells)} cells"
                    )
                    rounds = Rounds()
                    await rounds.measure(driver, cells, ROUNDS, SECONDS, postmaster=server(place).pid)
    figures = _figures(rounds)
    figures["reads"] |= {"loaded": loaded, "rounds": ROUNDS, "seconds": SECONDS}
    _print(figures)
    return figures


async def _cells(variants: Variants, all_servers: Sequence[Server], reading_persons: str) -> list[Cell]:
    """Every question for every server; the answers are compared on the way."""
    hub, _, floor, _ = all_servers
    numbers = Random(2).sample(range(1, ENTERPRISES + 1), SUBJECTS)  # noqa: S311
    codes = [code_of(number) for number in numbers]
    subjects = [variants.singles(server, codes) for server in all_servers]
    assignments = await variants.same(subjects, "subject")
    say(f"single_subject: {SUBJECTS} variants of {assignments:.1f} assignments on average")
    walked = {
        server.name: await variants.walk(server, PAGES) for server in all_servers if server.name != "naive"
    }
    walked["naive"] = walked["floor"]  # both go on after an id
    worklists = [variants.worklist(server, walked[server.name]) for server in all_servers]
    assignments = await variants.same(worklists, "listEntries")
    say(f"worklist: {len(walked['hub'])} variants of {assignments:.1f} assignments on average")
    place, token = variants.place, variants.token
    viewers = [
        written(place, "viewer", hub, [posted(questions.HUB_VIEWER, {}, token)]),
        written(place, "viewer", floor, [got("/viewer", token)]),
    ]
    await variants.same(viewers, "viewer")
    constant = written(place, "constant", floor, [got("/constant")])
    return [*subjects, *worklists, *viewers, constant, *await _persons_cells(variants, hub, reading_persons)]


async def _persons_cells(variants: Variants, hub: Server, token: str) -> list[Cell]:
    numbers = Random(3).sample(range(1, ENTERPRISES // LEADER_EVERY), SUBJECTS)  # noqa: S311
    codes = [code_of(number * LEADER_EVERY) for number in numbers]
    cells = []
    for name, document in (("persons", questions.HUB_LEADERS), ("offices", questions.HUB_OFFICES)):
        requests = [posted(document, {"code": code}, token) for code in codes]
        cells.append(written(variants.place, name, hub, requests))
    for answer in await variants.driver.answers(cells[0]):
        [office] = answer["subject"]["officerships"]["nodes"]
        assert office["person"]["maskedIdNumber"], answer
    await variants.driver.answers(cells[1])
    return cells


async def _counted(store: Store) -> dict[str, int]:
    tables = {"subjects": "subject", "entries": "list_entry", "assignments": "assignment"}
    async with store.read() as snapshot:
        return {
            what: (await snapshot.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
            for what, table in tables.items()
        }


def _figures(rounds: Rounds) -> dict[str, Any]:
    naive = rounds.rates("single_subject", ["naive"]), rounds.rates("worklist", ["naive"])
    return {
        "single_subject": rounds.compared("single_subject", "hub", PEERS),
        "worklist": rounds.compared("worklist", "hub", PEERS),
        "naive": {
            "single_subject": naive[0]["naive"],
            "worklist": naive[1]["naive"],
            "hub_vs_naive": {
                name: rounds.ratio((name, "hub"), (name, "naive"))[0]
                for name in ("single_subject", "worklist")
            },
            "spread": {
                "single_subject": naive[0]["spread"]["naive"],
                "worklist": naive[1]["spread"]["naive"],
            },
        },
        "viewer": rounds.compared("viewer", "hub", {"floor": "vs_floor"}),
        "persons": _persons(rounds),
        "reads": {
            "unit": "requests per second, one process each, medians of the rounds; spread is [least, most]",
            "constant": rounds.rates("constant", ["floor"])["floor"],
            "load_average": rounds.load_average,
        },
    }


def _persons(rounds: Rounds) -> dict[str, Any]:
    with_them, without = rounds.rates("persons", ["hub"]), rounds.rates("offices", ["hub"])
    middle, least, most = rounds.ratio(("persons", "hub"), ("offices", "hub"))
    return {
        "hub": with_them["hub"],
        "hub_without_persons": without["hub"],
        "vs_without_persons": middle,
        "spread": {
            "hub": with_them["spread"]["hub"],
            "hub_without_persons": without["spread"]["hub"],
            "vs_without_persons": [least, most],
        },
    }


def _print(figures: dict[str, Any]) -> None:
    for question in ("single_subject", "worklist", "viewer", "persons"):
        found = figures[question]
        for name, spread in found["spread"].items():
            said = f"{found[name]:>10,.2f} ({spread[0]:,.2f} to {spread[1]:,.2f})"
            cpu = found.get("cpu_ms", {}).get(name)
            spent = f"; {cpu[0]:.3f} ms of its own and {cpu[1]:.3f} ms of PostgreSQL's time" if cpu else ""
            if f"{name}_by_cpu" in found:
                spent = f"; by computing time {found[f'{name}_by_cpu']:.2f}"
            say(f"{question:<15} {name:<20} {said}{spent}")
    naive = figures["naive"]
    for question in ("single_subject", "worklist"):
        times = naive["hub_vs_naive"][question]
        say(f"{question:<15} {'naive':<20} {naive[question]:>10,.2f}; the hub {times:.1f} times as fast")
    say(
        f"load average before each round: {figures['reads']['load_average']}; a constant: {figures['reads']['constant']:,}"
    )
