"""The house as files: what belongs to it, and what its modules say."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file of the tree that git tracks or would; everything else is somebody's own."""
    listed = subprocess.run(
        # The clone may belong to another account than the one that tests it.
        [
            "git",
            "-c",
            f"safe.directory={ROOT}",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    found = {ROOT / name for name in listed.stdout.split("\0") if name}
    return tuple(sorted(path for path in found if path.is_file()))


def modules(*folders: str) -> list[Path]:
    """The Python modules in these folders of the tree."""
    return [
        path
        for path in files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in (folders or ("hub",))
    ]


def tree_of(module: Path) -> ast.Module:
    """The module, parsed."""
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def name_of(path: Path) -> str:
    """The path as a person reads it."""
    return path.relative_to(ROOT).as_posix()
