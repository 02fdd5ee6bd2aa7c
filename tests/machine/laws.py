"""The promises, as the database and the provider show them after every step, and when all is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg

from bot.adapters.postgres.sealing import Sealing
from bot.domain.attempt import ATTEMPT_ORDER
from bot.domain.callback import CALLBACK_TABLE, LIVE, Status
from bot.domain.phone import E164
from bot.domain.tenant import Strategy, Tenant
from tests.machine.lines import Line
from tests.machine.provider import Noes, Provider

#: States that nothing leaves.
FINAL = [status.value for status, moves in CALLBACK_TABLE.items() if not moves]

#: Every change of a row is looked at where it happens, those in the middle of a transaction too.
WATCHERS = """
CREATE TABLE law_moves (before text, after text, PRIMARY KEY (before, after));
CREATE TABLE law_states (state text PRIMARY KEY, position integer);
CREATE TABLE law_breaks (what text);

CREATE FUNCTION watch_callback() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    IF NOT EXISTS (SELECT FROM law_moves WHERE before = OLD.status AND after = NEW.status) THEN
        INSERT INTO law_breaks VALUES ('a callback went from ' || OLD.status || ' to ' || NEW.status);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER watch AFTER UPDATE ON callbacks FOR EACH ROW EXECUTE FUNCTION watch_callback();

CREATE FUNCTION watch_attempt() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    IF OLD.state = 'ended' AND (NEW.state, NEW.outcome) IS DISTINCT FROM (OLD.state, OLD.outcome) THEN
        INSERT INTO law_breaks VALUES ('an attempt that had ended was changed');
    END IF;
    IF OLD.call_sid <> NEW.call_sid OR (OLD.call_sid IS NOT NULL AND NEW.call_sid IS NULL) THEN
        INSERT INTO law_breaks VALUES ('an attempt got another call');
    END IF;
    IF (SELECT position FROM law_states WHERE state = NEW.state)
       < (SELECT position FROM law_states WHERE state = OLD.state) THEN
        INSERT INTO law_breaks VALUES ('an attempt went back from ' || OLD.state || ' to ' || NEW.state);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER watch AFTER UPDATE ON attempts FOR EACH ROW EXECUTE FUNCTION watch_attempt();
"""

#: One row for each promise that is broken.
ALWAYS = """
SELECT what FROM law_breaks
UNION ALL SELECT 'a number has two live callbacks' FROM callbacks
    WHERE status = ANY(%(live)s) GROUP BY tenant_id, phone_hash HAVING count(*) > 1
UNION ALL SELECT 'an agent has two live attempts' FROM attempts
    WHERE state <> 'ended' AND agent_id IS NOT NULL GROUP BY tenant_id, agent_id HAVING count(*) > 1
UNION ALL SELECT 'agents are rung at the same time who are to be rung in turn' FROM attempts
    WHERE state <> 'ended' AND outcome IS NULL AND lane >= 0 AND %(in_turn)s
    GROUP BY tenant_id, callback_id HAVING count(*) > 1
UNION ALL SELECT 'an attempt was ended while its call is up' FROM attempts
    WHERE state = 'ended' AND attempt_id = ANY(%(up)s::uuid[])
UNION ALL SELECT 'something was to be told twice: ' || purpose FROM messages
    WHERE callback_id IS NOT NULL GROUP BY tenant_id, callback_id, purpose HAVING count(*) > 1
UNION ALL SELECT 'nothing says why a callback is ' || status FROM callbacks c
    WHERE status <> ALL(%(live)s) AND NOT EXISTS (
        SELECT FROM timeline t WHERE t.callback_id = c.callback_id AND t.status = c.status)
UNION ALL SELECT 'a call has no consent' FROM attempts a
    JOIN callbacks c USING (tenant_id, callback_id)
    LEFT JOIN consents s ON s.consent_id = c.consent_id AND s.person_hash = c.phone_hash AND s.act = 'given'
    WHERE s.consent_id IS NULL
"""

#: What must be done when nothing happens any more.
SETTLED = """
SELECT 'a callback is still ' || status FROM callbacks WHERE status = ANY(%(live)s)
UNION ALL SELECT 'an attempt is still ' || state FROM attempts WHERE state <> 'ended'
UNION ALL SELECT 'a text is still ' || state || ': ' || purpose FROM messages
    WHERE state IN ('queued', 'sending')
UNION ALL SELECT 'a job was left: ' || task_name FROM procrastinate_jobs WHERE status = 'todo'
"""
STATE = """
SELECT callback_id, status, reason FROM callbacks
UNION ALL SELECT attempt_id, state, concat_ws(' ', outcome, call_sid) FROM attempts ORDER BY 1
"""
UNFINISHED = """
SELECT EXISTS (SELECT FROM callbacks WHERE status = ANY(%(live)s)) OR
       EXISTS (SELECT FROM attempts WHERE state <> 'ended')
"""
NOES = """
SELECT (SELECT array_agg(callback_id::text) FROM callbacks c WHERE status = ANY(%(final)s)
            OR EXISTS (SELECT FROM opt_outs o WHERE o.person_hash = c.phone_hash)),
       (SELECT array_agg(person_hash) FROM opt_outs)
"""
#: Each callback that is over: how, why, what was said of it, and how its attempts went.
OVER = """
SELECT c.callback_id::text, c.status, c.reason, c.channel, c.phone_hash, c.claimed_by IS NOT NULL,
       array(SELECT purpose FROM messages m WHERE m.callback_id = c.callback_id),
       array(SELECT kind FROM timeline t WHERE t.callback_id = c.callback_id ORDER BY seq)
FROM callbacks c
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """A callback when all is over."""

    callback_id: str
    status: Status
    reason: str
    channel: str
    phone_hash: bytes
    claimed: bool
    purposes: tuple[str, ...]
    kinds: tuple[str, ...]

    def told(self, prefix: str) -> int:
        """How many texts have a purpose that begins so."""
        return sum(purpose.startswith(prefix) for purpose in self.purposes)

    def told_otherwise(self, prefix: str) -> int:
        """How many of these went out in another channel because the first had failed."""
        return sum(each.startswith(prefix) and each.endswith(":whatsapp") for each in self.purposes)

    @property
    def rounds(self) -> int:
        """How often it was missed."""
        return sum(kind in ("missed", "customer_left") for kind in self.kinds)


@dataclass(slots=True)
class Laws:
    """Looks whether the promises hold."""

    admin: psycopg.Connection[Any]
    provider: Provider
    sealing: Sealing
    tenant: Tenant | None = None
    #: Callbacks whose requester was told that they are taken.
    confirmed: set[str] = field(default_factory=set)
    people: dict[bytes, E164] = field(default_factory=dict)

    def install(self) -> None:
        """Set the watchers in the database."""
        self.admin.execute(WATCHERS)
        moves = {(a.value, b.value) for a, row in CALLBACK_TABLE.items() for b in row.values()}
        # A callback stays what it is when only its reason changes.
        moves |= {(status.value, status.value) for status in Status}
        with self.admin.cursor() as cursor:
            cursor.executemany("INSERT INTO law_moves VALUES (%s, %s)", sorted(moves))
            states = [(state.value, number) for number, state in enumerate(ATTEMPT_ORDER)]
            cursor.executemany("INSERT INTO law_states VALUES (%s, %s)", states)

    def begin_anew(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.confirmed.clear()

    def knows(self, *people: E164) -> None:
        """Customers whose STOP is looked for."""
        assert self.tenant
        self.people = {self.sealing.person(person, self.tenant.tenant_id): person for person in people}

    def before_step(self) -> None:
        """Remember what has been said no to by now."""
        row = self.admin.execute(NOES, {"final": FINAL}).fetchone()
        assert row
        phones = {self.people[bytes(who)] for who in row[1] or () if bytes(who) in self.people}
        self.provider.noes = Noes(callbacks=frozenset(row[0] or ()), phones=frozenset(phones))

    def state(self) -> list[tuple[Any, ...]]:
        """How every callback and every attempt stands."""
        return self.admin.execute(STATE).fetchall()

    def hold(self) -> None:
        """After every step."""
        up = [call.attempt for call in self.provider.live_calls]
        assert self.tenant
        in_turn = self.tenant.routing.strategy is not Strategy.SIMULTANEOUS
        values = {"live": [status.value for status in LIVE], "up": up, "in_turn": in_turn}
        broken = [row[0] for row in self.admin.execute(ALWAYS, values)]
        assert not broken + self.provider.broken, sorted({*broken, *self.provider.broken})

    def unfinished(self) -> bool:
        """Whether something waits, though nothing may be on its way."""
        row = self.admin.execute(UNFINISHED, {"live": [s.value for s in LIVE]}).fetchone()
        return bool(row and row[0])

    def hold_when_settled(self) -> None:
        """When everything is over."""
        self.hold()
        broken = [row[0] for row in self.admin.execute(SETTLED, {"live": [s.value for s in LIVE]})]
        broken += ["a call is still up" for call in self.provider.calls if not call.over]
        over = self.over()
        lost = self.confirmed - {each.callback_id for each in over}
        broken += ["a confirmed callback was lost" for _ in lost]
        for each in over:
            broken += self._ended_well(each)
        broken += self._handed_over_once()
        assert not broken, self._story(broken)

    def _story(self, broken: list[str]) -> str:
        """What is broken, and how it went with every callback."""
        told = [f"{each.status} ({each.reason}): {' '.join(each.kinds)}" for each in self.over()]
        return "\n".join([*sorted(set(broken)), *told])

    def over(self) -> list[Over]:
        """Every callback."""
        return [
            Over(
                callback_id=row[0],
                status=Status(row[1]),
                reason=row[2],
                channel=row[3],
                phone_hash=bytes(row[4]),
                claimed=row[5],
                purposes=tuple(row[6]),
                kinds=tuple(row[7]),
            )
            for row in self.admin.execute(OVER)
        ]

    def _ended_well(self, over: Over) -> Iterator[str]:
        """Both sides were told, once, and what is said to have happened has happened."""
        writes = over.channel in ("sms", "whatsapp")
        match over.status:
            case Status.MISSED:
                yield from self._missed_well(over, writes=writes)
            case Status.NO_ANSWER:
                if writes and not over.told("ending:"):
                    yield "a customer was not told that they could not be reached"
                if not self._was_rung(over):
                    yield "a customer is said not to have answered, and was not rung"
            case Status.FAILED:
                yield from self._failed_well(over, writes=writes)
            case Status.COMPLETED if not self._was_rung(over):
                yield "a callback is completed, and the customer was not rung"
            case Status.QUEUED_AT_PBX if writes and not over.told("queued"):
                yield "a customer was not told that they are in the queue"

    def _missed_well(self, over: Over, *, writes: bool) -> Iterator[str]:
        # An alert that does not arrive goes out by WhatsApp as well: the same one, not another.
        alerts, rounds = over.told("alert:1") - over.told_otherwise("alert:1"), over.rounds
        if not alerts or ("claimed" not in over.kinds and alerts < rounds):
            yield "the business was not told of a callback that was missed"
        if alerts > rounds:
            yield "the business was told twice of one round"
        told_by_answer = over.reason == "closed" or over.claimed
        if writes and not told_by_answer and not over.told("ending:"):
            yield "a customer was not told that the callback was missed"
        rang = any(call.callback == over.callback_id for call in self.provider.calls)
        if over.reason in ("all_tried", "max_agents") and not rang and "provider_refused" not in over.kinds:
            yield "everybody is said to have been tried, and no phone rang"

    def _failed_well(self, over: Over, *, writes: bool) -> Iterator[str]:
        if over.told("alert:") < self._contacts:
            yield "the business was not told of a failure"
        if writes and not over.told("failed"):
            yield "a customer was not told of a failure"

    def _was_rung(self, over: Over) -> bool:
        calls = [call for call in self.provider.calls if call.callback == over.callback_id]
        return any(call.dialled_at or isinstance(call, Line) for call in calls)

    @property
    def _contacts(self) -> int:
        assert self.tenant
        return len(self.tenant.alert_numbers)

    def _handed_over_once(self) -> Iterator[str]:
        of = {attempt.hex: callback for attempt, callback in self.admin.execute(HAND_OVERS)}
        given = Counter(of[order.reference] for order in self.provider.handed_over)
        if given and max(given.values()) > 1:
            yield "a callback was handed over twice"


HAND_OVERS = "SELECT attempt_id, callback_id FROM attempts WHERE agent_id IS NULL"
