"""Recordings: announced by webhook, kept under a URL, and silent when played."""

from __future__ import annotations

import io
import wave
from email.utils import format_datetime

from bot.sandbox.legs import Legs
from bot.sandbox.twiml import Facts, Script, Verb
from bot.sandbox.world import Recording, World

SAMPLES_PER_SECOND = 8000
LONGEST_SECONDS = 60
#: MPEG 2 layer III, 32 kbit/s, 24 kHz, mono.
MP3_FRAME = bytes.fromhex("fff344c4").ljust(96, b"\0")
MP3_FRAME_SECONDS = 0.024


def path(world: World, tape: Recording) -> str:
    """Where a recording lives, below the base of the API."""
    return f"/2010-04-01/Accounts/{world.config.account_sid}/Recordings/{tape.sid}"


def facts(world: World, tape: Recording, *, seconds: int | None = None) -> Facts:
    """What an action URL is told of a recording; its length there may not be the final one."""
    return (
        ("RecordingUrl", world.config.base_url + path(world, tape)),
        ("RecordingSid", tape.sid),
        ("RecordingDuration", str(tape.seconds if seconds is None else seconds)),
    )


def announce(legs: Legs, tape: Recording, verb: Verb, script: Script) -> None:
    """Posts a recording's status to the verb's recordingStatusCallback, if it wants to hear of it.

    https://www.twilio.com/docs/voice/twiml/record#attributes-recording-status-callback-parameters
    """
    url = verb.get("recordingStatusCallback")
    if not url or tape.status not in verb.get("recordingStatusCallbackEvent", "completed").split():
        return
    params = dict(facts(legs.world, tape)) | {
        "AccountSid": legs.world.config.account_sid,
        "CallSid": tape.call.sid,
        "RecordingStatus": tape.status,
        "RecordingChannels": "2" if "dual" in verb.get("record") else "1",
        "RecordingSource": tape.source,
        "RecordingStartTime": format_datetime(tape.created_at),
        "RecordingTrack": "both",
        "ErrorCode": "0",
    }
    if tape.status == "in-progress":
        del params["RecordingDuration"]
    method = verb.get("recordingStatusCallbackMethod", "POST")
    legs.webhooks.tell(tape.sid, script.resolve(url), method, params)


def silent_wav(seconds: int) -> bytes:
    """A WAV file of the given length, at most a minute."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(SAMPLES_PER_SECOND)
        sound.writeframes(b"\x80" * SAMPLES_PER_SECOND * min(seconds, LONGEST_SECONDS))
    return file.getvalue()


def silent_mp3(seconds: int) -> bytes:
    """The same as MP3: frames that say nothing, each a header and zeros."""
    return MP3_FRAME * round(min(seconds, LONGEST_SECONDS) / MP3_FRAME_SECONDS)
