"""How long the text to the business waits for a voice message."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attempt import AttemptId
from bot.domain.callback import CallbackId
from bot.domain.voicemail import LONGEST_SECONDS, NEWS_WAIT, TRANSCRIPT_WAIT, VoiceMail

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
GRACE = timedelta(seconds=20)
ASKED = VoiceMail(
    attempt_id=AttemptId(uuid.UUID(int=1)), callback_id=CallbackId(uuid.UUID(int=2)), offered_at=NOON
)
AT = NOON + timedelta(seconds=30)
LEFT = replace(ASKED, recording_sid="RE1", seconds=12, left_at=AT)

moments = st.none() | st.timedeltas(min_value=timedelta(), max_value=timedelta(minutes=2)).map(NOON.__add__)


def test_nothing_heard_is_waited_for_a_minute_longer_than_the_longest_message() -> None:
    assert ASKED.tell_at(GRACE) == NOON + timedelta(seconds=LONGEST_SECONDS + 60)


def test_a_message_that_nobody_writes_down_is_told_at_once() -> None:
    assert LEFT.tell_at(GRACE) == AT


def test_a_message_that_is_being_written_down_waits_a_minute() -> None:
    assert replace(LEFT, transcribed=True).tell_at(GRACE) == AT + timedelta(seconds=60)


def test_what_could_not_be_written_down_is_waited_for_no_more() -> None:
    assert replace(LEFT, transcribed=True, transcript="").tell_at(GRACE) == AT


def test_who_hung_up_may_have_spoken_and_that_news_has_its_time() -> None:
    assert replace(ASKED, ended_at=AT).tell_at(GRACE) == AT + GRACE


@given(st.booleans(), moments, moments, st.none() | st.just("words"))
def test_however_it_goes_the_wait_is_bounded(
    transcribed: bool, left_at: datetime | None, ended_at: datetime | None, transcript: str | None
) -> None:
    mail = replace(ASKED, transcribed=transcribed, left_at=left_at, ended_at=ended_at, transcript=transcript)
    longest = timedelta(seconds=LONGEST_SECONDS) + max(NEWS_WAIT, TRANSCRIPT_WAIT, GRACE)
    assert NOON <= mail.tell_at(GRACE) <= NOON + longest
