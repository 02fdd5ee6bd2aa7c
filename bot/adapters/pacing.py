"""Paces calls to what the provider's account may start each second, in Valkey, for all processes together.

Callbacks that have to wait stand in a fair queue: the calls of tenants alternate, so the many of one do not
delay the one of another (start-time fair queueing). Whoever does not come back when told to loses the place.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from redis.asyncio import Redis

from bot.adapters.limits import UNREACHABLE
from bot.ports import Turn

#: KEYS: when the next call may start; the queue, by turn; each tenant's last turn; when those in the queue
#: are expected back. ARGV: now, time between calls, patience of newcomers and of those who come back, grace,
#: life of the keys, tenant, callback; times in microseconds. Returns how long to wait, and 1 when the turn is
#: taken: the wait is within the patience. Else a place is kept.
TURN = """
local free, queue, turns, expected = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local now, interval, patience = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4])
local grace, life, tenant = tonumber(ARGV[5]), math.ceil(tonumber(ARGV[6]) / 1000), ARGV[7]
local caller = tenant .. '|' .. ARGV[8]

for _, late in ipairs(redis.call('ZRANGEBYSCORE', expected, '-inf', '(' .. ARGV[1])) do
  redis.call('ZREM', queue, late)
  redis.call('ZREM', expected, late)
end

local turn = tonumber(redis.call('ZSCORE', queue, caller))
if not turn then
  local served = tonumber(redis.call('HGET', turns, '') or 0)
  turn = math.max(served, tonumber(redis.call('HGET', turns, tenant) or 0)) + 1
  redis.call('ZADD', queue, turn, caller)
  redis.call('HSET', turns, tenant, turn)
  patience = tonumber(ARGV[3])
end

local next_free = math.max(now, tonumber(redis.call('GET', free) or 0))
local wait = next_free + redis.call('ZRANK', queue, caller) * interval - now
local taken = wait <= patience and 1 or 0
if taken == 1 then
  redis.call('ZREM', queue, caller)
  redis.call('ZREM', expected, caller)
  redis.call('HSET', turns, '', math.max(turn, tonumber(redis.call('HGET', turns, '') or 0)))
  redis.call('SET', free, string.format('%.0f', next_free + interval))
  wait = next_free - now
else
  redis.call('ZADD', expected, string.format('%.0f', now + wait + grace), caller)
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, life) end
return {math.ceil(wait), taken}
"""

#: Seconds that a newcomer waits on the spot: hardly any, so that all who are due stand in line before the
#: workers' hands are full of calls that wait.
HASTE_SECONDS = 0.1
#: Seconds that who comes back when told to waits on the spot; longer than jobs are late.
PATIENCE_SECONDS = 2.0
#: Seconds for which somebody who is late keeps the place.
GRACE_SECONDS = 15.0
#: Seconds after which a queue that nobody joins is forgotten.
LIFE_SECONDS = 3600.0
#: Patience with Valkey, in seconds.
VALKEY_SECONDS = 0.25


class OwnPace:
    """The pace of one process, for want of a common one: the tenants come as they come.

    Several processes together may then ask for more than the account takes; what it refuses waits and is
    asked again.
    """

    def __init__(self, per_second: float, now: Callable[[], float] = time.time) -> None:
        self._interval = 1 / per_second
        self._now = now
        self._next = 0.0

    def turn(self) -> Turn:
        now = self._now()
        wait = max(self._next - now, 0.0)
        taken = wait <= PATIENCE_SECONDS
        if taken:
            self._next = now + wait + self._interval
        return Turn(seconds=wait, taken=taken)


class ValkeyPace:
    """``ports.Pace`` of one account, which may start ``per_second`` calls."""

    def __init__(
        self, client: Redis, account: str, *, per_second: float, now: Callable[[], float] = time.time
    ) -> None:
        self._script = client.register_script(TURN)
        # One hash tag, thus one node of a cluster.
        self._keys = [f"pace:{{{account}}}:{part}" for part in ("free", "queue", "turns", "expected")]
        self._seconds = (1 / per_second, HASTE_SECONDS, PATIENCE_SECONDS, GRACE_SECONDS, LIFE_SECONDS)
        self._now = now
        self._own = OwnPace(per_second, now)

    async def turn(self, tenant: str, callback: str) -> Turn:
        """Counted by this process alone while Valkey is away."""
        times = [round(seconds * 1_000_000) for seconds in (self._now(), *self._seconds)]
        try:
            async with asyncio.timeout(VALKEY_SECONDS):
                wait, taken = await self._script(keys=self._keys, args=[*times, tenant, callback])
        except UNREACHABLE:
            return self._own.turn()
        return Turn(seconds=int(wait) / 1_000_000, taken=bool(taken))
