"""The kinds of calls there are, told from the first webhook to the last."""

from __future__ import annotations

from tests.adapters.telling import TALKED, Telling


async def taken(call: Telling) -> None:
    """The agent takes the call, the customer picks up, they talk."""
    await call.asks()
    ana = await call.rings()
    await call.hears("whisper", "whisper", ana)
    await call.hears("accepted", "accept", ana, Digits="1")
    await call.hears("customer_picks_up", "screen", ana)
    await call.hears("customer_presses_a_key", "screened", ana, Digits="5")
    await call.hears("talk_is_over", "bridged", ana, **TALKED)


async def taken_in_spanish(call: Telling) -> None:
    await call.asks("es")
    ana = await call.rings()
    await call.hears("whisper", "whisper", ana)
    await call.hears("accepted", "accept", ana, Digits="1")
    await call.hears("customer_picks_up", "screen", ana)
    await call.hears("customer_wants_no_calls", "screened", ana, Digits="3")


async def any_key(call: Telling) -> None:
    await call.asks()
    ana = await call.rings()
    await call.hears("whisper", "whisper", ana)
    await call.hears("accepted", "accept", ana, Digits="7")


async def at_once(call: Telling) -> None:
    """Whoever picks up has the call."""
    await call.asks()
    await call.hears("accepted", "whisper", await call.rings())


async def heard_person(call: Telling) -> None:
    await call.asks()
    await call.hears("person", "whisper", await call.rings(), AnsweredBy="human")


async def heard_machine(call: Telling) -> None:
    await call.asks()
    await call.hears("machine", "whisper", await call.rings(), AnsweredBy="machine_start")


async def heard_nobody(call: Telling) -> None:
    await call.asks()
    await call.hears("unknown", "whisper", await call.rings(), AnsweredBy="unknown")


async def passed(call: Telling) -> None:
    await call.asks()
    ana = await call.rings()
    await call.hears("whisper", "whisper", ana)
    await call.hears("passed", "accept", ana, Digits="3")


async def no_key(call: Telling) -> None:
    await call.asks()
    ana = await call.rings()
    await call.hears("whisper", "whisper", ana)
    await call.hears("no_key", "accept", ana)


async def too_late(call: Telling) -> None:
    """Both agents ring; the second one picks up when the first has taken it."""
    await call.asks()
    ana = await call.rings()
    ben = await call.rings(after=ana)
    await call.hears("whisper", "whisper", ana)
    await call.hears("accepted", "accept", ana, Digits="1")
    await call.hears("too_late", "accept", ben, Digits="1")
    await call.hears("too_late", "off", ben)
    await call.hears("too_late", "whisper", ben)


async def called_off(call: Telling) -> None:
    """The customer calls it off while the agent listens."""
    await call.asks()
    ana = await call.rings()
    await call.hears("whisper", "whisper", ana)
    await call.calls_it_off()
    await call.hears("called_off", "off", ana)
    await call.hears("called_off", "accept", ana, Digits="1")


async def wants_no_calls(call: Telling) -> None:
    await call.asks()
    ana = await call.rings()
    await call.hears("accepted", "accept", ana, Digits="1")
    await call.hears("customer_picks_up", "screen", ana)
    await call.hears("customer_wants_no_calls", "screened", ana, Digits="3")
    await call.hears("agent_hears_why", "bridged", ana, DialCallStatus="completed", DialBridged="false")


async def unreached(call: Telling) -> None:
    await call.asks()
    ana = await call.rings()
    await call.hears("accepted", "accept", ana, Digits="1")
    await call.hears("unreached", "bridged", ana, DialCallStatus="no-answer", DialBridged="false")


async def proven_by_key(call: Telling) -> None:
    await call.asks()
    ana = await call.rings()
    await call.hears("accepted", "accept", ana, Digits="1")
    await call.hears("customer_picks_up", "screen", ana)
    await call.hears("customer_presses_1", "screened", ana, Digits="1")


async def mailbox(call: Telling) -> None:
    """The customer's mailbox has the call: no key comes."""
    await call.asks()
    ana = await call.rings()
    await call.hears("accepted", "accept", ana, Digits="1")
    await call.hears("customer_picks_up", "screen", ana)
    await call.hears("mailbox", "screened", ana)
    await call.hears("agent_hears_why", "bridged", ana, DialCallStatus="completed", DialBridged="false")


async def heard_mailbox(call: Telling) -> None:
    await call.asks()
    ana = await call.rings()
    await call.hears("accepted", "accept", ana, Digits="1")
    await call.hears("mailbox", "screen", ana, AnsweredBy="machine_start")


async def asked_how_it_went(call: Telling) -> None:
    await call.asks()
    ana = await call.rings()
    await call.hears("accepted", "accept", ana, Digits="1")
    await call.hears("customer_picks_up", "screen", ana)
    await call.hears("talk_is_over", "bridged", ana, **TALKED)
    await call.hears("outcome", "outcome", ana, Digits="1")


async def rung_first(call: Telling) -> None:
    """The customer is rung first, and waits while the agents are."""
    await call.asks()
    line = await call.line()
    await call.hears("customer_picks_up", "line", line)
    await call.hears("customer_waits", "line-key", line)
    await call.hears("still_waits", "hold-turn", line)
    ana = await call.rings()
    await call.hears("whisper", "whisper", ana)
    await call.hears("joined", "accept", ana, Digits="1")
    await call.hears("talk_is_over", "bridged", ana, **TALKED)
    await call.hears("customer_after_the_talk", "left", line, QueueResult="bridged")


async def rung_first_in_vain(call: Telling) -> None:
    """No agent takes it while the customer waits."""
    await call.asks()
    line = await call.line()
    await call.hears("customer_picks_up", "line", line)
    await call.hears("customer_waits", "line-key", line)
    await call.nobody_takes_it()
    await call.hears("nobody_free", "left", line, QueueResult="leave")


async def rung_first_and_called_off(call: Telling) -> None:
    """The customer waits on the phone and calls it off on the web."""
    await call.asks()
    line = await call.line()
    await call.hears("customer_picks_up", "line", line)
    await call.hears("customer_waits", "line-key", line)
    await call.calls_it_off()
    await call.hears("customer_is_released", "released", line)


async def rung_first_and_proven(call: Telling) -> None:
    await call.asks()
    line = await call.line()
    await call.hears("customer_picks_up", "line", line)
    await call.hears("customer_presses_1", "line-key", line, Digits="1")


async def rung_first_mailbox(call: Telling) -> None:
    await call.asks()
    line = await call.line()
    await call.hears("customer_picks_up", "line", line)
    await call.hears("mailbox", "line-key", line)


async def rung_first_wants_no_calls(call: Telling) -> None:
    await call.asks()
    line = await call.line()
    await call.hears("customer_picks_up", "line", line)
    await call.hears("customer_wants_no_calls", "line-key", line, Digits="3")


async def rings_in(call: Telling) -> None:
    """Who rings the business waits on the line until an agent takes it."""
    await call.rings_in("caller_waits")
    line = await call.line()
    await call.hears("still_waits", "hold-turn", line)
    await call.hears("another_key", "hold-key", line, Digits="9")
    ana = await call.rings()
    await call.hears("whisper", "whisper", ana)
    await call.hears("joined", "accept", ana, Digits="1")
    await call.hears("talk_is_over", "bridged", ana, **TALKED)
    await call.hears("caller_after_the_talk", "left", line, QueueResult="bridged")


async def leaves_the_line(call: Telling) -> None:
    """The caller would rather be called back."""
    await call.rings_in("caller_waits")
    line = await call.line()
    await call.hears("still_waits", "hold-turn", line)
    await call.hears("caller_presses_1", "hold-key", line, Digits="1")
    await call.hears("place_is_kept", "left", line, QueueResult="leave")


async def agent_is_late(call: Telling) -> None:
    """The caller hangs up while an agent is being connected: nobody is in the line any more."""
    await call.rings_in("caller_waits")
    line, ana = await call.line(), await call.rings()
    await call.hears("joined", "accept", ana, Digits="1")
    await call.hears("caller_hung_up", "left", line, QueueResult="hangup", CallStatus="completed")
    await call.hears("agent_hears_why", "bridged", ana, DialCallStatus="no-answer", DialBridged="false")


async def leaves_a_message(call: Telling) -> None:
    await call.rings_in("caller_waits")
    line = await call.line()
    await call.nobody_takes_it()
    await call.hears("no_more_waiting", "hold-turn", line)
    await call.hears("asked_for_a_message", "left", line, QueueResult="leave")
    await call.hears(
        "message_left", "message-left", line, RecordingSid="RE" + "a" * 32, RecordingDuration="9"
    )


async def leaves_no_message(call: Telling) -> None:
    await call.rings_in("caller_waits")
    line = await call.line()
    await call.nobody_takes_it()
    await call.hears("asked_for_a_message", "left", line, QueueResult="leave")
    await call.hears("nothing_heard", "message-left", line)


async def is_told_that_nobody_is_free(call: Telling) -> None:
    await call.rings_in("caller_waits")
    line = await call.line()
    await call.hears("still_waits", "hold-turn", line)
    await call.nobody_takes_it()
    await call.hears("nobody_free", "left", line, QueueResult="leave")


async def shows_no_number(call: Telling) -> None:
    """Nobody can call back, so the message is asked to tell the number."""
    await call.rings_in("caller_waits", From="anonymous")
    line = await call.line()
    await call.hears("still_waits", "hold-turn", line)
    await call.nobody_takes_it()
    await call.hears("asked_for_a_message", "left", line, QueueResult="leave")


async def is_an_agent(call: Telling) -> None:
    """One of the agents rings the number they were rung from."""
    await call.rings_in("agent_is_told", From=call.agent)


async def rings_twice(call: Telling) -> None:
    """The caller is being rung by us at this moment."""
    await call.asks()
    await call.line()
    await call.rings_in("caller_is_told")


async def is_told_at_once(call: Telling) -> None:
    """Nobody is rung for the caller."""
    await call.rings_in("caller_is_told")
