"""The newest figures of ``make bench`` in a tiny form, and the carrier behind them beside the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from twilio.request_validator import RequestValidator
from yarl import URL

from bench import driving
from bench.carrier import CREDENTIALS, Carrier
from bench.processes import ACCOUNT, TOKEN, Engines
from bot.sandbox import SandboxConfig, create_app
from tests.system import until

LINE, AGENT, CUSTOMER = "+18135550001", "+18135550011", "+18135557001"
STEPS = "initiated ringing answered completed"
#: What no two calls have in common.
OF_ONE_CALL = {"CallSid", "ParentCallSid", "DialCallSid", "MessageSid", "SmsSid", "Timestamp"}
#: The sandbox counts seconds.
LASTED = {"CallDuration", "Duration", "DialCallDuration"}
Heard = dict[str, list[dict[str, str]]]


class Bot:
    """Answers the webhooks of one call as the service does, and keeps them by path."""

    def __init__(self) -> None:
        self.heard: Heard = {}
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        signature = request.headers["X-Twilio-Signature"]
        assert RequestValidator(TOKEN).validate(str(request.url), form, signature)
        assert "I-Twilio-Idempotency-Token" in request.headers
        self.heard.setdefault(request.path, []).append(form)
        text = f"<Response>{self._verbs().get(request.path, '')}</Response>"
        return web.Response(text=text, content_type="text/xml")

    async def told(self) -> list[int]:
        """How many steps of both legs and of the text were heard of."""
        return [len(self.heard.get(path, ())) for path in ("/agent-leg", "/customer-leg", "/receipt")]

    def _verbs(self) -> dict[str, str]:
        number = (
            f'<Number url="{self.url}/screen" statusCallback="{self.url}/customer-leg" '
            f'statusCallbackEvent="{STEPS}">{CUSTOMER}</Number>'
        )
        return {
            "/whisper": _gather(f"{self.url}/accept"),
            "/accept": f'<Dial action="{self.url}/bridged" callerId="{LINE}">{number}</Dial>',
            "/screen": _gather(f"{self.url}/screened"),
            "/bridged": _gather(f"{self.url}/outcome", 'actionOnEmptyResult="true"'),
            "/outcome": "<Hangup/>",
        }


def _gather(action: str, more: str = "") -> str:
    return f'<Gather numDigits="1" finishOnKey="" timeout="1" action="{action}" {more}><Say>Hi</Say></Gather>'


async def _heard_from(
    provider: Callable[[aiohttp.ClientSession], web.Application], **phones: dict[str, object]
) -> tuple[Heard, dict[str, Any]]:
    """All that is told of one call and one text, and the answer to who asks for the call.

    ``phones``: how they behave, by the digits of their numbers, where that must be said.
    """
    bot = Bot()
    app = web.Application()
    app.router.add_post("/{step}", bot.answer)
    async with TestServer(app) as ours, aiohttp.ClientSession() as session:
        bot.url = str(ours.make_url("")).rstrip("/")
        async with TestServer(provider(session)) as theirs:
            url = str(theirs.make_url("/"))
            for digits, behaviour in phones.items():
                phone = f"{url}control/phones/%2B{digits.removeprefix('phone_')}/behaviour"
                async with session.post(URL(phone, encoded=True), json=behaviour) as answer:
                    assert answer.status == 200
            asked = await _ask(session, url, bot.url)
            await until(bot.told, lambda told: told == [4, 4, 3])
    return bot.heard, asked


async def _ask(session: aiohttp.ClientSession, provider: str, bot: str) -> dict[str, Any]:
    api, headers = f"{provider}2010-04-01/Accounts/{ACCOUNT}", {"Authorization": CREDENTIALS}
    call = [("To", AGENT), ("From", LINE), ("Url", f"{bot}/whisper"), ("StatusCallback", f"{bot}/agent-leg")]
    call += [("StatusCallbackEvent", step) for step in STEPS.split()]
    text = {"To": CUSTOMER, "From": LINE, "Body": "Hello", "StatusCallback": f"{bot}/receipt"}
    async with session.post(f"{api}/Messages.json", data=text, headers=headers) as answer:
        assert answer.status == 201
    async with session.post(f"{api}/Calls.json", data=call, headers=headers) as answer:
        assert answer.status == 201
        return dict(await answer.json())


def _alike(heard: Heard) -> Heard:
    """What must not differ between two providers."""
    return {
        path: [
            {name: "" if name in OF_ONE_CALL | LASTED else value for name, value in form.items()}
            for form in forms
        ]
        for path, forms in heard.items()
    }


def _sandbox(_: aiohttp.ClientSession) -> web.Application:
    config = {"account_sid": ACCOUNT, "auth_token": TOKEN, "time_scale": 20, "numbers": [{"number": LINE}]}
    phones = [{"number": AGENT, "role": "agent"}, {"number": CUSTOMER, "role": "customer"}]
    return create_app(SandboxConfig.from_dict({**config, "phones": phones}))


async def test_the_carrier_tells_of_a_call_what_the_sandbox_tells() -> None:
    by_carrier, answered = await _heard_from(lambda session: Carrier(session).app())
    behaviour: dict[str, dict[str, object]] = {
        f"phone_{AGENT[1:]}": {"auto": "answer", "press": "1"},
        # Long after the greeting; nobody waits for it but this test.
        f"phone_{CUSTOMER[1:]}": {"auto": "answer", "hang_up_after": 20},
    }
    by_sandbox, _ = await _heard_from(_sandbox, **behaviour)
    assert _alike(by_carrier) == _alike(by_sandbox)
    assert {form["CallSid"] for form in by_carrier["/agent-leg"]} == {answered["sid"]}
    assert len({form["CallSid"] for form in by_carrier["/customer-leg"] + by_carrier["/screen"]}) == 1


def test_callbacks_that_fall_due_are_driven_until_each_is_connected(
    database_url: str, redis_url: str, engines_dir: Path
) -> None:
    engines = Engines(database_url=database_url, redis_url=redis_url, folder=engines_dir)
    plan = driving.Plan(runs=1, warm_up=2, at_once=6, seconds=1, lead=4)
    driven = driving.drive(engines, plan)
    assert len(driven.per_second) == len(driven.p99_ms) == 1
    assert driven.calm_rate == driven.per_second[0] / 2 > 0
    assert driven.p99_ms[0] > 0
