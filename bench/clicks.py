"""Clicks on ``/click-to-call``, beside a minimal Flask server under gunicorn that does the same work."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.generator import Load, Outcome, generate
from bench.inbound import customers
from bench.machine import ALL
from bench.processes import ALWAYS, WIDE, Engines, free_port, server, service

PATH = "/click-to-call"
#: Web processes of ours, and sync workers of gunicorn.
PROCESSES = 2
#: More than any server answers in one run.
CLICKS = 6_000
TENANTS = {
    "acme": {
        "name": "Acme Plumbing",
        "domains": ["acme.example"],
        "hours": ALWAYS,
        "limits": WIDE,
        "call_providers": ["netsapiens"],
        "netsapiens": {"queue": "500", "uid": "100@acme.example"},
        "consent": {"implied_by_click": True},
    }
}


@contextmanager
def pbx(engines: Engines, seconds: float) -> Iterator[str]:
    """URL of a PBX that takes so long."""
    port = free_port()
    command = [sys.executable, "-m", "bench.pbx", str(port), str(seconds)]
    with server(command, f"http://127.0.0.1:{port}/healthz", ALL, engines.room("pbx")):
        yield f"http://127.0.0.1:{port}/ns-api/"


@contextmanager
def ours(engines: Engines, pbx_url: str) -> Iterator[int]:
    """Port of a web process of ours."""
    port = free_port()
    settings = engines.settings(port, tenants=TENANTS, netsapiens={"url": pbx_url, "token": "bench"})
    with service("web", settings, ALL):
        yield port


@contextmanager
def flask(engines: Engines, pbx_url: str) -> Iterator[int]:
    """Port of the Flask server."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", str(PROCESSES)]
    command += ["--bind", f"127.0.0.1:{port}", "bench.responder:app"]
    environment = {**os.environ, "PBX_URL": pbx_url}
    with server(command, f"http://127.0.0.1:{port}/healthz", ALL, engines.room("flask"), environment):
        yield port


def clicked(ports: Sequence[int], *, connections: int) -> Outcome:
    """People click, each once."""
    clicks = [_click(customer) for customer in customers(CLICKS)]
    return generate(Load(ports=ports, requests=clicks, connections=connections))


def _click(customer: str) -> bytes:
    body = json.dumps({"domain": "acme.example", "phone_number": customer})
    # As from a proxy in front; everybody has an address of their own.
    address = f"2001:db8:{customer[2:5]}:{customer[-4:]}::1"
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Forwarded-For: {address}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
