"""What a provider is told to do with a leg, in our words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.phone import E164


@dataclass(frozen=True, slots=True, kw_only=True)
class AskToAccept:
    """Say what it is about and ask for one key, which works at once. Silence leads to ``action_url``, too,
    with no digits."""

    text: str
    language: str
    action_url: str
    wait_seconds: int = 5
    #: How often it is said: the first words are lost while a phone moves to the ear.
    times: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeTo:
    """Ring the customer and connect the two; the customer first hears what ``screen_url`` answers."""

    customer: E164
    caller_id: E164
    ring_seconds: int
    max_seconds: int
    action_url: str
    screen_url: str
    status_url: str
    #: Said to the agent before ringing; empty for nothing.
    text: str = ""
    language: str = "en"
    #: Whether the provider finds out if a machine answered before ``screen_url`` is asked.
    detect_machine: bool = False
    #: ... and, was it a mailbox, waits until that has spoken and listens.
    to_the_beep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Greet:
    """Said to the customer before the bridge; a key pressed meanwhile goes to ``action_url``."""

    text: str
    language: str
    action_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    """Say something (or nothing) and end the leg."""

    text: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOn:
    """Nothing to do: on a screened leg this lets the bridge happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """The leg waits in the line of that name until somebody joins it."""

    line: str
    #: What it hears meanwhile is asked here, again and again.
    turn_url: str
    #: Told when it waits no more, whatever the reason; what the leg does next is asked here.
    left_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTurn:
    """Said to a leg that waits, then silence; a key pressed meanwhile goes to ``action_url``."""

    text: str
    language: str
    action_url: str
    #: Length of the silence before the next turn.
    pause_seconds: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveLine:
    """The leg waits no more; ``Hold.left_url`` tells what follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLine:
    """Connect the leg with whom waits in the line of that name."""

    line: str
    max_seconds: int
    action_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMessage:
    """Say the text, then record what is spoken after a tone."""

    text: str
    language: str
    #: Told when the speaker has finished; when they hang up, too.
    action_url: str
    #: Told what the provider understood; empty: it is not asked to.
    transcript_url: str = ""
    max_seconds: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAway:
    """Do not answer the call; the caller hears that the line is busy, and pays nothing."""


Script = (
    AskToAccept
    | BridgeTo
    | Greet
    | Hold
    | HoldTurn
    | JoinLine
    | LeaveLine
    | TakeMessage
    | TurnAway
    | HangUp
    | GoOn
)
"""What a provider is told to do with a leg."""
