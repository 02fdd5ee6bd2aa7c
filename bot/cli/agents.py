"""``agents list|verify|confirm``: who of a business can be rung, and whose phone is known to be theirs."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence

from bot import app
from bot.cli.opened import with_office
from bot.cli.settled import DONE, FAILED, say
from bot.domain.tenant import Agent, Tenant
from bot.domain.verification import Answer
from bot.services import attendance, verification
from bot.services.attendance import Standing
from bot.services.office import Office
from bot.services.verification import CodeRefused
from bot.web.agents_api import FAILURES, last_digits
from bot.web.wording import FALLBACK, Wording


def execute(arguments: Namespace) -> int:
    """Do what was asked with the agents of one business."""

    async def act(office: Office) -> int:
        tenant = office.tenants.by_id(arguments.slug)
        if tenant is None:
            return say(f"there is no tenant {arguments.slug!r}; see: callback-bot tenants list", FAILED)
        if arguments.action == "list":
            return await _list(office, tenant)
        agents = [each for each in tenant.agents if arguments.agent in (None, each.agent_id)]
        if not agents:
            return say(f"{tenant.tenant_id} has no such agent; see: callback-bot agents list", FAILED)
        if arguments.action == "confirm":
            return await _confirm(office, tenant, agents[0], arguments.code)
        return await _verify(office, tenant, agents)

    return with_office(act)


async def _list(office: Office, tenant: Tenant) -> int:
    for standing in await attendance.roster(office, tenant):
        sys.stdout.write("\t".join(_columns(standing)) + "\n")
    return DONE


def _columns(standing: Standing) -> tuple[str, ...]:
    agent = standing.agent
    verified = "verified" if standing.verified else "not verified"
    if standing.absence:
        state = f"not rung: {standing.absence.replace('_', ' ')}"
    else:
        state = "in a call" if standing.in_call else "can be rung"
    return agent.agent_id, agent.name, f"..{last_digits(agent.phone)}", verified, state


async def _verify(office: Office, tenant: Tenant, agents: Sequence[Agent]) -> int:
    """Text each of them a code; one who cannot be texted keeps nobody else from it."""
    code = DONE
    for agent in agents:
        try:
            sent = await verification.send_code(office, tenant, agent)
        except CodeRefused as refusal:
            if refusal.why == "already_verified":
                sys.stdout.write(f"{agent.agent_id}: verified already\n")
            else:
                code = say(f"{agent.agent_id}: {_sentence(tenant, f'api.{refusal.why}')}", FAILED)
        else:
            until = f"{sent.expires_at.astimezone(tenant.zone):%H:%M}"
            sys.stdout.write(f"{agent.agent_id}: a code goes to ..{last_digits(agent.phone)}, till {until}\n")
    return code


async def _confirm(office: Office, tenant: Tenant, agent: Agent, code: str) -> int:
    answer = await verification.confirm(office, tenant, agent, code)
    if answer is not Answer.VERIFIED:
        return say(_sentence(tenant, FAILURES[answer][2]), FAILED)
    sys.stdout.write(f"{agent.agent_id}: verified\n")
    return DONE


def _sentence(tenant: Tenant, key: str) -> str:
    return Wording(app.templates() / "pages").say(FALLBACK, key, company=tenant.company)
