"""A business's own program at the API of its agents, for tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.tenant import TenantId
from bot.services import keys
from tests.system import System, until


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the API answered."""

    status: int
    body: Mapping[str, Any]
    retry_after: str | None

    @property
    def problem(self) -> str:
        """Stable code of the problem, such as "wrong-code"."""
        return str(self.body.get("type", "")).rpartition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentsApi:
    """Asks with a key of one business."""

    system: System
    key: str

    @classmethod
    async def of(cls, system: System, tenant: str = "acme") -> AgentsApi:
        return cls(system=system, key=await keys.issue(system.services.office, TenantId(tenant)))

    async def ask(self, method: str, path: str = "", **body: object) -> Answer:
        headers = {"Authorization": f"Bearer {self.key}"}
        url = f"{self.system.url}/api/v1/agents{path}"
        async with self.system.session.request(method, url, headers=headers, json=body or None) as answer:
            told = {} if answer.status == 204 else await answer.json(content_type=None)
            return Answer(status=answer.status, body=told, retry_after=answer.headers.get("Retry-After"))

    async def heartbeat(self, agent: str, state: str = "online", **more: object) -> Answer:
        return await self.ask("PUT", f"/{agent}/presence", state=state, **more)

    async def close(self, agent: str) -> Answer:
        return await self.ask("DELETE", f"/{agent}/presence")

    async def agent(self, agent: str) -> Mapping[str, Any]:
        """How the list shows this agent."""
        listed = (await self.ask("GET")).body["agents"]
        return next(each for each in listed if each["id"] == agent)

    async def send_code(self, agent: str) -> Answer:
        return await self.ask("POST", f"/{agent}/verification")

    async def confirm(self, agent: str, code: str) -> Answer:
        return await self.ask("POST", f"/{agent}/verification/confirm", code=code)

    async def code_of(self, agent: str, phone: str) -> str:
        """Have a code sent, and read it from the agent's phone."""
        before = len(await self.system.sandbox.heard(phone))
        assert (await self.send_code(agent)).status == 202
        heard = await until(lambda: self.system.sandbox.heard(phone), lambda texts: len(texts) > before)
        found = re.search(r"Reply (\d{6}) to agree", heard[-1])
        assert found, heard
        return found[1]


def wrong(code: str) -> str:
    """Another code than this one."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")
