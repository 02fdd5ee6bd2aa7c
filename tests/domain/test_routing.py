"""Who is rung next, and when nobody is any more."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attempt import Attempt, AttemptId, AttemptState, Outcome
from bot.domain.callback import CallbackId
from bot.domain.phone import E164
from bot.domain.routing import AllBusy, Choice, Exhausted, Ring, Stop, choose, tried_in_flow
from bot.domain.tenant import Agent, AgentId, Hours, Routing, Strategy, Tenant, TenantId

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ANA, BEN, CLEO = AgentId("ana"), AgentId("ben"), AgentId("cleo")


def agent(name: str, priority: int) -> Agent:
    return Agent(agent_id=AgentId(name), name=name.title(), phone=E164("+18135550011"), priority=priority)


def tenant(strategy: Strategy = Strategy.PRIORITY, **routing: int) -> Tenant:
    return Tenant(
        tenant_id=TenantId("acme"),
        name="Acme Plumbing",
        hours=Hours(week=((),) * 7),
        agents=(agent("cleo", 3), agent("ana", 1), agent("ben", 2)),
        routing=replace(Routing(strategy=strategy), **routing),
    )


def next_step(
    business: Tenant, *, tried: set[AgentId] = frozenset(), busy: set[AgentId] = frozenset(), **given: object
) -> Choice:
    facts = {"now": NOON, "flow_started_at": NOON, "away": set(), "rung": {}, **given}
    return choose(business, tried=tried, busy=busy, **facts)  # type: ignore[arg-type]


def rung(choice: Choice) -> AgentId | None:
    return choice.agent.agent_id if isinstance(choice, Ring) else None


def passed_over(choice: Choice) -> list[AgentId]:
    return [agent.agent_id for agent in choice.busy] if isinstance(choice, Ring | AllBusy) else []


def test_the_most_urgent_agent_is_rung_first_and_then_the_next() -> None:
    assert rung(next_step(tenant())) == ANA
    assert rung(next_step(tenant(), tried={ANA})) == BEN


def test_an_agent_in_a_call_is_passed_over() -> None:
    choice = next_step(tenant(), busy={ANA, CLEO})
    assert (rung(choice), passed_over(choice)) == (BEN, [ANA])


def test_when_all_who_are_left_talk_one_waits() -> None:
    choice = next_step(tenant(), tried={ANA}, busy={ANA, BEN, CLEO})
    assert isinstance(choice, AllBusy)
    assert passed_over(choice) == [BEN, CLEO]


def minutes_ago(**agents: int) -> dict[AgentId, datetime]:
    return {AgentId(name): NOON - timedelta(minutes=minutes) for name, minutes in agents.items()}


def test_round_robin_goes_on_behind_the_one_rung_last_and_wraps() -> None:
    turns = tenant(Strategy.ROUND_ROBIN)
    assert rung(next_step(turns, rung=minutes_ago(ana=1, ben=9, cleo=5))) == BEN
    assert rung(next_step(turns, rung=minutes_ago(ana=7, ben=9, cleo=5))) == ANA
    assert rung(next_step(turns, rung={AgentId("left-the-company"): NOON})) == ANA


def test_least_recent_rings_who_has_waited_longest_and_newcomers_first() -> None:
    fair = tenant(Strategy.LEAST_RECENT)
    assert rung(next_step(fair, rung=minutes_ago(ana=1, ben=5, cleo=9))) == CLEO
    assert rung(next_step(fair, rung=minutes_ago(ana=1, cleo=9))) == BEN


def test_who_is_away_is_not_rung_and_nobody_waits_for_them() -> None:
    assert rung(next_step(tenant(), away={ANA})) == BEN
    assert next_step(tenant(), away={ANA, BEN, CLEO}) == Exhausted(why=Stop.ALL_AWAY)
    assert passed_over(next_step(tenant(), away={ANA, BEN}, busy={CLEO})) == [CLEO]


def test_a_free_agent_belongs_to_who_asked_first() -> None:
    assert isinstance(next_step(tenant(), busy={ANA, BEN}, ahead=1), AllBusy)
    assert rung(next_step(tenant(), busy={ANA}, ahead=1)) == BEN


def test_a_flow_ends_when_all_were_tried_the_number_is_reached_or_time_is_up() -> None:
    late = NOON - timedelta(seconds=180)
    assert next_step(tenant(), tried={ANA, BEN, CLEO}) == Exhausted(why=Stop.ALL_TRIED)
    assert next_step(tenant(max_agents=2), tried={ANA, BEN}) == Exhausted(why=Stop.MAX_AGENTS)
    assert next_step(tenant(), tried={ANA}, flow_started_at=late) == Exhausted(why=Stop.TIME_IS_UP)
    assert next_step(replace(tenant(), agents=())) == Exhausted(why=Stop.NO_AGENTS)


@given(
    st.sampled_from(Strategy),
    st.sets(st.sampled_from([ANA, BEN, CLEO])),
    st.dictionaries(st.sampled_from([ANA, BEN, CLEO]), st.datetimes(timezones=st.just(UTC))),
)
def test_nobody_is_rung_twice_in_one_flow(
    strategy: Strategy, tried: set[AgentId], last: dict[AgentId, datetime]
) -> None:
    assert rung(next_step(tenant(strategy), tried=tried, rung=last)) not in tried


def test_a_call_that_was_never_placed_does_not_count_as_a_try() -> None:
    def ended(agent_id: AgentId, outcome: Outcome) -> Attempt:
        return Attempt(
            tenant_id=TenantId("acme"),
            attempt_id=AttemptId(uuid.uuid4()),
            callback_id=CallbackId(uuid.uuid4()),
            provider="twilio",
            agent_id=agent_id,
            state=AttemptState.ENDED,
            outcome=outcome,
            asked_at=NOON,
            updated_at=NOON,
        )

    attempts = [ended(ANA, Outcome.NOT_PLACED), ended(BEN, Outcome.NO_ANSWER)]
    assert tried_in_flow(attempts, NOON) == {BEN}
    assert tried_in_flow(attempts, NOON + timedelta(seconds=1)) == set()
