"""``/v/{token}``: a voice message, for the business's people who were texted the link.

What is played comes from the provider through us: its password never reaches a browser.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from bot.domain.callback import Callback
from bot.domain.tenant import Tenant
from bot.domain.voicemail import VoiceMail
from bot.ports import Refused
from bot.web.languages import language_of
from bot.web.problems import Problem
from bot.web.services import PAGES, SERVICES, WORDING

#: What one person said to another is kept by no cache and no browser.
HEADERS: Final = {
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "bytes",
    "Content-Disposition": 'inline; filename="voice-message.mp3"',
}


async def show(request: web.Request) -> web.Response:
    """When it was left, how long it is, what the provider understood, and a player."""
    tenant, mail, callback = await _found(request)
    wording, language = request.app[WORDING], language_of(request, tenant)
    now, left_at = request.app[SERVICES].office.clock.now(), mail.left_at or mail.offered_at
    minutes, seconds = divmod(mail.seconds, 60)
    return request.app[PAGES].render(
        "voice_message.html",
        language,
        tenant=tenant,
        token=request.match_info["token"],
        left_at=wording.say(
            language,
            "time.in_zone",
            moment=wording.moment(language, left_at, tenant.zone, now),
            city=wording.city(language, tenant.zone),
        ),
        length=f"{minutes}:{seconds:02}" if mail.seconds else "",
        ends_in=callback.phone[-2:],
        transcript=mail.transcript,
    )


async def play(request: web.Request) -> web.Response:
    """The sound of it, or the part of it that a player asks for."""
    tenant, mail, _ = await _found(request)
    try:
        spoken = await request.app[SERVICES].office.telephony.fetch_recording(mail.recording_sid)
    except Refused:
        raise _gone(request, tenant, "voice_message.no_sound") from None
    part = _part(request, len(spoken))
    if part is None:
        return web.Response(body=spoken, content_type="audio/mpeg", headers=HEADERS)
    told = {"Content-Range": f"bytes {part.start}-{part.stop - 1}/{len(spoken)}"}
    return web.Response(
        status=206, body=spoken[part.start : part.stop], content_type="audio/mpeg", headers=HEADERS | told
    )


def _part(request: web.Request, length: int) -> range | None:
    """The bytes of a ``Range``, without which phones of Apple play nothing; None: all of them.

    A range that makes no sense is ignored: https://www.rfc-editor.org/rfc/rfc9110#section-14.2
    """
    try:
        asked = request.http_range
    except ValueError:
        return None
    if asked.start is None:
        return None
    start, stop, _ = asked.indices(length)
    return range(start, stop) if start < stop else None


async def _found(request: web.Request) -> tuple[Tenant, VoiceMail, Callback]:
    """Raises the 404, the same for every token that leads to nothing."""
    office = request.app[SERVICES].office
    named = office.tokens.read_message(request.match_info["token"])
    tenant = office.tenants.by_id(named[0]) if named else None
    if named is None or tenant is None:
        raise _gone(request)
    async with office.store.transaction(tenant.tenant_id) as tx:
        mail = await tx.voice_messages.read(named[1])
        callback = await tx.callbacks.read(mail.callback_id) if mail else None
    if mail is None or not mail.left or callback is None:
        raise _gone(request, tenant)
    return tenant, mail, callback


def _gone(request: web.Request, tenant: Tenant | None = None, key: str = "voice_message.gone") -> Problem:
    sentence = request.app[WORDING].say(language_of(request, tenant), key)
    return Problem(status=404, code="unknown-voice-message", sentence=sentence)
