"""Who of the agents can be rung, and what follows when somebody can be again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.desk import Absence, Availability, Presence
from bot.domain.tenant import Agent, AgentId, Tenant
from bot.domain.timeline import Kind
from bot.services.flow import Flow
from bot.services.office import Office
from bot.storage import Task, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands with one agent."""

    agent: Agent
    #: None: they said nothing, and are reachable by phone.
    presence: Presence | None
    #: Why they are not rung now; None: they are.
    absence: Absence | None
    in_call: bool
    #: Whether their phone came back with its code, wanted or not.
    verified: bool

    def availability(self, now: datetime) -> Availability:
        """Where they are, in their own word; who said nothing is there."""
        return self.presence.at(now) if self.presence else Availability.ONLINE


async def absent(tx: Transaction, tenant: Tenant, now: datetime) -> Mapping[AgentId, Absence]:
    """Agents who are not to be rung now, and why. Reads what is known; nobody is waited for."""
    return await _absences(tx, tenant, await tx.presences.all(), now)


async def may_be_rung(tx: Transaction, tenant: Tenant, person: Agent | None) -> bool:
    """Whether the phone is known to be theirs, and never said STOP. Contacts who are no agents are the
    owner's own word."""
    if person is None or person in await _unverified(tx, tenant):
        return False
    return not await tx.people.opted_out(person.phone)


async def note_absent(flow: Flow) -> None:
    """Say in the timeline who is left out, and why."""
    presences = await flow.tx.presences.all()
    absences = await _absences(flow.tx, flow.tenant, presences, flow.now)
    for agent in flow.tenant.agents:
        why = absences.get(agent.agent_id)
        if why is None:
            continue
        heard_at = presences[agent.agent_id].console_heard_at if why is Absence.CONSOLE_SILENT else None
        since = {"since": heard_at.isoformat(timespec="seconds")} if heard_at else {}
        await flow.note(Kind.AGENT_SKIPPED, agent=agent.name, why=why.value, **since)


async def roster(office: Office, tenant: Tenant) -> Sequence[Standing]:
    """How it stands with every agent, in the order of the profile."""
    now = office.clock.now()
    async with office.store.transaction(tenant.tenant_id) as tx:
        presences = await tx.presences.all()
        absences = await _absences(tx, tenant, presences, now)
        verified = await tx.agent_numbers.verified([agent.phone for agent in tenant.agents])
        in_call = await tx.attempts.busy_agents(now)
    return [
        Standing(
            agent=agent,
            presence=presences.get(agent.agent_id),
            absence=absences.get(agent.agent_id),
            in_call=agent.agent_id in in_call,
            verified=agent.phone in verified,
        )
        for agent in tenant.agents
    ]


async def say(tx: Transaction, agent: Agent, presence: Presence, now: datetime) -> None:
    """Keep what the agent said; when they can be rung again, the first in line is dialled."""
    before = await tx.presences.say(agent.agent_id, presence, now)
    if before and before.absence(now) and not presence.absence(now):
        await serve_line(tx, now)


async def heartbeat(
    office: Office, tenant: Tenant, agent: Agent, state: Availability, minutes: int | None = None
) -> None:
    """The agent's console says where they are. Its silence means that nobody is there."""
    now = office.clock.now()
    until = now + timedelta(minutes=minutes) if minutes else None
    async with office.store.transaction(tenant.tenant_id) as tx:
        await say(tx, agent, Presence(state=state, until=until, console_heard_at=now), now)


async def end_console(office: Office, tenant: Tenant, agent: Agent) -> None:
    """The console is closed: the agent is reachable by phone, as somebody who said nothing is."""
    now = office.clock.now()
    async with office.store.transaction(tenant.tenant_id) as tx:
        before = await tx.presences.end_console(agent.agent_id)
        if before and before.absence(now):
            await serve_line(tx, now)


async def serve_line(tx: Transaction, now: datetime) -> None:
    """Somebody can be rung who could not: the callback that waits longest for an agent is dialled."""
    for callback_id in (await tx.callbacks.waiting_for_agents(now))[:1]:
        await tx.jobs.defer(Task.DIAL, callback_id)


async def _absences(
    tx: Transaction, tenant: Tenant, presences: Mapping[AgentId, Presence], now: datetime
) -> Mapping[AgentId, Absence]:
    unverified = await _unverified(tx, tenant)
    said_no = await tx.people.opted_out_among([agent.phone for agent in tenant.agents])
    found = {agent_id: why for agent_id, presence in presences.items() if (why := presence.absence(now))}
    for agent in tenant.agents:
        if agent.phone in said_no:
            found[agent.agent_id] = Absence.OPTED_OUT
        elif agent in unverified:
            found[agent.agent_id] = Absence.NOT_VERIFIED
    return found


async def _unverified(tx: Transaction, tenant: Tenant) -> Sequence[Agent]:
    """Agents who are not rung before their phone came back with its code; none where that is not wanted."""
    if not tenant.routing.verify_agents:
        return ()
    verified = await tx.agent_numbers.verified([agent.phone for agent in tenant.agents])
    return [agent for agent in tenant.agents if agent.phone not in verified]
