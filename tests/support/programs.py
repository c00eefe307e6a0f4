"""The programs of one language's examples, run for one department after another, to the end or until killed."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.support.departments import Departments
from tests.support.languages import Command, Language

PATIENCE = 60.0  # seconds for one program, or for one line


class Programs:
    """What a developer of one language would start on a command line."""

    def __init__(self, language: Language, command: Command, departments: Departments) -> None:
        self.language, self._command, self._departments = language, command, departments

    def run(
        self, slug: str, program: str, *arguments: str | Path, **changed: str
    ) -> tuple[int, list[str], list[str]]:
        """Exit code, and the lines of standard output and of standard error; the token is in neither."""
        ended = subprocess.run(
            [*self._command(program), *arguments],
            cwd=self.language.folder,
            env=self._environment(slug) | changed,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        assert self._departments.token(slug) not in ended.stdout + ended.stderr
        return ended.returncode, ended.stdout.splitlines(), ended.stderr.splitlines()

    @contextmanager
    def started(self, slug: str, program: str, *arguments: str | Path, **changed: str) -> Iterator[Started]:
        """A program under way, killed at the end."""
        process = subprocess.Popen(
            [*self._command(program), *arguments],
            cwd=self.language.folder,
            env=self._environment(slug) | changed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert process.stdout is not None
        try:
            yield Started(process, process.stdout)
        finally:
            process.kill()
            process.wait(PATIENCE)
            process.stdout.close()

    def _environment(self, slug: str) -> dict[str, str]:
        own = {
            "HUB_URL": self._departments.url,
            "HUB_TOKEN": self._departments.token(slug),
            "LANG": "C.UTF-8",
        }
        return os.environ | own


class Started:
    """A program under way and what it says, line by line."""

    def __init__(self, process: subprocess.Popen[str], output: IO[str]) -> None:
        self._process = process
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(output,), daemon=True)
        self._reader.start()

    def until(self, last: str) -> list[str]:
        """What it says from here on, to a line that begins so."""
        said: list[str] = []
        while not said or not said[-1].startswith(last):
            try:
                said.append(self._lines.get(timeout=PATIENCE))
            except queue.Empty:
                raise AssertionError(f"never said {last!r}: {said}") from None
        return said

    def kill(self) -> list[str]:
        """End it as kill -9 does; what it had said that nobody asked for."""
        self._process.send_signal(signal.SIGKILL)
        assert self._process.wait(PATIENCE) == -signal.SIGKILL
        self._reader.join(PATIENCE)
        return list(self._lines.queue)

    def _read(self, output: IO[str]) -> None:
        for line in output:
            self._lines.put(line.rstrip("\n"))
