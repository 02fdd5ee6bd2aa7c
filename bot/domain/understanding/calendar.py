"""Dates as people say them: weekdays, days of the month, numeric dates in the order of the region."""

from __future__ import annotations

from datetime import date, timedelta

#: Regions that write the month first; all others write the day first. CLDR date patterns.
MONTH_FIRST = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "PH", "FM", "MH", "PW", "CA"})


def weekday(today: date, day_of_week: int, *, next_week: bool) -> date:
    """The coming weekday, from today; with ``next_week`` the one of the week that begins next Monday."""
    if next_week:
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=day_of_week)
    return today + timedelta(days=(day_of_week - today.weekday()) % 7)


def month_day(today: date, month: int, day: int) -> date | None:
    """The next such date, today included; ``None`` where the month has no such day."""
    candidates = (_date(year, month, day) for year in range(today.year, today.year + 5))
    return next((found for found in candidates if found and found >= today), None)


def day_of_month(today: date, day: int) -> date | None:
    """The next "24th", today included."""
    first = today.replace(day=1)
    for _ in range(3):
        found = _date(first.year, first.month, day)
        if found and found >= today:
            return found
        first = (first + timedelta(days=31)).replace(day=1)
    return None


def numeric(today: date, parts: tuple[int, ...], region: str) -> date | None:
    """``11/24`` or ``24/11/2026`` in the order of ``region``, in the other order where only that exists."""
    if parts[0] > 31:
        return _date(parts[0], parts[1], parts[2]) if len(parts) == 3 else None
    first, second = parts[:2]
    orders = [(first, second), (second, first)]
    if region.upper() not in MONTH_FIRST:
        orders.reverse()
    for month, day in orders:
        if len(parts) == 3:
            found = _date(parts[2] + 2000 * (parts[2] < 100), month, day)
        else:
            found = month_day(today, month, day)
        if found:
            return found
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
