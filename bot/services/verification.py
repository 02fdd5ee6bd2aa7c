"""The phone of an agent is theirs, and they agree to be rung: a code is texted to it and comes back."""

from __future__ import annotations

import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import Agent, Tenant, TenantId
from bot.domain.verification import CODE_DIGITS, CODE_LIFE, TRIES, Answer, texts_rule
from bot.services import attendance
from bot.services.office import Office
from bot.storage import MessageId, OutMessage, Transaction

PURPOSE = "agent_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSent:
    """A code is on its way to the agent's phone."""

    expires_at: datetime


class CodeRefused(Exception):
    """No code is texted; nothing was sent and nothing changed."""

    def __init__(self, why: str, *, retry_after: int = 0) -> None:
        super().__init__(why)
        #: "already_verified", "opted_out", "no_sms_number" or "agent_codes", the limit.
        self.why = why
        #: Seconds until asking again makes sense; 0: it is no matter of time.
        self.retry_after = retry_after


async def send_code(office: Office, tenant: Tenant, agent: Agent) -> CodeSent:
    """Text the agent a new code, which replaces the one before. Raises ``CodeRefused``."""
    tenant_id, now = tenant.tenant_id, office.clock.now()
    async with office.store.transaction(tenant_id) as tx:
        await _may_be_texted(tx, tenant, agent)
    number_hash = office.pseudonyms.hash(agent.phone, tenant=tenant_id).hex()
    verdict = await office.limiter.reserve(tenant_id, (texts_rule(number_hash),), now)
    if not verdict.allowed:
        raise CodeRefused("agent_codes", retry_after=verdict.retry_after_seconds)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    expires_at = now + CODE_LIFE
    async with office.store.transaction(tenant_id) as tx:
        await tx.agent_numbers.expect(agent.phone, _hash(office, tenant_id, agent.phone, code), expires_at)
        await tx.messages.add(_text(office, tenant, agent, code), now)
    return CodeSent(expires_at=expires_at)


async def confirm(office: Office, tenant: Tenant, agent: Agent, code: str) -> Answer:
    """The owner says which code the agent was texted."""
    async with office.store.transaction(tenant.tenant_id) as tx:
        return await check(office, tx, tenant, agent, code)


async def check(office: Office, tx: Transaction, tenant: Tenant, agent: Agent, code: str) -> Answer:
    """Whether it is the code this very phone waits for. Each look costs a try, also when it is wrong."""
    now = office.clock.now()
    expected = await tx.agent_numbers.spend_try(agent.phone, TRIES, now)
    if expected is None:
        return Answer.NONE_WAITING
    if not hmac.compare_digest(expected, _hash(office, tenant.tenant_id, agent.phone, code)):
        return Answer.WRONG
    await tx.agent_numbers.verify(agent.phone, now)
    if tenant.routing.verify_agents:
        await attendance.serve_line(tx, now)
    return Answer.VERIFIED


async def _may_be_texted(tx: Transaction, tenant: Tenant, agent: Agent) -> None:
    if await tx.agent_numbers.verified([agent.phone]):
        raise CodeRefused("already_verified")
    if tenant.sms_number is None:
        raise CodeRefused("no_sms_number")
    if await tx.people.opted_out(agent.phone):
        raise CodeRefused("opted_out")


def _text(office: Office, tenant: Tenant, agent: Agent, code: str) -> OutMessage:
    body = office.words.say(tenant.locale, "desk.code", {"company": tenant.company, "code": code})
    return OutMessage(
        message_id=MessageId(uuid.uuid4()),
        callback_id=None,
        purpose=PURPOSE,
        channel=Channel.SMS,
        to=agent.phone,
        body=body,
    )


def _hash(office: Office, tenant_id: TenantId, number: E164, code: str) -> bytes:
    """Bound to number and tenant; without the installation's pepper a stolen table tells no code."""
    return office.pseudonyms.hash(f"agent-code/{number}/{code}", tenant=tenant_id)
