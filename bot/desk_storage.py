"""What is remembered of the people of the business: their alerts, what callers left them, who is there.

Part of a transaction; see ``bot.storage``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from bot.domain.attempt import AttemptId
from bot.domain.callback import CallbackId
from bot.domain.desk import Alert, Presence, Question, Report
from bot.domain.phone import E164
from bot.domain.tenant import AgentId
from bot.domain.voicemail import VoiceMail


class Desk(Protocol):
    """Alerts that wait for somebody to take them, and what agents are asked about their calls."""

    async def raise_alert(self, callback_id: CallbackId, since: datetime, now: datetime) -> bool:
        """A new alert, which nobody has taken, instead of an older one. False: one was raised since then."""
        ...

    async def alert(self, callback_id: CallbackId) -> Alert | None: ...

    async def newest_open(self, since: datetime) -> Alert | None:
        """The newest that nobody took, of a callback that can still be taken (``retries.can_be_taken``)."""
        ...

    async def newest_claimed(self, since: datetime) -> Alert | None:
        """The one that was taken last."""
        ...

    async def told(self, callback_id: CallbackId, contacts: int) -> None: ...

    async def claim(self, callback_id: CallbackId, person: AgentId, now: datetime) -> bool:
        """False: somebody has taken it."""
        ...

    async def ask(self, callback_id: CallbackId, agent: AgentId, now: datetime) -> bool:
        """Note that the agent is asked how it went. False: was asked before."""
        ...

    async def question(self, agent: AgentId, since: datetime) -> Question | None:
        """The newest one that the agent has not answered."""
        ...

    async def report(
        self, callback_id: CallbackId, agent: AgentId, report: Report, now: datetime
    ) -> None: ...


class VoiceMessages(Protocol):
    """What callers who were not helped were asked to say."""

    async def expect(self, mail: VoiceMail) -> bool:
        """Note that a message is asked for. False: it was before."""
        ...

    async def read(self, attempt_id: AttemptId) -> VoiceMail | None: ...

    async def newest(self, callback_id: CallbackId) -> VoiceMail | None:
        """The last that can be listened to."""
        ...

    async def awaited(self, callback_id: CallbackId) -> bool:
        """Whether the business is told only when a message is there, or will not come."""
        ...

    async def save(self, mail: VoiceMail) -> None: ...


class Presences(Protocol):
    """What agents said of themselves. Who said nothing is reachable by phone."""

    async def say(self, agent: AgentId, presence: Presence, now: datetime) -> Presence | None:
        """Keep it instead of what was said before, which is returned."""
        ...

    async def of(self, agent: AgentId) -> Presence | None: ...

    async def all(self) -> Mapping[AgentId, Presence]: ...

    async def end_console(self, agent: AgentId) -> Presence | None:
        """Forget what a console said, which is returned; what was said by text stands."""
        ...


class AgentNumbers(Protocol):
    """Which phones of agents came back with the code they were texted. Bound to the number, not to a name."""

    async def verified(self, numbers: Collection[E164]) -> set[E164]:
        """Those of them that are."""
        ...

    async def expect(self, number: E164, code_hash: bytes, expires_at: datetime) -> None:
        """Wait for this code from now on, and for no earlier one."""
        ...

    async def spend_try(self, number: E164, tries: int, now: datetime) -> bytes | None:
        """Hash of the code that is waited for, one of its ``tries`` used up. None: none is waited for."""
        ...

    async def verify(self, number: E164, now: datetime) -> None:
        """The code came back, and is worth nothing any more."""
        ...
