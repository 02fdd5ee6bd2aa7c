"""The simplest server that does the same work for a click, without any protection.

Run by gunicorn; the address of the PBX is in ``PBX_URL``.
"""

from __future__ import annotations

import os

import phonenumbers
import requests
from flask import Flask, request

app = Flask(__name__)
DOMAINS = {"acme.example": {"uid": "100@acme.example", "queue": "500"}}
PBX_SECONDS = 10


@app.get("/healthz")
def alive() -> dict[str, str]:
    """Whether it serves."""
    return {"status": "ok"}


@app.post("/click-to-call")
def click() -> tuple[dict[str, str], int]:
    """Find the queue, check the number, ask the PBX."""
    asked = request.get_json()
    tenant = DOMAINS.get(asked["domain"])
    if tenant is None:
        return {"status": "error", "message": "unknown domain"}, 404
    try:
        number = phonenumbers.parse(asked["phone_number"], "US")
    except phonenumbers.NumberParseException:
        return {"status": "error", "message": "bad number"}, 400
    if not phonenumbers.is_valid_number(number):
        return {"status": "error", "message": "bad number"}, 400
    answer = requests.post(
        os.environ["PBX_URL"],
        params={"object": "queuedcall", "action": "create"},
        data={**tenant, "format": "json", "destination": f"{number.country_code}{number.national_number}"},
        headers={"Authorization": "Bearer bench"},
        timeout=PBX_SECONDS,
    )
    if answer.status_code != requests.codes.accepted:
        return {"status": "error", "message": "the PBX refused"}, 502
    return {"status": "ok"}, 200
