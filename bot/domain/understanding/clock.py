"""Times of day: what an hour means, and where it lies on the calendar of a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

Meridiem = Literal["am", "pm"]

#: A bare "7" is seven in the evening and a bare "8" eight in the morning: callbacks happen in waking hours.
FIRST_MORNING_HOUR = 8
#: The part of a day that is meant when only the day is named.
DAY_STARTS, DAY_ENDS = 9, 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day as said; with neither ``meridiem`` nor ``exact``, "3" may be morning or afternoon."""

    hour: int
    minute: int = 0
    meridiem: Meridiem | None = None
    #: Said on the 24-hour clock, or fixed like noon.
    exact: bool = False

    def of_day(self, later: bool = False) -> time:
        """The time meant; ``later`` asks for the other half of the day where the words allow it."""
        if self.exact:
            return time(self.hour % 24, self.minute)
        twelve = self.hour % 12
        afternoon = self.meridiem == "pm" if self.meridiem else later or self._is_afternoon()
        return time(twelve + 12 * afternoon, self.minute)

    def _is_afternoon(self) -> bool:
        return self.hour == 12 or self.hour < FIRST_MORNING_HOUR


def at(day: date, moment: time, zone: ZoneInfo) -> datetime:
    """Wall time in ``zone``: forward out of the hour spring skips, the first of the hour autumn doubles."""
    wall = datetime.combine(day, moment, tzinfo=zone)
    return wall.astimezone(UTC).astimezone(zone)


def hours(value: float) -> time:
    """The time of day ``value`` hours after midnight."""
    minutes = round(value * 60)
    return time(minutes // 60, minutes % 60)
