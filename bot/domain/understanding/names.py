"""Finds the customer's name, as it was written."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.frame import Hits, core, opens_line
from bot.domain.understanding.lexicon import ANYWHERE, MARKERS
from bot.domain.understanding.message import Message, word_set

_STOPS = frozenset('.,;!?:()"')
_OPENS_SIGNATURE = frozenset(".?!-–—,") | {"thanks", "gracias", "regards", "saludos", "cheers"}
_JOINS = frozenset("-.")
#: Parts of names and titles that are ordinary words elsewhere.
_PARTICLES = word_set(
    """
    de la del las los van von der da di dos du le el al bin ibn mc o san mr mrs ms dr sr sra don dona will
    """
)
#: Ordinary words that follow a name in a sentence.
_NOT_NAMES = word_set(
    """
    call llamame llameme please pls here aqui speaking again calling writing needs no is have has would just
    only phone so if in from pero por que quiero estoy y e and or but now not all busy free ready home ok
    fine good our my your their we us it he she they nuestra nuestro necesito tengo mi
    """
)
#: Titles and the like that are written with a dot; an initial is too.
_ABBREVIATED = word_set("mr mrs ms dr dra sr sra srta jr st lic ing prof")
#: "Con Don Ramón", "with Bob" as an answer to "Who shall we ask for?".
_LEADS = frozenset({"con", "with"})
_SAID_BEHIND = frozenset({"here", "aqui", "speaking"})
#: In front of a title, and no part of the name: "soy el Sr. Ruiz".
_ARTICLES = frozenset({"el", "la", "the"})
_LONGEST = 6
_CUES_TRIED = 8


def name_by_cue(message: Message, hits: Hits, taken: Collection[int]) -> tuple[str, range] | None:
    """ "My name is Jo", "soy Ana", "this is Maria": the name and its tokens, cue included."""
    for cue in (Cue.MY_NAME_IS, Cue.THIS_IS):
        for hit in hits.get(cue, ())[:_CUES_TRIED]:
            start = hit.end + (message.words[hit.end : hit.end + 1] in {(",",), (":",)})
            if cue is Cue.THIS_IS and not _capitalised(message, _behind_article(message, start)):
                continue
            end = max(_name_end(message, start, taken), _introduced_end(message, start))
            if end > start:
                return _as_name(message, start, end), range(hit.start, end)
    return None


def name_as_signature(message: Message, taken: Collection[int]) -> tuple[str, range] | None:
    """The last clause when it is one or two capitalised words: "... boiler? Jo"."""
    end = len(message.words)
    while end and message.words[end - 1] in _STOPS:
        end -= 1
    start = end
    while start and end - start < 3 and _capitalised(message, start - 1) and start - 1 not in taken:
        start -= 1
    if start < 2 or not 1 <= end - start <= 2:
        return None
    opened = message.words[start - 1] in _OPENS_SIGNATURE or opens_line(message, start)
    if not opened or _name_end(message, start, taken) != end:
        return None
    return _as_name(message, start, end), range(start, end)


def name_as_opening(message: Message, hits: Hits, taken: Collection[int]) -> tuple[str, range] | None:
    """A capitalised name in front of what it is about: "Jo, about the boiler"."""
    end = _name_end(message, 0, taken) if _capitalised(message, 0) else 0
    about = any(hit.start == end + 1 for hit in hits.get(Cue.ABOUT, ()))
    if not end or not about or message.words[end] != ",":
        return None
    return _as_name(message, 0, end), range(end)


def whole_name(message: Message, hits: Hits, taken: Collection[int], *, alone: bool) -> str | None:
    """The answer to "What is your name?"; unless it stands ``alone``, other facts may follow the name."""
    opening = {Cue.GREETING, Cue.COURTESY, Cue.CALL_ME, Cue.MY_NAME_IS, Cue.THIS_IS}
    inner = core(message, hits, opening, {Cue.COURTESY, Cue.GREETING})
    if inner and message.words[inner.start] in _LEADS:
        inner = inner[1:]
    end = stop = _name_end(message, inner.start, taken)
    while stop < inner.stop and message.words[stop] in _SAID_BEHIND:
        stop += 1
    goes_on = not alone and stop < inner.stop and message.words[stop] in {",", ".", "and", "y"}
    if end == inner.start or not (goes_on or stop >= inner.stop):
        return None
    return _as_name(message, inner.start, end)


def _behind_article(message: Message, place: int) -> int:
    return place + (place < len(message.words) and message.words[place] in _ARTICLES)


def _introduced_end(message: Message, start: int) -> int:
    """Behind "soy", a word with one capital is a name whatever else it means: "soy Caro", "I'm Faith"."""
    named = (
        start < len(message.words)
        and message.raw(start).istitle()
        and message.words[start] not in _NOT_NAMES
        and not any(message.words[start] in words for words in MARKERS.values())
    )
    return start + named


def _name_end(message: Message, start: int, taken: Collection[int]) -> int:
    end = start
    last = min(len(message.words), start + _LONGEST)
    while end < last and end not in taken and (_joins(message, start, end) or _may_be_name(message, end)):
        if end > start and (opens_line(message, end) or _falls_to_lower_case(message, start, end)):
            break
        end += 1
    while end > start and message.words[end - 1] in _JOINS:
        end -= 1
    return end


def _falls_to_lower_case(message: Message, start: int, place: int) -> bool:
    """Whether a sentence goes on in small letters behind a name in capitals: "Jo my boiler is dead"."""
    typed = message.raw(place)
    return message.raw(start)[:1].isupper() and typed[:1].islower() and message.words[place] not in _PARTICLES


def _joins(message: Message, start: int, place: int) -> bool:
    """Whether the token is the hyphen of "Jean-Luc" or the dot of "Dr."."""
    if message.words[place] == "." and message.words[place - 1] not in _ABBREVIATED:
        return len(message.words[place - 1]) == 1 and place > start
    touches = message.spans[place][0] == message.spans[place - 1][1]
    return place > start and message.words[place] in _JOINS and touches and place + 1 < len(message.words)


def _may_be_name(message: Message, place: int) -> bool:
    word = message.words[place]
    if word in _PARTICLES:
        return True
    if not word.isalpha() or word in _NOT_NAMES or any(word in words for words in MARKERS.values()):
        return False
    return not ANYWHERE.knows(word)


def _capitalised(message: Message, place: int) -> bool:
    if place >= len(message.words):
        return False
    typed = message.raw(place)
    return typed[:1].isupper() and message.words[place].isalpha()


def _as_name(message: Message, start: int, end: int) -> str:
    if end - start > 1 and message.words[start] in _ARTICLES:
        start += 1
    typed = message.slice(start, end)
    return typed.title() if typed.islower() or (typed.isupper() and len(typed) > 3) else typed
