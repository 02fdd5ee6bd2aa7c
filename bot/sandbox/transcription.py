"""Writes down what a recording says. https://www.twilio.com/docs/voice/twiml/record#transcribe"""

from __future__ import annotations

from bot.sandbox.calls import new_sid
from bot.sandbox.legs import Legs
from bot.sandbox.tape import facts
from bot.sandbox.world import Recording

#: Only recordings longer than the one and shorter than the other, in seconds, are written down.
SHORTEST, LONGEST = 2, 120
OUT_OF_RANGE = 13617
#: How long writing down takes, in seconds.
WRITING_SECONDS = 3.0


def transcribe(legs: Legs, tape: Recording, text: str, callback_url: str) -> None:
    """Tells the callback of the text after a while; a recording of another length only gets a warning."""
    if not SHORTEST < tape.seconds < LONGEST:
        legs.world.warn(OUT_OF_RANGE, "Record: the length of the recording is out of range for transcription")
    elif callback_url:
        legs.world.spawn(_write(legs, tape, text, callback_url))


async def _write(legs: Legs, tape: Recording, text: str, callback_url: str) -> None:
    """Silence cannot be written down, and is told as failed: the vendor gives no cause for that status."""
    world = legs.world
    await world.pause(WRITING_SECONDS)
    if tape.sid not in world.recordings:
        return
    sid, told = new_sid("TR"), dict(facts(world, tape))
    params = legs.params(tape.call) | {
        "TranscriptionSid": sid,
        "TranscriptionText": text,
        "TranscriptionStatus": "completed" if text else "failed",
        "TranscriptionUrl": told["RecordingUrl"].replace(f"/Recordings/{tape.sid}", f"/Transcriptions/{sid}"),
        "RecordingSid": tape.sid,
        "RecordingUrl": told["RecordingUrl"],
    }
    legs.webhooks.tell(sid, callback_url, "POST", params)
