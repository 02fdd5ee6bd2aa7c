"""Limits that hold under concurrency: in Valkey, and in PostgreSQL while Valkey is away.

Each rule keeps a log of what it counted. A reservation reads its logs and writes to all or to none in one
atomic step, so no race can pass one more than allowed. What is refused is not written: a log holds at most
``Rule.max`` entries (that many members, for ``DISTINCT``), and ends with its window.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import psycopg
from psycopg_pool import PoolTimeout
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.adapters.postgres.store import SET_TENANT, Connection, Pool
from bot.domain.limits import Hit, Kind, Rule, Verdict, judge, refusal
from bot.ports import Limiter
from bot.storage import StorageAway

#: KEYS: one log per rule. ARGV: now, then max, window, kind and member of each rule; times in microseconds.
#: Returns the number of the rule that refuses longest and how long it does; or, when all have counted, 0, 0
#: and how much each has counted.
#: An entry is "member:time:n"; n tells apart those of one moment. The meaning is ``domain.limits.judge``.
RESERVE = """
local now = tonumber(ARGV[1])

-- When the members other than this one were last counted, oldest first; none when it was itself.
local function others(key, member)
  local latest, found = {}, {}
  local entries = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  for i = 1, #entries, 2 do
    latest[entries[i]:match('^(.*):%d+:%d+$')] = tonumber(entries[i + 1])
  end
  if latest[member] then return found end
  for _, at in pairs(latest) do found[#found + 1] = at end
  table.sort(found)
  return found
end

local function wait(key, max, window, kind, member)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  if kind == 'distinct' then
    local found = others(key, member)
    if #found < max then return 0 end
    return (found[#found - max + 1] or now) + window - now
  end
  local count = redis.call('ZCARD', key)
  if count < max then return 0 end
  local leaving = redis.call('ZRANGE', key, count - max, count - max, 'WITHSCORES')
  return (tonumber(leaving[2]) or now) + window - now
end

local function counted(key, kind)
  if kind ~= 'distinct' then return redis.call('ZCARD', key) end
  local seen, n = {}, 0
  for _, entry in ipairs(redis.call('ZRANGE', key, 0, -1)) do
    local member = entry:match('^(.*):%d+:%d+$')
    if not seen[member] then seen[member], n = true, n + 1 end
  end
  return n
end

local refused, longest = 0, 0
for i, key in ipairs(KEYS) do
  local at = 4 * i - 2
  local rule_wait = wait(key, tonumber(ARGV[at]), tonumber(ARGV[at + 1]), ARGV[at + 2], ARGV[at + 3])
  if rule_wait > longest then refused, longest = i, rule_wait end
end
if refused > 0 then return {refused, longest} end

local verdict = {0, 0}
for i, key in ipairs(KEYS) do
  local n, entry = 0, ARGV[4 * i + 1] .. ':' .. ARGV[1] .. ':'
  while redis.call('ZADD', key, ARGV[1], entry .. n) == 0 do n = n + 1 end
  redis.call('PEXPIRE', key, math.ceil(tonumber(ARGV[4 * i - 1]) / 1000))
  verdict[i + 2] = counted(key, ARGV[4 * i])
end
return verdict
"""

#: KEYS: one log per rule. ARGV: the moment of the reservation, then the member of each rule.
RELEASE = """
for i, key in ipairs(KEYS) do
  local start = ARGV[i + 1] .. ':' .. ARGV[1] .. ':'
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', key, ARGV[1], ARGV[1])) do
    if entry:sub(1, #start) == start then redis.call('ZREM', key, entry) break end
  end
end
"""


class ValkeyLimiter:
    """``ports.Limiter`` in one round trip. A tenant's keys share a hash tag, thus a node of a cluster."""

    def __init__(self, client: Redis) -> None:
        """``client``: with a pool that waits (``BlockingConnectionPool``): a crowd is no outage."""
        self._reserve = client.register_script(RESERVE)
        self._release = client.register_script(RELEASE)

    async def reserve(self, tenant: str, rules: Sequence[Rule], now: datetime) -> Verdict:
        """Counts under all rules or under none. Raises ``RedisError``."""
        described: list[Any] = [_microseconds(now)]
        for rule in rules:
            described += (rule.max, rule.seconds * 1_000_000, rule.kind.value, _member(rule))
        refused, wait, *counts = await self._reserve(keys=_keys(tenant, rules), args=described)
        if not refused:
            return Verdict(allowed=True, counts=tuple(counts))
        return refusal(rules[refused - 1], timedelta(microseconds=wait))

    async def release(self, tenant: str, rules: Sequence[Rule], now: datetime) -> None:
        """Takes back what was counted at ``now``. Raises ``RedisError``."""
        await self._release(
            keys=_keys(tenant, rules), args=[_microseconds(now), *(_member(rule) for rule in rules)]
        )


LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('limits:' || %s, 0))"
READ = """
    SELECT rule.n, hit.member, hit.at
    FROM unnest(%s::text[], %s::timestamptz[]) WITH ORDINALITY AS rule (key, since, n)
    JOIN limit_hits hit ON hit.tenant_id = %s AND hit.key = rule.key AND hit.at > rule.since
    ORDER BY hit.at
"""
FORGET = """
    DELETE FROM limit_hits hit USING unnest(%s::text[], %s::timestamptz[]) AS rule (key, since)
    WHERE hit.tenant_id = %s AND hit.key = rule.key AND hit.at <= rule.since
"""
COUNT = """
    INSERT INTO limit_hits (tenant_id, key, member, at)
    SELECT %s, unnest(%s::text[]), unnest(%s::text[]), %s
"""
UNCOUNT = """
    DELETE FROM limit_hits WHERE tenant_id = %(tenant)s AND ctid IN (
        SELECT DISTINCT ON (hit.key) hit.ctid
        FROM unnest(%(keys)s::text[], %(members)s::text[]) AS rule (key, member)
        JOIN limit_hits hit USING (key, member)
        WHERE hit.tenant_id = %(tenant)s AND hit.at = %(at)s)
"""


class PostgresLimiter:
    """``ports.Limiter`` on a table; reservations of one tenant wait for one another.

    Takes a connection of its own from the pool: not to be called by one who holds another.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def reserve(self, tenant: str, rules: Sequence[Rule], now: datetime) -> Verdict:
        """Counts under all rules or under none. Raises ``StorageAway``."""
        names = [_name(rule) for rule in rules]
        since = [now - timedelta(seconds=rule.seconds) for rule in rules]
        async with self._transaction(tenant) as connection:
            # A statement of its own: the next one must see what the holder of the lock wrote.
            await connection.execute(LOCK, (tenant,))
            hits: list[list[Hit]] = [[] for _ in rules]
            async for number, member, at in await connection.execute(READ, (names, since, tenant)):
                hits[number - 1].append(Hit(member=member, at=at))
            verdict = judge(rules, hits, now)
            if verdict.allowed:
                await connection.execute(FORGET, (names, since, tenant))
                await connection.execute(COUNT, (tenant, names, [_member(rule) for rule in rules], now))
        return verdict

    async def release(self, tenant: str, rules: Sequence[Rule], now: datetime) -> None:
        """Takes back what was counted at ``now``. Raises ``StorageAway``."""
        counted = {
            "tenant": tenant,
            "keys": [_name(rule) for rule in rules],
            "members": [_member(rule) for rule in rules],
            "at": now,
        }
        async with self._transaction(tenant) as connection:
            await connection.execute(UNCOUNT, counted)

    @asynccontextmanager
    async def _transaction(self, tenant: str) -> AsyncIterator[Connection]:
        try:
            async with self._pool.connection() as connection, connection.transaction():
                await connection.execute(SET_TENANT, (tenant,))
                yield connection
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise StorageAway("The database cannot be reached.") from error


#: What a Valkey that is away, or no longer itself, raises; a time-out is an OSError.
UNREACHABLE = (RedisError, OSError)


class FallbackLimiter:
    """The first limiter, or the second while the first is away.

    The two do not share their logs: at the moment of a change a window may pass twice its limit, never more.
    """

    def __init__(
        self, primary: Limiter, secondary: Limiter, *, seconds: float = 0.25, pause_seconds: float = 5.0
    ) -> None:
        """``seconds``: patience with the first. ``pause_seconds``: how long it is then left alone; after that
        one request tries it, and the others do not wait for the outcome."""
        self._primary = primary
        self._secondary = secondary
        self._seconds = seconds
        self._pause_seconds = pause_seconds
        self._retry_at: float | None = None

    async def reserve(self, tenant: str, rules: Sequence[Rule], now: datetime) -> Verdict:
        """Counts under all rules or under none, at whichever limiter is there."""
        if self._may_try():
            try:
                async with asyncio.timeout(self._seconds):
                    verdict = await self._primary.reserve(tenant, rules, now)
            except UNREACHABLE:
                self._leave_alone()
            else:
                self._retry_at = None
                return verdict
        return await self._secondary.reserve(tenant, rules, now)

    async def release(self, tenant: str, rules: Sequence[Rule], now: datetime) -> None:
        """Takes back at both, for the reservation may be older than the last change."""
        if self._retry_at is None:
            try:
                async with asyncio.timeout(self._seconds):
                    await self._primary.release(tenant, rules, now)
            except UNREACHABLE:
                self._leave_alone()
        await self._secondary.release(tenant, rules, now)

    def _may_try(self) -> bool:
        if self._retry_at is None:
            return True
        if monotonic() < self._retry_at:
            return False
        self._leave_alone()
        return True

    def _leave_alone(self) -> None:
        self._retry_at = monotonic() + self._pause_seconds


def _name(rule: Rule) -> str:
    return f"{rule.name}:{rule.key}"


def _member(rule: Rule) -> str:
    return rule.member if rule.kind is Kind.DISTINCT else ""


def _keys(tenant: str, rules: Sequence[Rule]) -> list[str]:
    return [f"limit:{{{tenant}}}:{_name(rule)}" for rule in rules]


def _microseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)
