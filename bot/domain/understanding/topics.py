"""Finds what the call is about, in the customer's words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.frame import Hits, core, covered, opens_clause, opens_line
from bot.domain.understanding.message import Message, word_set
from bot.domain.understanding.reading import Context

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
#: Point at something without saying what.
_EMPTY = word_set("this that it something stuff esto eso ello algo same lo")
#: Begin the reason of a wish ("call me, my boiler is dead") without a comma in front.
_REASONS = word_set(
    "my because cause cuz since im i we our for que porque pq por se mi tengo necesito nuestra"
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


def statement(message: Message, hits: Hits, taken: Collection[int], context: Context) -> str | None:
    """The message as a topic where one may be told; ``None`` where nothing is left that says something.

    Left out are greeting, "I need", articles, the wish to be called and other facts.
    """
    if context not in {Context.TOPIC, Context.IDLE}:
        return None
    wishes = {hit.start: hit.end for hit in hits.get(Cue.CALL_ME, ()) if _begins_wish(message, hit.start)}
    start = _beginning(message, hits, taken, wishes)
    if context is Context.IDLE and any(hit.start == start for hit in hits.get(Cue.ASK, ())):
        return None
    if start == len(message.words) and context is Context.TOPIC:
        start = core(message, hits, {Cue.GREETING}).start
    stop = start
    while stop < len(message.words) and stop not in taken and stop not in wishes:
        stop += 1
    return _trimmed(message, start, stop)


def _beginning(message: Message, hits: Hits, taken: Collection[int], wishes: Mapping[int, int]) -> int:
    """The first token behind openings, facts, and clauses that only greet, assent or wish for a call."""
    openings = {
        hit.start: hit.end
        for cue in (Cue.GREETING, Cue.COURTESY, Cue.NEED, Cue.ABOUT, Cue.NUMBER_IS)
        for hit in hits.get(cue, ())
    }
    aside = covered(hits, {Cue.CALL_ME, Cue.COURTESY, Cue.GREETING, Cue.YES, Cue.NUMBER_IS}).union(taken)
    words, place, end = message.words, 0, 0
    while place < len(words):
        end = end if end > place else _clause_end(message, place)
        if aside.issuperset(range(place, end)):
            place = max(end, place + 1)
        elif place in wishes and words[wishes[place]] in _REASONS:
            place = wishes[place]
        elif place in openings:
            place = openings[place]
        elif place in taken:
            place += 1
        else:
            break
    return place


def _begins_wish(message: Message, place: int) -> bool:
    return opens_clause(message, place) or message.words[place - 1] in _LOOSE


def _clause_end(message: Message, start: int) -> int:
    end = start
    while (
        end < len(message.words)
        and message.words[end] not in _STOPS
        and not (end > start and opens_line(message, end))
    ):
        end += 1
    return end


def _trimmed(message: Message, start: int, end: int) -> str | None:
    while start < end and (message.words[start] in _DETERMINERS or not message.words[start].isalnum()):
        start += 1
    while end > start and (message.words[end - 1] in _LOOSE or not message.words[end - 1].isalnum()):
        end -= 1
    if end - start == 1 and message.words[start] in _EMPTY:
        return None
    return message.slice(start, end)[:_LONGEST].strip() or None
