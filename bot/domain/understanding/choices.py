"""The option of a numbered list that a message picks: "2", "option 2", "the second one", "la segunda"."""

from __future__ import annotations

from bot.domain.understanding.message import Message, word_set

_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first primero primera primer 1st 1ro 1ra",
            "second segundo segunda 2nd 2do 2da",
            "third tercero tercera tercer 3rd 3ro 3ra",
            "fourth cuarto cuarta 4th",
            "fifth quinto quinta 5th",
        ),
        start=1,
    )
    for word in words.split()
}
_COUNTED = word_set("option opcion number numero choice")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4}
_ARTICLES = word_set("the el la")
_NOUNS = word_set("one option opcion choice slot")
_POLITE = word_set("please pls por favor thanks gracias mejor prefiero quiero")
#: Anything else between the words ("1?", "1%") makes it no choice.
_PUNCTUATION = frozenset(".,:;!#()")
_LONGEST = 6


def chosen(message: Message) -> int | None:
    """The number of the option, or ``None`` where the message is more than a choice.

    An ordinal needs its article or noun: "first" alone also begins an objection.
    """
    if len(message.words) > _LONGEST:
        return None
    words = [word for word in message.words if word not in _PUNCTUATION and word not in _POLITE]
    if not 1 <= len(words) <= 3:
        return None
    if len(words) == 1:
        return _small(words[0])
    if len(words) == 2 and words[0] in _COUNTED:
        return _small(words[1]) or _NUMBERS.get(words[1])
    article = words[0] in _ARTICLES
    noun = words[-1] in _NOUNS
    picked = words[article : len(words) - noun]
    return _ORDINALS.get(picked[0]) if len(picked) == 1 and (article or noun) else None


def _small(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) < 3 else None
