"""Hand-overs to the PBX through the whole service, in each form: one entry, whatever the answer was.

Counted at the sandbox: what the PBX accepted, and which phones rang.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import app as composition
from bot.domain.attempt import Attempt
from bot.domain.callback import Status
from bot.domain.phone import E164
from bot.services import handover
from bot.services.calling import Dialled, dial, hand_over
from bot.services.choosing import intend
from bot.services.flow import locked
from bot.services.office import Office
from tests.system import ANA, BEN, JO, OWNER, System, free_port, profile, running, settings_for, until

QUEUE = {"queue": "500", "uid": "100@acme"}
PBX_FIRST = profile(call_providers=["netsapiens", "twilio"], netsapiens=QUEUE)
TWILIO_FIRST = profile(call_providers=["twilio", "netsapiens"], netsapiens=QUEUE)
LEGACY = {"mode": "legacy"}
V2_QUEUE = {"mode": "v2", "hand_over": "queue"}
V2_CALL = {"mode": "v2", "hand_over": "call"}
FORMS = pytest.mark.parametrize("form", [LEGACY, V2_QUEUE, V2_CALL], ids=["legacy", "v2-queue", "v2-call"])
V2_FORMS = pytest.mark.parametrize("form", [V2_QUEUE, V2_CALL], ids=["v2-queue", "v2-call"])
KIM, LEE = "+18135557003", "+18135557004"
#: Two look-ups with their gap, and the second round.
PATIENT = 30.0


@dataclass(frozen=True, slots=True)
class House:
    """Starts services of the test's own."""

    paths: tuple[str, str, str]

    @asynccontextmanager
    async def open(
        self, form: dict[str, Any], acme: dict[str, Any] = PBX_FIRST, *, worker: bool = True, **pbx: Any
    ) -> AsyncIterator[System]:
        settings = settings_for(
            *self.paths,
            tenants={"acme": acme},
            twilio={"timeout_seconds": 0.5},
            netsapiens={"timeout_seconds": 0.5, **form, **pbx},
            calls={"unknown_after_seconds": 1, "provider_away_seconds": 1},
        )
        async with running(settings, worker=worker) as system:
            yield system


@pytest.fixture
def house(database_url: str, redis_url: str, tmp_path: Path) -> House:
    return House((database_url, redis_url, str(tmp_path)))


async def ask(system: System, phone: str = JO) -> None:
    for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
        await system.sandbox.says(text, phone=phone)


async def accepted(system: System) -> list[str]:
    """Numbers the PBX has taken a call for, one for each time it did."""
    asked = [each for each in (await system.sandbox.state())["ns"] if each["status"] < 300]
    return [each["fields"].get("destination") or each["fields"]["call-term-user"] for each in asked]


async def rang(system: System) -> list[str]:
    """Who of the people of the business was rung, and the customer, each as often as they were."""
    counts = await system.sandbox.counts()
    return [number for number in (ANA, BEN, JO) for _ in range(int(counts.get(number, {}).get("rang", 0)))]


async def told(system: System, words: str, phone: str = JO) -> int:
    return sum(words in text for text in await system.sandbox.heard(phone))


def digits(*numbers: str) -> list[str]:
    return [number.removeprefix("+") for number in numbers]


async def queued_once(system: System, patience: float = PATIENT) -> None:
    """One entry in the queue, the customer told once, nobody else rung and nobody bothered."""
    await until(system.status, lambda status: status == "queued_at_pbx", patience)
    await until(lambda: told(system, "phone queue"), bool)
    assert await told(system, "phone queue") == 1
    assert await accepted(system) == digits(JO)
    assert await rang(system) == []
    assert await system.sandbox.heard(OWNER) == []


class TestEveryForm:
    @FORMS
    async def test_what_the_pbx_accepts_is_queued_once(self, house: House, form: dict[str, Any]) -> None:
        async with house.open(form) as system:
            await ask(system)
            await queued_once(system)

    @pytest.mark.parametrize(
        ("form", "status"),
        [(LEGACY, 403), (V2_QUEUE, 401), (V2_QUEUE, 404), (V2_CALL, 400)],
        ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else str(value),
    )
    async def test_a_refusal_and_nothing_else_leads_to_the_next_provider(
        self, house: House, form: dict[str, Any], status: int
    ) -> None:
        async with house.open(form) as system:
            await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
            await system.sandbox.behave(JO, auto="answer")
            await system.sandbox.misbehave("queuedcall", f"status:{status}")
            await ask(system)
            await system.reaches("completed")
            assert (await accepted(system), await rang(system)) == ([], [ANA, JO])

    @FORMS
    async def test_a_pbx_with_too_many_requests_is_waited_for(
        self, house: House, form: dict[str, Any]
    ) -> None:
        async with house.open(form) as system:
            await system.sandbox.misbehave("queuedcall", "status:429")
            await ask(system)
            await queued_once(system)
            assert await told(system, "slow to respond") == 1

    @FORMS
    async def test_a_pbx_that_refuses_the_connection_is_waited_for_and_not_replaced(
        self, house: House, form: dict[str, Any]
    ) -> None:
        async with house.open(form, url=f"http://127.0.0.1:{free_port()}/ns-api/") as system:
            await ask(system)
            await until(system.timeline, lambda story: any("cannot be reached" in line for line in story))
            assert await system.status() in ("requested", "calling_agent")
            assert await rang(system) == []

    @FORMS
    async def test_a_provider_that_refuses_everybody_is_followed_by_the_pbx(
        self, house: House, form: dict[str, Any]
    ) -> None:
        async with house.open(form, TWILIO_FIRST) as system:
            await system.sandbox.misbehave("create_call", "status:400", times=2)
            await ask(system)
            await queued_once(system)


@V2_FORMS
class TestLostAnswers:
    """Of a PBX that can be asked."""

    @pytest.mark.parametrize("acme", [PBX_FIRST, TWILIO_FIRST], ids=["pbx-first", "pbx-second"])
    async def test_a_call_that_was_taken_is_found_and_adopted(
        self, house: House, form: dict[str, Any], acme: dict[str, Any]
    ) -> None:
        async with house.open(form, acme) as system:
            if acme is TWILIO_FIRST:
                await system.sandbox.misbehave("create_call", "status:400", times=2)
            await system.sandbox.misbehave("queuedcall", "timeout_after_accept")
            await ask(system)
            await queued_once(system)
            story = await system.timeline()
            assert any("found at NetSapiens" in line for line in story)

    async def test_a_call_that_got_lost_is_handed_over_again_to_the_pbx_once_that_is_sure(
        self, house: House, form: dict[str, Any]
    ) -> None:
        """Three customers, three ways to lose a request; each ends up in the queue once."""
        faults = {JO: "timeout_before", KIM: "reset", LEE: "status:500"}
        async with house.open(form) as system:
            for phone, fault in faults.items():
                await system.sandbox.misbehave("queuedcall", fault, to=phone.removeprefix("+"))
                await ask(system, phone)
            queue = await until(lambda: accepted(system), lambda queue: len(queue) >= 3, PATIENT)
            assert sorted(queue) == digits(*faults)
            await until(
                system.callbacks,
                lambda found: {callback.status for callback in found} == {Status.QUEUED_AT_PBX},
            )
            for phone in faults:
                await until(lambda phone=phone: told(system, "phone queue", phone), lambda times: times == 1)
            story = await system.timeline()
            looks = [line for line in story if "looking again" in line or "has no such call" in line]
            assert len(looks) == 2
            assert await rang(system) == []
            assert await system.sandbox.heard(OWNER) == []

    async def test_a_pbx_that_may_not_be_asked_leaves_it_to_people(
        self, house: House, form: dict[str, Any]
    ) -> None:
        async with house.open(form) as system:
            await system.sandbox.misbehave("pbx_look_up", "status:403", times=9)
            await system.sandbox.misbehave("queuedcall", "timeout_before")
            await ask(system)
            alerts = await until(lambda: system.sandbox.heard(OWNER), bool)
            assert [("may or may not" in text) for text in alerts] == [True]
            assert await system.status() == "unknown"
            assert (await accepted(system), await rang(system)) == ([], [])


async def test_a_lost_request_is_not_given_to_a_provider_that_had_refused(house: House) -> None:
    async with house.open(V2_QUEUE, TWILIO_FIRST) as system:
        await system.sandbox.misbehave("create_call", "status:400", times=2)
        await system.sandbox.misbehave("queuedcall", "timeout_before")
        await ask(system)
        await queued_once(system)


async def test_a_pbx_that_cannot_be_asked_at_first_is_asked_again(house: House) -> None:
    async with house.open(V2_QUEUE) as system:
        await system.sandbox.misbehave("pbx_look_up", "status:503")
        await system.sandbox.misbehave("queuedcall", "timeout_after_accept")
        await ask(system)
        await system.reaches("unknown")
        await queued_once(system)


class Later:
    """A clock so much ahead."""

    def __init__(self, ahead: timedelta, office: Office) -> None:
        self._ahead, self._clock = ahead, office.clock

    def now(self) -> datetime:
        return self._clock.now() + self._ahead

    def real(self, at: datetime) -> datetime:
        return self._clock.real(at)


class TestOneLook:
    """Without a worker: the look-ups are made by the test."""

    @pytest.fixture
    async def system(self, house: House) -> AsyncIterator[System]:
        async with house.open(V2_QUEUE, worker=False) as system:
            yield system

    async def intended(self, system: System) -> Attempt:
        """The attempt as a process leaves it that dies right before, or right after, it asks."""
        await ask(system)
        [callback] = await system.callbacks()
        async with locked(system.services.office, callback.tenant_id, callback.callback_id) as flow:
            assert flow is not None
            intent = await intend(flow)
        assert intent is not None
        return intent.attempt

    async def now(self, system: System, attempt: Attempt) -> Attempt:
        async with system.services.office.store.transaction(attempt.tenant_id) as tx:
            found = await tx.attempts.read(attempt.attempt_id)
        assert found is not None
        return found

    def after(self, system: System, **ahead: float) -> Office:
        office = system.services.office
        return replace(office, clock=Later(timedelta(**ahead), office))

    async def test_a_process_that_died_before_it_asked_is_made_up_for(self, system: System) -> None:
        await self.intended(system)
        async with composition.working(system.services, asyncio.Event()):
            await queued_once(system)

    async def test_two_looks_at_the_same_time_count_as_one(self, system: System) -> None:
        attempt, office = await self.intended(system), system.services.office
        await asyncio.gather(*(handover.look_up(office, attempt) for _ in range(5)))
        assert (await self.now(system, attempt)).look_ups == 1
        assert await system.status() == "unknown"
        await handover.look_up(self.after(system, seconds=5), attempt)
        assert not (await self.now(system, attempt)).live

    async def test_a_pbx_that_loses_one_request_after_the_other_is_waited_for(self, system: System) -> None:
        await system.sandbox.misbehave("queuedcall", "status:500", times=2)
        await ask(system)
        [callback] = await system.callbacks()
        office, ids = system.services.office, (callback.tenant_id, callback.callback_id)
        for round_trip in (1, 2):
            assert await dial(office, *ids) is Dialled.UNKNOWN
            async with office.store.transaction(callback.tenant_id) as tx:
                attempt = next(each for each in await tx.attempts.of(callback.callback_id) if each.live)
            await handover.look_up(office, attempt)
            await handover.look_up(self.after(system, seconds=5), attempt)
            assert await system.status() == ("calling_agent" if round_trip == 1 else "requested")
        assert sum("cannot be reached" in line for line in await system.timeline()) == 1
        async with composition.working(system.services, asyncio.Event()):
            await queued_once(system)

    async def test_a_look_that_comes_late_changes_nothing(self, system: System) -> None:
        """The first request is known to be lost, and the second is on its way."""
        first, office = await self.intended(system), system.services.office
        await handover.look_up(office, first)
        await handover.look_up(self.after(system, seconds=5), first)
        await system.sandbox.misbehave("queuedcall", "timeout_before")
        assert await dial(office, first.tenant_id, first.callback_id) is Dialled.UNKNOWN
        before = await system.timeline()
        await handover.look_up(self.after(system, seconds=10), first)
        assert await system.status() == "unknown"
        assert await system.timeline() == before

    async def test_who_said_stop_meanwhile_is_not_handed_over_again(self, system: System) -> None:
        attempt = await self.intended(system)
        await handover.look_up(system.services.office, attempt)
        await system.sandbox.says("STOP")
        await handover.look_up(self.after(system, seconds=5), attempt)
        assert not (await self.now(system, attempt)).live
        async with composition.working(system.services, asyncio.Event()):
            await until(lambda: told(system, "no more calls"), bool)
        assert (await system.status(), await accepted(system)) == ("blocked", [])

    async def test_what_is_found_after_a_stop_is_not_announced(self, system: System) -> None:
        attempt, office = await self.intended(system), system.services.office
        acme = office.tenants.by_id(attempt.tenant_id)
        assert acme is not None
        assert acme.pbx is not None
        await office.pbx.hand_over(hand_over(acme.pbx, attempt, E164(JO)))
        await system.sandbox.says("STOP")
        await handover.look_up(office, attempt)
        assert not (await self.now(system, attempt)).live
        async with composition.working(system.services, asyncio.Event()):
            await until(lambda: told(system, "no more calls"), bool)
        assert (await system.status(), await told(system, "phone queue")) == ("blocked", 0)

    async def test_half_an_hour_without_a_word_ends_it_and_everybody_is_told_once(
        self, system: System
    ) -> None:
        attempt = await self.intended(system)
        await system.sandbox.misbehave("pbx_look_up", "status:503", times=3)
        await handover.look_up(system.services.office, attempt)
        await handover.look_up(self.after(system, minutes=29), attempt)
        assert await system.status() == "unknown"
        await handover.look_up(self.after(system, minutes=30), attempt)
        assert await system.status() == "failed"
        async with composition.working(system.services, asyncio.Event()):
            alerts = await until(lambda: system.sandbox.heard(OWNER), bool)
            await until(lambda: told(system, "could not place"), bool)
        assert [("may or may not" in text) for text in alerts] == [True]
        assert await accepted(system) == []

    async def test_a_business_that_took_the_pbx_out_of_its_profile_is_told(self, system: System) -> None:
        attempt = await self.intended(system)
        acme = system.services.office.tenants.by_id(attempt.tenant_id)
        assert acme is not None

        class Without:
            """The businesses, without their PBX."""

            def by_id(self, tenant_id: Any) -> Any:
                return replace(acme, pbx=None)

        await handover.look_up(replace(system.services.office, tenants=Without()), attempt)  # type: ignore[arg-type]
        assert await system.status() == "unknown"
        async with composition.working(system.services, asyncio.Event()):
            alerts = await until(lambda: system.sandbox.heard(OWNER), bool)
        assert len(alerts) == 1
