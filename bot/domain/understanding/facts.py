"""Finds names and topics: what follows a cue, as the customer wrote it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.lexicon import ANYWHERE, MARKERS
from bot.domain.understanding.message import Message
from bot.domain.understanding.phrasebook import Hit

_STOPS = frozenset('.,;!?:()"')
_DETERMINERS = frozenset(
    "a an the my our your his her their some un una unos unas el la los las mi mis su sus nuestro nuestra".split()
)
#: Words that end a topic or hang loose at its end.
_LOOSE = frozenset(
    """please pls thanks thank you thx at on for in by to and with from of me or but so around after before between
    por favor gracias a en y de con para el la las los que pero desde call llamame llameme""".split()
)
_NAME_ENDS = frozenset(
    """and y from de-parte call llamame llameme can could please pls i my on at here speaking again thanks the about
    with for calling writing por para con sobre need needs want que necesito quiero but pero o or is es estoy su a in
    if when tomorrow today now not no is are was have has will would just only your number phone""".split()
)
_PARTICLES = frozenset("de la del las los van von der da di dos du le el al bin ibn mc o san".split())
_LONGEST_NAME = 4
_LONGEST_TOPIC = 200

Hits = Mapping[Cue, Sequence[Hit[Cue]]]


def name_by_cue(message: Message, hits: Hits, taken: Collection[int]) -> tuple[str, range] | None:
    """ "My name is Jo", "soy Ana", "this is Maria": the name and its tokens, cue included."""
    for cue in (Cue.MY_NAME_IS, Cue.THIS_IS):
        for hit in hits.get(cue, ()):
            if cue is Cue.THIS_IS and not _capitalised(message, hit.end):
                continue
            end = _name_end(message, hit.end, taken)
            if end > hit.end:
                return _as_name(message, hit.end, end), range(hit.start, end)
    return None


def name_as_signature(message: Message, taken: Collection[int]) -> tuple[str, range] | None:
    """The last clause when it is one or two capitalised words: "... boiler? Jo"."""
    end = len(message.words)
    while end and message.words[end - 1] in _STOPS:
        end -= 1
    start = end
    while start and end - start < 3 and _capitalised(message, start - 1) and start - 1 not in taken:
        start -= 1
    if start == end or start < 2 or end - start > 2 or not _opens_signature(message, start):
        return None
    if _name_end(message, start, taken) != end:
        return None
    return _as_name(message, start, end), range(start, end)


def whole_name(message: Message, hits: Hits) -> str | None:
    """The whole message as the answer to "What is your name?", courtesies aside."""
    start, end = _inner(message, hits)
    if not 0 < end - start <= _LONGEST_NAME + 2:
        return None
    stop = _name_end(message, start, ())
    trailing = {"here", "aqui", "speaking"}
    while stop < end and message.words[stop] in trailing:
        stop += 1
    if stop != end:
        return None
    last = end
    while message.words[last - 1] in trailing:
        last -= 1
    return _as_name(message, start, last)


def topic_by_cue(message: Message, hits: Hits, taken: Collection[int]) -> tuple[str, range] | None:
    """What stands behind "about" up to the end of the clause."""
    for hit in hits.get(Cue.ABOUT, ()):
        end = hit.end
        while end < len(message.words) and end not in taken and message.words[end] not in _STOPS:
            if _breaks_line(message, end):
                break
            end += 1
        topic = _trimmed(message, hit.end, end)
        if topic:
            return topic, range(hit.start, end)
    return None


def whole_topic(message: Message, hits: Hits, taken: Collection[int]) -> str | None:
    """The whole message as the topic, without greeting, "I need", articles and what is known already."""
    start, end = _inner(message, hits)
    opening = True
    while opening:
        opening = False
        for cue in (Cue.NEED, Cue.ABOUT, Cue.COURTESY):
            for hit in hits.get(cue, ()):
                if hit.start == start and hit.end > start and hit.end < end:
                    start, opening = hit.end, True
    while start < end and (start in taken or message.words[start] in _STOPS):
        start += 1
    stop = start
    while stop < end and stop not in taken:
        stop += 1
    return _trimmed(message, start, stop)


def _inner(message: Message, hits: Hits) -> tuple[int, int]:
    """The message without greetings and punctuation around it."""
    start, end = 0, len(message.words)
    moving = True
    while moving and start < end:
        moving = False
        for hit in hits.get(Cue.GREETING, ()):
            if hit.start == start:
                start, moving = hit.end, True
        if start < end and not message.words[start].isalnum():
            start, moving = start + 1, True
    while end > start and not message.words[end - 1].isalnum():
        end -= 1
    return start, end


def _trimmed(message: Message, start: int, end: int) -> str | None:
    while start < end and (message.words[start] in _DETERMINERS or not message.words[start].isalnum()):
        start += 1
    while end > start and (message.words[end - 1] in _LOOSE or not message.words[end - 1].isalnum()):
        end -= 1
    return message.slice(start, end)[:_LONGEST_TOPIC].strip() or None


def _name_end(message: Message, start: int, taken: Collection[int]) -> int:
    end = start
    while end < len(message.words) and end - start < _LONGEST_NAME and end not in taken:
        word = message.words[end]
        joined = word in {"-", "."} and end > start and end + 1 < len(message.words)
        if joined and message.spans[end][0] == message.spans[end - 1][1]:
            end += 1
            continue
        if not word.isalpha() or word in _NAME_ENDS or _breaks_line(message, end) and end > start:
            break
        if word not in _PARTICLES and _is_ordinary(message, end):
            break
        end += 1
    while end > start and message.words[end - 1] in {"-", ".", "y"}:
        end -= 1
    return end


def _is_ordinary(message: Message, index: int) -> bool:
    """A word of the language rather than a name."""
    word = message.words[index]
    if any(word in markers for markers in MARKERS.values()):
        return True
    return ANYWHERE.at(message.words, index) is not None


def _capitalised(message: Message, index: int) -> bool:
    return index < len(message.words) and message.raw(index)[:1].isupper() and message.raw(index).isalpha()


def _opens_signature(message: Message, start: int) -> bool:
    before = message.words[start - 1]
    return before in {
        ".",
        "?",
        "!",
        "-",
        "–",
        "—",
        "thanks",
        "gracias",
        "regards",
        "saludos",
        "cheers",
        ",",
    } or _breaks_line(message, start)


def _breaks_line(message: Message, index: int) -> bool:
    if not index:
        return False
    return "\n" in message.text[message.spans[index - 1][1] : message.spans[index][0]]


def _as_name(message: Message, start: int, end: int) -> str:
    typed = message.slice(start, end).strip()
    return typed.title() if typed.islower() or (typed.isupper() and len(typed) > 3) else typed
