"""The sentences of a timeline: times as the clocks of the business show them, counts, older rows."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.callback import CallbackId, Status
from bot.domain.timeline import Entry, Kind

NEW_YORK = ZoneInfo("America/New_York")


def entry(kind: Kind, **data: object) -> Entry:
    return Entry(
        seq=1,
        callback_id=CallbackId(uuid.UUID(int=1)),
        at=datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        actor="service",
        kind=kind,
        status=Status.REQUESTED,
        data=data,
    )


@pytest.mark.parametrize(
    ("retry", "told"),
    [
        # The hour that New York has twice on this day.
        ("2026-11-01T05:45:10+00:00", "01:45:10"),
        ("2026-11-01T06:45:10+00:00", "01:45:10"),
        ("2026-11-02T14:00:00+00:00", "Mon 2026-11-02 09:00"),
    ],
)
def test_a_time_is_told_as_the_clocks_of_the_business_show_it(retry: str, told: str) -> None:
    away = entry(Kind.PROVIDER_AWAY, provider="twilio", retry=retry)
    assert away.told(NEW_YORK) == f"Twilio cannot be reached; trying again at {told}."


def test_reasons_are_told_in_words() -> None:
    assert (
        entry(Kind.AGENT_SKIPPED, agent="Ben", why="in_a_call").sentence == "Ben not rung: in another call."
    )


def test_a_reason_may_name_a_time() -> None:
    silent = entry(Kind.AGENT_SKIPPED, agent="Ana", why="console_silent", since="2026-11-01T05:01:00+00:00")
    assert silent.told(NEW_YORK) == "Ana not rung: the console has been silent since 01:01:00."
    older = entry(Kind.AGENT_SKIPPED, agent="Ana", why="console_silent")
    assert older.sentence == "Ana not rung: the console has been silent since unknown."


def test_what_people_call_themselves_is_no_template() -> None:
    odd = entry(Kind.AGENT_SKIPPED, agent="{since} {0} {", why="away", since="2026-11-01T05:01:00+00:00")
    assert odd.sentence == "{since} {0} { not rung: not there at the moment."


def test_an_older_row_that_lacks_a_word_is_told_all_the_same() -> None:
    assert entry(Kind.SCHEDULED).sentence == "Scheduled for unknown, because unknown."


def test_how_far_limits_were_used_is_told() -> None:
    counted = {"daily_calls": {"count": 3, "max": 500}, "cooldown": {"count": 1, "max": 1}}
    assert (
        entry(Kind.REQUESTED, channel="web", counted=counted).counts
        == "daily calls 3 of 500, cooldown 1 of 1"
    )
    assert entry(Kind.REQUESTED, channel="web").counts == ""
