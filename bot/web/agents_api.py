"""The agents of a business, for its own programs: who can be rung, consoles, and phones to be verified."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from bot.domain.desk import Availability
from bot.domain.phone import E164
from bot.domain.tenant import Agent, Tenant
from bot.domain.verification import Answer
from bot.services import attendance, verification
from bot.services.attendance import Standing
from bot.services.verification import CodeRefused
from bot.web.api import wire_time
from bot.web.bodies import CodeBody, PresenceBody, read_json
from bot.web.languages import language_of
from bot.web.problems import Problem
from bot.web.services import SERVICES, WORDING
from bot.web.tenant_api import holder_of

UNCACHED: Final = {"Cache-Control": "no-store"}
#: What a code that does not verify is answered with: status and code of the problem, key of the sentence.
FAILURES: Final = {
    Answer.WRONG: (400, "wrong-code", "api.code_wrong"),
    Answer.NONE_WAITING: (409, "no-code", "api.code_none"),
}


async def agents(request: web.Request) -> web.Response:
    """``GET /api/v1/agents``."""
    tenant = (await holder_of(request)).tenant
    office = request.app[SERVICES].office
    standings = await attendance.roster(office, tenant)
    now = office.clock.now()
    told = [_wire(standing, standing.availability(now)) for standing in standings]
    return web.json_response({"agents": told}, headers=UNCACHED)


async def say_presence(request: web.Request) -> web.Response:
    """``PUT /api/v1/agents/{agent_id}/presence``: the heartbeat of a console."""
    tenant, agent = await _agent_of(request)
    body = await read_json(request, PresenceBody)
    await attendance.heartbeat(request.app[SERVICES].office, tenant, agent, body.state, body.minutes)
    return web.Response(status=204)


async def end_presence(request: web.Request) -> web.Response:
    """``DELETE /api/v1/agents/{agent_id}/presence``: the console is closed."""
    tenant, agent = await _agent_of(request)
    await attendance.end_console(request.app[SERVICES].office, tenant, agent)
    return web.Response(status=204)


async def send_code(request: web.Request) -> web.Response:
    """``POST /api/v1/agents/{agent_id}/verification``."""
    tenant, agent = await _agent_of(request)
    try:
        sent = await verification.send_code(request.app[SERVICES].office, tenant, agent)
    except CodeRefused as refusal:
        if refusal.why == "already_verified":
            return _verified(agent)
        raise _not_texted(request, tenant, refusal) from None
    told = {
        "id": agent.agent_id,
        "verified": False,
        "phone_ends": last_digits(agent.phone),
        "expires_at": wire_time(sent.expires_at),
    }
    return web.json_response(told, status=202, headers=UNCACHED)


async def confirm(request: web.Request) -> web.Response:
    """``POST /api/v1/agents/{agent_id}/verification/confirm``."""
    tenant, agent = await _agent_of(request)
    body = await read_json(request, CodeBody)
    answer = await verification.confirm(request.app[SERVICES].office, tenant, agent, body.code)
    if answer is Answer.VERIFIED:
        return _verified(agent)
    status, code, key = FAILURES[answer]
    raise Problem(status=status, code=code, sentence=_say(request, tenant, key))


def last_digits(phone: E164) -> str:
    """Enough to tell one's own phones apart, too little to ring one."""
    return phone[-2:]


async def _agent_of(request: web.Request) -> tuple[Tenant, Agent]:
    """The agent of the path, of the business whose key it is. Raises the 401, or the 404."""
    tenant = (await holder_of(request)).tenant
    wanted = request.match_info["agent_id"]
    agent = next((each for each in tenant.agents if each.agent_id == wanted), None)
    if agent is None:
        raise Problem(status=404, code="unknown-agent", sentence=_say(request, tenant, "api.no_agent"))
    return tenant, agent


def _wire(standing: Standing, state: Availability) -> dict[str, object]:
    presence = standing.presence
    heard_at = presence.console_heard_at if presence else None
    until = presence.until if presence and state is Availability.BUSY else None
    return {
        "id": standing.agent.agent_id,
        "name": standing.agent.name,
        "phone_ends": last_digits(standing.agent.phone),
        "presence": state.value,
        "until": wire_time(until) if until else None,
        "by": "console" if heard_at else "phone",
        "console_heard_at": wire_time(heard_at) if heard_at else None,
        "in_call": standing.in_call,
        "verified": standing.verified,
        "not_rung": standing.absence.value if standing.absence else None,
    }


def _verified(agent: Agent) -> web.Response:
    return web.json_response({"id": agent.agent_id, "verified": True}, headers=UNCACHED)


def _not_texted(request: web.Request, tenant: Tenant, refusal: CodeRefused) -> Problem:
    sentence = _say(request, tenant, f"api.{refusal.why}")
    if refusal.retry_after:
        return Problem(
            status=429, code="limit-agent-codes", sentence=sentence, retry_after=refusal.retry_after
        )
    return Problem(status=409, code="not-textable", sentence=sentence)


def _say(request: web.Request, tenant: Tenant, key: str) -> str:
    return request.app[WORDING].say(language_of(request, tenant), key, company=tenant.company)
