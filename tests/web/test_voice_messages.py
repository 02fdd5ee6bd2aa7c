"""The page of a voice message: for who has its link, and nothing of it is kept or given away."""

from __future__ import annotations

import aiohttp
import pytest

from tests.lines import Line, on_the_line
from tests.system import System

SAID = "Hello, <b>my</b> boiler leaks"


@pytest.fixture
async def line(idle: System) -> Line:
    """Somebody who has left a message of which the provider has the sound."""
    line = await on_the_line(idle)
    await line.is_missed()
    await line.is_offered()
    return line


async def see(line: Line, path: str = "", **headers: str) -> tuple[aiohttp.ClientResponse, bytes]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with line.system.session.get(f"{line.system.url}{line.path}{path}", headers=sent) as answer:
        return answer, await answer.read()


async def test_the_page_says_when_and_how_long_and_plays_it(line: Line) -> None:
    await line.speaks(seconds=72)
    answer, body = await see(line)
    page = body.decode()
    assert answer.status == 200
    assert f'<audio controls preload="none" src="{line.path}/audio"' in page
    assert "(New York time)." in page
    assert "Length 1:12." in page
    assert "ends in 01" in page
    assert "555-7001" not in page
    assert "<script" not in page


async def test_the_page_speaks_the_language_of_the_browser(line: Line) -> None:
    await line.speaks()
    _, body = await see(line, Accept_Language="es-MX,es;q=0.9")
    assert "<h1>Mensaje de voz</h1>" in body.decode()


async def test_what_was_understood_is_shown_as_text_and_as_a_machines_word(line: Line) -> None:
    await line.speaks()
    await line.is_written_down(SAID)
    _, body = await see(line)
    assert "Hello, &lt;b&gt;my&lt;/b&gt; boiler leaks" in body.decode()
    assert "a machine, which mishears" in body.decode()


async def test_nothing_of_it_is_kept_on_the_way_or_told_to_other_sites(line: Line) -> None:
    await line.speaks()
    answer, _ = await see(line)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_a_message_that_was_not_left_has_no_page(line: Line) -> None:
    answer, body = await see(line)
    assert answer.status == 404
    assert "no such voice message" in body.decode()
    assert (await see(line, "/audio"))[0].status == 404


async def test_a_recording_that_the_provider_has_no_more_is_not_there(line: Line) -> None:
    await line.speaks(sid="RE" + "0" * 32)
    answer, body = await see(line, "/audio")
    assert (answer.status, answer.content_type) == (404, "text/html")
    assert "not there yet, or was deleted" in body.decode()


async def test_neither_token_opens_what_the_other_one_opens(line: Line) -> None:
    await line.speaks()
    tokens = line.system.services.office.tokens
    customers = tokens.issue(line.ids[0], line.ids[1])
    businesss = tokens.issue_message(line.ids[0], line.ids[2])
    # The same id under both purposes gives two tokens.
    assert tokens.issue(line.ids[0], line.ids[2]) != businesss  # type: ignore[arg-type]
    for path in (
        f"/v/{customers}",
        f"/v/{customers}/audio",
        f"/r/{businesss}",
        f"/api/v1/callbacks/{line.ids[1]}?token={businesss}",
        f"/v/other~{businesss.partition('~')[2]}",
        f"/v/{businesss[:-1]}",
        "/v/acme",
    ):
        async with line.system.session.get(line.system.url + path) as answer:
            assert answer.status == 404, path


async def test_the_customers_story_says_that_a_message_was_left_and_no_more(line: Line) -> None:
    await line.speaks()
    await line.is_written_down(SAID)
    token = line.system.services.office.tokens.issue(line.ids[0], line.ids[1])
    async with line.system.session.get(f"{line.system.url}/r/{token}") as answer:
        page = await answer.text()
    assert "You left a voice message." in page
    assert "boiler" not in page
