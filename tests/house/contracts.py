"""A contract for import-linter: the modules it names know the language and one another, and no library."""

import sys
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

# Parts of the standard library that reach outside: a rule that needs one is not a rule of the notice.
OUTSIDE = frozenset(
    [
        "asyncio",
        "http",
        "io",
        "locale",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "random",
        "secrets",
        "select",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib",
    ]
)


class KnowsNoLibrary(Contract):
    """`modules`: packages that may import the standard library's pure parts, and the contract's root package."""

    type_name = "knows_no_library"

    modules = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import of the packages that is of a library, or of a part that reaches outside."""
        del verbose
        found: list[tuple[str, str]] = []
        for package in cast("list[str]", self.modules):
            root = package.partition(".")[0]
            for importer in sorted({package, *graph.find_descendants(package)}):
                found += [
                    (importer, imported)
                    for imported in sorted(graph.find_modules_directly_imported_by(importer))
                    if imported.partition(".")[0] != root and not _is_pure(imported.partition(".")[0])
                ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say each of them."""
        for importer, imported in check.metadata["found"]:
            output.print_error(f"{importer} imports {imported}", bold=False)


def _is_pure(module: str) -> bool:
    return module in sys.stdlib_module_names and module not in OUTSIDE
