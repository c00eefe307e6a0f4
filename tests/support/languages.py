"""The languages of examples/: what each needs on this machine, how it is built, and how its programs are called."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.conformance import node
from tests.house.tree import ROOT

EXAMPLES: Final = ROOT / "examples"
PROGRAMS: Final = ("look_up", "list_and_initiate", "follow_and_acknowledge")

Command = Callable[[str], list[str]]
"""A program's name as in PROGRAMS to the command that runs it in the language's folder."""


@dataclass(frozen=True)
class Language:
    """`tools` have to be on the PATH. `build(folder)` puts what it makes below a folder and gives the commands.

    The market regulator of `region` is the language's own, so that no language finds another's work in an inbox.
    """

    name: str
    region: str
    tools: tuple[str, ...]
    build: Callable[[Path], Command]
    live: bool = True

    @property
    def folder(self) -> Path:
        """Where its sources and its README are, and where its programs are started."""
        return EXAMPLES / self.name

    @property
    def missing(self) -> list[str]:
        """The tools that this machine does not have."""
        return [tool for tool in self.tools if shutil.which(tool) is None]


def absent() -> list[str]:
    """A sentence for each language whose examples cannot run on this machine."""
    return [
        f"examples/{language.name} was not compiled and not run: {', '.join(language.missing)} not found"
        for language in LANGUAGES
        if language.missing
    ]


def parameters(languages: Iterable[Language]) -> list[Any]:
    """The languages as a test's parameters, those that cannot run here skipped with the reason."""
    return [
        pytest.param(
            language,
            id=language.name,
            marks=pytest.mark.skipif(
                bool(language.missing), reason=f"{', '.join(language.missing)} not found"
            ),
        )
        for language in languages
    ]


def done(*command: str | Path, cwd: Path) -> str:
    """Standard output of a command that has to succeed."""
    ended = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=180, check=False
    )
    assert ended.returncode == 0, f"{command}:\n{ended.stdout}{ended.stderr}"
    return ended.stdout


def _python(_folder: Path) -> Command:
    return lambda program: [sys.executable, "-B", f"{program}.py"]


def _typescript(_folder: Path) -> Command:
    node.install(EXAMPLES / "typescript", print)
    return lambda program: [str(node.NODE), f"{program.replace('_', '-')}.ts"]


def _java(folder: Path) -> Command:
    sources = sorted((EXAMPLES / "java").glob("*.java"))
    done("javac", "-encoding", "UTF-8", "-Xlint:all,-serial", "-Werror", "-d", folder, *sources, cwd=folder)
    flags = ["-XX:TieredStopAtLevel=1", "-Xshare:auto"]
    return lambda program: ["java", *flags, "-cp", str(folder), program.title().replace("_", "")]


def _csharp(folder: Path) -> Command:
    major = done("dotnet", "--version", cwd=folder).split(".")[0]
    # Built from a copy: MSBuild leaves its traces beside the sources.
    sources = folder / "examples" / "csharp"
    shutil.copytree(EXAMPLES / "csharp", sources, ignore=shutil.ignore_patterns("bin", "obj"))
    shutil.copytree(EXAMPLES / "operations", folder / "examples" / "operations")
    made = folder / "made"
    done("dotnet", "build", f"-p:TargetFramework=net{major}.0", "-o", made, "--nologo", cwd=sources)
    return lambda program: ["dotnet", str(made / "hub-example.dll"), program.replace("_", "-")]


def _curl(_folder: Path) -> Command:
    return lambda program: [f"./{program}.sh"]


LANGUAGES: Final = (
    Language("python", "licheng", (), _python),
    Language("typescript", "nanan", (), _typescript),
    Language("java", "fengze", ("java", "javac"), _java),
    Language("csharp", "anxi", ("dotnet",), _csharp),
    Language("curl", "yongchun", ("sh", "curl", "jq"), _curl, live=False),
)
