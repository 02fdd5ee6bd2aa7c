"""Ways over TCP that a test can close."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tests.system import free_port


class Road:
    """A way to the first of several ports that answers; closed, it cuts off who is on it."""

    def __init__(self, *ends: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._ends = list(ends)
        self._travellers = set[asyncio.StreamWriter]()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def close(self) -> None:
        self._server.close()
        for traveller in list(self._travellers):
            traveller.transport.abort()
        await self._server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            far_reader, far_writer = await self._reach()
            self._travellers |= {writer, far_writer}
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
            self._travellers -= {writer, far_writer}
        writer.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in self._ends:
            self._ends.append(end := self._ends.pop(0))
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", end)
        raise ConnectionRefusedError


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
