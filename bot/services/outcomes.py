"""How calls went: the agent is asked by key after the talk, or by one text, and the answer is kept."""

from __future__ import annotations

from bot.domain.attempt import Attempt
from bot.domain.desk import MEMORY, Report
from bot.domain.tenant import Agent
from bot.domain.timeline import Kind
from bot.services.flow import Flow


async def ask(flow: Flow, attempt: Attempt) -> bool:
    """Note that the agent who talked is asked, where the tenant wants that. False: they are not, or were."""
    agent = flow.agent(attempt)
    if not flow.tenant.routing.ask_outcome or agent is None:
        return False
    return await flow.tx.desk.ask(flow.callback.callback_id, agent.agent_id, flow.now)


async def ask_by_text(flow: Flow, attempt: Attempt) -> None:
    """Who hung up without a key gets the question as one text."""
    agent = flow.agent(attempt)
    question = await flow.tx.desk.question(agent.agent_id, flow.now - MEMORY) if agent else None
    if agent and question and question.callback_id == flow.callback.callback_id:
        body = flow.say_to_business("desk.how_did_it_go")
        await flow.text_person(f"outcome:{agent.agent_id}", agent.phone, body)


async def record(flow: Flow, agent: Agent, report: Report) -> None:
    """Keep the agent's word. It calls nobody: whoever wants another call starts it."""
    await flow.tx.desk.report(flow.callback.callback_id, agent.agent_id, report, flow.now)
    await flow.note(Kind.REPORTED, actor="agent", agent=agent.name, outcome=report.value)
