"""Runs everything and prints one table."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles

import psycopg
from psycopg import sql

from bench import clicks, driving, inbound, ringing
from bench.figures import Figure, Row, machine, table
from bench.generator import Load, Outcome, generate
from bench.machine import ALL, AROUND, MEASURED, pin
from bench.processes import ALWAYS, BUSINESS, WIDE, Engines, free_port, server, service
from bot.adapters.engines.folder import Folder
from bot.adapters.engines.lifecycle import running
from bot.adapters.engines.servers import DATABASE, PostgresServer, ValkeyServer
from bot.adapters.postgres.migrations import migrate

RUNS = 3
CONNECTIONS = 48
#: Messages prepared for each second; no server may use them up.
PREPARED, PREPARED_BARE = 3_000, 40_000
SLOW_PBX_SECONDS = 0.2
#: Enough to keep a PBX that takes 200 ms busy.
CLICKERS, SLOW_CLICKERS = 16, 128


def main() -> int:
    """Returns the exit code."""
    pin(AROUND)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=_disk())))
        database_url = opened.enter_context(running(PostgresServer(Folder(folder, "postgres"), {})))
        redis_url = opened.enter_context(running(ValkeyServer(Folder(folder, "valkey"))))
        print(machine(len(ALL), database_url, redis_url), flush=True)
        rows: list[Row] = []
        for measure in (_messages, _clicks, _ringing, _driving):
            # What one leaves behind is not for the next to work on.
            url = _fresh_database(database_url, measure.__name__)
            rows += measure(Engines(database_url=url, redis_url=redis_url, folder=folder))
        print(table(rows))
    return 0


def _fresh_database(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    fresh = url.replace(f"/{DATABASE}?", f"/{name}?")
    asyncio.run(migrate(fresh))
    return fresh


def _messages(engines: Engines) -> list[Row]:
    """Throughput at saturation, and the time of an answer at half that load."""
    with ExitStack() as servers:
        port, bare = _message_server(engines, servers), _bare_server(engines, servers)
        ours, other = _in_turn(lambda: _flood(port, PREPARED), lambda: _flood(bare, PREPARED_BARE))
        rate = Figure([run.per_second for run in ours], "").median / 2
        calm, bare_calm = _in_turn(lambda: _steady(port, rate), lambda: _steady(bare, rate))
    return [
        _rates("inbound messages of one web process", ours, other, "1,500 /s"),
        Row(
            what=f"time of an answer at half load ({rate:,.0f} /s), p99",
            ours=Figure([run.p99_ms for run in calm], "ms"),
            other=Figure([run.p99_ms for run in bare_calm], "ms"),
            aim="25 ms",
        ),
    ]


def _message_server(engines: Engines, servers: ExitStack) -> int:
    port = free_port()
    agents = [{"name": "Ana", "phone": "+18135550011"}]
    numbers = dict.fromkeys(("voice_number", "sms_number", "whatsapp_number"), BUSINESS)
    profile = {"name": "Acme Plumbing", "agents": agents, "hours": ALWAYS, "limits": WIDE, **numbers}
    servers.enter_context(service("web", engines.settings(port, tenants={"acme": profile}), MEASURED))
    return port


def _bare_server(engines: Engines, servers: ExitStack) -> int:
    port = free_port()
    command = [sys.executable, "-m", "bench.bare", str(port)]
    servers.enter_context(server(command, f"http://127.0.0.1:{port}/", MEASURED, engines.room("bare")))
    return port


def _flood(port: int, a_second: int) -> Outcome:
    """Every connection asks as soon as it is answered."""
    load = Load(ports=[port], requests=[], connections=CONNECTIONS)
    return generate(load.with_requests(inbound.messages(port, _people(load, a_second))))


def _steady(port: int, rate: float) -> Outcome:
    load = Load(ports=[port], requests=[], connections=CONNECTIONS, rate=rate)
    return generate(load.with_requests(inbound.messages(port, _people(load, rate))))


def _people(load: Load, a_second: float) -> int:
    """So many talks as the load needs messages; those of one person go through one connection."""
    messages = a_second * (load.warm_up_seconds + load.seconds + 1)
    return load.connections * (1 + int(messages / len(inbound.TALKS[0]) / load.connections))


def _clicks(engines: Engines) -> list[Row]:
    """With a PBX that answers at once, and with one that thinks."""
    return [
        _beside_flask(engines, "clicks, PBX instant", 0.0, CLICKERS, "1x"),
        _beside_flask(engines, "clicks, PBX 200 ms", SLOW_PBX_SECONDS, SLOW_CLICKERS, "20x"),
    ]


def _beside_flask(engines: Engines, what: str, seconds: float, connections: int, aim: str) -> Row:
    with ExitStack() as servers:
        url = servers.enter_context(clicks.pbx(engines, seconds))
        ports = [servers.enter_context(clicks.ours(engines, url)) for _ in range(clicks.PROCESSES)]
        flask = servers.enter_context(clicks.flask(engines, url))
        ours, other = _in_turn(
            lambda: clicks.clicked(ports, connections=connections),
            lambda: clicks.clicked([flask], connections=connections),
        )
    return _rates(what, ours, other, aim)


def _ringing(engines: Engines) -> list[Row]:
    took = ringing.milliseconds(engines, calls=100)
    percentiles = quantiles(took, n=100)
    return [
        Row(
            what="consent answered to create-call, median", ours=Figure([percentiles[49]], "ms"), aim="100 ms"
        ),
        Row(what="consent answered to create-call, p99", ours=Figure([percentiles[98]], "ms"), aim="100 ms"),
    ]


def _driving(engines: Engines) -> list[Row]:
    driven = driving.drive(engines, driving.Plan(runs=RUNS))
    return [
        Row(
            what="callbacks of one worker, from due to connected",
            ours=Figure(driven.per_second, "/s"),
            aim="",
        ),
        Row(
            what=f"due to create-call at half load ({driven.calm_rate:,.0f} /s), p99",
            ours=Figure(driven.p99_ms, "ms"),
            aim="",
        ),
    ]


def _in_turn(
    ours: Callable[[], Outcome], other: Callable[[], Outcome]
) -> tuple[list[Outcome], list[Outcome]]:
    """Several runs of each, alternating: what else happens on the machine happens to both."""
    runs = [(ours(), other()) for _ in range(RUNS)]
    return [run[0] for run in runs], [run[1] for run in runs]


def _rates(what: str, ours: list[Outcome], other: list[Outcome], aim: str) -> Row:
    figures = [Figure([run.per_second for run in runs], "/s") for runs in (ours, other)]
    return Row(what=what, ours=figures[0], other=figures[1], aim=aim)


def _disk() -> Path:
    """Where the service keeps its data: on a disk, for a commit in memory costs nothing."""
    folder = Path("var")
    folder.mkdir(exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
