"""Times in free text, against a table of phrases and against the calendar's traps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.understanding import understand
from bot.domain.understanding.reading import NOW, Context, Slots

NEW_YORK = ZoneInfo("America/New_York")
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=NEW_YORK)
PHRASES = [
    line
    for line in (Path(__file__).parent / "date_phrases.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def times(text: str, now: datetime = WEDNESDAY, region: str = "US", context: Context = Context.WHEN) -> Slots:
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    return understand(text, context=context, now=now, zone=zone, language="auto", region=region).slots


def written(moment: datetime | str | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if isinstance(moment, datetime) else moment or "-"


@pytest.mark.parametrize("phrase", [pytest.param(line, id=str(n)) for n, line in enumerate(PHRASES, 1)])
def test_a_phrase_means_the_time_its_table_says(phrase: str) -> None:
    text, _, expected = phrase.rpartition(" => ")
    slots = times(text)
    until = f" .. {written(slots.until)}" if slots.until else ""
    assert written(slots.when) + until == expected


def test_every_time_lies_in_the_future() -> None:
    for line in PHRASES:
        for hour in (0, 8, 13, 18, 23):
            now = WEDNESDAY.replace(hour=hour, minute=30)
            slots = times(line.rpartition(" => ")[0], now)
            if slots.when not in (None, NOW):
                assert slots.when >= now
                assert slots.until is None or slots.until > slots.when


def test_an_hour_that_spring_skips_moves_forward() -> None:
    saturday = datetime(2026, 3, 7, 20, tzinfo=NEW_YORK)
    assert written(times("tomorrow at 2:30 am", saturday).when) == "2026-03-08 03:30"


def test_an_hour_that_autumn_doubles_is_the_first() -> None:
    saturday = datetime(2026, 10, 31, 20, tzinfo=NEW_YORK)
    when = times("tomorrow at 1:30 am", saturday).when
    assert isinstance(when, datetime)
    assert when.utcoffset() == datetime(2026, 10, 31, tzinfo=NEW_YORK).utcoffset()


def test_a_span_is_real_time_across_a_change_of_clocks() -> None:
    midnight = datetime(2026, 3, 8, 1, 45, tzinfo=NEW_YORK)
    assert written(times("in 30 minutes", midnight).when) == "2026-03-08 03:15"


def test_the_region_decides_the_order_of_day_and_month() -> None:
    madrid = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Europe/Madrid"))
    assert written(times("3/12 a las 5", madrid, "ES").when) == "2026-12-03 17:00"
    assert written(times("3/12 at 5").when) == "2027-03-12 17:00"


def test_a_number_in_a_story_is_no_time() -> None:
    for text in (
        "I have 3 leaks",
        "question about 2 invoices",
        "las 3 facturas",
        "it takes 20 minutes",
        "order 4512",
    ):
        assert times(text, context=Context.IDLE).when is None
