"""The businesses of the machine, each with ways of its own, and the people around them."""

from __future__ import annotations

from typing import Any, Final

from bot.domain.phone import E164
from tests.system import ANA, BEN, OWNER, profile

CAM: Final = "+18135550013"
SECOND_OWNER: Final = "+18135550008"
CUSTOMERS: Final = (E164("+18135557001"), E164("+18135557002"))
STAFF: Final = (E164(ANA), E164(BEN), E164(OWNER))

#: So wide that no example of the machine meets them: they have tests of their own.
WIDE: Final = {
    "thresholds": "off",
    "cooldown_seconds": 0,
    "burst": "100000/60s",
    "sustained": "100000/1h",
    "per_number_daily": 100000,
    "daily_calls": 100000,
}
ANA_AND_BEN: Final = [
    {"name": "Ana", "phone": ANA, "priority": 1},
    {"name": "Ben", "phone": BEN, "priority": 2},
]
DAYS: Final = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
QUEUE: Final = {"queue": "500", "uid": "100@acme.example"}


def _business(number: int, **changes: Any) -> dict[str, Any]:
    line = f"+181355501{number:02}"
    numbers = {"voice_number": line, "sms_number": line, "whatsapp_number": line}
    return profile(
        **{"domains": [f"b{number}.example"], "limits": WIDE, "agents": ANA_AND_BEN, **numbers, **changes}
    )


#: By what is special about them.
BUSINESSES: Final[dict[str, dict[str, Any]]] = {
    "by-priority": _business(10),
    "alone": _business(11, agents=[{"name": "Ana", "phone": ANA}], alert_numbers=[OWNER, SECOND_OWNER]),
    "in-turn": _business(
        12,
        routing={"strategy": "round_robin", "wrap_up_seconds": 30, "ask_outcome": True},
        alert_numbers=[ANA, OWNER],
        alerts_escalate_minutes=5,
    ),
    "at-once": _business(18, routing={"strategy": "simultaneous"}),
    "customers-first": _business(19, customers={"first": "customer"}),
    "listening": _business(13, routing={"accept": "amd", "on_exhausted": "notify"}),
    "open-by-day": _business(14, hours=DAYS),
    "only-told": _business(15, hours={**DAYS, "outside": "notify"}),
    "queue-first": _business(16, call_providers=["netsapiens", "twilio"], netsapiens=QUEUE),
    "queue-last": _business(17, call_providers=["twilio", "netsapiens"], netsapiens=QUEUE),
}
