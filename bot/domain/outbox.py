"""What a text to a customer said when it was written, and whether it still holds when it can be sent."""

from __future__ import annotations

from datetime import datetime

from bot.domain import retries
from bot.domain.callback import Callback, Status

#: Reason of a callback that waits because no provider can be asked.
PROVIDER_AWAY = "provider_away"


def outdated(purpose: str, callback: Callback) -> bool:
    """Whether a text written for ``purpose`` would tell what is not so any more, for the callback moved on.

    A text may lie in the outbox for as long as the provider of texts is away. Of a miss the customer hears
    even while somebody has taken it: should that lead to nothing, nobody would tell them.
    """
    kind, _, detail = purpose.partition(":")
    match kind:
        case "provider_away":
            return not (callback.status.waiting and callback.reason == PROVIDER_AWAY)
        case "calling_now" | "calling_you":
            return not callback.status.live
        case "again":
            return not (retries.planned(callback) and _at(detail) == callback.scheduled_for)
        case "ending":
            taken = callback.status.live and callback.claimed_by is not None
            return callback.status not in (Status.MISSED, Status.NO_ANSWER) and not taken
        case _:
            return False


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
