"""The machine's clock, which a test may run ahead of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SystemClock:
    """See ``bot.ports.Clock``. ``ahead`` is zero outside tests."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def real(self, at: datetime) -> datetime:
        return at - self._ahead
