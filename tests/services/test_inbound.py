"""People who ring the business, through real HTTP: rung for, called back, recorded, texted, never lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from twilio.request_validator import RequestValidator

from tests.system import (
    ACME,
    ALWAYS,
    ANA,
    BEN,
    JO,
    OWNER,
    Run,
    System,
    until,
)
from tests.trying import ask_on_the_site

#: What carriers send for numbers that are not shown: ANONYMOUS and RESTRICTED on a keypad.
WITHHELD, RESTRICTED = "+266696687", "+7378742833"


async def consents(system: System, tenant: str = "acme") -> list[str]:
    """What was agreed to, oldest first."""
    async with system.services.office.store.transaction(tenant) as tx:  # type: ignore[arg-type]
        cursor = await tx.callbacks._connection.execute("SELECT purpose FROM consents ORDER BY at")  # type: ignore[attr-defined]
        return [row[0] for row in await cursor.fetchall()]


async def takes(system: System, agent: str) -> None:
    """The agent's phone rings, and they take the call by hand."""
    await until(lambda: system.sandbox.rang(agent), bool)
    await system.sandbox.act(agent, "answer")
    await system.sandbox.hears(agent, "Press 1 to talk now")
    await system.sandbox.act(agent, "press", digits="1")


async def test_the_agents_are_rung_while_the_caller_waits_and_the_two_are_connected(run: Run) -> None:
    async with run() as system:
        await system.sandbox.behave(ANA, auto="decline")
        await system.sandbox.behave(BEN, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.rings_us()
        assert await system.reaches("completed") == "completed"
        assert "Thank you for waiting" in await system.sandbox.told(JO)
        assert "They are on the line." in await system.sandbox.told(BEN)
        assert await system.sandbox.rang(JO) == 0, "who is on the line is not rung"
        assert await system.sandbox.heard(OWNER) == []
        await system.sandbox.quiet()
        assert "Ben took the call and talks with the customer." in await system.timeline()


async def test_who_hangs_up_while_waiting_is_a_missed_call_and_no_phone_rings_on(run: Run) -> None:
    async with run(time_scale=2) as system:
        await system.sandbox.rings_us()
        await until(lambda: system.sandbox.rang(ANA), bool)
        await system.sandbox.act(JO, "hangup")
        assert await system.reaches("missed") == "missed"
        alerts = await until(lambda: system.sandbox.heard(OWNER), bool)
        await system.sandbox.quiet()
        assert len(alerts) == 1 and alerts[0].startswith("Missed call\n") and "\nrang " in alerts[0]
        assert (await system.sandbox.rang(BEN), await system.sandbox.rang(JO)) == (0, 0)
        assert "canceled" in await system.sandbox.told(ANA), "her phone stopped at once"


async def test_one_key_turns_the_wait_into_a_callback_that_keeps_its_place(run: Run) -> None:
    async with run(time_scale=2) as system:
        await system.sandbox.behave(JO, auto="answer")
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "Press 1 to hang up and be called back")
        await system.sandbox.act(JO, "press", digits="1")
        await system.sandbox.hears(JO, "You keep your place")
        asked = (await system.callbacks())[0].requested_at
        await until(lambda: system.sandbox.told(JO), lambda told: told.endswith("completed"))
        await takes(system, ANA)
        await system.reaches("connected")
        newest = (await system.callbacks())[0]
        assert newest.requested_at == asked
        assert await system.sandbox.rang(JO) == 1
        assert await consents(system) == ["connect", "call"], "the key is the consent to be called"


async def test_nobody_takes_the_call_and_the_caller_leaves_a_message(run: Run) -> None:
    async with run() as system:
        for agent in (ANA, BEN):
            await system.sandbox.behave(agent, auto="decline")
        await system.sandbox.behave(JO, speak="The boiler leaks, please call me")
        await system.sandbox.rings_us()
        assert await system.reaches("missed") == "missed"
        await system.sandbox.hears(JO, "after the tone")
        await system.sandbox.hears(JO, "We pass it on")
        alerts = await until(lambda: system.sandbox.heard(OWNER), bool)
        assert len(alerts) == 1 and "/v/" in alerts[0]
        await system.sandbox.quiet()
        assert len(await system.sandbox.heard(OWNER)) == 1


async def test_without_voice_messages_the_caller_hears_it_and_the_business_is_told_once(run: Run) -> None:
    async with run(inbound={"voicemail": False}) as system:
        for agent in (ANA, BEN):
            await system.sandbox.behave(agent, auto="voicemail")
        await system.sandbox.rings_us()
        assert await system.reaches("missed") == "missed"
        await system.sandbox.hears(JO, "Nobody could take your call")
        alerts = await until(lambda: system.sandbox.heard(OWNER), bool)
        await system.sandbox.quiet()
        assert len(alerts) == 1


async def test_outside_the_hours_nobody_is_rung(run: Run) -> None:
    closed = {day: [] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    async with run(hours=closed, inbound={"voicemail": False}) as system:
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "is closed at the moment")
        alerts = await until(lambda: system.sandbox.heard(OWNER), bool)
        assert len(alerts) == 1
        await system.sandbox.quiet()
        assert (await system.sandbox.rang(ANA), await system.sandbox.rang(BEN)) == (0, 0)


async def test_who_rings_at_night_before_a_call_that_is_due_later_rings_nobody_and_keeps_it(run: Run) -> None:
    today = datetime.now(ZoneInfo("America/New_York")).date()
    closed: dict[str, list[str]] = {(today + timedelta(days=days)).isoformat(): [] for days in (0, 1)}
    async with run(hours=ALWAYS | {"exceptions": closed}) as system:
        await ask_on_the_site(system)
        assert await system.reaches("scheduled") == "scheduled"
        [before] = await system.callbacks()
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "is closed at the moment. We will call you")
        await system.sandbox.quiet()
        assert await system.sandbox.rang(ANA) == 0
        [after] = await system.callbacks()
        assert (after.status, after.scheduled_for) == (before.status, before.scheduled_for)


async def test_a_caller_who_withholds_the_number_is_connected_and_never_called(run: Run) -> None:
    async with run(time_scale=2) as system:
        await system.sandbox.act(WITHHELD, "call", to=ACME)
        told = await system.sandbox.hears(WITHHELD, "Thank you for waiting")
        assert "Press 1" not in told
        await takes(system, ANA)
        assert await system.reaches("connected") == "connected"


async def test_two_who_withhold_their_numbers_are_two_callers(run: Run) -> None:
    async with run(time_scale=2) as system:
        await system.sandbox.act(WITHHELD, "call", to=ACME)
        await until(lambda: system.sandbox.rang(ANA), bool)
        await system.sandbox.act(RESTRICTED, "call", to=ACME)
        await until(lambda: system.sandbox.rang(BEN), bool)
        assert [callback.status for callback in await system.callbacks()] == [
            "calling_agent",
            "calling_agent",
        ]


async def test_who_waits_for_a_callback_and_rings_is_served_on_that_call(run: Run) -> None:
    async with run(time_scale=2) as system:
        for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
            await system.sandbox.says(text, channel="sms")
        await until(lambda: system.sandbox.rang(ANA), bool)
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "Thank you for waiting")
        await takes(system, ANA)
        assert await system.reaches("connected") == "connected"
        assert len(await system.callbacks()) == 1
        assert await system.sandbox.rang(JO) == 0


async def test_text_instead_of_waiting_is_one_text_a_day(run: Run) -> None:
    async with run(inbound={"mode": "text"}) as system:
        for _ in range(2):
            await system.sandbox.rings_us()
            await system.sandbox.hears(JO, "look at your text messages")
            await system.sandbox.quiet()
        texts = await until(lambda: system.sandbox.heard(JO), bool)
        assert len(texts) == 1 and "wa.me" in texts[0]
        assert await system.sandbox.rang(ANA) == 0
        answer = await system.sandbox.says("yes please, call me", channel="sms")
        assert "Shall we call you now" in answer or "AGREE" in answer


async def test_who_wants_no_texts_is_not_told_that_one_comes(run: Run) -> None:
    async with run(inbound={"mode": "text"}) as system:
        await system.sandbox.says("STOP")
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "send a text message to this number")
        await system.sandbox.quiet()
        assert "look at your text messages" not in await system.sandbox.told(JO)
        assert len(await system.sandbox.heard(JO)) == 1, "but for the confirmation of the STOP"


async def test_an_agent_who_rings_is_not_rung_for_themselves(run: Run) -> None:
    async with run() as system:
        await system.sandbox.rings_us(ANA)
        await system.sandbox.hears(ANA, "This is the callback service")
        await system.sandbox.quiet()
        assert await system.callbacks() == []


async def test_a_caller_over_the_limits_hears_so_and_no_phone_rings(run: Run) -> None:
    limits = {"thresholds": "off", "cooldown_seconds": 0, "burst": "1/60s"}
    async with run(limits=limits, inbound={"voicemail": False}) as system:
        for agent in (ANA, BEN):
            await system.sandbox.behave(agent, auto="decline")
        await system.sandbox.rings_us()
        await system.reaches("missed")
        await system.sandbox.quiet()
        rang = await system.sandbox.rang(ANA)
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "several requests in a short time")
        await system.sandbox.quiet()
        assert await system.sandbox.rang(ANA) == rang


@pytest.mark.parametrize("fault", ["duplicate", "reorder"])
async def test_webhooks_told_twice_or_late_change_nothing(run: Run, fault: str) -> None:
    async with run() as system:
        await system.sandbox.misbehave("webhook", fault, times=40)
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.rings_us()
        assert await system.reaches("completed") == "completed"
        await system.sandbox.quiet()
        assert await system.sandbox.rang(ANA) == 1
        assert await system.sandbox.heard(OWNER) == []


async def test_a_hang_up_that_is_never_told_is_found_out(run: Run) -> None:
    async with run(time_scale=2) as system:
        await system.sandbox.rings_us()
        await until(lambda: system.sandbox.rang(ANA), bool)
        await system.sandbox.misbehave("webhook", "drop", times=3)
        await system.sandbox.act(JO, "hangup")
        assert await system.reaches("missed") == "missed"
        assert len(await until(lambda: system.sandbox.heard(OWNER), bool)) == 1


async def test_who_chose_a_callback_that_nobody_could_make_is_told_by_one_text(run: Run) -> None:
    async with run(time_scale=2, routing={"ring_seconds": 5}) as system:
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "Press 1 to hang up and be called back")
        await system.sandbox.act(JO, "press", digits="1")
        assert await system.reaches("missed") == "missed"
        texts = await until(lambda: system.sandbox.heard(JO), bool)
        await system.sandbox.quiet()
        assert len(await system.sandbox.heard(JO)) == 1 and "Answer here or on https://wa.me/" in texts[0]
        assert await system.sandbox.rang(JO) == 0


async def test_who_rang_in_vain_is_texted_once_where_the_business_wants_that(run: Run) -> None:
    async with run(inbound={"voicemail": False, "text_back": True}) as system:
        for agent in (ANA, BEN):
            await system.sandbox.behave(agent, auto="decline")
        for times in (1, 2):
            await system.sandbox.rings_us()
            await until(system.callbacks, lambda found, n=times: [c.status for c in found] == ["missed"] * n)
            await system.sandbox.quiet()
        texts = await until(lambda: system.sandbox.heard(JO), bool)
        assert len(texts) == 1 and "sorry that we could not take your call" in texts[0]


async def test_a_second_call_from_the_same_number_leaves_the_first_alone(run: Run) -> None:
    async with run(time_scale=2) as system:
        await system.sandbox.rings_us()
        await until(lambda: system.sandbox.rang(ANA), bool)
        newest = (await system.callbacks())[0]
        form = {"CallSid": "CA" + "7" * 32, "To": ACME, "From": JO, "CallStatus": "ringing"}
        answer = await signed_post(system, "/webhooks/twilio/voice", form)
        assert "There is a call with this number already" in answer and "<Hangup" in answer
        assert [each.callback_id for each in await system.callbacks()] == [newest.callback_id]


async def test_more_calls_than_requests_are_allowed_is_a_busy_morning_and_no_attack(run: Run) -> None:
    limits = {"thresholds": "off", "cooldown_seconds": 300, "sustained": "1/1h", "per_number_daily": 1}
    async with run(limits=limits, inbound={"voicemail": False}) as system:
        for agent in (ANA, BEN):
            await system.sandbox.behave(agent, auto="decline")
        for times in (1, 2):
            await system.sandbox.rings_us()
            await until(system.callbacks, lambda found, n=times: [c.status for c in found] == ["missed"] * n)
            await system.sandbox.quiet()


async def signed_post(system: System, path: str, form: dict[str, str]) -> str:
    """What the service answers to such a webhook of the provider."""
    token = system.services.settings.twilio.auth_token.get_secret_value()
    url = system.url + path
    signature = RequestValidator(token).compute_signature(url, form)
    async with system.session.post(url, data=form, headers={"X-Twilio-Signature": signature}) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_who_chose_a_callback_and_hangs_up_on_it_was_reached_and_is_no_missed_call(run: Run) -> None:
    async with run(time_scale=2) as system:
        await system.sandbox.behave(JO, auto="answer", hang_up_after=0.2)
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "Press 1 to hang up and be called back")
        await system.sandbox.act(JO, "press", digits="1")
        await system.sandbox.hears(JO, "You keep your place")
        await until(lambda: system.sandbox.told(JO), lambda told: told.endswith("completed"))
        await takes(system, ANA)
        assert await system.reaches("no_answer", "missed") == "no_answer"
        assert (await system.callbacks())[0].reason == "customer_hung_up"
