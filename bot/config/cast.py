"""The sandbox of this installation: the numbers of its tenants and the people who play in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.config.settings import Settings
from bot.domain.tenant import Tenant

SANDBOX_PATH = "/sandbox"
LIVE_PATH = "/stage/live"

#: Customers to play; fictional numbers, written as look and tests know them.
_CUSTOMERS = (
    {"number": "+18135557001", "role": "customer", "label": "Jo", "channels": ["whatsapp", "sms", "voice"]},
    {"number": "+18135557002", "role": "customer", "label": "Maria", "channels": ["sms", "voice"]},
)


def demo_cast(settings: Settings, tenants: tuple[Tenant, ...]) -> dict[str, Any]:
    """The sandbox's configuration as JSON: one account that owns the tenants' numbers, and the phones."""
    phones = {phone["number"]: phone for tenant in tenants for phone in _phones(tenant)}
    return {
        "account_sid": settings.twilio.account_sid,
        "auth_token": settings.twilio.auth_token.get_secret_value(),
        "ns_token": settings.netsapiens.token.get_secret_value(),
        "base_url": settings.server.public_url + SANDBOX_PATH,
        "numbers": [number for tenant in tenants for number in _numbers(tenant, settings.server.public_url)],
        "phones": [*_CUSTOMERS, *phones.values()],
        "live_url": LIVE_PATH,
        "time_scale": settings.sandbox.time_scale,
    }


def _numbers(tenant: Tenant, public_url: str) -> Iterator[dict[str, str]]:
    for number in dict.fromkeys((tenant.voice_number, tenant.sms_number, tenant.whatsapp_number)):
        if number:
            yield {
                "number": number,
                "label": tenant.company,
                "voice_url": f"{public_url}/webhooks/twilio/voice",
                "sms_url": f"{public_url}/webhooks/twilio/message",
            }


def _phones(tenant: Tenant) -> Iterator[dict[str, Any]]:
    for number in tenant.alert_numbers:
        yield {"number": number, "role": "business", "label": tenant.company, "channels": ["sms"]}
    for agent in tenant.agents:
        yield {"number": agent.phone, "role": "agent", "label": agent.name, "channels": ["voice"]}
