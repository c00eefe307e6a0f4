"""What PostgreSQL's own pid file tells about a server: its process, its sockets, whether it is ready."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PID, SOCKETS, STATUS = 0, 4, 7  # lines of postmaster.pid


@dataclass(frozen=True)
class Postmaster:
    """The server that wrote the pid file of a cluster; it may be long dead."""

    pid: int
    sockets: Path
    ready: bool

    @classmethod
    def of(cls, cluster: Path) -> Self | None:
        """The server named in the cluster's pid file, or None where there is none or it is half written."""
        try:
            lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return cls(int(lines[PID]), Path(lines[SOCKETS]), lines[STATUS].strip() == "ready")
        except (FileNotFoundError, IndexError, ValueError):
            return None

    @property
    def lives(self) -> bool:
        """Whether a process of that number lives, be it the server or one that got its number since."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def serves(self, cluster: Path) -> bool:
        """Whether that process really is the cluster's server, and not one that got its number since."""
        if Path("/proc/self/cwd").exists():
            try:  # a server works in its own cluster's folder
                return Path(f"/proc/{self.pid}/cwd").readlink() == cluster
            except OSError:
                return False
        line = subprocess.run(
            ["/bin/ps", "-o", "command=", "-p", str(self.pid)], capture_output=True, text=True, check=False
        )
        return str(cluster) in line.stdout
