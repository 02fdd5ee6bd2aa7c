"""The embedded engines: nothing confirmed is lost, nothing is left behind, nobody is locked out."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
import pytest
import redis
from psycopg.conninfo import conninfo_to_dict

from bot.adapters.engines import EngineFailed, postgres, valkey

ROOT = Path(__file__).parents[2]
#: Runs both engines until its input ends.
USER = """
import asyncio, sys
from pathlib import Path
from bot.adapters.engines import postgres, valkey

async def main():
    async with postgres(Path(sys.argv[1])) as database, valkey(Path(sys.argv[1])) as cache:
        print(database, cache, flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""
#: The same user without root's rights, but still able to read the folder of this Python.
AS_NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
READ_ANYWHERE = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=+dac_read_search"]


@pytest.fixture(autouse=True)
def nothing_is_left_behind(data_dir: Path) -> Iterator[None]:
    yield
    assert not processes_of(data_dir)


def processes_of(data_dir: Path) -> list[psutil.Process]:
    """The living processes of the engines of this folder."""
    found = []
    for process in psutil.process_iter(["name", "status"]):
        if process.info["status"] != psutil.STATUS_ZOMBIE and process.info["name"] in {
            "postgres",
            "valkey-server",
        }:
            try:
                if data_dir.resolve() in Path(process.cwd()).parents:
                    found.append(process)
            except psutil.Error:
                continue
    return found


@contextmanager
def user_of(data_dir: Path, *prefix: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses both engines; ends with the block."""
    with subprocess.Popen(  # noqa: S603
        [*prefix, sys.executable, "-c", USER, str(data_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        yield process


def urls(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Where the other process finds its engines; waits for them to run."""
    assert process.stdout
    database, cache = process.stdout.readline().split()
    return database, cache


def write(database: str, cache: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('kept')")
    with redis.Redis.from_url(cache) as client:
        client.set("kept", "kept")


def read(database: str, cache: str) -> tuple[object, object]:
    with psycopg.connect(database) as connection, redis.Redis.from_url(cache) as client:
        row = connection.execute("SELECT word FROM kept").fetchone()
        return row and row[0], client.get("kept")


KEPT = ("kept", b"kept")


async def test_what_was_written_is_there_after_a_restart(data_dir: Path) -> None:
    async with postgres(data_dir) as database, valkey(data_dir) as cache:
        write(database, cache)
    async with postgres(data_dir) as database, valkey(data_dir) as cache:
        assert read(database, cache) == KEPT


async def test_the_engines_write_through_to_the_disk(data_dir: Path) -> None:
    async with postgres(data_dir) as database, valkey(data_dir) as cache:
        with psycopg.connect(database) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
                assert row == ("on",)
        with redis.Redis.from_url(cache) as client:
            assert client.config_get("append*")["appendonly"] == "yes"


async def test_the_engines_do_not_listen_on_the_network(data_dir: Path) -> None:
    async with postgres(data_dir), valkey(data_dir):
        assert not [c for p in processes_of(data_dir) for c in p.net_connections("inet")]


async def test_a_long_path_does_not_matter(data_dir: Path) -> None:
    deep = data_dir / ("a name with $pecial characters, " * 5) / "quite deep"
    async with postgres(deep) as database, valkey(deep) as cache:
        write(database, cache)
        sockets = str(conninfo_to_dict(database)["host"])
    assert not os.path.exists(sockets)


async def test_engines_whose_parent_was_killed_are_adopted_and_then_stopped(data_dir: Path) -> None:
    with user_of(data_dir) as parent:
        write(*urls(parent))
        before = {process.pid for process in processes_of(data_dir) if process.ppid() == 1}
        parent.kill()
    async with postgres(data_dir) as database, valkey(data_dir) as cache:
        after = {process.pid for process in processes_of(data_dir)}
        assert before
        assert before <= after
        assert read(database, cache) == KEPT


async def test_engines_that_were_killed_recover(data_dir: Path) -> None:
    with user_of(data_dir) as parent:
        write(*urls(parent))
        for process in processes_of(data_dir):
            process.kill()
        parent.kill()
    async with postgres(data_dir) as database, valkey(data_dir) as cache:
        assert read(database, cache)[0] == "kept"


async def test_a_process_id_in_use_again_does_not_pass_for_postgres(data_dir: Path) -> None:
    await leave_pid(data_dir, os.getpid())
    async with postgres(data_dir) as database, await psycopg.AsyncConnection.connect(database):
        pass


async def test_nor_does_that_of_a_postgres_elsewhere(data_dir: Path, tmp_path: Path) -> None:
    await leave_pid(data_dir, 0)
    with called_postgres(data_dir, tmp_path, seconds=60) as other:
        await leave_pid(data_dir, other.pid)
        async with postgres(data_dir) as database, await psycopg.AsyncConnection.connect(database):
            pass
        assert other.poll() is None


async def test_a_server_that_is_still_dying_is_waited_for(data_dir: Path) -> None:
    await leave_pid(data_dir, 0)
    with called_postgres(data_dir, data_dir / "postgres" / "data", seconds=1) as dying:
        await leave_pid(data_dir, dying.pid)
        async with postgres(data_dir) as database, await psycopg.AsyncConnection.connect(database):
            assert dying.poll() == 0


async def leave_pid(data_dir: Path, pid: int) -> None:
    """What a crash leaves, with this id of a process in it."""
    folder = data_dir / "postgres"
    if not folder.exists():
        async with postgres(data_dir):
            lines = (folder / "data" / "postmaster.pid").read_text().splitlines(keepends=True)[1:]
            (folder / "left").write_text("".join(lines))
    (folder / "data" / "postmaster.pid").write_text(f"{pid}\n{(folder / 'left').read_text()}")
    (folder / ".s.PGSQL.5432.lock").write_text(f"{pid}\n")


@contextmanager
def called_postgres(data_dir: Path, folder: Path, *, seconds: int) -> Iterator[subprocess.Popen[bytes]]:
    """A process of that name and of the engines' account which works in ``folder`` and ends after so long."""
    account = (data_dir / "postgres").stat().st_uid if os.geteuid() == 0 else None
    with TemporaryDirectory() as programs:
        Path(programs).chmod(0o755)
        program = shutil.copy(shutil.which("sleep") or "", Path(programs) / "postgres")
        with subprocess.Popen([program, str(seconds)], cwd=folder, user=account) as process:  # noqa: S603
            yield process
            process.kill()


async def test_a_start_that_was_killed_halfway_is_begun_again(data_dir: Path) -> None:
    draft = data_dir / "postgres" / "draft"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    async with postgres(data_dir) as database, await psycopg.AsyncConnection.connect(database):
        pass


async def test_two_that_start_at_once_share_one_engine(data_dir: Path) -> None:
    with user_of(data_dir) as first, user_of(data_dir) as second:
        assert urls(first) == urls(second)
        servers = [process for process in processes_of(data_dir) if process.ppid() == 1]
        assert sorted(process.name() for process in servers) == ["postgres", "valkey-server"]


async def test_the_last_to_leave_stops_the_engines(data_dir: Path) -> None:
    async with postgres(data_dir) as database, valkey(data_dir) as cache:
        with user_of(data_dir) as other:
            assert urls(other) == (database, cache)
        write(database, cache)
    assert not processes_of(data_dir)


async def test_one_that_was_killed_does_not_count_as_a_user(data_dir: Path) -> None:
    async with postgres(data_dir), valkey(data_dir):
        with user_of(data_dir) as other:
            urls(other)
            other.kill()
    assert not processes_of(data_dir)


async def test_ctrl_c_reaches_the_service_and_not_its_engines(data_dir: Path) -> None:
    async with postgres(data_dir) as database, valkey(data_dir) as cache:
        with user_of(data_dir) as other:
            urls(other)
            os.killpg(other.pid, signal.SIGINT)
        write(database, cache)
        assert read(database, cache) == KEPT


async def test_ctrl_c_while_they_start_leaves_nothing_running(data_dir: Path) -> None:
    with user_of(data_dir) as process:
        async with asyncio.timeout(30):
            while not (data_dir / "postgres" / "gate.lock").exists():  # noqa: ASYNC110  (another process)
                await asyncio.sleep(0)
        os.killpg(process.pid, signal.SIGINT)
    assert process.returncode != 0


async def test_a_plain_user_can_run_the_engines(data_dir: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("PLAIN USER NOT TRIED: the tests run as one already, see the other tests")
    if not shutil.which("setpriv"):
        pytest.skip("PLAIN USER NOT TRIED: needs setpriv of util-linux")
    data_dir.mkdir()
    data_dir.parent.chmod(0o755)
    os.chown(data_dir, pwd.getpwnam("nobody").pw_uid, -1)
    with user_of(data_dir, *AS_NOBODY, *READ_ANYWHERE) as process:
        write(*urls(process))
        assert {engine.username() for engine in processes_of(data_dir)} == {"nobody"}
    assert not processes_of(data_dir)


async def test_data_of_another_version_is_refused_with_the_way_out(data_dir: Path) -> None:
    async with postgres(data_dir):
        pass
    (data_dir / "postgres" / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EngineFailed, match="pg_upgrade"):
        async with postgres(data_dir):
            pass


async def test_an_engine_that_cannot_start_says_why(data_dir: Path) -> None:
    with pytest.raises(EngineFailed, match="no_such_setting"):
        async with postgres(data_dir, {"no_such_setting": "1"}):
            pass
