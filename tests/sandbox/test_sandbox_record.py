"""Voice messages: what ends them, how long they are, who is told, and where they can be fetched."""

from __future__ import annotations

import io
import wave
from time import monotonic

import pytest

CUSTOMER = "+18135557001"
BUSINESS = "+18135550001"
AGENT = "+18135550101"
#: Ten words: four seconds.
MESSAGE = "my boiler leaks and nobody can stop the water here"


def record(**attributes: str) -> str:
    attributes = {"action": "/left", "recordingStatusCallback": "/tape"} | attributes
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<Response><Say>After the beep</Say><Record{written}/><Say>Unreachable</Say></Response>"


async def beep(sandbox, service, **attributes: str) -> str:
    """A customer rings in and hears the beep; returns the leg."""
    service.says("/voice", record(**attributes))
    call = await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await sandbox.until(lambda state: state["calls"][0]["recording"])
    return call["sid"]


def place(hook) -> str:
    """The path of the recording a webhook tells of."""
    return hook["RecordingUrl"].removeprefix("http://127.0.0.1/sandbox")


async def test_what_is_said_and_then_silence_make_a_message(sandbox, service):
    sid = await beep(sandbox, service)
    await sandbox.do(CUSTOMER, "speak", text=MESSAGE)
    left, tape = (await service.until("/left"))[0], (await service.until("/tape"))[0]
    assert (left["CallSid"], left["CallStatus"], left["Digits"]) == (sid, "in-progress", "")
    assert int(left["RecordingDuration"]) >= 9
    assert (tape["RecordingStatus"], tape["RecordingSource"]) == ("completed", "RecordVerb")
    assert (tape["RecordingDuration"], tape["RecordingChannels"]) == ("4", "1")
    assert (tape["RecordingSid"], tape["RecordingUrl"]) == (left["RecordingSid"], left["RecordingUrl"])


async def test_a_message_that_is_not_trimmed_keeps_its_silence(sandbox, service):
    await beep(sandbox, service, trim="do-not-trim")
    await sandbox.do(CUSTOMER, "speak", text=MESSAGE)
    left, tape = (await service.until("/left"))[0], (await service.until("/tape"))[0]
    assert left["RecordingDuration"] == tape["RecordingDuration"]
    assert int(tape["RecordingDuration"]) >= 9


async def test_silence_is_told_and_its_recording_is_empty(sandbox, service):
    service.says("/left", "<Response><Say>Nothing heard</Say></Response>")
    sid = await beep(sandbox, service, timeout="2")
    tape = (await service.until("/tape"))[0]
    assert tape["RecordingDuration"] == "0"
    heard = [event["what"] for event in (await sandbox.ended(sid))["events"]]
    assert "hears: Nothing heard" in heard
    assert "hears: Unreachable" not in heard


async def test_a_breath_breaks_the_silence(sandbox, service):
    await beep(sandbox, service, timeout="20")
    until = monotonic() + 1.5
    while monotonic() < until:
        await sandbox.do(CUSTOMER, "speak", text="")
    assert (await sandbox.state())["calls"][0]["recording"]
    assert (await service.until("/tape"))[0]["RecordingDuration"] == "0"


@pytest.mark.parametrize(("finish", "pressed", "told"), [("#", "1*#", "#"), ("1234567890*#", "7", "7")])
async def test_only_a_finish_key_ends_a_message(sandbox, service, finish, pressed, told):
    await beep(sandbox, service, finishOnKey=finish, timeout="0")
    await sandbox.do(CUSTOMER, "press", digits=pressed)
    assert [hook["Digits"] for hook in await service.until("/left")] == [told]


async def test_a_key_pressed_before_the_beep_ends_nothing(sandbox, service):
    service.says("/voice", record(timeout="0").replace("After the beep", "After the beep " * 20))
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await sandbox.until(lambda state: state["calls"][0]["saying"].startswith("After"))
    await sandbox.do(CUSTOMER, "press", digits="1")
    await sandbox.until(lambda state: state["calls"][0]["recording"])
    await sandbox.do(CUSTOMER, "press", digits="2")
    assert [hook["Digits"] for hook in await service.until("/left")] == ["2"]


async def test_no_key_ends_a_message_where_none_is_named(sandbox, service):
    await beep(sandbox, service, finishOnKey="", timeout="2")
    await sandbox.do(CUSTOMER, "press", digits="1#")
    assert (await service.until("/left"))[0]["Digits"] == ""


async def test_the_longest_message_is_cut(sandbox, service):
    await beep(sandbox, service, maxLength="3", timeout="0")
    await sandbox.do(CUSTOMER, "speak", text=MESSAGE)
    assert (await service.until("/tape"))[0]["RecordingDuration"] == "3"
    assert (await service.until("/left"))[0]["RecordingDuration"] == "3"


async def test_who_speaks_and_hangs_up_has_left_the_whole_message(sandbox, service):
    sid = await beep(sandbox, service, transcribe="true", transcribeCallback="/text")
    await sandbox.do(CUSTOMER, "speak", text=MESSAGE)
    await sandbox.do(CUSTOMER, "hangup")
    left = (await service.until("/left"))[0]
    assert (left["Digits"], left["CallStatus"]) == ("hangup", "completed")
    assert int(left["RecordingDuration"]) >= 4
    assert (await service.until("/text"))[0]["TranscriptionText"] == MESSAGE
    assert (await sandbox.ended(sid))["status"] == "completed"


async def test_what_was_said_is_written_down(sandbox, service):
    sid = await beep(sandbox, service, transcribe="true", transcribeCallback="/text")
    await sandbox.do(CUSTOMER, "speak", text="my boiler leaks")
    await sandbox.do(CUSTOMER, "speak", text="and nobody can stop the water")
    told = (await service.until("/text"))[0]
    assert told["TranscriptionText"] == "my boiler leaks and nobody can stop the water"
    assert (told["TranscriptionStatus"], told["CallSid"], told["From"]) == ("completed", sid, CUSTOMER)
    assert told["TranscriptionSid"].startswith("TR")
    assert told["TranscriptionUrl"].endswith(f"/Transcriptions/{told['TranscriptionSid']}")
    tape = (await service.until("/tape"))[0]
    assert (told["RecordingSid"], told["RecordingUrl"]) == (tape["RecordingSid"], tape["RecordingUrl"])


async def test_silence_cannot_be_written_down(sandbox, service):
    wanted = {"transcribe": "true", "transcribeCallback": "/text", "trim": "do-not-trim"}
    await beep(sandbox, service, **wanted)
    told = (await service.until("/text"))[0]
    assert (told["TranscriptionStatus"], told["TranscriptionText"]) == ("failed", "")


async def test_a_message_of_two_seconds_is_too_short_to_be_written_down(sandbox, service):
    await beep(sandbox, service, transcribe="true", transcribeCallback="/text")
    await sandbox.do(CUSTOMER, "speak", text="call me back please now")
    await service.until("/tape")
    assert [warning["code"] for warning in (await sandbox.state())["warnings"]] == [13617]


async def test_a_message_that_is_to_be_written_down_is_two_minutes_at_most(sandbox, service):
    await beep(sandbox, service, transcribe="true", transcribeCallback="/text")
    await sandbox.do(CUSTOMER, "speak", text="word " * 400)
    await sandbox.do(CUSTOMER, "hangup")
    assert (await service.until("/tape"))[0]["RecordingDuration"] == "120"


async def test_a_phone_can_speak_by_itself_at_the_beep(sandbox, service):
    await sandbox.do(CUSTOMER, "behaviour", auto=None, speak=MESSAGE)
    service.says("/voice", record(transcribe="true", transcribeCallback="/text"))
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    assert (await service.until("/text"))[0]["TranscriptionText"] == MESSAGE


async def test_words_before_the_beep_are_not_on_the_tape(sandbox, service):
    service.says("/voice", record(timeout="2").replace("After the beep", "After the beep " * 20))
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await sandbox.until(lambda state: state["calls"][0]["saying"].startswith("After"))
    await sandbox.do(CUSTOMER, "speak", text=MESSAGE)
    assert (await service.until("/tape"))[0]["RecordingDuration"] == "0"


async def test_the_beginning_of_a_recording_is_told_where_that_is_asked_for(sandbox, service):
    await beep(sandbox, service, recordingStatusCallbackEvent="in-progress completed", timeout="2")
    first, last = await service.until("/tape", 2)
    assert [first["RecordingStatus"], last["RecordingStatus"]] == ["in-progress", "completed"]
    assert first["RecordingSid"] == last["RecordingSid"]
    assert "RecordingDuration" not in first


@pytest.mark.parametrize("ending", ["", ".wav"])
async def test_a_recording_is_played_to_who_has_the_credentials(sandbox, service, ending):
    await beep(sandbox, service)
    await sandbox.do(CUSTOMER, "speak", text=MESSAGE)
    tape = (await service.until("/tape"))[0]
    assert (await sandbox.raw("GET", place(tape) + ending)).status == 401
    response = await sandbox.raw("GET", place(tape) + ending, headers=sandbox.auth)
    assert response.content_type == "audio/x-wav"
    with wave.open(io.BytesIO(await response.read())) as sound:
        assert sound.getnframes() / sound.getframerate() == 4


async def test_a_recording_can_be_had_in_another_format(sandbox, service):
    await beep(sandbox, service)
    await sandbox.do(CUSTOMER, "speak", text=MESSAGE)
    tape = (await service.until("/tape"))[0]
    assert (await sandbox.raw("GET", place(tape) + ".mp3")).status == 401
    response = await sandbox.raw("GET", place(tape) + ".mp3", headers=sandbox.auth)
    assert response.content_type == "audio/mpeg"
    frames = (await response.read()).split(b"\xff\xf3")
    assert round((len(frames) - 1) * 0.024) == 4


async def test_a_deleted_recording_is_gone(sandbox, service):
    await beep(sandbox, service)
    await sandbox.do(CUSTOMER, "speak", text=MESSAGE)
    tape = (await service.until("/tape"))[0]
    kept = await sandbox.get(f"/Recordings/{tape['RecordingSid']}.json")
    assert (kept["duration"], kept["status"], kept["source"]) == ("4", "completed", "RecordVerb")
    assert (await sandbox.raw("DELETE", place(tape) + ".json")).status == 401
    assert (await sandbox.raw("DELETE", place(tape) + ".json", headers=sandbox.auth)).status == 204
    for method, address in (("DELETE", ".json"), ("GET", ".json"), ("GET", ".wav"), ("GET", "")):
        assert (await sandbox.raw(method, place(tape) + address, headers=sandbox.auth)).status == 404


async def test_a_recording_that_is_deleted_is_not_written_down(sandbox, service):
    wanted = {"transcribe": "true", "transcribeCallback": "/text"}
    await beep(sandbox, service, recordingStatusCallbackEvent="in-progress", **wanted)
    tape = (await service.until("/tape"))[0]
    await sandbox.raw("DELETE", place(tape) + ".json", headers=sandbox.auth)
    await sandbox.do(CUSTOMER, "speak", text=MESSAGE)
    await sandbox.do(CUSTOMER, "hangup")
    await service.until("/left")
    await sandbox.until(lambda state: bool(state["calls"][0]["ended_at"]))
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await sandbox.until(lambda state: state["calls"][1]["recording"])
    await sandbox.do(CUSTOMER, "speak", text=MESSAGE)
    kept = (await service.until("/tape", 2))[1]
    assert [hook["RecordingSid"] for hook in await service.until("/text")] == [kept["RecordingSid"]]


async def test_a_phone_without_a_call_cannot_speak(sandbox):
    response = await sandbox.raw("POST", f"/control/phones/{CUSTOMER}/speak", json={"text": "hello"})
    assert response.status == 409


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        ("duplicate", ["in-progress", "in-progress", "completed"]),
        ("drop", ["completed"]),
        ("delay:2", ["in-progress", "completed"]),
        ("reorder", ["completed", "in-progress"]),
    ],
)
async def test_news_of_a_recording_misbehave_as_told(sandbox, service, fault, statuses):
    service.says("/voice", record(recordingStatusCallbackEvent="in-progress completed", timeout="2"))
    service.says("/left", "<Response><Pause length='600'/></Response>")
    call = await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await sandbox.until(lambda state: state["calls"][0]["saying"].startswith("After"))
    await sandbox.misbehave("webhook", fault, to=BUSINESS)
    assert [hook["RecordingStatus"] for hook in await service.until("/tape", len(statuses))] == statuses
    await sandbox.do(CUSTOMER, "hangup")
    await sandbox.ended(call["sid"])
