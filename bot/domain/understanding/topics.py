"""Finds what the call is about, in the customer's words."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.frame import Hits, core, opens_clause, opens_line
from bot.domain.understanding.message import Message, word_set

_STOPS = frozenset('.,;!?:()"')
_DETERMINERS = word_set(
    """
    a an the my our your his her their some un una unos unas el la los las mi mis su sus nuestro nuestra
    """
)
#: Words that hang loose at the end of a topic.
_LOOSE = word_set(
    """
    and please pls thanks thank you thx at on for in by to and with from of or but so around after before
    between por favor gracias a en y de con para el la las los que pero desde
    """
)
_LONGEST = 200
_CUES_TRIED = 8


def topic_by_cue(message: Message, hits: Hits, taken: Collection[int]) -> tuple[str, range] | None:
    """What stands behind "about" up to the end of the clause, and its tokens, cue included."""
    for hit in hits.get(Cue.ABOUT, ())[:_CUES_TRIED]:
        start = end = hit.end + (message.words[hit.end : hit.end + 1] == (":",))
        while end < len(message.words) and end not in taken and message.words[end] not in _STOPS:
            if opens_line(message, end):
                break
            end += 1
        topic = _trimmed(message, start, end)
        if topic:
            return topic, range(hit.start, end)
    return None


def whole_topic(message: Message, hits: Hits, taken: Collection[int]) -> str | None:
    """The message as a topic: without greeting, "I need", articles, the wish to be called and other facts."""
    inner = core(message, hits, {Cue.GREETING, Cue.COURTESY, Cue.NEED, Cue.ABOUT})
    wishes = {
        hit.start
        for hit in hits.get(Cue.CALL_ME, ())
        if opens_clause(message, hit.start) or message.words[hit.start - 1] in _LOOSE
    }
    start = inner.start if inner else core(message, hits, {Cue.GREETING}).start
    while start < inner.stop and (start in taken or message.words[start] in _STOPS):
        start += 1
    stop = start
    while stop < inner.stop and stop not in taken and stop not in wishes:
        stop += 1
    return _trimmed(message, start, stop)


def _trimmed(message: Message, start: int, end: int) -> str | None:
    while start < end and (message.words[start] in _DETERMINERS or not message.words[start].isalnum()):
        start += 1
    while end > start and (message.words[end - 1] in _LOOSE or not message.words[end - 1].isalnum()):
        end -= 1
    return message.slice(start, end)[:_LONGEST].strip() or None
