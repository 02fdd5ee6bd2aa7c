"""What surrounds the content of a message: greetings and courtesies, clauses, lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.message import Message
from bot.domain.understanding.phrasebook import Hit

Hits = Mapping[Cue, Sequence[Hit[Cue]]]
"""Every phrase found in a message, by cue."""


def covered(hits: Hits, cues: Collection[Cue]) -> set[int]:
    """Tokens that belong to a phrase of one of ``cues``."""
    return {place for cue in cues for hit in hits.get(cue, ()) for place in range(hit.start, hit.end)}


def core(message: Message, hits: Hits, opening: Collection[Cue], closing: Collection[Cue] = ()) -> range:
    """The tokens left when phrases of ``opening`` and ``closing`` and punctuation are off the two ends."""
    starts = {hit.start: hit.end for cue in opening for hit in hits.get(cue, ())}
    ends = {hit.end: hit.start for cue in closing for hit in hits.get(cue, ())}
    start, end = 0, len(message.words)
    while start < end and (start in starts or not message.words[start].isalnum()):
        start = starts.get(start, start + 1)
    while end > start and (end in ends or not message.words[end - 1].isalnum()):
        end = ends.get(end, end - 1)
    return range(start, end)


def opens_clause(message: Message, place: int) -> bool:
    """Whether a token is the first of the message, of a line, or behind punctuation."""
    return place == 0 or not message.words[place - 1].isalnum() or opens_line(message, place)


def opens_line(message: Message, place: int) -> bool:
    """Whether a line break stands in front of a token."""
    return place > 0 and "\n" in message.text[message.spans[place - 1][1] : message.spans[place][0]]
