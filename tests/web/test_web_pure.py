"""What needs no server: addresses, colours, languages, times, events, addresses of pages."""

from __future__ import annotations

import json
import string
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from bot.config import tenant_from_profile
from bot.domain.callback import Status
from bot.web import colour
from bot.web.address import client_address, visitor
from bot.web.intake import Wish, time_of, without_query
from bot.web.problems import FieldFault, Problem, as_plain_json, as_problem_json
from bot.web.streams import event, last_seen
from bot.web.wording import Wording, accepted
from tests.system import profile

PAGES = Path(__file__).parents[2] / "templates" / "pages"
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording(PAGES)


def asked(**headers: str) -> web.Request:
    return make_mocked_request("GET", "/", headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 192.0.2.1", "198.51.100.7"),
        (3, "198.51.100.7", "198.51.100.7"),
    ],
)
def test_an_address_is_believed_as_far_as_our_own_proxies_go(proxies: int, told: str, address: str) -> None:
    assert client_address(asked(X_Forwarded_For=told), proxies) == address


def test_without_proxies_nobody_can_choose_an_address() -> None:
    forged = asked(X_Forwarded_For="203.0.113.9")
    assert client_address(forged, 0) == client_address(asked(), 0) != "203.0.113.9"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("unix", "unix"),
    ],
)
def test_a_visitor_is_an_address_or_a_whole_ipv6_network(address: str, counted: str) -> None:
    assert visitor(address) == counted


@given(st.binary(min_size=3, max_size=3))
def test_every_brand_colour_becomes_readable_in_light_and_dark(raw: bytes) -> None:
    accent = colour.accent("#" + raw.hex())
    light, dark = colour.parse(accent.light), colour.parse(accent.dark)
    on_light, on_dark = colour.parse(accent.on_light), colour.parse(accent.on_dark)
    assert light
    assert dark
    assert on_light
    assert on_dark
    assert colour.contrast(light, colour.WHITE) >= colour.READABLE
    assert colour.contrast(dark, colour.DARK_PAPER) >= colour.READABLE
    assert colour.contrast(on_light, light) >= colour.READABLE
    assert colour.contrast(on_dark, dark) >= colour.READABLE


def test_a_readable_brand_colour_is_left_as_it_is_and_no_colour_is_the_house_blue() -> None:
    assert colour.accent("#1d5fd1").light == "#1d5fd1"
    assert colour.accent("red;}").light == "#1d5fd1"
    assert colour.parse("#0f8") == (0, 255, 136)


def test_the_dark_paper_is_that_of_the_stylesheet() -> None:
    css = (PAGES.parent / "static" / "pages.css").read_text()
    assert f"--paper: #{bytes(colour.DARK_PAPER).hex()}" in css


def test_every_language_says_everything_with_the_same_values(wording: Wording) -> None:
    english = wording.texts("en")
    for language in wording.languages:
        texts = wording.texts(language)
        assert texts.keys() == english.keys()
        for key, text in texts.items():
            assert _values(text) == _values(english[key]), key


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_is_a_sentence_and_a_title_for_every_status(wording: Wording) -> None:
    for status in Status:
        assert wording.has(f"status.{status}")
        assert wording.has(f"title.{status}")


@pytest.mark.parametrize(
    ("header", "order"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", ["es-MX", "es", "en"]),
        ("en;q=0.1, es", ["es", "en"]),
        ("*;q=0, en;q=nonsense", []),
        ("", []),
    ],
)
def test_the_best_language_comes_first(header: str, order: list[str]) -> None:
    assert accepted(header) == order


def test_a_time_is_written_with_its_day_unless_that_is_today(wording: Wording) -> None:
    now = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    later = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
    assert wording.moment("en", now, NEW_YORK, now) == "10:00 AM"
    assert wording.moment("en", later, NEW_YORK, now) == "Monday, November 23, 3:30 PM"
    assert wording.moment("es", later, NEW_YORK, now) == "lunes 23 de noviembre, 15:30"


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("https://acme.example/pricing?session=1#top", "https://acme.example/pricing"),
        ("https://jo:secret@acme.example/", "https://acme.example/"),
        ("acme.example/a?b", "acme.example/a"),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_of_a_page_only_host_and_path_are_kept(page: str, kept: str) -> None:
    assert without_query(page) == kept


def test_an_event_is_one_block_whatever_it_carries() -> None:
    block = event("step", {"message": "one\n\ntwo: ñ"}, seq=7).decode()
    assert block.startswith("id: 7\nevent: step\ndata: ")
    assert block.count("\n\n") == 1
    assert json.loads(block.split("data: ", 1)[1]) == {"message": "one\n\ntwo: ñ"}


@pytest.mark.parametrize(
    ("sent", "seen"), [("12", 12), ("", 0), ("-1", 0), ("x", 0), ("9" * 30, 0), ("²", 0)]
)
def test_what_a_client_has_seen_is_a_number_or_nothing(sent: str, seen: int) -> None:
    assert last_seen(asked(Last_Event_ID=sent)) == seen


def test_a_problem_has_the_shape_its_door_speaks() -> None:
    faults = (FieldFault(field="phone", message="Which one?"),)
    problem = Problem(status=429, code="limit-burst", sentence="Soon.", retry_after=9, faults=faults)
    told = as_problem_json(problem, "r-1")
    assert (told.status, told.content_type) == (429, "application/problem+json")
    assert told.headers["Retry-After"] == "9"
    assert json.loads(told.text or "") == {
        "type": "urn:callback-bot:problem:limit-burst",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Soon.",
        "instance": "urn:request:r-1",
        "retry_after": 9,
        "errors": [{"field": "phone", "message": "Which one?"}],
    }
    assert json.loads(as_plain_json(problem).text or "") == {"status": "error", "message": "Soon."}


@pytest.mark.parametrize(
    ("wall", "now", "meant"),
    [
        ("2026-11-01T01:30", "2026-11-01T05:10Z", "2026-11-01T05:30Z"),
        # Comes twice: the first has gone by, the second is to come.
        ("2026-11-01T01:30", "2026-11-01T05:50Z", "2026-11-01T06:30Z"),
        # Does not exist: as long after midnight as it says.
        ("2027-03-14T02:30", "2027-03-14T06:50Z", "2027-03-14T07:30Z"),
        ("2027-03-14T03:30", "2027-03-14T06:50Z", "2027-03-14T07:30Z"),
    ],
)
def test_a_wall_time_is_the_next_instant_that_clocks_there_show_it(wall: str, now: str, meant: str) -> None:
    tenant = tenant_from_profile("acme", profile())
    wish = Wish(phone="", when=wall, timezone="America/New_York")
    assert time_of(tenant, wish, datetime.fromisoformat(now)) == datetime.fromisoformat(meant)
