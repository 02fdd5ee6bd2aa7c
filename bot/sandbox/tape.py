"""Recordings: announced by webhook, kept under a URL, and silent when played."""

from __future__ import annotations

import io
import wave
from email.utils import format_datetime

from bot.sandbox.legs import Legs
from bot.sandbox.twiml import Script, Verb
from bot.sandbox.world import Recording, World

SAMPLES_PER_SECOND = 8000
LONGEST_SECONDS = 60


def path(world: World, tape: Recording) -> str:
    """Where a recording lives, below the base of the API."""
    return f"/2010-04-01/Accounts/{world.config.account_sid}/Recordings/{tape.sid}"


def facts(world: World, tape: Recording) -> tuple[tuple[str, str], ...]:
    """What an action URL is told of a recording."""
    return (
        ("RecordingUrl", world.config.base_url + path(world, tape)),
        ("RecordingSid", tape.sid),
        ("RecordingDuration", str(tape.seconds)),
    )


def announce(legs: Legs, tape: Recording, verb: Verb, script: Script) -> None:
    """Posts `completed` to the verb's recordingStatusCallback, if it has one.

    https://www.twilio.com/docs/voice/twiml/record#attributes-recording-status-callback-parameters
    """
    url = verb.get("recordingStatusCallback")
    if not url:
        return
    params = dict(facts(legs.world, tape)) | {
        "AccountSid": legs.world.config.account_sid,
        "CallSid": tape.call.sid,
        "RecordingStatus": "completed",
        "RecordingChannels": "2" if "dual" in verb.get("record") else "1",
        "RecordingSource": tape.source,
        "RecordingStartTime": format_datetime(tape.created_at),
        "RecordingTrack": "both",
        "ErrorCode": "0",
    }
    method = verb.get("recordingStatusCallbackMethod", "POST")
    legs.webhooks.tell(tape.sid, script.resolve(url), method, params)


def silence(seconds: int) -> bytes:
    """A WAV file of the given length, at most a minute."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(SAMPLES_PER_SECOND)
        sound.writeframes(b"\x80" * SAMPLES_PER_SECOND * min(seconds, LONGEST_SECONDS))
    return file.getvalue()
