"""What passes between us and a phone provider, in our words: messages, calls, and what is said on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.phone import E164


class Channel(StrEnum):
    """Where a customer talks to the bot."""

    WHATSAPP = "whatsapp"
    SMS = "sms"
    WEB = "web"
    VOICE = "voice"
    #: Nobody talked to the bot: the business itself started the call.
    OWNER = "owner"


class Media(StrEnum):
    """What came instead of, or with, text."""

    NONE = "none"
    VOICE = "voice"
    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    REACTION = "reaction"
    UNSUPPORTED = "unsupported"


class LegStatus(StrEnum):
    """State of one leg as the provider tells it. The order of definition is the order of progress."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"
    FAILED = "failed"

    @property
    def final(self) -> bool:
        """Whether nothing can follow."""
        return self in FINAL_LEG_STATUSES


FINAL_LEG_STATUSES = frozenset(
    {LegStatus.COMPLETED, LegStatus.BUSY, LegStatus.NO_ANSWER, LegStatus.CANCELED, LegStatus.FAILED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """A message from a customer (or from the business's own people)."""

    #: The provider's id of the message; the key of deduplication.
    event_id: str
    channel: Channel
    to: E164
    #: None: a WhatsApp user who shows no number, or a withheld one.
    sender: E164 | None
    #: Address to answer to when there is no number (WhatsApp business-scoped user id).
    sender_address: str
    profile_name: str = ""
    text: str = ""
    media: Media = Media.NONE
    #: Payload of a tapped button; empty when typed.
    button: str = ""
    #: The provider has replied already (its own opt-out handling): ours would be one too many.
    answered_by_provider: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LegProgress:
    """News about one leg of a call."""

    call_sid: str
    status: LegStatus
    #: Position in the provider's own order, from 0; None when it gave none.
    sequence: int | None = None
    parent_sid: str | None = None
    #: "human", "machine_start" ...; empty without detection.
    answered_by: str = ""
    duration_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A leg was answered; by whom, if the provider listened."""

    call_sid: str
    #: "human", "machine_start", "fax", "unknown" ...; empty without detection.
    answered_by: str = ""

    @property
    def machine(self) -> bool:
        """Whether the provider is sure that no person answered."""
        return self.answered_by.startswith(("machine", "fax"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DialOutcome:
    """How the customer's leg of a bridge ended."""

    call_sid: str
    status: LegStatus
    #: True only when both people were connected.
    bridged: bool
    duration_seconds: int = 0
    child_sid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPress:
    """Digits pressed on a leg; empty when the time ran out."""

    call_sid: str
    digits: str


class Left(StrEnum):
    """Why a held call left the line it waited in."""

    #: Somebody talked with them; the talk is over.
    BRIDGED = "bridged"
    #: A key, or we, took them out of the line.
    LEAVE = "leave"
    REDIRECTED = "redirected"
    HUNG_UP = "hangup"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftLine:
    """A held call does not wait any more."""

    call_sid: str
    why: Left


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceMessage:
    """A caller has spoken after the tone; no seconds: said nothing."""

    call_sid: str
    recording_sid: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What the provider understood of a voice message; empty when it could not tell."""

    recording_sid: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceipt:
    """What became of a message we sent."""

    message_sid: str
    #: The provider's word: "sent", "delivered", "undelivered", "failed", "read".
    status: str
    error_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundCall:
    """Somebody rings the business."""

    call_sid: str
    to: E164
    #: None: withheld.
    caller: E164 | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOrder:
    """A call we ask the provider to place."""

    to: E164
    caller_id: E164
    #: Where the provider asks what to do when the call is answered.
    answer_url: str
    status_url: str
    ring_seconds: int
    #: Hard end of the call, enforced by the provider.
    max_seconds: int
    #: Whether the provider finds out if a machine answered before it asks what to do.
    detect_machine: bool = False
    #: ... and, was it a mailbox, waits until that has spoken and listens.
    to_the_beep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """A call as the provider remembers it."""

    call_sid: str
    status: LegStatus
    started_at: datetime | None
    duration_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOrder:
    """A message we ask the provider to send. ``to`` is a number, or a provider address for those without."""

    channel: Channel
    to: str
    sender: E164
    body: str
    status_url: str
