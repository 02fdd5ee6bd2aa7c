"""The whole examination, in the order of a report."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp

from bot.config import Settings, tenant_from_profile, tenants
from bot.doctor.finding import Finding
from bot.doctor.judgement import judge_numbers, judge_settings, judge_tenant
from bot.doctor.probes import ask_database, ask_netsapiens, ask_public_url, ask_redis, ask_twilio
from bot.domain.tenant import Tenant


async def examine(settings: Settings) -> list[Finding]:
    """Judge settings and tenants, ask engines and providers."""
    database, profiles = await ask_database(settings)
    everybody = _everybody(
        settings, [tenant_from_profile(slug, profile) for slug, profile in profiles.items()]
    )
    findings = [*judge_settings(settings, everybody), *database, await ask_redis(settings)]
    for tenant in everybody:
        findings += judge_tenant(tenant)
    async with aiohttp.ClientSession() as session:
        findings.append(await ask_public_url(session, settings))
        if not settings.sandbox.enabled:  # the sandbox lives in the service and was set up by it
            findings += await _ask_providers(session, settings, everybody)
    return findings


def _everybody(settings: Settings, stored: Sequence[Tenant]) -> list[Tenant]:
    """Tenants of file and database; the file's word counts."""
    return list({tenant.tenant_id: tenant for tenant in (*stored, *tenants(settings))}.values())


async def _ask_providers(
    session: aiohttp.ClientSession, settings: Settings, everybody: Sequence[Tenant]
) -> list[Finding]:
    findings: list[Finding] = []
    if settings.netsapiens.configured:
        findings.append(await ask_netsapiens(session, settings))
    if settings.twilio.configured:
        account, owned = await ask_twilio(session, settings)
        findings.append(account)
        if owned is not None:
            for tenant in everybody:
                findings += judge_numbers(tenant, owned, settings.server.public_url)
    return findings
