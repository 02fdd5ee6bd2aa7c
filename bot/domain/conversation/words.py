"""Which texts are said, and the values they are filled with. The texts themselves are in the copy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.domain import hours, retries
from bot.domain.attempt import Outcome
from bot.domain.callback import Callback, Status
from bot.domain.conversation.effects import Say
from bot.domain.conversation.facts import Facts
from bot.domain.conversation.state import Conversation, Option
from bot.domain.telephony import Channel, Media
from bot.domain.tenant import First, OnExhausted
from bot.domain.understanding.reading import Question

_MEDIA_REPLIES: Final[dict[Media, str]] = {
    Media.VOICE: "media_voice",
    Media.IMAGE: "media_picture",
    Media.VIDEO: "media_picture",
    Media.STICKER: "media_picture",
    Media.DOCUMENT: "media_document",
    Media.LOCATION: "media_location",
    Media.CONTACT: "media_contact",
}

STATUS_TEXTS: Final[dict[Status, str]] = {
    Status.SCHEDULED: "status_scheduled",
    Status.CALLING_CUSTOMER: "status_calling_you",
    Status.CONNECTED: "status_connected",
    Status.MISSED: "status_missed",
    Status.NO_ANSWER: "status_no_answer",
}
"""Where a callback stands; in any other status the team is being rung: ``status_calling_team``."""

UNREACHED_TEXTS: Final[dict[str, str]] = {
    Outcome.CUSTOMER_HUNG_UP: "hung_up",
    Outcome.CUSTOMER_MACHINE: "mailbox",
}
"""What is said to a customer who was not reached, by the reason; for any other reason ``no_answer``. The same
with ``status_`` before it tells where the callback stands."""

AGAIN_TEXTS: Final[dict[str, str]] = {
    retries.NEXT_ROUND: "missed_retry",
    retries.NEXT_TRY: "no_answer_retry",
    retries.NEXT_TRY_AFTER_MAILBOX: "mailbox_retry",
}
"""What is said when a call did not come about and the next one is planned."""

_NUMBER_REFUSALS: Final[dict[str, str]] = {
    "country_not_allowed": "number_abroad",
    "emergency": "number_short",
    "short_code": "number_short",
    "anonymous": "number_hidden",
    "premium": "number_costly",
    "shared_cost": "number_costly",
    "satellite": "number_costly",
    "global_service": "number_costly",
    "personal": "number_special",
    "pager": "number_special",
    "uan": "number_special",
    "voicemail": "number_special",
}

_EMERGENCY_NUMBERS: Final[dict[str, str]] = {
    "US": "911", "CA": "911", "MX": "911", "GB": "999", "AU": "000", "NZ": "111", "BR": "190",
}  # fmt: skip
#: Reaches help in the EU and from mobile phones nearly everywhere.
_EMERGENCY_ELSEWHERE: Final = "112"


def say(state: Conversation, facts: Facts, *keys: str, options: tuple[Option, ...] = ()) -> Say:
    """A message made of these texts."""
    return Say(language=state.language, keys=keys, params=frame(state, facts), options=options)


def frame(state: Conversation, facts: Facts) -> Mapping[str, object]:
    """The values every text of the conversation may use. Times and numbers are formatted by the copy."""
    tenant = facts.tenant
    return {
        "company": tenant.company,
        "region": tenant.region,
        "zone": tenant.zone,
        "now": facts.now,
        "line": tenant.voice_number,
        "chat": tenant.chat_link,
        "countries": tenant.limits.countries,
        "emergency": _EMERGENCY_NUMBERS.get(tenant.region, _EMERGENCY_ELSEWHERE),
        "week": tenant.hours.week,
        "closes_at": hours.closing(tenant.hours, tenant.zone, facts.now),
        "next_opening": None if facts.open_now else hours.next_opening(tenant.hours, tenant.zone, facts.now),
        "consent_text": tenant.consent.text,
        "disclosure_text": tenant.consent.disclosure,
        "recording": tenant.consent.recording,
        "customer_first": tenant.customers.first is First.CUSTOMER,
        "name": state.name or "",
        "topic": state.topic or "",
        "phone": state.phone,
        "when": state.when if isinstance(state.when, datetime) else None,
        "until": state.until,
        "scheduled_for": facts.active.scheduled_for if facts.active else None,
    }


def status_text(active: Callback) -> str:
    """Text that tells where a callback stands."""
    if active.status is Status.NO_ANSWER and active.reason in UNREACHED_TEXTS:
        return f"status_{UNREACHED_TEXTS[active.reason]}"
    if active.status is Status.MISSED and active.reason == Outcome.CUSTOMER_LEFT:
        return "status_left"
    return STATUS_TEXTS.get(active.status, "status_calling_team")


def ending_texts(active: Callback, facts: Facts) -> tuple[str, ...]:
    """Texts that tell a customer that the call did not come about: once, with every way to go on."""
    if active.status is Status.NO_ANSWER:
        return (UNREACHED_TEXTS.get(active.reason, "no_answer"),)
    if retries.planned(active) and active.reason != retries.NEXT_ROUND:
        return (AGAIN_TEXTS[active.reason],)
    told = facts.tenant.routing.on_exhausted is OnExhausted.NOTIFY
    missed = "left" if active.reason == Outcome.CUSTOMER_LEFT else "missed"
    apology = AGAIN_TEXTS.get(active.reason, "missed_told" if told else missed)
    elsewhere = facts.tenant.chat_link and facts.channel is not Channel.WHATSAPP
    return (apology, "or_whatsapp") if elsewhere else (apology,)


def opening_line(facts: Facts) -> tuple[str, ...]:
    """Says whether somebody is there; nothing when the business never closes."""
    if not facts.open_now:
        return ("closed_until",)
    closes = hours.closing(facts.tenant.hours, facts.tenant.zone, facts.now)
    return ("open_until",) if closes else ()


def side_answer(question: Question | None) -> str:
    """Text that answers a side question."""
    return f"answer_{question or Question.OTHER}"


def media_reply(media: Media) -> str:
    """Text for something that is not text."""
    return _MEDIA_REPLIES.get(media, "media_unsupported")


def number_refusal(problem: str) -> str:
    """Text for a ``PhoneVerdict.reason``; mistyped numbers all get the same one."""
    return _NUMBER_REFUSALS.get(problem, "number_unclear")
