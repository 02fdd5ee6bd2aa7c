"""Asks the engines and the outside; each probe ends within seconds and raises nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiohttp
import psycopg
from redis.exceptions import RedisError

from bot import app
from bot.adapters import engines
from bot.adapters.crypto import CryptoError
from bot.adapters.postgres import tenants as stored
from bot.adapters.postgres.migrations import is_current
from bot.adapters.twilio.rest import OwnNumber
from bot.config import Settings
from bot.doctor.finding import Finding, failed, passed, warned
from bot.doctor.judgement import judge_verification
from bot.domain.phone import E164
from bot.domain.tenant import Tenant
from bot.ports import ProviderError, Refused

#: Longest wait for each answer, in seconds.
PATIENCE = 5

_DATABASE_FIX = "start PostgreSQL, or correct BOT_DATABASE__URL (host, port, user, password, database)"
_REDIS_FIX = "start Redis or Valkey, or correct BOT_REDIS__URL"


async def ask_database(settings: Settings) -> tuple[Finding, Mapping[str, dict[str, Any]]]:
    """Whether PostgreSQL answers with this version's schema, and the profiles stored in it, by slug."""
    try:
        async with (
            app.database(settings) as url,
            await psycopg.AsyncConnection.connect(url, connect_timeout=PATIENCE) as connection,
        ):
            version = f"PostgreSQL {connection.info.server_version // 10000}"
            if not await is_current(url):
                tell = warned if settings.database.embedded else failed
                return tell(
                    "database", f"{version}, without this version's schema", "callback-bot migrate"
                ), {}
            profiles = {slug: profile for slug, _, profile in await stored.all_profiles(connection)}
            return passed("database", f"{version}, schema is current"), profiles
    except (psycopg.Error, engines.EngineFailed) as error:
        return failed("database", f"does not answer ({type(error).__name__})", _DATABASE_FIX), {}


async def ask_verified(settings: Settings, everybody: Sequence[Tenant]) -> tuple[Finding, ...]:
    """Whether each agent who must be verified is; asked of a database that answers."""
    try:
        unverified = await app.unverified_agents(settings, everybody)
    except CryptoError as error:
        return (failed("keys", str(error), "correct security.encryption_keys and security.pepper"),)
    by_id = {tenant.tenant_id: tenant for tenant in everybody}
    return tuple(
        finding for slug, agents in unverified.items() for finding in judge_verification(by_id[slug], agents)
    )


async def ask_redis(settings: Settings) -> Finding:
    """Whether the fast memory answers."""
    try:
        async with asyncio.timeout(PATIENCE), app.memory(settings) as client:
            await client.ping()
    except (RedisError, OSError, engines.EngineFailed) as error:
        return failed("redis", f"does not answer ({type(error).__name__})", _REDIS_FIX)
    return passed("redis", "answers")


async def ask_public_url(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Whether the address that providers use leads to the running service."""
    url = f"{settings.server.public_url}/healthz"
    fix = "start the service (callback-bot run); then look at DNS, proxy and firewall"
    problem = await _unreachable(session, url, fine=lambda status: status == 200)
    if not problem:
        return passed("reachability", f"{url} answers")
    tell = warned if settings.sandbox.enabled else failed
    return tell("reachability", f"{url} {problem}", fix)


async def ask_netsapiens(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Whether anything answers where the PBX should be; the token shows itself with the first call only."""
    problem = await _unreachable(session, settings.netsapiens.url, fine=lambda status: status < 500)
    if problem:
        return failed(
            "netsapiens", f"its address {problem}", "correct BOT_NETSAPIENS__URL, or look at the PBX"
        )
    return passed("netsapiens", "its address answers")


async def ask_twilio(
    session: aiohttp.ClientSession, settings: Settings
) -> tuple[Finding, Mapping[E164, OwnNumber] | None]:
    """Whether the account is in order, and its numbers; ``None``: it would not tell them."""
    account = app.telephony(settings, session)
    try:
        status = await account.account_status()
        owned = {number.number: number for number in await account.own_numbers()}
    except Refused:
        fix = "copy Account SID and Auth Token from the Twilio console again"
        return failed("twilio", "refuses the credentials", fix), None
    except ProviderError as error:
        return failed(
            "twilio", f"cannot be asked: {error}", "look at the network and BOT_TWILIO__API_URL"
        ), None
    if status != "active":
        return failed("twilio", f"the account is {status}", "settle that in the Twilio console"), owned
    return passed("twilio", f"the account is active and owns {len(owned)} numbers"), owned


async def _unreachable(session: aiohttp.ClientSession, url: str, *, fine: Callable[[int], bool]) -> str:
    """What is wrong with the address; empty: nothing."""
    try:
        async with session.get(url, timeout=aiohttp.ClientTimeout(total=PATIENCE)) as response:
            return "" if fine(response.status) else f"answers {response.status}"
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return f"does not answer ({type(error).__name__})"
