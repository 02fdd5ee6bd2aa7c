"""A PBX that queues whatever it is asked to, after so many seconds. ``python -m bench.pbx PORT SECONDS``"""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiohttp import web


def main() -> None:
    """Serve until terminated."""
    port, seconds = int(sys.argv[1]), float(sys.argv[2])

    async def queue(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(seconds)
        return web.Response(status=202)

    app = web.Application()
    app.add_routes([web.post("/ns-api/", queue), web.get("/healthz", queue)])
    loop = uvloop.new_event_loop()
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None, loop=loop)


if __name__ == "__main__":
    main()
