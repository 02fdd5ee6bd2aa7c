"""How calls went: the agent is asked by one text, and the answer is kept."""

from __future__ import annotations

from bot.domain.attempt import Outcome
from bot.domain.desk import Report
from bot.domain.tenant import Agent
from bot.domain.timeline import Kind
from bot.services.flow import Flow


async def ask(flow: Flow) -> None:
    """Ask the agent who has just talked, once, where the tenant wants that."""
    if not flow.tenant.routing.ask_outcome:
        return
    attempts = await flow.tx.attempts.of(flow.callback.callback_id)
    talked = [attempt for attempt in attempts if attempt.outcome is Outcome.COMPLETED]
    agent = flow.agent(talked[-1]) if talked else None
    if agent and await flow.tx.desk.ask(flow.callback.callback_id, agent.agent_id, flow.now):
        body = flow.say_to_business("desk.how_did_it_go")
        await flow.text_person(f"outcome:{agent.agent_id}", agent.phone, body)


async def record(flow: Flow, agent: Agent, report: Report) -> None:
    """Keep the agent's word. It calls nobody: whoever wants another call starts it."""
    await flow.tx.desk.report(flow.callback.callback_id, agent.agent_id, report, flow.now)
    await flow.note(Kind.REPORTED, actor="agent", agent=agent.name, outcome=report.value)
