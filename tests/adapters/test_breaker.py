"""A provider that fails is left alone, asked once when the pause is over, and believed when it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from bot.adapters.breaker import Breaker, Circuits, GuardedPbx, GuardedTelephony, Tolerance
from bot.domain.handover import Found, HandOver
from bot.domain.phone import E164
from bot.domain.telephony import CallOrder, CallRecord, Channel, LegStatus, MessageOrder, VoiceMessage
from bot.ports import NotPlaced, ProviderError, Refused, Unknown

AGENT, LINE = E164("+18135550111"), E164("+18135550001")
CALL = CallOrder(to=AGENT, caller_id=LINE, answer_url="", status_url="", ring_seconds=20, max_seconds=360)
MESSAGE = MessageOrder(channel=Channel.SMS, to=AGENT, sender=LINE, body="hello", status_url="")
HAND_OVER = HandOver(reference="1f", queue="500", uid="100@acme", destination=AGENT)
RECORD = CallRecord(call_sid="CA1", status=LegStatus.RINGING, started_at=None)
FAILURES = [NotPlaced, Unknown]


class Time:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Provider:
    """``ports.Telephony`` and ``ports.Pbx`` that answer with ``error``, or well when there is none."""

    def __init__(self) -> None:
        self.error: type[ProviderError] | None = None
        self.asked = 0

    def _answer(self) -> str:
        self.asked += 1
        if self.error:
            raise self.error()
        return "CA1"

    async def create_call(self, order: CallOrder) -> str:
        return self._answer()

    async def send_message(self, order: MessageOrder) -> str:
        return self._answer()

    async def hand_over(self, order: HandOver) -> None:
        self._answer()

    async def find(self, order: HandOver, since: datetime) -> Found:
        self._answer()
        return Found.NO

    async def end_call(self, call_sid: str) -> None:
        self._answer()

    async def redirect_call(self, call_sid: str, url: str) -> None:
        self._answer()

    async def find_recording(self, call_sid: str) -> VoiceMessage | None:
        self._answer()
        return None

    async def fetch_recording(self, recording_sid: str) -> bytes:
        return self._answer().encode()

    async def fetch_call(self, call_sid: str) -> CallRecord:
        self._answer()
        return RECORD

    async def list_calls(self, *, to: E164, caller_id: E164, since: datetime) -> Sequence[CallRecord]:
        self._answer()
        return [RECORD]

    async def find_message(self, order: MessageOrder, since: datetime) -> str | None:
        return self._answer()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def breaker(time: Time) -> Breaker:
    return exact(time)


def exact(time: Time) -> Breaker:
    """One whose pauses last as long as they are meant to."""
    return Breaker("provider", now=time, jitter=lambda seconds: seconds)


def ask(breaker: Breaker, error: type[ProviderError] | None = None) -> bool:
    """Whether a request with this outcome was let through."""
    let_through = False
    try:
        with breaker.asking():
            let_through = True
            if error:
                raise error
    except ProviderError:
        pass
    return let_through


def opened(breaker: Breaker) -> Breaker:
    for _ in range(5):
        assert ask(breaker, Unknown)
    return breaker


@pytest.mark.parametrize("failure", FAILURES)
def test_five_failures_in_a_row_open_the_circuit(breaker: Breaker, failure: type[ProviderError]) -> None:
    assert [ask(breaker, failure) for _ in range(7)] == [True] * 5 + [False] * 2


def test_a_refusal_is_an_answer_and_no_failure(breaker: Breaker) -> None:
    assert all(ask(breaker, Refused) for _ in range(50))
    for error in (Unknown, Unknown, Unknown, Unknown, Refused, Unknown):
        assert ask(breaker, error)
    assert not breaker.waiting


def test_a_provider_that_fails_every_other_time_is_left_alone_too(breaker: Breaker) -> None:
    outcomes = [ask(breaker, error) for _ in range(10) for error in (None, Unknown)]
    assert all(outcomes)
    assert breaker.waiting


def test_while_open_the_caller_hears_when_to_ask_again(breaker: Breaker, time: Time) -> None:
    opened(breaker)
    time.seconds = 4.0
    with pytest.raises(NotPlaced) as refusal, breaker.asking():
        pytest.fail("the provider was asked")
    assert (refusal.value.retry_after, refusal.value.code) == (11.0, "circuit_open")


def test_each_failed_probe_doubles_the_pause_up_to_five_minutes(breaker: Breaker, time: Time) -> None:
    opened(breaker)
    pauses = []
    for _ in range(7):
        began = time.seconds
        while not ask(breaker, NotPlaced):
            time.seconds += 1
        pauses.append(time.seconds - began)
    assert pauses == [15, 30, 60, 120, 240, 300, 300]


def test_one_probe_that_succeeds_closes_it_and_forgets(breaker: Breaker, time: Time) -> None:
    opened(breaker)
    time.seconds = 15
    assert ask(breaker)
    assert not breaker.waiting
    assert [ask(breaker, Unknown) for _ in range(6)] == [True] * 5 + [False]
    time.seconds += 15
    assert ask(breaker)


def test_a_refusal_shows_that_the_provider_is_back(breaker: Breaker, time: Time) -> None:
    opened(breaker)
    time.seconds = 15
    assert ask(breaker, Refused)
    assert not breaker.waiting


def test_exactly_one_probe_is_let_through_at_a_time(breaker: Breaker, time: Time) -> None:
    opened(breaker)
    time.seconds = 15
    with breaker.asking():
        assert [ask(breaker) for _ in range(5)] == [False] * 5
    assert ask(breaker)


async def test_a_probe_that_is_cancelled_makes_room_for_the_next(breaker: Breaker, time: Time) -> None:
    opened(breaker)
    time.seconds = 15
    with pytest.raises(asyncio.CancelledError), breaker.asking():
        raise asyncio.CancelledError
    assert breaker.waiting
    assert ask(breaker)
    assert not breaker.waiting


def test_answers_to_what_was_asked_before_it_opened_change_nothing(breaker: Breaker, time: Time) -> None:
    late_success, late_failure = breaker.asking(), breaker.asking()
    late_success.__enter__()
    late_failure.__enter__()
    opened(breaker)
    late_success.__exit__(None, None, None)
    assert not late_failure.__exit__(Unknown, Unknown(), None)
    assert not ask(breaker)
    time.seconds = 15
    assert ask(breaker)


@given(
    st.lists(st.tuples(st.sampled_from([None, Refused, NotPlaced, Unknown]), st.floats(0, 100)), max_size=80)
)
def test_no_history_leaves_a_provider_alone_for_ever(
    history: list[tuple[type[ProviderError] | None, float]],
) -> None:
    time = Time()
    breaker = exact(time)
    for error, seconds in history:
        ask(breaker, error)
        time.seconds += seconds
    time.seconds += Tolerance().longest_pause
    assert ask(breaker)
    assert not breaker.waiting


def test_processes_that_failed_together_do_not_come_back_together(time: Time) -> None:
    breakers = [opened(Breaker("provider", now=time)) for _ in range(10)]
    time.seconds = 11.9
    assert not any(ask(breaker) for breaker in breakers)
    moments = set()
    for breaker in breakers:
        with pytest.raises(NotPlaced) as refusal, breaker.asking():
            pytest.fail("the provider was asked")
        moments.add(refusal.value.retry_after)
    assert len(moments) > 1


async def test_look_ups_and_hang_ups_pass_while_the_circuit_is_open_and_do_not_close_it() -> None:
    provider, circuits = Provider(), Circuits()
    guarded, pbx = GuardedTelephony(provider, circuits), GuardedPbx(provider, circuits)
    opened(circuits.calls)
    opened(circuits.messages)
    opened(circuits.pbx)
    await guarded.end_call("CA1")
    await guarded.fetch_call("CA1")
    await guarded.list_calls(to=AGENT, caller_id=LINE, since=datetime.now(UTC))
    await guarded.find_message(MESSAGE, datetime.now(UTC))
    assert await pbx.find(HAND_OVER, datetime.now(UTC)) is Found.NO
    assert provider.asked == 5
    for request in (guarded.create_call(CALL), guarded.send_message(MESSAGE), pbx.hand_over(HAND_OVER)):
        with pytest.raises(NotPlaced):
            await request
    assert provider.asked == 5


async def test_a_call_that_exists_is_led_on_and_its_message_heard_while_the_circuit_is_open() -> None:
    provider, circuits = Provider(), Circuits()
    guarded = GuardedTelephony(provider, circuits)
    opened(circuits.calls)
    await guarded.redirect_call("CA1", "https://bot.example/voice/next")
    assert await guarded.find_recording("CA1") is None
    assert await guarded.fetch_recording("RE1")
    assert provider.asked == 3
    assert circuits.waiting() == ["twilio_calls"]


async def test_calls_messages_and_the_pbx_fail_each_for_itself() -> None:
    provider, circuits = Provider(), Circuits()
    telephony, pbx = GuardedTelephony(provider, circuits), GuardedPbx(provider, circuits)
    provider.error = NotPlaced
    for _ in range(5):
        with pytest.raises(NotPlaced):
            await telephony.create_call(CALL)
    assert circuits.waiting() == ["twilio_calls"]
    provider.error = None
    assert await telephony.send_message(MESSAGE)
    await pbx.hand_over(HAND_OVER)


def test_operators_see_who_is_left_alone() -> None:
    circuits, registry = Circuits(), CollectorRegistry()
    circuits.expose(registry)
    opened(circuits.pbx)
    text = generate_latest(registry).decode()
    assert 'provider_waiting{provider="netsapiens"} 1.0' in text
    assert 'provider_waiting{provider="twilio_calls"} 0.0' in text
