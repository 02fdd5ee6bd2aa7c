"""Who is rung next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.callback import Attempt, Outcome
from bot.domain.tenant import Agent, AgentId, Strategy, Tenant


class Stop(StrEnum):
    """Why nobody is rung any more in this flow."""

    NO_AGENTS = "no_agents"
    ALL_TRIED = "all_tried"
    MAX_AGENTS = "max_agents"
    TIME_IS_UP = "time_is_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Ring this agent next."""

    agent: Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class AllBusy:
    """Everybody left is in another call: wait for one to become free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhausted:
    """The flow is over without an agent."""

    why: Stop


Choice = Ring | AllBusy | Exhausted


def order(agents: tuple[Agent, ...], strategy: Strategy, last: AgentId | None) -> tuple[Agent, ...]:
    """The agents in ringing order; round-robin starts behind ``last``, the one who was rung last."""
    ranked = tuple(sorted(agents, key=lambda agent: agent.priority))
    if strategy is not Strategy.ROUND_ROBIN or last is None:
        return ranked
    ids = [agent.agent_id for agent in ranked]
    if last not in ids:
        return ranked
    start = ids.index(last) + 1
    return ranked[start:] + ranked[:start]


def choose(
    tenant: Tenant,
    *,
    now: datetime,
    flow_started_at: datetime | None,
    tried: Collection[AgentId],
    busy: Collection[AgentId],
    last: AgentId | None,
) -> Choice:
    """The next step of a flow. Nobody is rung twice in one flow."""
    routing = tenant.routing
    if not tenant.agents:
        return Exhausted(why=Stop.NO_AGENTS)
    if len(tried) >= routing.max_agents:
        return Exhausted(why=Stop.MAX_AGENTS)
    if flow_started_at and now - flow_started_at >= timedelta(seconds=routing.total_seconds):
        return Exhausted(why=Stop.TIME_IS_UP)
    left = [a for a in order(tenant.agents, routing.strategy, last) if a.agent_id not in tried]
    if not left:
        return Exhausted(why=Stop.ALL_TRIED)
    free = [agent for agent in left if agent.agent_id not in busy]
    return Ring(agent=free[0]) if free else AllBusy()


def tried_in_flow(attempts: Collection[Attempt], flow_started_at: datetime | None) -> set[AgentId]:
    """Agents whose turn this flow has used up; a call that was never placed used up nothing."""
    if flow_started_at is None:
        return set()
    return {
        attempt.agent_id
        for attempt in attempts
        if attempt.agent_id
        and attempt.asked_at >= flow_started_at
        and attempt.outcome not in (None, Outcome.NOT_PLACED)
    }
