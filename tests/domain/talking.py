"""A customer to play talks with: keeps the state and the world as the service would."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.domain.callback import Callback, CallbackId, ConsentId, Details, Status
from bot.domain.conversation import (
    CancelCallback,
    Conversation,
    Effect,
    Facts,
    Heard,
    OptIn,
    OptOut,
    RequestCallback,
    RescheduleCallback,
    Say,
    Step,
    after_call,
    decide,
)
from bot.domain.hours import parse_periods
from bot.domain.phone import E164
from bot.domain.telephony import Channel, Media
from bot.domain.tenant import Hours, Outside, Tenant, TenantId
from bot.domain.understanding.reading import Intent, Reading, Slots

NEW_YORK = ZoneInfo("America/New_York")
#: A Wednesday, 2:41 PM in New York: open.
OPEN = datetime(2026, 11, 18, 14, 41, tzinfo=NEW_YORK)
#: The Saturday after: closed until Monday.
CLOSED = datetime(2026, 11, 21, 14, 41, tzinfo=NEW_YORK)

OWN = E164("+18135557001")
WIFE = E164("+18135557002")
LINE = E164("+18135550001")

_OFFICE = parse_periods(["09:00-17:00"])
HOURS = Hours(week=(*[_OFFICE] * 5, (), ()))
ACME = Tenant(tenant_id=TenantId("acme"), name="Acme Plumbing", hours=HOURS, voice_number=LINE)
ACME_NOTIFIES = replace(ACME, hours=replace(HOURS, outside=Outside.NOTIFY))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def reading(intent: Intent, *, language: str = "en", **more: Any) -> Reading:
    slots = {name: more.pop(name) for name in ("when", "until", "phone", "name", "topic") if name in more}
    return Reading(intent=intent, language=language, slots=Slots(**slots), **more)


@dataclass
class Talk:
    """Plays the messages of one customer and carries the effects out."""

    tenant: Tenant = ACME
    sender: E164 | None = OWN
    now: datetime = OPEN
    channel: Channel = Channel.WHATSAPP
    state: Conversation = field(default_factory=Conversation)
    active: Callback | None = None
    opted_out: bool = False
    effects: list[Effect] = field(default_factory=list)

    @property
    def facts(self) -> Facts:
        return Facts(
            now=self.now,
            tenant=self.tenant,
            channel=self.channel,
            sender=self.sender,
            opted_out=self.opted_out,
            active=self.active,
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Texts of the last answer; empty for silence."""
        return self.said.keys if self.said else ()

    @property
    def said(self) -> Say | None:
        said = [effect for effect in self.effects if isinstance(effect, Say)]
        confirmed = [effect.confirmation for effect in self.effects if isinstance(effect, RequestCallback)]
        return next(iter([*said, *confirmed]), None)

    def of(self, kind: type) -> list[Any]:
        """Effects of the last message of one kind."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def hears(self, intent: Intent, *, media: Media = Media.NONE, **more: Any) -> Talk:
        """The customer writes; ten seconds pass."""
        return self.gets(Heard(at=self.now, reading=reading(intent, **more), media=media))

    def gets(self, heard: Heard) -> Talk:
        step: Step = decide(self.state, heard, self.facts)
        # What is not stored does not exist: the state goes through its stored form every time.
        self.state = Conversation.from_json(json.loads(json.dumps(step.state.to_json())))
        assert self.state == step.state
        self.effects = list(step.effects)
        for effect in step.effects:
            self._carry_out(effect)
        self.now += timedelta(seconds=10)
        return self

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case RequestCallback():
                self.active = self._callback(effect)
            case CancelCallback():
                self.active = None
            case RescheduleCallback(when=when) if self.active:
                due = self.now if when == "now" else when
                self.active = replace(self.active, status=Status.SCHEDULED, scheduled_for=due)
            case OptOut():
                self.active, self.opted_out = None, True
            case OptIn():
                self.opted_out = False
            case _:
                pass

    def _callback(self, request: RequestCallback) -> Callback:
        later = request.when != "now"
        return Callback(
            tenant_id=self.tenant.tenant_id,
            callback_id=CallbackId(uuid4()),
            status=Status.SCHEDULED if later else Status.CALLING_AGENT,
            channel=self.channel,
            language=request.language,
            phone=request.phone,
            details=Details(name=request.name, topic=request.topic),
            consent_id=ConsentId(uuid4()),
            requested_at=self.now.astimezone(UTC),
            scheduled_for=request.when if isinstance(request.when, datetime) else self.now,
        )


TOMORROW_3 = at("2026-11-19T15:00")
CONSENT_NOW = ("before_now", "consent", "disclosure", "reply_agree")
CONSENT_AT = ("before_at", "consent", "disclosure", "reply_agree")


def at_consent(**more: object) -> Talk:
    talk = Talk(**more)  # type: ignore[arg-type]
    return talk.hears(Intent.TOPIC, name="Jo", topic="leaking boiler").hears(Intent.YES)


def confirmed(**more: object) -> Talk:
    return at_consent(**more).hears(Intent.YES)


def scheduled() -> Talk:
    talk = Talk().hears(Intent.SCHEDULE, when=TOMORROW_3, topic="leaking boiler").hears(Intent.YES)
    return talk.hears(Intent.YES)


def missed() -> Talk:
    talk = confirmed()
    assert talk.active
    talk.active = replace(talk.active, status=Status.MISSED)
    step = after_call(talk.state, talk.facts)
    talk.state, talk.effects = step.state, list(step.effects)
    return talk
