"""The sandbox as a program of its own, and as a guest under a prefix."""

from __future__ import annotations

import asyncio
import json
import re
import sys

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.sandbox import SandboxConfig, create_app, page

SETTINGS = {"account_sid": "AC" + "0" * 32, "auth_token": "12345"}


async def test_it_runs_alone_and_says_where(tmp_path):
    settings = tmp_path / "sandbox.json"
    settings.write_text(json.dumps(SETTINGS))
    command = (sys.executable, "-m", "bot.sandbox", "--config", str(settings), "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
        url = re.search(r"http://127\.0\.0\.1:\d+/", line).group()
        async with ClientSession() as client, client.get(url + "control/state") as response:
            assert (await response.json())["calls"] == []
    finally:
        process.terminate()
        await process.wait()


async def test_settings_that_cannot_be_used_are_named(tmp_path):
    settings = tmp_path / "sandbox.json"
    settings.write_text(json.dumps(SETTINGS | {"acount_sid": "x"}))
    command = (sys.executable, "-m", "bot.sandbox", "--config", str(settings))
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    assert process.returncode == 2
    assert "acount_sid" in said.decode()


async def test_the_stage_of_a_mounted_sandbox_finds_its_parts():
    main = web.Application()
    main.router.add_get("/", page("/sandbox", "/live"))
    main.add_subapp("/sandbox", create_app(SandboxConfig.from_dict(SETTINGS)))
    server = TestServer(main)
    await server.start_server()
    async with ClientSession() as client:
        html = await (await client.get(server.make_url("/"))).text()
        addresses = re.findall(r'(?:src|href)="(/sandbox/[^"]+)"', html)
        assert len(addresses) >= 4
        for address in addresses:
            assert (await client.get(server.make_url(address))).status == 200
        assert 'data-live="/live"' in html
        assert (await client.get(server.make_url("/sandbox/"))).status == 200
    await server.close()
