"""Calls driven webhook by webhook, as the provider drives them, and every document the service answers.

Nothing moves by itself: in the sandbox's world a second takes a quarter of an hour, so its phones ring on
while the test says who picks up, which key is pressed and who hangs up.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bot.domain.attempt import Attempt
from tests.system import System, profile, until

TIME_SCALE = 0.001
#: Names in the documents for what is another one in each run.
PUBLIC_URL, BUSINESS, CUSTOMER = "https://bot.example", "+18135550001", "+18135557001"
TALKED = {"DialCallStatus": "completed", "DialBridged": "true", "DialCallDuration": "37"}


@dataclass(slots=True)
class Telling:
    """One call of one business of its own."""

    system: System
    slug: str
    business: str
    customer: str
    #: The first agent's phone.
    agent: str
    #: Documents by the name they are agreed on under.
    told: dict[str, str] = field(default_factory=dict)
    cancel_url: str = ""

    async def asks(self, locale: str = "en") -> None:
        """The customer asks for a call on the web; the first agents ring."""
        body = {
            "domain": f"{self.slug}.example",
            "phone": self.customer,
            "name": "Jo Held",
            "topic": "a leaking boiler",
            "locale": locale,
            "consent": {"callback": True, "disclosure": True},
        }
        async with self.system.session.post(f"{self.system.url}/api/v1/callbacks", json=body) as answer:
            assert answer.status == 201, await answer.text()
            created = await answer.json()
        self.cancel_url = f"/api/v1/callbacks/{created['id']}/cancel?token={created['token']}"

    async def calls_it_off(self) -> None:
        """The customer does not want the call any more."""
        async with self.system.session.post(self.system.url + self.cancel_url) as answer:
            assert answer.status == 200, await answer.text()

    async def rings(self, *, after: Attempt | None = None) -> Attempt:
        """The first agent who rings, or the first after another one, once the provider has taken the call."""
        return await self._called(
            lambda each: not each.is_line and (not after or each.asked_at > after.asked_at)
        )

    async def line(self) -> Attempt:
        """The customer's own line."""
        return await self._called(lambda each: each.is_line)

    async def _called(self, wanted: Callable[[Attempt], bool]) -> Attempt:

        async def first() -> Attempt | None:
            callbacks = await self.system.callbacks(self.slug)
            if not callbacks:
                return None
            async with self.system.services.office.store.transaction(callbacks[0].tenant_id) as tx:
                attempts = await tx.attempts.of(callbacks[0].callback_id)
            return next((each for each in attempts if each.call_sid and wanted(each)), None)

        found = await until(first, bool)
        assert isinstance(found, Attempt)
        return found

    async def hears(self, name: str, step: str, attempt: Attempt, **fields: str) -> str:
        """What a leg of the attempt is told at this step, kept under ``name``."""
        answer = await self.posts(self.path(attempt, step), {"CallSid": attempt.call_sid or "", **fields})
        return self._keep(name, answer, attempt)

    async def rings_in(self, name: str, **fields: str) -> str:
        """What a caller of the business is told first."""
        call = {"CallSid": "CA" + "c" * 32, "From": self.customer, "To": self.business, **fields}
        answer = await self.posts("/webhooks/twilio/voice", {**call, "CallStatus": "ringing"})
        return self._keep(name, answer, await self.line() if "/calls/" in answer else None)

    async def nobody_takes_it(self) -> None:
        """Both agents pass, one after the other, and there is nobody else."""
        agent = None
        for _ in range(2):
            agent = await self.rings(after=agent)
            await self.hears("passed", "accept", agent, Digits="3")
            over = {"CallSid": agent.call_sid or "", "CallStatus": "completed"}
            await self.posts(self.path(agent, "agent-leg"), over)
        await self.system.reaches("missed", "scheduled", tenant=self.slug)

    def path(self, attempt: Attempt, step: str) -> str:
        """Where the provider asks what follows this step of the attempt."""
        return f"/webhooks/twilio/calls/{self.slug}/{attempt.callback_id}/{attempt.attempt_id}/{step}"

    async def posts(self, path: str, fields: Mapping[str, str]) -> str:
        """Post as the provider does."""
        url = self.system.url + path
        token = self.system.services.settings.twilio.auth_token.get_secret_value()
        headers = {
            "X-Twilio-Signature": RequestValidator(token).compute_signature(url, fields),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        async with self.system.session.post(url, data=urlencode(fields), headers=headers) as answer:
            assert answer.status in {200, 204}, await answer.text()
            return await answer.text()

    def _keep(self, name: str, document: str, attempt: Attempt | None) -> str:
        for found, shown in (
            (self.system.url, PUBLIC_URL),
            (f"/calls/{self.slug}/", "/calls/acme/"),
            (str(attempt.callback_id) if attempt else "", "CALLBACK"),
            (str(attempt.attempt_id) if attempt else "", "ATTEMPT"),
            (self.business, BUSINESS),
            (self.customer, CUSTOMER),
        ):
            document = document.replace(found, shown) if found else document
        assert self.told.setdefault(name, document) == document, f"{name} was another document before"
        return document


Tale = Callable[[Telling], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A tale, and the business it happens to."""

    tale: Tale
    business: Mapping[str, Any] = field(default_factory=dict)
    #: Where its documents are agreed on; scenes that must be told alike share one.
    folder: str


def numbers(position: int) -> tuple[str, str, str, str]:
    """Numbers of a business, its two agents and its customer, which nobody else in the world has."""
    return tuple(f"+1813555{kind}{position:02}" for kind in (10, 11, 12, 13))  # type: ignore[return-value]


def businesses(scenes: Mapping[str, Scene]) -> dict[str, Any]:
    """A business for each scene, by the scene's name."""
    found = {}
    for position, (slug, scene) in enumerate(scenes.items()):
        line, ana, ben, _ = numbers(position)
        own = {
            "domains": [f"{slug}.example"],
            "voice_number": line,
            "sms_number": line,
            "whatsapp_number": None,
        }
        agents = [{"name": "Ana", "phone": ana, "priority": 1}, {"name": "Ben", "phone": ben, "priority": 2}]
        found[slug] = profile(**own, agents=agents, **scene.business)
    return found


async def tell(system: System, scenes: Mapping[str, Scene]) -> dict[tuple[str, str], str]:
    """Play all scenes; every document by scene and name."""
    told = {}
    for position, (slug, scene) in enumerate(scenes.items()):
        line, ana, _, customer = numbers(position)
        telling = Telling(system=system, slug=slug, business=line, customer=customer, agent=ana)
        await scene.tale(telling)
        told |= {(slug, name): document for name, document in telling.told.items()}
    return told
