"""A voice message left on the line, and how long the text to the business waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.attempt import AttemptId
from bot.domain.callback import CallbackId

#: Longest message; providers write down no longer ones.
LONGEST_SECONDS: Final = 120
#: How long the text to the business waits for what the provider understood.
TRANSCRIPT_WAIT: Final = timedelta(seconds=60)
#: How long it waits, after the longest message, for any word at all.
NEWS_WAIT: Final = timedelta(seconds=60)
#: Languages that providers write down.
TRANSCRIBED_LANGUAGES: Final = frozenset({"en"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceMail:
    """What a caller was asked to say after a tone, and what came of it."""

    #: The customer's line on which it is spoken; there is one message on each.
    attempt_id: AttemptId
    callback_id: CallbackId
    offered_at: datetime
    #: Whether the provider is asked to write it down.
    transcribed: bool = False
    #: The provider's id of the recording; empty: there is none so far.
    recording_sid: str = ""
    seconds: int = 0
    left_at: datetime | None = None
    #: What the provider understood; empty when it could not tell, None before it said anything.
    transcript: str | None = None
    #: When the caller hung up, or said nothing.
    ended_at: datetime | None = None
    #: When the text to the business went out, with the message or without.
    told_at: datetime | None = None

    @property
    def left(self) -> bool:
        """Whether there is something to listen to."""
        return bool(self.recording_sid)

    def tell_at(self, grace: timedelta) -> datetime:
        """When the business is told at the latest.

        Who hung up may have spoken before, and that news may be the slower one: it has ``grace`` to come.
        """
        if self.left_at:
            awaited = self.transcribed and self.transcript is None
            return self.left_at + (TRANSCRIPT_WAIT if awaited else timedelta())
        if self.ended_at:
            return self.ended_at + grace
        return self.offered_at + timedelta(seconds=LONGEST_SECONDS) + NEWS_WAIT
