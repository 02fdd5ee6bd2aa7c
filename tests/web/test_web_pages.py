"""Pages work without scripts, keep what was typed, and give nothing away."""

from __future__ import annotations

import re
from html import unescape

import aiohttp
import pytest

from tests.system import System

FORM = {
    "phone": "(813) 555-7001",
    "name": "Jo <b>Held</b>",
    "topic": "leaking boiler",
    "when": "now",
    "consent": "yes",
    "disclosure": "yes",
}


async def send(system: System, path: str, fields: dict[str, str], **headers: str) -> aiohttp.ClientResponse:
    return await system.session.post(system.url + path, data=fields, headers=headers, allow_redirects=False)


async def see(system: System, path: str, **headers: str) -> str:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with system.session.get(system.url + path, headers=sent) as answer:
        assert answer.status == 200, path
        return await answer.text()


async def requested(system: System) -> str:
    """A request by form; the path of its own page."""
    answer = await send(system, "/t/acme", FORM)
    assert answer.status == 303
    return answer.headers["Location"]


async def test_the_form_shows_the_very_words_that_are_agreed_to_and_ticks_nothing(idle: System) -> None:
    page = await see(idle, "/t/acme")
    assert "Acme Plumbing may ring this number about my request." in page
    assert "I know that the call is not recorded." in page
    assert " checked" not in page
    assert "<script" not in page


async def test_the_form_speaks_the_language_of_the_browser(idle: System) -> None:
    page = await see(idle, "/t/acme", Accept_Language="es-MX,es;q=0.9,en;q=0.5")
    assert '<html lang="es">' in page
    assert "Pedir que me llamen" in page


async def test_a_form_leads_to_the_page_of_the_request(idle: System) -> None:
    page = await see(idle, await requested(idle))
    assert "We are on it" in page
    assert "ends in 01" in page
    assert "555-7001" not in page
    assert 'http-equiv="refresh"' in page


async def test_a_faulty_form_comes_back_as_typed_with_each_fault_at_its_field(idle: System) -> None:
    answer = await send(idle, "/t/acme", FORM | {"phone": "12", "consent": ""})
    page = await answer.text()
    assert answer.status == 400
    assert "2 things need your attention" in page
    assert page.count("That number does not seem complete") == 2
    assert 'value="Jo &lt;b&gt;Held&lt;/b&gt;"' in page
    assert re.search(
        r'id="phone"[^>]*aria-invalid="true"[^>]*aria-describedby="phone-help phone-fault"', page
    )
    assert await idle.callbacks() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"website": "https://spam.example"}, "leave this field empty"),
        ({"topic": "x" * 501}, "longer than we can take"),
        ({"disclosure": ""}, "have read this"),
        ({"when": "2020-01-01T10:00"}, "has passed"),
    ],
)
async def test_each_fault_is_named(idle: System, changes: dict[str, str], words: str) -> None:
    answer = await send(idle, "/t/acme", FORM | changes)
    assert (answer.status, words in await answer.text()) == (400, True)
    assert await idle.callbacks() == []


async def test_a_limit_is_told_on_the_form(idle: System) -> None:
    await requested(idle)
    answer = await send(idle, "/t/acme", FORM)
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "already on it" in await answer.text()


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
async def test_a_form_sent_from_another_site_is_refused(idle: System, headers: dict[str, str]) -> None:
    assert (await send(idle, "/t/acme", FORM, **headers)).status == 403
    assert await idle.callbacks() == []


async def test_the_page_moves_the_call_and_calls_it_off(idle: System) -> None:
    path = await requested(idle)
    slots = re.findall(r'<option value="([^"]+)"', await see(idle, path))
    answer = await send(idle, f"{path}/reschedule", {"when": unescape(slots[5])})
    assert (answer.status, answer.headers["Location"]) == (303, path)
    page = await see(idle, path)
    assert "Your callback is booked" in page
    assert 'http-equiv="refresh"' not in page
    assert (await send(idle, f"{path}/reschedule", {"when": "never"})).status == 400
    assert (await send(idle, f"{path}/cancel", {})).status == 303
    assert "Nobody will call." in await see(idle, path)
    assert (await send(idle, f"{path}/cancel", {})).status == 409


async def test_a_token_that_is_none_finds_nothing(idle: System) -> None:
    for path in ("/r/x", "/r/acme~AAAA", "/r/%00", "/t/nobody-knows", "/wa/nobody-knows"):
        async with idle.session.get(idle.url + path) as answer:
            assert answer.status == 404
            assert "That did not work" in await answer.text()


async def test_pages_run_no_script_and_tell_no_other_site_where_one_comes_from(idle: System) -> None:
    async with idle.session.get(idle.url + await requested(idle)) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_whatsapp_link_opens_a_talk_with_the_first_words_written(idle: System) -> None:
    async with idle.session.get(f"{idle.url}/wa/acme", allow_redirects=False) as answer:
        assert answer.status == 302
        location = answer.headers["Location"]
    assert location.startswith("https://wa.me/18135550001?text=Hello%20Acme%20Plumbing")
    assert "+" not in location


async def test_the_qr_code_is_a_picture_of_the_counted_link(idle: System) -> None:
    async with idle.session.get(f"{idle.url}/wa/acme.svg") as answer:
        assert (answer.status, answer.content_type) == (200, "image/svg+xml")
        assert (await answer.text()).count("<path") == 2
    async with idle.session.get(f"{idle.url}/wa/queue.svg") as answer:
        assert answer.status == 404
