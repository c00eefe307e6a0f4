"""The small programs that a department takes home, each in its language, run against a real hub."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hub.demo.known import KNOWN, Known
from tests.support.departments import Departments, decision
from tests.support.languages import LANGUAGES
from tests.support.programs import Programs

TAX = "jinjiang-taxation"
LIST = "重大税收违法失信主体名单"
COMPANY: dict[str, Known] = {language.name: known for language, known in zip(LANGUAGES, KNOWN, strict=True)}
"""An enterprise for each language to list."""


def test_a_company_is_looked_up_before_a_licence(programs: Programs, departments: Departments) -> None:
    asker = "shishi-market-regulation"
    code = departments.registered(f"石狮市示例查询{programs.language.name}有限公司")
    assert programs.run(asker, "look_up", code) == (
        0,
        [f"石狮市示例查询{programs.language.name}有限公司 ({code})", "Nothing stands against it."],
        [],
    )

    entry = departments.listed(decision(code, f"查{programs.language.name}"))
    until = entry["validUntil"]
    black = f"On the black list 黑名单 {LIST} of 国家税务总局晋江市税务局, until {until}."
    assert programs.run(asker, "look_up", code) == (
        1,
        [
            f"石狮市示例查询{programs.language.name}有限公司 ({code})",
            black,
            "Look into this before you grant anything.",
        ],
        [],
    )

    watch, since = departments.ended(entry["id"], programs.language.region)
    region = departments.name(f"{programs.language.region}-market-regulation")
    exit_code, said, complained = programs.run(asker, "look_up", code)
    assert (exit_code, complained) == (1, [])
    assert said[1] == (
        f"On the watch list 重点关注名单 税收重点关注名单 of 国家税务总局晋江市税务局, until {watch}."
    )
    assert (
        f"Still restricted by {region}: 从严审核行政许可审批项目, to be lifted since {since} (EXIT)." in said
    )
    assert said[-1] == "Look into this before you grant anything."


def test_what_cannot_be_found_out_is_exit_code_2_and_never_clear(programs: Programs) -> None:
    assert programs.run(TAX, "look_up", "91350100M000100Y43") == (
        2,
        ["91350100M000100Y43 is not registered: nothing is known of it, neither good nor bad."],
        [],
    )
    wrong = programs.run(TAX, "look_up", COMPANY[programs.language.name].code, HUB_TOKEN="hub_wrong")
    assert wrong == (2, [], ["UNAUTHENTICATED: The token is not known to this hub."])
    nobody = programs.run(TAX, "look_up", COMPANY[programs.language.name].code, HUB_TOKEN="")
    assert nobody == (2, [], ["HUB_TOKEN is not set: it is the token of your department."])


def test_a_subject_is_listed_and_the_action_shown_before_it_is_initiated(
    programs: Programs, departments: Departments, tmp_path: Path
) -> None:
    company, region = COMPANY[programs.language.name], programs.language.region
    file = tmp_path / "decision.json"
    decided = decision(company.code, f"立{programs.language.name}", region)
    file.write_text(json.dumps(decided, ensure_ascii=False), encoding="utf-8")
    listed = f"{company.name} is on the list {LIST} until {decided['listing']['validUntil']}."
    regulator = departments.name(f"{region}-market-regulation")

    planned_code, planned, complained = programs.run(TAX, "list_and_initiate", file)
    assert (planned_code, complained) == (0, [])
    assert planned[0] == listed
    count = len([line for line in planned[2:] if not line.startswith("  Nobody in ")])
    assert planned[1] == f"The plan has {count} assignments."
    assert f"  {regulator}: 从严审核行政许可审批项目 (RECOMMENDED), {company.name}" in planned
    assert departments.actions(company.code) == []

    # A second run broke off at nothing: the same entry, and now the action.
    stands = f"The linked action stands, with {count} assignments."
    assert programs.run(TAX, "list_and_initiate", file, "--for-real") == (0, [*planned, stands], [])
    assert departments.actions(company.code) == [count]

    # A third run finds everything done, and doubles nothing.
    refused = (
        "Refused (NOTHING_TO_INITIATE, §5.1): Nothing is left to assign:"
        " everything that is asked for is assigned already. [entry]"
    )
    again = programs.run(TAX, "list_and_initiate", file, "--for-real")
    assert again == (0, [listed, "The plan has 0 assignments.", stands], [refused])
    assert departments.actions(company.code) == [count]

    # The same listing as another case is refused, aloud.
    file.write_text(json.dumps(decided | {"caseNumber": "another"}, ensure_ascii=False), encoding="utf-8")
    other_code, other, complained = programs.run(TAX, "list_and_initiate", file, "--for-real")
    assert (other_code, other) == (1, [])
    assert len(complained) == 1
    assert complained[0].startswith(
        f"Refused (ALREADY_LISTED, §4.2): Your department has an entry of the list {LIST}"
    )
    assert complained[0].endswith(" [subject]")
    assert departments.actions(company.code) == [count]


def test_the_sample_decision_is_one_that_the_hub_accepts(departments: Departments) -> None:
    sample: dict[str, Any] = json.loads(
        (LANGUAGES[0].folder.parent / "decision.json").read_text(encoding="utf-8")
    )
    sample["listing"]["subject"]["code"] = departments.registered("晋江市示例样本有限公司")
    assert departments.listed(sample)["kind"] == "BLACK"
