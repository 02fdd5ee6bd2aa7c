"""The kinds of calls there are: what happens, and the ways of the business it happens to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.adapters import tales
from tests.adapters.telling import Scene

SPANISH: Final = {"locale": "es"}
FIRST: Final = {"customers": {"first": "customer"}}
FIRST_AND_PROVEN: Final = {"customers": {"first": "customer", "proof": "press-1"}}
CLOSED: Final[Mapping[str, list[str]]] = {
    day: [] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
}
SCENES: Final[Mapping[str, Scene]] = {
    "press-one": Scene(tale=tales.taken, folder="press_1"),
    "round-robin": Scene(
        tale=tales.taken, folder="press_1", business={"routing": {"strategy": "round_robin"}}
    ),
    "least-recent": Scene(
        tale=tales.taken, folder="press_1", business={"routing": {"strategy": "least_recent"}}
    ),
    "spanish": Scene(tale=tales.taken_in_spanish, folder="press_1_es", business=SPANISH),
    "any-key": Scene(tale=tales.any_key, folder="any_key", business={"routing": {"accept": "any-key"}}),
    "auto": Scene(tale=tales.at_once, folder="auto", business={"routing": {"accept": "auto"}}),
    "amd-person": Scene(tale=tales.heard_person, folder="amd", business={"routing": {"accept": "amd"}}),
    "amd-machine": Scene(tale=tales.heard_machine, folder="amd", business={"routing": {"accept": "amd"}}),
    "amd-nobody": Scene(tale=tales.heard_nobody, folder="amd", business={"routing": {"accept": "amd"}}),
    "passed": Scene(tale=tales.passed, folder="not_taken"),
    "no-key": Scene(tale=tales.no_key, folder="not_taken"),
    "recorded": Scene(tale=tales.taken, folder="disclosed", business={"consent": {"recording": True}}),
    "no-calls": Scene(tale=tales.wants_no_calls, folder="wants_no_calls"),
    "unreached": Scene(tale=tales.unreached, folder="unreached"),
    "at-once": Scene(
        tale=tales.too_late, folder="simultaneous", business={"routing": {"strategy": "simultaneous"}}
    ),
    "called-off": Scene(tale=tales.called_off, folder="called_off"),
    "proof-key": Scene(
        tale=tales.proven_by_key, folder="proof_press_1", business={"customers": {"proof": "press-1"}}
    ),
    "proof-key-mailbox": Scene(
        tale=tales.mailbox, folder="proof_press_1", business={"customers": {"proof": "press-1"}}
    ),
    "proof-amd": Scene(
        tale=tales.heard_mailbox, folder="proof_amd", business={"customers": {"proof": "amd"}}
    ),
    "mailbox-message": Scene(
        tale=tales.heard_mailbox,
        folder="mailbox_message",
        business={"customers": {"proof": "amd", "mailbox": "message"}},
    ),
    "customer-first": Scene(tale=tales.rung_first, folder="customer_first", business=FIRST),
    "customer-first-proof": Scene(
        tale=tales.rung_first_and_proven, folder="customer_first_press_1", business=FIRST_AND_PROVEN
    ),
    "customer-first-mailbox": Scene(
        tale=tales.rung_first_mailbox, folder="customer_first_press_1", business=FIRST_AND_PROVEN
    ),
    **{
        f"customer-first-{action.replace('_', '-')}": Scene(
            tale=tales.rung_first_in_vain,
            folder=f"customer_first_{action}",
            business={**FIRST, "routing": {"on_exhausted": action}},
        )
        for action in ("reschedule", "next_slot", "voicemail", "notify")
    },
    "customer-first-off": Scene(
        tale=tales.rung_first_and_called_off, folder="customer_first_called_off", business=FIRST
    ),
    "customer-first-no-calls": Scene(
        tale=tales.rung_first_wants_no_calls, folder="customer_first_no_calls", business=FIRST
    ),
    "inbound": Scene(tale=tales.rings_in, folder="inbound"),
    "inbound-spanish": Scene(tale=tales.leaves_a_message, folder="inbound_es", business=SPANISH),
    "inbound-callback": Scene(tale=tales.leaves_the_line, folder="inbound_callback"),
    "inbound-hung-up": Scene(tale=tales.agent_is_late, folder="inbound_hung_up"),
    "inbound-message": Scene(tale=tales.leaves_a_message, folder="inbound_message"),
    "inbound-silence": Scene(tale=tales.leaves_no_message, folder="inbound_message"),
    "inbound-transcribed": Scene(
        tale=tales.leaves_a_message, folder="inbound_transcribed", business={"inbound": {"transcribe": True}}
    ),
    "inbound-bare": Scene(
        tale=tales.is_told_that_nobody_is_free,
        folder="inbound_without_keys_and_messages",
        business={"inbound": {"callback_key": False, "voicemail": False}},
    ),
    "inbound-withheld": Scene(tale=tales.shows_no_number, folder="inbound_withheld"),
    "inbound-agent": Scene(tale=tales.is_an_agent, folder="inbound_agent"),
    "inbound-twice": Scene(tale=tales.rings_twice, folder="inbound_twice", business=FIRST),
    "inbound-closed": Scene(tale=tales.is_told_at_once, folder="inbound_closed", business={"hours": CLOSED}),
    "inbound-text": Scene(
        tale=tales.is_told_at_once, folder="inbound_text", business={"inbound": {"mode": "text"}}
    ),
    "inbound-tell": Scene(
        tale=tales.is_told_at_once, folder="inbound_tell", business={"inbound": {"mode": "tell"}}
    ),
    "outcome": Scene(
        tale=tales.asked_how_it_went, folder="outcome", business={"routing": {"ask_outcome": True}}
    ),
}
