"""The life of a callback and of an attempt: what the tables allow, and that they refuse all else."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attempt import ATTEMPT_ORDER, Attempt, AttemptId, AttemptState, Outcome
from bot.domain.callback import (
    CALLBACK_TABLE,
    LIVE,
    Callback,
    CallbackId,
    ConsentId,
    Details,
    Move,
    MoveRefused,
    Status,
)
from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import AgentId, TenantId

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ENDS = {Status.COMPLETED, Status.QUEUED_AT_PBX, Status.BLOCKED, Status.CANCELLED, Status.FAILED}


def callback(status: Status = Status.REQUESTED) -> Callback:
    return Callback(
        tenant_id=TenantId("acme"),
        callback_id=CallbackId(uuid.uuid4()),
        status=status,
        channel=Channel.WHATSAPP,
        language="en",
        phone=E164("+18135557001"),
        details=Details(),
        consent_id=ConsentId(uuid.uuid4()),
        requested_at=NOON,
        scheduled_for=NOON,
    )


def attempt(state: AttemptState = AttemptState.INTENDED, call_sid: str | None = None) -> Attempt:
    return Attempt(
        tenant_id=TenantId("acme"),
        attempt_id=AttemptId(uuid.uuid4()),
        callback_id=CallbackId(uuid.uuid4()),
        provider="twilio",
        agent_id=AgentId("ana"),
        state=state,
        asked_at=NOON,
        updated_at=NOON,
        call_sid=call_sid,
    )


def test_the_table_has_a_row_for_every_status() -> None:
    assert set(CALLBACK_TABLE) == set(Status)


@pytest.mark.parametrize("status", sorted(ENDS))
def test_nothing_leaves_an_end(status: Status) -> None:
    assert CALLBACK_TABLE[status] == {}


@pytest.mark.parametrize(
    ("status", "move"),
    [(s, m) for s in Status for m in Move if m not in CALLBACK_TABLE[s]],
)
def test_a_move_that_is_not_listed_is_refused_and_changes_nothing(status: Status, move: Move) -> None:
    before = callback(status)
    with pytest.raises(MoveRefused) as refusal:
        before.moved(move)
    assert before.status is status
    assert (refusal.value.status, refusal.value.move) == (status, move)


@pytest.mark.parametrize("status", sorted(LIVE))
def test_from_every_live_status_an_end_can_be_reached(status: Status) -> None:
    seen, frontier = {status}, [status]
    while frontier:
        for target in CALLBACK_TABLE[frontier.pop()].values():
            if target not in seen:
                seen.add(target)
                frontier.append(target)
    assert seen & ENDS


def test_the_customer_is_dialled_only_after_an_agent_accepted_or_where_customers_come_first() -> None:
    leading_there = {
        (status, move)
        for status, row in CALLBACK_TABLE.items()
        for move, target in row.items()
        if target is Status.CALLING_CUSTOMER and move is not Move.DIAL_CUSTOMER
    }
    assert leading_there == {(Status.AGENT_ANSWERED, Move.AGENT_ACCEPTED)}


@given(st.lists(st.sampled_from(ATTEMPT_ORDER[:-1]), max_size=12))
def test_an_attempt_only_goes_forward_whatever_order_news_come_in(news: list[AttemptState]) -> None:
    current, highest = attempt(), 0
    for state in news:
        current = current.advanced(state, call_sid="CA1")
        highest = max(highest, ATTEMPT_ORDER.index(state))
        assert ATTEMPT_ORDER.index(current.state) == highest


def test_the_first_outcome_of_an_attempt_stands() -> None:
    over = attempt(AttemptState.RINGING).ended(Outcome.BUSY)
    assert over.ended(Outcome.COMPLETED, duration_seconds=40) is over


def test_late_news_bring_the_id_of_a_call_but_no_step_back() -> None:
    late = attempt(AttemptState.ANSWERED).advanced(AttemptState.RINGING, call_sid="CA1")
    assert (late.state, late.call_sid) == (AttemptState.ANSWERED, "CA1")


def test_the_id_of_a_call_never_changes() -> None:
    assert (
        attempt(AttemptState.PLACED, "CA1").advanced(AttemptState.RINGING, call_sid="CA2").call_sid == "CA1"
    )
