"""What the rules of ``intents`` look at: cues, facts and the shape of a message."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.frame import Hits, covered
from bot.domain.understanding.lexicon import ANYWHERE, LONGEST_WHOLE, WHOLE
from bot.domain.understanding.message import Message
from bot.domain.understanding.phrasebook import Hit
from bot.domain.understanding.reading import Context, Slots


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything the rules look at."""

    message: Message
    context: Context
    hits: Hits
    slots: Slots
    phone_problem: str | None
    choice: int | None
    #: Tokens that are facts (a name, a topic, a number, a time).
    taken: frozenset[int]
    whole: frozenset[Cue]
    #: The topic if the whole message is one.
    statement: str | None


def cues_in(message: Message) -> dict[Cue, list[Hit[Cue]]]:
    """Every cue of the message with its places."""
    hits: dict[Cue, list[Hit[Cue]]] = {}
    for hit in ANYWHERE.all_in(message.words):
        hits.setdefault(hit.value, []).append(hit)
    return hits


def whole_cues(message: Message, hits: Hits) -> frozenset[Cue]:
    """Cues of the message as a whole: "Stop, thank you" is STOP, "stop by at 3" is not."""
    courteous = covered(hits, {Cue.COURTESY, Cue.GREETING})
    places = [place for place, word in enumerate(message.words) if word.isalnum()]
    words = [message.words[place] for place in places]
    start, end = 0, len(places)
    while start < end:
        if end - start <= LONGEST_WHOLE:
            found = WHOLE.get(tuple(words[start:end]))
            if found:
                return found if message.text.lstrip()[:1] in "[<(" else found - {Cue.MEDIA}
        if places[end - 1] in courteous:
            end -= 1
        elif places[start] in courteous:
            start += 1
        else:
            break
    return frozenset()


def asks(seen: Evidence) -> bool:
    """Whether a clause opens with a question word, courtesies aside."""
    polite = covered(seen.hits, {Cue.COURTESY, Cue.GREETING})
    words = seen.message.words
    for hit in seen.hits.get(Cue.ASK, ()):
        if hit.start in seen.taken:
            continue
        start = hit.start
        while start and (
            start - 1 in polite or words[start - 1] in {",", "¿", "but", "and", "pero", "y", "yes", "si"}
        ):
            start -= 1
        if start == 0 or not words[start - 1].isalnum():
            return True
    return False


def made_of(seen: Evidence, cues: Collection[Cue]) -> bool:
    """Whether every word belongs to ``cues`` or to a fact."""
    known = covered(seen.hits, cues) | seen.taken
    return all(place in known or not word.isalnum() for place, word in enumerate(seen.message.words))


def assents(seen: Evidence, cues: Collection[Cue]) -> bool:
    """Whether a word of ``cues`` stands on its own: the "call" of "to the call" is part of a courtesy."""
    asides = [hit for hit in seen.hits.get(Cue.COURTESY, ()) if hit.end - hit.start > 1]
    return any(
        not any(aside.start <= hit.start and hit.end <= aside.end for aside in asides)
        for cue in cues
        for hit in seen.hits.get(cue, ())
    )
