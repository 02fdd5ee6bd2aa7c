"""Twilio's webhooks behind our port."""

from __future__ import annotations

from bot.adapters.twilio import inbound, twiml
from bot.adapters.twilio.signature import Verifier
from bot.ports import SignedRequest


class TwilioWebhooks:
    """``ports.PhoneWebhooks`` as Twilio speaks it."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    def authentic(self, request: SignedRequest) -> bool:
        """Whether the request bears a signature of our account."""
        return self._verifier.accepts(request.url, request.body, request.headers)

    message = staticmethod(inbound.message)
    receipt = staticmethod(inbound.receipt)
    call = staticmethod(inbound.call)
    progress = staticmethod(inbound.progress)
    answered = staticmethod(inbound.answered)
    key_press = staticmethod(inbound.key_press)
    dial_outcome = staticmethod(inbound.dial_outcome)
    left_line = staticmethod(inbound.left_line)
    voice_message = staticmethod(inbound.voice_message)
    transcript = staticmethod(inbound.transcript)
    reply = staticmethod(twiml.reply)
    script = staticmethod(twiml.script)
