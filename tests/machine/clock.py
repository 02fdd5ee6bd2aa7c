"""The clock of the tests: it stands still until it is moved by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

#: Monday noon in New York.
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
#: No two moments are one, as with a real clock.
TICK = timedelta(microseconds=1)


class HandClock:
    """See ``bot.ports.Clock``. Timers of engines go by it, too."""

    def __init__(self) -> None:
        self._now = NOON

    def now(self) -> datetime:
        self._now += TICK
        return self._now

    def real(self, at: datetime) -> datetime:
        return at

    def move(self, by: timedelta) -> None:
        self._now += by

    def set_back(self) -> None:
        """For the next example."""
        self._now = NOON
