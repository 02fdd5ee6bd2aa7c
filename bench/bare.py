"""A bare aiohttp server: reads what it is sent and answers with a constant. ``python -m bench.bare PORT``"""

from __future__ import annotations

import sys

import uvloop
from aiohttp import web

ANSWER = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Message>Thanks Jo! '
    "We call you on (813) 555-7001, right?\n1 Yes\n2 Another number</Message></Response>"
)


async def answer(request: web.Request) -> web.Response:
    """The same for everybody."""
    await request.read()
    return web.Response(text=ANSWER, content_type="text/xml")


def main() -> None:
    """Serve until terminated."""
    app = web.Application()
    app.add_routes([web.post("/webhooks/twilio/message", answer), web.get("/", answer)])
    port, loop = int(sys.argv[1]), uvloop.new_event_loop()
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None, loop=loop)


if __name__ == "__main__":
    main()
