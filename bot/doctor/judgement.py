"""What can be judged without asking anybody: settings, profiles, numbers as a provider reports them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from bot.adapters.twilio.rest import OwnNumber
from bot.config import Settings
from bot.doctor.finding import Finding, failed, passed, warned
from bot.domain.phone import E164
from bot.domain.tenant import AgentId, Tenant

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

VOICE_PATH = "/webhooks/twilio/voice"
MESSAGE_PATH = "/webhooks/twilio/message"


def judge_settings(settings: Settings, tenants: Sequence[Tenant]) -> Iterator[Finding]:
    """Whether the settings let the providers in use reach us, and us reach them."""
    if settings.sandbox.enabled:
        yield warned(
            "sandbox",
            "stands in for the providers; nobody real is called",
            "to go live, set BOT_SANDBOX__ENABLED=false",
        )
        return
    yield _public_url(settings.server.public_url)
    used = {provider for tenant in tenants for provider in tenant.call_providers}
    if "twilio" in used and not settings.twilio.configured:
        yield failed(
            "twilio",
            "a tenant calls by Twilio and there are no credentials; webhooks are refused",
            "set BOT_TWILIO__ACCOUNT_SID and BOT_TWILIO__AUTH_TOKEN from the Twilio console",
        )
    if "netsapiens" in used and not settings.netsapiens.configured:
        yield failed(
            "netsapiens",
            "a tenant calls by NetSapiens and its address or token is missing",
            "set BOT_NETSAPIENS__URL and BOT_NETSAPIENS__TOKEN",
        )
    if settings.database.embedded and not settings.security.encryption_keys:
        yield warned(
            "keys",
            "personal data is encrypted with the key file in the data directory",
            "back that directory up, or set security.encryption_keys and security.pepper",
        )


def judge_tenant(tenant: Tenant) -> Iterator[Finding]:
    """Whether somebody can take the tenant's calls, sometimes at least, and hears about missed ones."""
    key = f"tenants.{tenant.tenant_id}"
    yield from _takers(tenant, key)
    if not any(tenant.hours.week) and not any(tenant.hours.exceptions.values()):
        yield failed(f"{key}.hours", "closed all week", f"name the open weekdays in [{key}.hours]")
    if not tenant.alert_numbers:
        yield warned(f"{key}.alert_numbers", "nobody is told of missed callbacks", f"set {key}.alert_numbers")
    elif not tenant.sms_number:
        yield failed(f"{key}.sms_number", "missing: alerts cannot be sent", f"set {key}.sms_number")
    if tenant.routing.ring_seconds >= tenant.routing.total_seconds and len(tenant.agents) > 1:
        yield warned(
            f"{key}.routing",
            "the time ends before a second agent is rung",
            f"raise {key}.routing.total_seconds above ring_seconds",
        )


def judge_verification(tenant: Tenant, unverified: Sequence[AgentId]) -> Iterator[Finding]:
    """Whether the phones of agents came back with their code, where they are not rung before."""
    subject, agents = f"tenants.{tenant.tenant_id}.agents", len(tenant.agents)
    if not unverified:
        yield passed(subject, "all are verified")
        return
    tell = failed if len(unverified) == agents else warned
    text = f"{len(unverified)} of {agents} are not verified and never rung: {', '.join(unverified)}"
    yield tell(subject, text, f"callback-bot agents verify {tenant.tenant_id}")


def judge_numbers(tenant: Tenant, owned: Mapping[E164, OwnNumber], public_url: str) -> Iterator[Finding]:
    """Whether the account owns the tenant's numbers, they can do their work, and they tell us."""
    for name, number in (("voice_number", tenant.voice_number), ("sms_number", tenant.sms_number)):
        subject = f"tenants.{tenant.tenant_id}.{name}"
        if number and number not in owned:
            yield failed(subject, "is not a number of the Twilio account", "buy it, or correct the setting")
        elif number:
            yield _able(subject, owned[number], voice=name == "voice_number", public_url=public_url)


def _takers(tenant: Tenant, key: str) -> Iterator[Finding]:
    if "twilio" in tenant.call_providers:
        if not tenant.agents:
            yield failed(f"{key}.agents", "nobody to ring", f"add [[{key}.agents]] with name and phone")
        if not tenant.voice_number:
            yield failed(f"{key}.voice_number", "missing: no number to call from", f"set {key}.voice_number")
    if "netsapiens" in tenant.call_providers and not tenant.pbx:
        yield failed(f"{key}.netsapiens", "no queue", f"set queue and uid in [{key}.netsapiens]")
    if tenant.agents or tenant.pbx:
        yield passed(key, f"{len(tenant.agents)} agents, {'a queue' if tenant.pbx else 'no queue'}")


def _public_url(url: str) -> Finding:
    parts = urlsplit(url)
    if parts.hostname in _LOOPBACK:
        return failed(
            "server.public_url",
            "leads to this machine only: providers cannot reach it",
            "set BOT_SERVER__PUBLIC_URL to the address the outside uses, such as https://callback.example",
        )
    if parts.scheme != "https":
        return warned(
            "server.public_url", "is not encrypted", "serve https and change BOT_SERVER__PUBLIC_URL"
        )
    return passed("server.public_url", "https")


def _able(subject: str, number: OwnNumber, *, voice: bool, public_url: str) -> Finding:
    work, able, told, path = (
        ("calls", number.voice, number.voice_url, VOICE_PATH)
        if voice
        else ("messages", number.sms, number.sms_url, MESSAGE_PATH)
    )
    if not able:
        return failed(subject, f"cannot do {work}", f"choose a number with {work} in the Twilio console")
    if told.split("#")[0] != public_url + path:  # after the # stand Twilio's own connection settings
        fix = f"in the Twilio console, set the number's webhook for {work} to {public_url}{path}"
        return failed(subject, f"incoming {work} are not sent to this service", fix)
    return passed(subject, "owned, able and connected")
