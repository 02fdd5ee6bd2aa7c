"""What no sequence of messages can bring about, searched for by machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.adapters.copy import Copy
from bot.domain.callback import Status
from bot.domain.conversation import (
    AlertHuman,
    Heard,
    RequestCallback,
    Say,
    after_call,
)
from bot.domain.phone import E164
from bot.domain.telephony import Media
from bot.domain.understanding.reading import NOW, Intent, Question, Reading, Slots
from tests.domain.talking import ACME, ACME_NOTIFIES, CLOSED, OPEN, OWN, WIFE, Talk, at

COPY = Copy(Path(__file__).parents[2] / "templates" / "messages")

TIMES = st.one_of(
    st.just(NOW),
    st.sampled_from(
        [at("2026-11-18T16:00"), at("2026-11-19T15:00"), at("2026-11-22T03:00"), at("2027-06-01T12:00")]
    ),
)
SLOTS = st.builds(
    Slots,
    when=st.none() | TIMES,
    phone=st.none() | st.sampled_from([OWN, WIFE]),
    name=st.none() | st.text(max_size=80),
    topic=st.none() | st.text(max_size=300),
)
READINGS = st.builds(
    Reading,
    intent=st.sampled_from(Intent),
    language=st.sampled_from(["en", "es", "fr"]),
    slots=st.just(Slots()) | SLOTS,
    question=st.none() | st.sampled_from(Question),
    move=st.sampled_from([None, "back", "restart", "skip"]),
    phone_problem=st.sampled_from([None, None, "too_short", "premium"]),
    choice=st.none() | st.integers(min_value=0, max_value=5),
)
ASKS_CONSENT = "reply_agree"


class Talks(RuleBasedStateMachine):
    """One customer, any messages, any pauses, calls that end in any way."""

    @initialize(sender=st.none() | st.just(OWN), now=st.sampled_from([OPEN, CLOSED]), notifies=st.booleans())
    def meet(self, sender: E164 | None, now: datetime, notifies: bool) -> None:
        self.talk = Talk(sender=sender, now=now, tenant=ACME_NOTIFIES if notifies else ACME)
        self.asked: Say | None = None
        self.answered = False

    @rule(reading=READINGS, media=st.sampled_from(Media))
    def any_message(self, reading: Reading, media: Media) -> None:
        self._hear(Heard(at=self.talk.now, reading=reading, media=media))

    @rule(intent=st.sampled_from([Intent.YES, Intent.TOPIC, Intent.NO, Intent.LATER]), slots=SLOTS)
    def likely_message(self, intent: Intent, slots: Slots) -> None:
        self._hear(Heard(at=self.talk.now, reading=Reading(intent=intent, language="en", slots=slots)))

    @rule(language=st.sampled_from(["en", "es"]))
    def plain_yes(self, language: str) -> None:
        self._hear(Heard(at=self.talk.now, reading=Reading(intent=Intent.YES, language=language)))

    @rule(media=st.sampled_from(Media))
    def no_text(self, media: Media) -> None:
        self._hear(Heard(at=self.talk.now, media=media))

    @rule(hours=st.sampled_from([1, 7, 25, 24 * 8]))
    def pause(self, hours: int) -> None:
        self.talk.now += timedelta(hours=hours)

    @rule(status=st.sampled_from(Status))
    def the_call_goes_on(self, status: Status) -> None:
        talk = self.talk
        if talk.active is None:
            return
        talk.active = replace(talk.active, status=status)
        if status in (Status.MISSED, Status.NO_ANSWER):
            step = after_call(talk.state, talk.facts)
            talk.state, talk.effects = step.state, list(step.effects)
            self.asked = None
        elif not status.live:
            talk.active = None

    def _hear(self, heard: Heard) -> None:
        was_out, live = self.talk.opted_out, self.talk.active and self.talk.active.status.live
        intent = heard.reading.intent if heard.reading else None
        self.talk.gets(heard)
        if was_out:
            assert not self.talk.effects or intent in (Intent.START, Intent.HELP)
        self._judge_request(heard, live=bool(live))
        if self.talk.said:
            self.asked = self.talk.said if ASKS_CONSENT in self.talk.keys else None

    def _judge_request(self, heard: Heard, *, live: bool) -> None:
        requests = self.talk.of(RequestCallback)
        if not requests:
            return
        [request] = requests
        assert not live, "there was a live call already"
        assert heard.reading
        assert heard.reading.intent is Intent.YES or heard.reading.choice == 1, "nobody agreed"
        assert self.asked, "the last thing said was not the consent question"
        assert self.asked.params["phone"] == request.phone, "consent was asked for another number"
        asked_for = self.asked.params["when"] or NOW
        assert asked_for == request.when, "consent was asked for another time"
        shown, kept = COPY.message(self.asked), COPY.message(request.wording)
        assert shown.endswith(kept), "the wording kept is not the one shown"

    @invariant()
    def at_most_one_message_is_said_and_it_can_be_written(self) -> None:
        said = [effect for effect in self.talk.effects if isinstance(effect, Say)]
        requests = self.talk.of(RequestCallback)
        assert len(said) + len(requests) <= 1
        for message in [*said, *(request.confirmation for request in requests)]:
            assert 0 < len(COPY.message(message)) < 700
        assert len(self.talk.of(AlertHuman)) <= 1


Talks.TestCase.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestNoTalkBreaksTheLaws = Talks.TestCase
