"""The watcher: a small process that runs PostgreSQL for as long as anybody uses it, and not a moment longer.

Every process that uses the cluster holds a shared lock on one file; the kernel lets go of it when the process
ends, however it ends. The watcher tries for the exclusive lock: getting it means that nobody is left. It is run
as a script by path, with nothing but the standard library, so that it starts at once and outlives the hub:

    watcher.py USERS_FD SERVER_FD UID GID SOCKET_FOLDER postgres …

SERVER_FD carries the lock that says "this cluster has a watcher"; it is held until this process ends.
"""

import ctypes
import fcntl
import shutil
import signal
import subprocess
import sys
import time
from typing import NoReturn

EVERY = 0.05  # seconds between two looks
PATIENCE = 20.0  # seconds a server gets to close its books before it is told to drop them
SOON = 5.0  # a server that ends within so many seconds has failed to start
TRIES = 30  # failed starts in a row before the watcher gives up

PR_SET_PDEATHSIG = 1


def watch(users: int, uid: int, gid: int, command: list[str]) -> int:
    """Run the server, start it again should it be killed, stop it when the last user has gone."""
    failures = 0
    while failures < TRIES:
        started = time.monotonic()
        server = _start(uid, gid, command)
        while server.poll() is None:
            if _nobody_left(users):
                _stop(server)
                return 0
            time.sleep(EVERY)
        if server.returncode == 0:  # stopped by somebody else, in good order: their wish
            return 0
        # Killed, or refused to start because the children of a killed one still hold its memory: they leave
        # within moments, and the next start recovers from the log.
        failures = failures + 1 if time.monotonic() - started < SOON else 1
        if _nobody_left(users):
            return 0
        time.sleep(min(0.1 * failures, 1.0))
    return 1


def _start(uid: int, gid: int, command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        user=uid if uid >= 0 else None,
        group=gid if uid >= 0 else None,
        extra_groups=[] if uid >= 0 else None,
        stdin=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        preexec_fn=_die_with_the_watcher,  # noqa: PLW1509  this process has one thread, and will keep it
    )


def _die_with_the_watcher() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _nobody_left(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(server: subprocess.Popen[bytes]) -> None:
    # SIGINT: end the sessions, write a checkpoint. SIGQUIT: leave now, the next start recovers from the log.
    for number, patience in ((signal.SIGINT, PATIENCE), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        server.send_signal(number)
        try:
            server.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return


def main() -> NoReturn:
    """Read the command line, watch, and tidy the socket's folder away."""
    users, _server, uid, gid = (int(word) for word in sys.argv[1:5])
    sockets, *command = sys.argv[5:]
    code = watch(users, uid, gid, command)
    shutil.rmtree(sockets, ignore_errors=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
