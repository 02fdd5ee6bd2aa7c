"""Who is rung next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.attempt import Attempt, AttemptState, Outcome
from bot.domain.tenant import Agent, AgentId, Strategy, Tenant


class Stop(StrEnum):
    """Why nobody is rung any more in this flow."""

    NO_AGENTS = "no_agents"
    ALL_TRIED = "all_tried"
    MAX_AGENTS = "max_agents"
    TIME_IS_UP = "time_is_up"
    ALL_AWAY = "all_away"
    CLAIMER_LOST = "claimer_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Ring this agent next."""

    agent: Agent
    #: Whose turn it was, but who are in a call.
    busy: tuple[Agent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AllBusy:
    """Everybody left is in another call: wait for one to become free."""

    busy: tuple[Agent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhausted:
    """The flow is over without an agent."""

    why: Stop


Choice = Ring | AllBusy | Exhausted


def order(
    agents: tuple[Agent, ...], strategy: Strategy, rung: Mapping[AgentId, datetime]
) -> tuple[Agent, ...]:
    """The agents in ringing order, given when each was rung last."""
    ranked = tuple(sorted(agents, key=lambda agent: agent.priority))
    if strategy in (Strategy.PRIORITY, Strategy.SIMULTANEOUS):
        return ranked
    known = [agent for agent in ranked if agent.agent_id in rung]
    if not known:
        return ranked
    if strategy is Strategy.LEAST_RECENT:
        fresh = tuple(agent for agent in ranked if agent.agent_id not in rung)
        return fresh + tuple(sorted(known, key=lambda agent: rung[agent.agent_id]))
    start = ranked.index(max(known, key=lambda agent: rung[agent.agent_id])) + 1
    return ranked[start:] + ranked[:start]


def choose(
    tenant: Tenant,
    *,
    now: datetime,
    flow_started_at: datetime | None,
    tried: Collection[AgentId],
    busy: Collection[AgentId],
    away: Collection[AgentId],
    rung: Mapping[AgentId, datetime],
    ahead: int = 0,
) -> Choice:
    """The next step of a flow. Nobody is rung twice in one flow.

    ``ahead`` is the number of callbacks that were asked for earlier and wait for agents: so many free agents
    are theirs.
    """
    over = _over(tenant, now, flow_started_at, tried)
    if over:
        return Exhausted(why=over)
    left = [a for a in order(tenant.agents, tenant.routing.strategy, rung) if a.agent_id not in tried]
    there = [agent for agent in left if agent.agent_id not in away]
    if not there:
        return Exhausted(why=Stop.ALL_AWAY if left else Stop.ALL_TRIED)
    free = [agent for agent in there if agent.agent_id not in busy]
    if len(free) <= ahead:
        return AllBusy(busy=tuple(agent for agent in there if agent not in free))
    return Ring(agent=free[0], busy=tuple(there[: there.index(free[0])]))


def choose_claimer(claimer: Agent | None, *, tried: Collection[AgentId], busy: Collection[AgentId]) -> Choice:
    """Who took a missed callback is rung for it, once, and nobody else."""
    if claimer is None or claimer.agent_id in tried:
        return Exhausted(why=Stop.CLAIMER_LOST)
    return AllBusy() if claimer.agent_id in busy else Ring(agent=claimer)


def _over(
    tenant: Tenant, now: datetime, flow_started_at: datetime | None, tried: Collection[AgentId]
) -> Stop | None:
    routing = tenant.routing
    if not tenant.agents:
        return Stop.NO_AGENTS
    if len(tried) >= routing.max_agents:
        return Stop.MAX_AGENTS
    if flow_started_at and now - flow_started_at >= timedelta(seconds=routing.total_seconds):
        return Stop.TIME_IS_UP
    return None


def tried_in_flow(attempts: Collection[Attempt], flow_started_at: datetime | None) -> set[AgentId]:
    """Agents whose turn this flow has used up; a call that was never placed used up nothing."""
    if flow_started_at is None:
        return set()
    return {
        attempt.agent_id
        for attempt in attempts
        if attempt.agent_id
        and attempt.asked_at >= flow_started_at
        and attempt.outcome is not Outcome.NOT_PLACED
    }


def may_ring_another(tenant: Tenant, ringing: Collection[Attempt]) -> bool:
    """Whether one more agent may be rung beside those who are: nobody is, or all ring at the same time.

    Picking up is no reason to spare the others, for mailboxes do that first; taking the call is.
    """
    if tenant.routing.strategy is not Strategy.SIMULTANEOUS:
        return not ringing
    return not any(attempt.reached(AttemptState.ACCEPTED) for attempt in ringing)


def was_away(attempts: Collection[Attempt], since: datetime) -> bool:
    """Whether a provider could not be asked after that time. What was looked up in vain is no sign of it.

    Agents who are to ring at the same time would otherwise be asked for without a pause, by ever more jobs.
    """
    return any(
        attempt.outcome is Outcome.NOT_PLACED and not attempt.look_ups and attempt.updated_at > since
        for attempt in attempts
    )


def free_lane(attempts: Collection[Attempt]) -> int:
    """The first lane without a live attempt."""
    taken = {attempt.lane for attempt in attempts if attempt.live}
    return next(lane for lane in range(len(taken) + 1) if lane not in taken)
