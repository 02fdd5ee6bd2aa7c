"""What we tell a leg is performed as it is meant, and what we hear of it is read as it is meant: both ends of
the adapter at the sandbox, which performs documents by the vendor's description and not by ours.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.twilio import inbound, twiml
from bot.adapters.twilio.rest import TwilioTelephony
from bot.domain.phone import E164
from bot.domain.scripts import (
    AskToAccept,
    BridgeTo,
    GoOn,
    HangUp,
    Hold,
    HoldTurn,
    JoinLine,
    LeaveLine,
    Script,
    TakeMessage,
)
from bot.domain.telephony import CallOrder, Left, LegStatus
from bot.ports import Refused
from bot.sandbox import OwnedNumber, SandboxConfig, create_app
from tests.system import Sandbox, until

ACCOUNT, TOKEN = "AC" + "0" * 32, "token"
BUSINESS, AGENT, CUSTOMER = E164("+18135550001"), E164("+18135550011"), E164("+18135557001")
TIME_SCALE = 20


@dataclass(slots=True)
class Service:
    """Tells legs what to do by the last word of the URL, and keeps what it hears."""

    telephony: TwilioTelephony
    sandbox: Sandbox
    url: str
    scripts: dict[str, Script] = field(default_factory=dict)
    heard: dict[str, list[bytes]] = field(default_factory=dict)

    async def handle(self, request: web.Request) -> web.Response:
        word = request.match_info["word"]
        self.heard.setdefault(word, []).append(await request.read())
        return web.Response(text=twiml.script(self.scripts.get(word, HangUp())), content_type="text/xml")

    def at(self, word: str) -> str:
        return f"{self.url}/{word}"

    async def hears(self, word: str, times: int = 1) -> bytes:
        """The last webhook there, once so many have come."""

        async def came() -> list[bytes]:
            return self.heard.get(word, [])

        found: list[bytes] = await until(came, lambda bodies: len(bodies) >= times)
        return found[-1]

    async def rings(self, to: E164, script: Script, **behaviour: Any) -> str:
        """Ring a phone that behaves so, and tell it that when it picks up; returns the call's sid."""
        answer = f"answered{to}"
        self.scripts[answer] = script
        await self.sandbox.behave(to, **{"auto": "answer", **behaviour})
        order = CallOrder(
            to=to,
            caller_id=BUSINESS,
            answer_url=self.at(answer),
            status_url=self.at(f"leg{to}"),
            ring_seconds=20,
            max_seconds=600,
        )
        return await self.telephony.create_call(order)

    async def waits(self, **behaviour: Any) -> str:
        """The customer waits in the line."""
        self.scripts.setdefault("turn", HoldTurn(text="…", language="en", action_url=self.at("key")))
        hold = Hold(line="6f1d2c", turn_url=self.at("turn"), left_url=self.at("left"))
        sid = await self.rings(CUSTOMER, hold, **behaviour)
        await self.hears("turn")
        return sid

    def join(self) -> JoinLine:
        return JoinLine(line="6f1d2c", max_seconds=300, action_url=self.at("joined"))


@pytest.fixture
async def service(session: aiohttp.ClientSession) -> AsyncIterator[Service]:
    config = SandboxConfig(
        account_sid=ACCOUNT, auth_token=TOKEN, numbers=(OwnedNumber(number=BUSINESS),), time_scale=TIME_SCALE
    )
    async with TestServer(create_app(config)) as sandbox:
        url = str(sandbox.make_url("")).rstrip("/")
        telephony = TwilioTelephony(session, account_sid=ACCOUNT, auth_token=TOKEN, api_url=url)
        serving = Service(telephony=telephony, sandbox=Sandbox(url=url, session=session), url="")
        app = web.Application()
        app.router.add_post("/{word}", serving.handle)
        async with TestServer(app) as server:
            serving.url = str(server.make_url("")).rstrip("/")
            yield serving


async def test_who_waits_and_who_joins_are_connected_until_one_hangs_up(service: Service) -> None:
    customer = await service.waits()
    agent = await service.rings(AGENT, service.join(), hang_up_after=20)
    left = inbound.left_line(await service.hears("left"))
    assert (left.call_sid, left.why) == (customer, Left.BRIDGED)
    joined = inbound.dial_outcome(await service.hears("joined"))
    assert (joined.call_sid, joined.bridged, joined.status) == (agent, True, LegStatus.COMPLETED)
    assert joined.duration_seconds > 0


async def test_an_agent_does_not_wait_long_in_a_line_that_is_empty(service: Service) -> None:
    customer = await service.waits()
    await service.sandbox.act(CUSTOMER, "hangup")
    left = inbound.left_line(await service.hears("left"))
    assert (left.call_sid, left.why) == (customer, Left.HUNG_UP)
    await service.rings(AGENT, service.join())
    joined = inbound.dial_outcome(await service.hears("joined"))
    assert not joined.bridged
    assert (await service.telephony.fetch_call(joined.call_sid)).duration_seconds in {None, *range(15)}


async def test_turns_come_again_and_a_key_works_in_their_silence(service: Service) -> None:
    service.scripts["key"] = LeaveLine()
    await service.waits()
    await service.hears("turn", 2)
    await service.sandbox.act(CUSTOMER, "press", digits="1")
    assert inbound.key_press(await service.hears("key")).digits == "1"
    assert inbound.left_line(await service.hears("left")).why is Left.LEAVE


async def test_a_call_that_waits_is_led_on_and_the_line_hears_of_it(service: Service) -> None:
    customer = await service.waits()
    await service.telephony.redirect_call(customer, service.at("elsewhere"))
    assert inbound.answered(await service.hears("elsewhere")).call_sid == customer
    assert inbound.left_line(await service.hears("left")).why is Left.REDIRECTED
    await until(lambda: service.telephony.fetch_call(customer), lambda record: record.status.final)
    await service.telephony.redirect_call(customer, service.at("elsewhere"))
    assert len(service.heard["elsewhere"]) == 1


def message(service: Service) -> TakeMessage:
    return TakeMessage(
        text="Please speak after the tone.",
        language="en",
        action_url=service.at("message"),
        transcript_url=service.at("transcript"),
    )


@pytest.mark.parametrize("hang_up_after", [None, 15], ids=["falls-silent", "hangs-up"])
async def test_a_voice_message_is_told_found_heard_and_written_down(
    service: Service, hang_up_after: float | None
) -> None:
    words = "my boiler leaks and there is water all over the kitchen floor please call me"
    sid = await service.rings(CUSTOMER, message(service), speak=words, hang_up_after=hang_up_after)
    told = inbound.voice_message(await service.hears("message"))
    assert told.call_sid == sid
    assert told.seconds > 1
    transcript = inbound.transcript(await service.hears("transcript"))
    assert (transcript.recording_sid, transcript.text) == (told.recording_sid, words)
    found = await service.telephony.find_recording(sid)
    assert found is not None
    assert found.recording_sid == told.recording_sid
    assert len(await service.telephony.fetch_recording(told.recording_sid)) > 100


async def test_a_recording_of_silence_is_told_by_its_whole_length_and_found_to_be_no_message(
    service: Service,
) -> None:
    sid = await service.rings(CUSTOMER, message(service))
    assert inbound.voice_message(await service.hears("message")).seconds > 0
    await until(lambda: service.telephony.find_recording(sid), lambda found: found is None)


async def test_a_recording_that_never_was_is_refused(service: Service) -> None:
    with pytest.raises(Refused):
        await service.telephony.fetch_recording("RE" + "9" * 32)


async def test_silence_to_a_question_is_told_once_and_without_a_key(service: Service) -> None:
    ask = AskToAccept(text="Press 1.", language="en", action_url=service.at("accepted"))
    sid = await service.rings(AGENT, ask)
    key = inbound.key_press(await service.hears("accepted"))
    assert (key.call_sid, key.digits) == (sid, "")


@pytest.mark.parametrize(("auto", "machine"), [("answer", False), ("voicemail", True)])
async def test_who_screens_a_bridge_knows_whether_a_machine_has_answered(
    service: Service, auto: str, machine: bool
) -> None:
    service.scripts["screen"] = HangUp() if machine else GoOn()
    await service.sandbox.behave(CUSTOMER, auto=auto, hang_up_after=60)
    bridge = BridgeTo(
        customer=CUSTOMER,
        caller_id=BUSINESS,
        ring_seconds=20,
        max_seconds=300,
        action_url=service.at("bridged"),
        screen_url=service.at("screen"),
        status_url=service.at("customer"),
        detect_machine=True,
    )
    await service.rings(AGENT, bridge)
    assert inbound.answered(await service.hears("screen")).machine is machine
    assert inbound.dial_outcome(await service.hears("bridged")).bridged is not machine


async def test_a_screened_leg_that_is_asked_for_a_key_and_gives_none_tells_of_it(service: Service) -> None:
    service.scripts["screen"] = AskToAccept(text="Press 1.", language="en", action_url=service.at("screened"))
    await service.sandbox.behave(CUSTOMER, auto="answer")
    bridge = BridgeTo(
        customer=CUSTOMER,
        caller_id=BUSINESS,
        ring_seconds=20,
        max_seconds=300,
        action_url=service.at("bridged"),
        screen_url=service.at("screen"),
        status_url=service.at("customer"),
    )
    await service.rings(AGENT, bridge)
    assert inbound.key_press(await service.hears("screened")).digits == ""
    assert not inbound.dial_outcome(await service.hears("bridged")).bridged
