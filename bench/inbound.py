"""Messages of customers to one web process, beside a bare aiohttp server with the same payload."""

from __future__ import annotations

import uuid
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha1
from hmac import digest
from itertools import count
from urllib.parse import urlencode

from bench.processes import ACCOUNT, BUSINESS, TOKEN

PATH = "/webhooks/twilio/message"
#: What one customer writes, in order; a fresh callback is agreed on at the end of each talk.
TALKS = (
    (
        "Hi, can someone call me about a leaking boiler? Jo",
        "what are your hours?",
        "yes",
        "no, call my wife's number (727) 555-{line}",
        "yes",
        "agree",
    ),
    (
        "Hola, me pueden llamar por una caldera que gotea? Soy Ana",
        "mañana a las 3 de la tarde",
        "es gratis?",
        "no, mejor ahora",
        "cual es su horario?",
        "acepto",
    ),
    (
        "hello",
        "yes",
        "it's Sam, my sink is blocked",
        "not now, tomorrow after 3",
        "who is this?",
        "1",
    ),
)
AREAS = (
    *(206, 212, 213, 214, 215, 216, 301, 303, 305, 312, 314, 323, 347, 352, 360, 404, 407, 408, 410, 414),
    *(415, 419, 423, 425, 434, 512, 602, 612, 617, 702, 713, 718, 813, 818, 916),
)
_people = count()


def customers(number: int) -> Iterator[str]:
    """So many numbers that nobody had before."""
    for _, person in zip(range(number), _people, strict=False):
        yield f"+1{AREAS[person // 9000]}555{1000 + person % 9000}"


def messages(port: int, people: int) -> list[bytes]:
    """Signed webhooks of so many talks, side by side: first all first messages, then all second ones."""
    talks = [(customer, TALKS[number % len(TALKS)]) for number, customer in enumerate(customers(people))]
    return [
        message(port, customer, talk[step].format(line=customer[-4:]))
        for step in range(len(TALKS[0]))
        for customer, talk in talks
    ]


def message(port: int, customer: str, text: str) -> bytes:
    """A signed webhook, as it goes over the wire."""
    form = form_of(customer, text)
    body = urlencode(form)
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
        f"X-Twilio-Signature: {signature_of(f'http://127.0.0.1:{port}{PATH}', form)}\r\n"
        f"I-Twilio-Idempotency-Token: {uuid.uuid4()}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def form_of(customer: str, text: str, channel: str = "whatsapp:") -> dict[str, str]:
    """The fields of a message: https://www.twilio.com/docs/messaging/guides/webhook-request"""
    sid = f"SM{uuid.uuid4().hex}"
    return {
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ProfileName": "Jo",
        "MessageType": "text",
        "SmsSid": sid,
        "WaId": customer[1:],
        "SmsStatus": "received",
        "Body": text,
        "To": f"{channel}{BUSINESS}",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": f"{channel}{customer}",
        "ApiVersion": "2010-04-01",
    }


def signature_of(url: str, form: Mapping[str, str]) -> str:
    """See https://www.twilio.com/docs/usage/security#validating-requests"""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(digest(TOKEN.encode(), signed.encode(), sha1)).decode()
