"""The whole examination, in the order of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
from pydantic import ValidationError

from bot.config import Settings, tenant_from_profile, tenants
from bot.doctor.finding import Finding, Mark, failed
from bot.doctor.judgement import judge_numbers, judge_settings, judge_tenant
from bot.doctor.probes import (
    ask_database,
    ask_netsapiens,
    ask_public_url,
    ask_redis,
    ask_twilio,
    ask_verified,
)
from bot.domain.tenant import Tenant


async def examine(settings: Settings) -> list[Finding]:
    """Judge settings and tenants, ask engines and providers."""
    database, profiles = await ask_database(settings)
    stored, unreadable = _read(profiles)
    # Tenants of the file are stored at the next start: the file's word counts.
    everybody = list({tenant.tenant_id: tenant for tenant in (*stored, *tenants(settings))}.values())
    findings = [*judge_settings(settings, everybody), database, await ask_redis(settings), *unreadable]
    for tenant in everybody:
        findings += judge_tenant(tenant)
    if database.mark is Mark.PASS:
        findings += await ask_verified(settings, everybody)
    async with aiohttp.ClientSession() as session:
        findings.append(await ask_public_url(session, settings))
        if not settings.sandbox.enabled:  # the sandbox lives in the service and was set up by it
            findings += await _ask_providers(session, settings, everybody)
    return findings


def _read(profiles: Mapping[str, Mapping[str, Any]]) -> tuple[list[Tenant], list[Finding]]:
    """The tenants stored, and a finding for each that cannot be read."""
    stored, unreadable = [], []
    for slug, profile in profiles.items():
        try:
            stored.append(tenant_from_profile(slug, profile))
        except ValidationError as error:
            text = f"its stored profile cannot be read: {error.error_count()} problems"
            unreadable.append(failed(f"tenants.{slug}", text, "import or save the tenant again"))
    return stored, unreadable


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
