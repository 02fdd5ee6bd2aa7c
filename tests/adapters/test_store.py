"""What the database itself guarantees, whatever the code above it does."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.crypto import Keyring, Pepper, ensure_local_keys
from bot.adapters.postgres.migrations import is_current, migrate
from bot.adapters.postgres.queue import open_app
from bot.adapters.postgres.sealing import Sealing
from bot.adapters.postgres.store import SET_TENANT, PostgresStore, open_pool
from bot.domain import retries
from bot.domain.attempt import Attempt, AttemptId, AttemptState, Outcome
from bot.domain.callback import Callback, CallbackId, ConsentId, Details, Status
from bot.domain.consent import Act, Consent
from bot.domain.desk import Alert
from bot.domain.phone import E164
from bot.domain.telephony import Channel, InboundMessage
from bot.domain.tenant import AgentId, TenantId
from bot.domain.timeline import Kind
from bot.storage import MessageId, OutMessage, StorageAway, Task
from tests.conftest import administer

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
JO = E164("+18135557001")
ACME, OTHER = TenantId("acme"), TenantId("other")


@pytest.fixture
async def store(database_url: str, tmp_path: Path) -> AsyncIterator[PostgresStore]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO tenants (tenant_id, source, profile) "
            "VALUES ('acme', 'file', '{}'), ('other', 'file', '{}')"
        )
    keys = ensure_local_keys(tmp_path / "keys.json")
    sealing = Sealing(Keyring(keys.encryption_keys), Pepper(keys.pepper))
    async with open_pool(database_url, 8) as pool, open_app(database_url).open_async() as app:
        yield PostgresStore(pool, sealing, app, SystemClock())


def consent(tenant: TenantId = ACME) -> Consent:
    return Consent(
        tenant_id=tenant,
        consent_id=ConsentId(uuid.uuid4()),
        person=JO,
        act=Act.GIVEN,
        purpose="call",
        channel=Channel.SMS,
        language="en",
        text="May we ring you?",
        evidence={"message_id": "SM1"},
        at=NOON,
    )


def callback(given: Consent, status: Status = Status.REQUESTED) -> Callback:
    return Callback(
        tenant_id=given.tenant_id,
        callback_id=CallbackId(uuid.uuid4()),
        status=status,
        channel=Channel.SMS,
        language="en",
        phone=JO,
        details=Details(name="Jo", topic="boiler", reply_to=JO),
        consent_id=given.consent_id,
        requested_at=NOON,
        scheduled_for=NOON,
    )


def attempt(of: Callback, agent: str = "ana") -> Attempt:
    return Attempt(
        tenant_id=of.tenant_id,
        attempt_id=AttemptId(uuid.uuid4()),
        callback_id=of.callback_id,
        provider="twilio",
        agent_id=AgentId(agent),
        state=AttemptState.INTENDED,
        asked_at=NOON,
        updated_at=NOON,
    )


async def stored(store: PostgresStore, *, tenant: TenantId = ACME) -> Callback:
    given = consent(tenant)
    request = callback(given)
    async with store.transaction(tenant) as tx:
        await tx.people.record(given)
        assert await tx.callbacks.add(request)
    return request


async def test_what_is_stored_comes_back_as_it_was(store: PostgresStore) -> None:
    request = await stored(store)
    async with store.transaction(ACME) as tx:
        assert await tx.callbacks.read(request.callback_id) == request
        assert await tx.callbacks.latest_for(JO) == request


async def test_of_fifty_requests_for_one_number_at_once_one_is_live(store: PostgresStore) -> None:
    async def ask() -> bool:
        given = consent()
        async with store.transaction(ACME) as tx:
            await tx.people.record(given)
            return await tx.callbacks.add(callback(given))

    assert sum(await asyncio.gather(*(ask() for _ in range(50)))) == 1


async def test_a_number_may_ask_again_when_its_callback_is_over(store: PostgresStore) -> None:
    request = await stored(store)
    async with store.transaction(ACME) as tx:
        await tx.callbacks.save(replace(request, status=Status.COMPLETED), NOON)
    await stored(store)


async def test_an_agent_and_a_callback_have_one_live_attempt_each(store: PostgresStore) -> None:
    request = await stored(store)
    first = attempt(request)
    async with store.transaction(ACME) as tx:
        assert await tx.attempts.add(first)
        assert not await tx.attempts.add(attempt(request, "ben"))
        assert not await tx.attempts.add(replace(attempt(request), callback_id=request.callback_id))
        assert await tx.attempts.busy_agents(NOON) == {"ana"}
        await tx.attempts.save(first.ended(Outcome.BUSY))
        assert await tx.attempts.add(attempt(request))


async def test_a_repeated_message_gets_the_answer_it_got(store: PostgresStore) -> None:
    message = InboundMessage(
        event_id="SM1", channel=Channel.SMS, to=E164("+18135550001"), sender=JO, sender_address=JO, text="hi"
    )
    async with store.transaction(ACME) as tx:
        assert (await tx.conversations.hear(message, NOON)).fresh
        await tx.conversations.remember(message, '{"v": 1}', ["Hello Jo"])
    async with store.transaction(ACME) as tx:
        again = await tx.conversations.hear(message, NOON)
        assert (again.fresh, again.answer) == (False, ("Hello Jo",))
        assert await tx.conversations.recall(Channel.SMS, JO) == '{"v": 1}'


async def test_a_purpose_is_served_once_per_callback(store: PostgresStore) -> None:
    request = await stored(store)

    def alert() -> OutMessage:
        return OutMessage(
            message_id=MessageId(uuid.uuid4()),
            callback_id=request.callback_id,
            purpose="alert:1",
            channel=Channel.SMS,
            to="+18135550009",
            body="Missed callback request",
        )

    async with store.transaction(ACME) as tx:
        assert await tx.messages.add(alert(), NOON)
        assert not await tx.messages.add(alert(), NOON)


async def test_a_transaction_that_fails_leaves_nothing_behind(store: PostgresStore) -> None:
    given = consent()
    request = callback(given)
    with pytest.raises(ZeroDivisionError):
        async with store.transaction(ACME) as tx:
            await tx.people.record(given)
            await tx.callbacks.add(request)
            await tx.timeline.note(request, Kind.REQUESTED, NOON, channel="sms")
            raise ZeroDivisionError
    async with store.transaction(ACME) as tx:
        assert await tx.callbacks.read(request.callback_id) is None


async def test_the_service_cannot_see_another_tenant_even_when_it_asks_for_everything(
    store: PostgresStore, database_url: str
) -> None:
    await stored(store)
    async with open_pool(database_url, 2) as pool, pool.connection() as connection, connection.transaction():
        await connection.execute(SET_TENANT, (OTHER,))
        for table in ("callbacks", "consents", "conversations", "messages", "timeline"):
            rows = await (await connection.execute(f"SELECT * FROM {table}".encode())).fetchall()  # noqa: S608
            assert rows == [], table


async def test_without_a_tenant_nothing_is_seen(store: PostgresStore, database_url: str) -> None:
    await stored(store)
    async with open_pool(database_url, 2) as pool, pool.connection() as connection:
        assert await (await connection.execute("SELECT * FROM callbacks")).fetchall() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consents SET act = 'refused'",
        "DELETE FROM consents",
        "DELETE FROM timeline",
        "DROP TABLE consents",
    ],
)
async def test_the_service_cannot_rewrite_history(
    store: PostgresStore, database_url: str, statement: str
) -> None:
    await stored(store)
    async with open_pool(database_url, 2) as pool, pool.connection() as connection:
        await connection.execute("SELECT set_config('app.tenant', 'acme', false)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute(statement.encode())


def test_every_table_that_names_a_tenant_has_a_policy_and_the_tenant_first_in_its_key(
    database_url: str, template: str
) -> None:
    with psycopg.connect(database_url) as connection:
        tables = connection.execute(
            "SELECT c.relname, c.relrowsecurity FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relkind = 'r' AND a.attname = 'tenant_id' AND c.relname <> 'tenants'"
        ).fetchall()
        assert len(tables) >= 10
        assert [name for name, guarded in tables if not guarded] == []
        keys = connection.execute(
            "SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] "
            "WHERE i.indisprimary AND c.relname = ANY(%s)",
            ([name for name, _ in tables],),
        ).fetchall()
        assert {first for _, first in keys} == {"tenant_id"}


async def test_personal_data_is_not_readable_in_the_tables(store: PostgresStore, database_url: str) -> None:
    request = await stored(store)
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT callbacks::text, phone_enc, details_enc FROM callbacks").fetchone()
    assert row is not None
    for secret in (JO, JO.removeprefix("+1"), request.details.name, request.details.topic):
        assert secret not in row[0]
        assert secret.encode() not in row[1] + row[2]


async def test_migrating_twice_at_once_is_harmless(database_url: str) -> None:
    await asyncio.gather(migrate(database_url), migrate(database_url))
    assert await is_current(database_url)


async def test_only_callbacks_and_attempts_whose_timer_was_lost_are_caught(
    store: PostgresStore, database_url: str
) -> None:
    request = await stored(store)
    assert await store.overdue(datetime.now(UTC)) == [(ACME, request.callback_id)]
    await defer(store, Task.DIAL, request.callback_id, timedelta(minutes=10))
    assert await store.overdue(datetime.now(UTC)) == []
    tried = attempt(request)
    async with store.transaction(ACME) as tx:
        assert await tx.attempts.add(tried)
    await defer(store, Task.DIAL, tried.attempt_id)
    assert await store.silent_attempts(datetime.now(UTC)) == [(ACME, tried.attempt_id)]
    await defer(store, Task.WATCH_ATTEMPT, tried.attempt_id)
    assert await store.silent_attempts(datetime.now(UTC)) == []
    administer(database_url, "UPDATE procrastinate_jobs SET status = 'failed'")
    assert await store.silent_attempts(datetime.now(UTC)) == [(ACME, tried.attempt_id)]


async def test_the_timer_of_an_appointment_that_was_brought_forward_catches_nothing(
    store: PostgresStore,
) -> None:
    request = await stored(store)
    await defer(store, Task.DIAL, request.callback_id, timedelta(days=1))
    assert await store.overdue(datetime.now(UTC)) == [(ACME, request.callback_id)]


async def defer(store: PostgresStore, task: Task, subject: uuid.UUID, after: timedelta | None = None) -> None:
    async with store.transaction(ACME) as tx:
        await tx.jobs.defer(task, subject, at=datetime.now(UTC) + after if after else None)


async def test_a_database_that_is_away_is_told_as_such(tmp_path: Path) -> None:
    keys = ensure_local_keys(tmp_path / "keys.json")
    sealing = Sealing(Keyring(keys.encryption_keys), Pepper(keys.pepper))
    url = f"postgresql:///nothing?host={tmp_path}"
    pool = open_pool(url, 2)
    pool.timeout = 0.3
    await pool.open()
    try:
        store = PostgresStore(pool, sealing, open_app(url), SystemClock())
        with pytest.raises(StorageAway):
            async with store.transaction(ACME):
                pass
    finally:
        await pool.close()


async def test_a_connection_that_breaks_while_a_job_is_deferred_is_told_as_the_database_being_away(
    store: PostgresStore, database_url: str
) -> None:
    with pytest.raises(StorageAway):
        async with store.transaction(ACME) as tx:
            with psycopg.connect(database_url) as owner:
                owner.execute("SELECT pg_terminate_backend(%s)", (tx.jobs._connection.info.backend_pid,))
            await tx.jobs.defer(Task.DIAL, uuid.uuid4())


async def test_an_ended_callback_is_revived_only_while_its_number_has_no_live_one(
    store: PostgresStore,
) -> None:
    first = await stored(store)
    missed = replace(first, status=Status.MISSED)
    async with store.transaction(ACME) as tx:
        await tx.callbacks.save(missed, NOON)
    again = replace(missed, status=Status.SCHEDULED)
    second = await stored(store)
    async with store.transaction(ACME) as tx:
        assert not await tx.callbacks.revive(again, NOON)
        # The transaction goes on: nothing but the revival was undone.
        await tx.callbacks.save(replace(second, status=Status.CANCELLED), NOON)
        assert await tx.callbacks.revive(again, NOON)
    async with store.transaction(ACME) as tx:
        found = await tx.callbacks.read(first.callback_id), await tx.callbacks.read(second.callback_id)
    assert [each and each.status for each in found] == [Status.SCHEDULED, Status.CANCELLED]


async def test_an_alert_is_raised_once_for_each_miss_and_is_nobodys_again(store: PostgresStore) -> None:
    missed = replace(await stored(store), status=Status.MISSED)
    later, callback_id = NOON + timedelta(hours=2), missed.callback_id
    async with store.transaction(ACME) as tx:
        await tx.callbacks.save(missed, NOON)
        assert await tx.desk.raise_alert(callback_id, NOON, NOON)
        assert not await tx.desk.raise_alert(callback_id, NOON, later)
        await tx.desk.told(callback_id, 2)
        assert await tx.desk.claim(callback_id, AgentId("ana"), NOON)
        assert await tx.desk.raise_alert(callback_id, later, later)
        alert = await tx.desk.alert(callback_id)
    assert alert == Alert(callback_id=callback_id, alerted_at=later, told=0)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.MISSED, "all_tried"),
        (Status.SCHEDULED, retries.NEXT_ROUND),
        (Status.SCHEDULED, retries.NEXT_TRY),
        (Status.SCHEDULED, "asked_for_time"),
        (Status.COMPLETED, ""),
    ],
)
async def test_an_alert_is_open_while_its_callback_can_be_taken(
    store: PostgresStore, status: Status, reason: str
) -> None:
    current = replace(await stored(store), status=status, reason=reason)
    async with store.transaction(ACME) as tx:
        await tx.callbacks.save(current, NOON)
        await tx.desk.raise_alert(current.callback_id, NOON, NOON)
        found = await tx.desk.newest_open(NOON - timedelta(minutes=1))
    assert (found is not None) is retries.can_be_taken(current)
