"""Voice messages of callers who were not helped; the business is told once, with the message if one comes.

The alert of a callback waits as long as ``foresee`` or ``offer`` has it wait: for the message, for what the
provider understood of it, for the caller's hanging up, and never longer than ``VoiceMail.tell_at``.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.attempt import Attempt, AttemptId, AttemptState, Ids, Outcome
from bot.domain.scripts import HangUp, Script, TakeMessage
from bot.domain.telephony import Channel, Transcript, VoiceMessage
from bot.domain.tenant import OnExhausted, TenantId
from bot.domain.timeline import Kind
from bot.domain.voicemail import LONGEST_SECONDS, TRANSCRIBED_LANGUAGES, VoiceMail
from bot.ports import ProviderError
from bot.services import alerts
from bot.services.flow import Flow, locked
from bot.services.office import Office
from bot.storage import Task


def wanted(flow: Flow) -> bool:
    """Whether this customer, being on the line, may leave a message."""
    if flow.callback.channel is Channel.VOICE and flow.tenant.inbound.voicemail:
        return True
    return flow.tenant.routing.on_exhausted is OnExhausted.VOICEMAIL


async def foresee(flow: Flow) -> None:
    """Before a miss is told to the business: who is on the line will be asked for a message, which is told
    with it."""
    line = await flow.line()
    if line and line.reached(AttemptState.ANSWERED) and wanted(flow):
        await _expect(flow, line)


async def offer(flow: Flow, line: Attempt) -> Script:
    """Ask for a message after the tone. The miss may be told before (``endings.miss``) or after."""
    await _expect(flow, line)
    language, urls = flow.callback.language, flow.office.urls
    ids = line.ids
    why = "voice.closed" if flow.callback.reason == "closed" else "voice.nobody_free"
    what = "voice.leave_message" if flow.callback.phone else "voice.leave_number"
    return TakeMessage(
        text=f"{flow.say(why)} {flow.say(what)}",
        language=language,
        action_url=urls.call(*ids, "message-left"),
        transcript_url=urls.call(*ids, "transcript") if _transcribed(flow) else "",
        max_seconds=LONGEST_SECONDS,
    )


async def message_left(office: Office, ids: Ids, news: VoiceMessage) -> Script:
    """The caller has spoken, or said nothing. A repeated webhook gets the same answer."""
    async with locked(office, ids[0], ids[1]) as flow:
        line = await flow.attempt(ids[2]) if flow else None
        if flow is None or line is None or line.call_sid not in (None, news.call_sid):
            return HangUp()
        mail = await flow.tx.voice_messages.read(line.attempt_id)
        if mail is None:
            return HangUp()
        if line.live:
            # Nobody waits on it from here on: whoever takes the callback now rings the customer.
            await flow.save_attempt(line.ended(Outcome.CUSTOMER_LEFT))
        said = bool(news.recording_sid and news.seconds)
        await _proceed(flow, await _taken_in(flow, mail, news) if said else await _ended(flow, mail))
        key = "voice.message_taken" if said or mail.left else "voice.nothing_heard"
        return HangUp(text=flow.say(key), language=flow.callback.language)


async def transcript(office: Office, ids: Ids, news: Transcript) -> None:
    """What the provider understood; it may come before the message's own news, or long after."""
    async with locked(office, ids[0], ids[1]) as flow:
        line = await flow.attempt(ids[2]) if flow else None
        mail = await flow.tx.voice_messages.read(line.attempt_id) if flow and line else None
        if flow is None or mail is None or mail.transcript is not None:
            return
        if mail.recording_sid not in ("", news.recording_sid):
            return
        if not mail.left:
            call_sid = (line.call_sid if line else None) or ""
            heard = VoiceMessage(call_sid=call_sid, recording_sid=news.recording_sid, seconds=0)
            mail = await _taken_in(flow, mail, heard)
        mail = replace(mail, transcript=news.text)
        await flow.tx.voice_messages.save(mail)
        await _proceed(flow, mail)


async def hung_up(flow: Flow, line: Attempt) -> None:
    """The customer's line is over: a message that is not there soon does not come."""
    mail = await flow.tx.voice_messages.read(line.attempt_id)
    if mail and not mail.left and not mail.ended_at:
        await _proceed(flow, await _ended(flow, mail))


async def tell(office: Office, tenant_id: TenantId, attempt_id: AttemptId) -> None:
    """The job that ends the waiting. Safe to repeat: the time decides.

    A message whose webhook was lost is looked up at the provider first.
    """
    async with office.store.transaction(tenant_id) as tx:
        line, mail = await tx.attempts.read(attempt_id), await tx.voice_messages.read(attempt_id)
    if line is None or mail is None or mail.told_at:
        return
    due = mail.tell_at(office.timing.grace) <= office.clock.now()
    found = await _look_up(office, line) if due and not mail.left else None
    async with locked(office, tenant_id, mail.callback_id) as flow:
        mail = await flow.tx.voice_messages.read(attempt_id) if flow else None
        if flow is None or mail is None:
            return
        await _proceed(flow, await _taken_in(flow, mail, found) if found else mail)


async def _expect(flow: Flow, line: Attempt) -> None:
    mail = VoiceMail(
        attempt_id=line.attempt_id,
        callback_id=line.callback_id,
        offered_at=flow.now,
        transcribed=_transcribed(flow),
    )
    if await flow.tx.voice_messages.expect(mail):
        await flow.note(Kind.VOICE_MESSAGE_ASKED)
        await _proceed(flow, mail)


def _transcribed(flow: Flow) -> bool:
    return (
        flow.tenant.inbound.transcribe and flow.callback.language.partition("-")[0] in TRANSCRIBED_LANGUAGES
    )


async def _taken_in(flow: Flow, mail: VoiceMail, news: VoiceMessage) -> VoiceMail:
    """The message is kept; a repetition adds at most the length that was not known before."""
    if mail.recording_sid not in ("", news.recording_sid) or (mail.left and mail.seconds):
        return mail
    if not mail.left:
        await flow.note(Kind.VOICE_MESSAGE_LEFT, actor="customer", seconds=news.seconds or "unknown")
    left_at = mail.left_at or flow.now
    mail = replace(mail, recording_sid=news.recording_sid, seconds=news.seconds, left_at=left_at)
    await flow.tx.voice_messages.save(mail)
    return mail


async def _ended(flow: Flow, mail: VoiceMail) -> VoiceMail:
    """No message, as far as is known."""
    if mail.ended_at or mail.left:
        return mail
    mail = replace(mail, ended_at=flow.now)
    await flow.tx.voice_messages.save(mail)
    return mail


async def _proceed(flow: Flow, mail: VoiceMail) -> None:
    """Tell the business when the waiting is over; else come back when it will be."""
    if mail.told_at:
        return
    at = mail.tell_at(flow.office.timing.grace)
    if at > flow.now:
        await flow.tx.jobs.defer(Task.VOICE_MESSAGE, mail.attempt_id, at=at)
        return
    if not mail.left:
        await flow.note(Kind.VOICE_MESSAGE_NONE, actor="customer")
    await flow.tx.voice_messages.save(replace(mail, told_at=flow.now))
    # Who had taken it knows of it; what was said meanwhile is news to everybody.
    if mail.left or not flow.callback.claimed_by:
        await alerts.raise_alert(flow)


async def _look_up(office: Office, line: Attempt) -> VoiceMessage | None:
    """The text to the business is worth more than a message that cannot be found now."""
    if line.call_sid is None:
        return None
    try:
        return await office.telephony.find_recording(line.call_sid)
    except ProviderError:
        return None
