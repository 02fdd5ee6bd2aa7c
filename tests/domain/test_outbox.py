"""A text that lay in the outbox is sent only while it is still true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.callback import Status
from bot.domain.outbox import outdated
from bot.domain.retries import NEXT_TRY
from bot.domain.tenant import AgentId
from tests.domain.test_callback import NOON, callback

IDLE = {Status.MISSED, Status.NO_ANSWER}


@pytest.mark.parametrize("status", Status)
def test_we_keep_trying_is_true_only_while_the_callback_waits_for_the_provider(status: Status) -> None:
    waits = replace(callback(status), reason="provider_away")
    assert outdated("provider_away", waits) is (status not in (Status.REQUESTED, Status.SCHEDULED))
    assert outdated("provider_away", callback(status))


@pytest.mark.parametrize("status", Status)
def test_who_is_calling_is_not_told_when_the_call_is_over(status: Status) -> None:
    for purpose in ("calling_you:1", f"calling_now:{NOON.isoformat()}"):
        assert outdated(purpose, callback(status)) is not status.live


def test_the_next_try_is_told_while_it_is_at_that_time() -> None:
    waits = replace(callback(Status.SCHEDULED), reason=NEXT_TRY)
    assert not outdated(f"again:{NOON.isoformat()}", waits)
    assert outdated("again:2026-11-23T18:00:00+00:00", waits)
    assert outdated(f"again:{NOON.isoformat()}", replace(waits, reason="asked_for_time"))
    assert outdated(f"again:{NOON.isoformat()}", callback(Status.CANCELLED))


@pytest.mark.parametrize("status", Status)
def test_what_comes_after_a_miss_is_told_unless_something_else_came(status: Status) -> None:
    purpose = f"ending:{NOON.isoformat()}"
    assert outdated(purpose, callback(status)) is (status not in IDLE)
    claimed = replace(callback(status), claimed_by=AgentId("ana"))
    assert outdated(purpose, claimed) is not (status.live or status in IDLE)


@pytest.mark.parametrize("purpose", ["failed", "queued", "mailbox", "alert:1", "outcome:ana"])
def test_all_else_is_told_whatever_comes(purpose: str) -> None:
    assert not any(outdated(purpose, callback(status)) for status in Status)
