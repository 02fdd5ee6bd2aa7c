"""Messages: out to the phones, and from the phones to the service, which may answer with TwiML."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.sandbox.calls import now
from bot.sandbox.legs import API_VERSION, places
from bot.sandbox.messages import WHATSAPP, Medium, Message, plain
from bot.sandbox.phones import Reaction
from bot.sandbox.twiml import PARSE_FAILURE, BadTwiml, Script, Verb, parse
from bot.sandbox.vocabulary import MESSAGING
from bot.sandbox.webhooks import WebhookFailed, Webhooks
from bot.sandbox.world import World

#: The default list, for whole messages and SMS only:
#: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
START_WORDS = frozenset({"start", "yes", "unstop"})
STOPPED = "You have successfully been unsubscribed. You will not receive any more messages from this number."
STARTED = "You have successfully been re-subscribed to messages from this number."
OPTED_OUT = 21610
UNREACHABLE = 30003
OUTSIDE_WINDOW = 63016
WINDOW = timedelta(hours=24)
SEGMENT = 160


class Messaging:
    """Carries messages in both directions."""

    def __init__(self, world: World, webhooks: Webhooks) -> None:
        self._world = world
        self._webhooks = webhooks

    def refuses(self, sender: str, to: str) -> bool:
        """True while the person has told this SMS sender to stop."""
        return not to.startswith(WHATSAPP) and plain(sender) in self._world.phone(plain(to)).stopped

    def send(self, message: Message) -> None:
        """Takes a message of the account and carries it to the phone, telling of each step."""
        self._world.messages[message.sid] = message
        self._report(message, "queued")
        self._world.spawn(self._carry(message))

    async def _carry(self, message: Message) -> None:
        await self._world.pause(0.2)
        message.sent_at = now()
        if failure := self._failure(message):
            message.error_code = failure
            self._report(message, "undelivered")
            return
        self._report(message, "sent")
        await self._world.pause(0.3)
        self._report(message, "delivered")

    def _failure(self, message: Message) -> int | None:
        if self._world.phone(plain(message.to)).behaviour.auto is Reaction.UNREACHABLE:
            return UNREACHABLE
        if message.channel == "whatsapp" and not message.template and not self._window_open(message):
            return OUTSIDE_WINDOW
        return None

    def _window_open(self, message: Message) -> bool:
        """WhatsApp carries free text only within a day of the person's last message."""
        return any(
            heard.inbound
            and (heard.sender, heard.to) == (message.to, message.sender)
            and message.created_at - heard.created_at < WINDOW
            for heard in self._world.messages.values()
        )

    def _report(self, message: Message, status: str) -> None:
        message.status = status
        self._world.changed()
        if not message.callback_url:
            return
        params = {
            "SmsSid": message.sid,
            "SmsStatus": status,
            "MessageSid": message.sid,
            "MessageStatus": status,
            "To": message.to,
            "From": message.sender,
            "AccountSid": self._world.config.account_sid,
            "ApiVersion": API_VERSION,
        }
        if message.error_code:
            params["ErrorCode"] = str(message.error_code)
        self._webhooks.tell(message.sid, message.callback_url, "POST", params)

    async def receive(self, message: Message, extra: dict[str, str]) -> None:
        """A phone wrote to one of the account's numbers; `extra` adds parameters (ButtonPayload, ...)."""
        self._world.messages[message.sid] = message
        self._world.changed()
        owned = self._world.numbers.get(plain(message.to))
        self._mind_opt_out(message)
        if owned is None or not owned.sms_url:
            return
        params = self._params(message) | extra
        try:
            await self._ask(Script(url=owned.sms_url, fallback_url=owned.sms_fallback_url), message, params)
        except (WebhookFailed, BadTwiml) as failed:
            code = failed.code if isinstance(failed, WebhookFailed) else PARSE_FAILURE
            self._world.warn(code, f"{owned.sms_url}: {failed}")
            if owned.sms_fallback_url:
                params |= {"ErrorCode": str(code), "ErrorUrl": owned.sms_url}
                await self._ask_fallback(Script(url=owned.sms_fallback_url), message, params)

    async def _ask_fallback(self, script: Script, message: Message, params: dict[str, str]) -> None:
        try:
            await self._ask(script, message, params)
        except (WebhookFailed, BadTwiml) as failed:
            self._world.warn(PARSE_FAILURE, f"{script.url}: {failed}")

    async def _ask(self, script: Script, message: Message, params: dict[str, str]) -> None:
        answer = await self._webhooks.ask(script.url, script.method, params)
        if answer.content_type == "text/plain" and answer.text.strip():
            self.reply(Verb("Message", text=answer.text), sender=message.to, to=message.sender, script=script)
            return
        document = parse(answer.text, MESSAGING)
        for warning in document.warnings:
            self._world.warn(12200, warning)
        for verb in document.verbs:
            if verb.name == "Redirect":
                await self._ask(Script(url=script.resolve(verb.text)), message, params)
                return
            self.reply(verb, sender=message.to, to=message.sender, script=script)

    def reply(self, verb: Verb, *, sender: str, to: str, script: Script) -> None:
        """Sends what a <Message> holds: https://www.twilio.com/docs/messaging/twiml/message"""
        to, sender = verb.get("to", to), verb.get("from", sender)
        if self.refuses(sender, to):
            self._world.warn(OPTED_OUT, "Message: the person has opted out")
            return
        bodies = [child.text for child in verb.children if child.name == "Body"]
        media = tuple(
            Medium(content_type="image/jpeg", url=script.resolve(child.text))
            for child in verb.children
            if child.name == "Media"
        )
        callback = verb.get("action") or verb.get("statusCallback")
        self.send(
            Message(
                to=to,
                sender=sender,
                body="".join(bodies) or verb.text,
                direction="outbound-reply",
                status="queued",
                media=media,
                callback_url=script.resolve(callback) if callback else "",
            )
        )

    def _mind_opt_out(self, message: Message) -> None:
        """The provider keeps its own list of SMS opt-outs, and answers for itself."""
        if message.channel != "sms":
            return
        word = message.body.strip().lower()
        stopped = self._world.phone(message.sender).stopped
        if word in STOP_WORDS and message.to not in stopped:
            stopped.add(message.to)
            self._confirm(message, STOPPED)
        elif word in START_WORDS and message.to in stopped:
            stopped.discard(message.to)
            self._confirm(message, STARTED)

    def _confirm(self, message: Message, notice: str) -> None:
        reply = Message(
            to=message.sender, sender=message.to, body=notice, direction="outbound-reply", status="queued"
        )
        self.send(reply)

    def _params(self, message: Message) -> dict[str, str]:
        """https://www.twilio.com/docs/messaging/guides/webhook-request"""
        params = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "SmsMessageSid": message.sid,
            "AccountSid": self._world.config.account_sid,
            "From": message.sender,
            "To": message.to,
            "Body": message.body,
            "SmsStatus": "received",
            "NumMedia": str(len(message.media)),
            "NumSegments": str(segments(message.body)),
            "ApiVersion": API_VERSION,
        }
        for index, medium in enumerate(message.media):
            params |= {f"MediaUrl{index}": medium.url, f"MediaContentType{index}": medium.content_type}
        return params | (
            self._profile(message)
            if message.channel == "whatsapp"
            else places(From=message.sender, To=message.to)
        )

    def _profile(self, message: Message) -> dict[str, str]:
        number = plain(message.sender)
        name = self._world.phone(number).label
        kind = message.media[0].content_type.partition("/")[0] if message.media else "text"
        channel = {"type": "whatsapp", "data": {"context": {"ProfileName": name, "WaId": number[1:]}}}
        return {
            "ProfileName": name,
            "WaId": number[1:],
            "MessageType": kind if kind in ("text", "image", "audio", "video") else "document",
            "ChannelMetadata": json.dumps(channel),
            "ReferralNumMedia": "0",
        }


def segments(body: str) -> int:
    """Segments of a message, at 160 characters each."""
    return max(1, -(-len(body) // SEGMENT))
