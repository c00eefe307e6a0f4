"""The files of the embedded PostgreSQL: where they are, how they are made, how a server is started over them.

Called by `embedded` alone, which holds the cluster's lock while `start` works.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hub.store import watcher
from hub.store.binaries import ENVIRONMENT, Account, CannotServe, Tell, account_for, find, reachable
from hub.store.postmaster import Postmaster

LOG_KEPT = 16 * 1024 * 1024
SOCKETS = "hub-pg-"  # how the sockets' folders begin
SOCKET_FOLDER_LIMIT = 60  # a socket's path may have 107 characters; its name and mkdtemp's take some

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def home(data_dir: Path, tell: Tell) -> Path:
    """The folder of the data folder's database; made if missing, elsewhere if `nobody` could not enter it."""
    data_dir = data_dir.absolute()
    link = data_dir / "postgres"
    try:
        data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        account = account_for(link / "cluster")
        if not link.exists() and not account.can_enter(data_dir):
            _move(link, tell)
        link.mkdir(mode=0o711, exist_ok=True)
    except OSError as error:
        raise CannotServe(f"HUB_DATA_DIR {data_dir} cannot be used: {error.strerror}") from None
    found = link.resolve()
    if not account.can_enter(found):
        raise CannotServe(
            f"PostgreSQL's account cannot enter {found}: let it pass, or set another HUB_DATA_DIR"
        )
    return found


def start(home: Path, binaries: Path | None, locks: tuple[int, int], *, durable: bool, tell: Tell) -> None:
    """Start a watcher, and with it a server, over the cluster; make the cluster if there is none.

    `locks` are the descriptors (users, server) the watcher inherits. Raises CannotServe, in one line.
    """
    cluster = home / "cluster"
    account = account_for(cluster)
    programs = find(binaries, account, tell)
    if cluster.exists():
        _demand_same_version(cluster, programs, account)
    else:
        _make(cluster, programs, account, durable=durable, tell=tell)
    environment = ENVIRONMENT | _after(cluster, tell)
    sockets = _socket_folder(account, locks[1])
    options = OPTIONS if durable else OPTIONS | FORGETFUL
    settings = (word for name, value in options.items() for word in ("-c", f"{name}={value}"))
    account_ids = (-1 if account.uid is None else account.uid, -1 if account.gid is None else account.gid)
    server = [str(programs / "postgres"), "-D", str(cluster), "-k", str(sockets), *settings]
    with _log(home).open("ab") as log:
        subprocess.Popen(
            [
                sys.executable,
                "-I",
                "-S",
                watcher.__file__,
                *map(str, (*locks, *account_ids, sockets)),
                *server,
            ],
            pass_fds=locks,
            start_new_session=True,  # a terminal's Ctrl-C is for the hub, whose end is what ends the watcher
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        ).returncode = 0  # nobody waits for it: it outlives whoever started it


def last_words(home: Path) -> str:
    """The last thing PostgreSQL complained about, for a message of one line."""
    try:
        lines = (home / "log").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    worst = [line for line in lines if re.search(r"\b(FATAL|PANIC|ERROR)\b|[Ee]rror", line)]
    return (worst or lines or ["it left no word"])[-1].strip()


def _move(link: Path, tell: Tell) -> None:
    moved = Path(tempfile.mkdtemp(prefix="data-", dir=reachable()))
    moved.chmod(0o711)
    try:
        link.symlink_to(moved)
    except FileExistsError:  # another process was first
        moved.rmdir()
        return
    tell(f"the database's account cannot enter {link.parent}: its files are kept in {moved}")


def _make(cluster: Path, programs: Path, account: Account, *, durable: bool, tell: Tell) -> None:
    # Made under another name first: an initdb that was killed leaves nothing that looks like a cluster.
    tell(f"making a PostgreSQL in {cluster.parent}")
    fresh = cluster.with_name("cluster.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    account.give(fresh)
    made = account.run(
        str(programs / "initdb"),
        *("-D", str(fresh), "-U", "hub", "--encoding=UTF8"),
        "--locale=C.UTF-8",  # with C alone, pg_trgm is blind to Chinese
        *("--auth-local=trust", "--auth-host=reject", "--data-checksums"),  # the socket's folder is the lock
        *(() if durable else ("--no-sync",)),
    )
    if made.returncode:
        raise CannotServe(f"initdb failed: {' '.join(made.stdout.split())[-400:]}")
    fresh.rename(cluster)


def _demand_same_version(cluster: Path, programs: Path, account: Account) -> None:
    made_by = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    said = account.run(str(programs / "postgres"), "--version").stdout
    found = re.search(r"(\d+)", said)
    if found is None or found[1] != made_by:
        raise CannotServe(
            f"the data in {cluster} are PostgreSQL {made_by}'s, the programs in {programs} are {said.strip()}: "
            f"set HUB_PG_BIN to a PostgreSQL {made_by}"
        )


def _after(cluster: Path, tell: Tell) -> dict[str, str]:
    # The server before this one: tidy up after it, and what the new one must know about it.
    before = Postmaster.of(cluster)
    if before is None:
        return {}
    if before.serves(cluster):  # its watcher was killed and it was not
        tell("stopping a PostgreSQL that was left behind")
        _stop(before)
    # PostgreSQL will not start while a process of its own account has the dead server's number, as happens in
    # containers, where numbers start over. Called the "grandparent", such a process is passed over, and the
    # rest of the check (is the dead server's memory still in use?) stays in force. The pid file is never touched.
    return {"PG_GRANDPARENT_PID": str(before.pid)} if before.lives else {}


def _stop(server: Postmaster) -> None:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        until = time.monotonic() + watcher.PATIENCE
        while server.lives and time.monotonic() < until:
            try:
                os.kill(server.pid, number)
            except ProcessLookupError:
                return
            time.sleep(watcher.EVERY)


def _socket_folder(account: Account, server_lock: int) -> Path:
    # The lock's file remembers the folder, so that one whose watcher was killed is not left lying about.
    before = Path(os.pread(server_lock, 1024, 0).decode("utf-8", errors="replace"))
    if before.name.startswith(SOCKETS):
        shutil.rmtree(before, ignore_errors=True)
    place = tempfile.gettempdir()
    if len(place) > SOCKET_FOLDER_LIMIT or not account.can_enter(Path(place)):
        place = "/tmp"  # noqa: S108  mkdtemp makes a folder of our own in it
    folder = Path(tempfile.mkdtemp(prefix=SOCKETS, dir=place))
    account.give(folder)
    os.ftruncate(server_lock, 0)
    os.pwrite(server_lock, bytes(folder), 0)
    return folder


def _log(home: Path) -> Path:
    log = home / "log"
    log.touch(mode=0o600)
    if log.stat().st_size > LOG_KEPT:
        log.replace(home / "log.1")
    return log
