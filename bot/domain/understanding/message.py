"""A message as the reader sees it: folded words with their places in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Longest text looked at; SMS bodies end here too.
MAX_CHARACTERS = 1600
#: Of longer texts the beginning and the end are read: there people say what they want, "stop" included.
_HEAD, _TAIL = 150, 40

_TOKEN = re.compile(r"[ap]\.\s?m\b\.?|\d+|[^\W\d_]+(?:['’´`‘][^\W\d_]+)*|\S", re.IGNORECASE)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_MARKS = re.compile(r"[\u0300-\u036f'’´`‘.\s]")
#: Words of text messages, by what they stand for; only in small letters, a capital is an initial.
_SHORT = {"u": "you", "ur": "your", "r": "are", "q": "que", "xq": "porque", "pq": "porque", "bn": "bien"}
#: Variation selectors, joiners and skin tones only change how an emoji is drawn.
_EMOJI_STYLE = re.compile("[\ufe0e\ufe0f\u200d\u200b\u2060\U0001f3fb-\U0001f3ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Text and its tokens: words, digit runs and single punctuation marks."""

    text: str
    #: Folded for comparison: lower case, no accents, no apostrophes, drawn-out letters shortened.
    words: tuple[str, ...]
    #: Where each token begins and ends in ``text``.
    spans: tuple[tuple[int, int], ...]

    def slice(self, start: int, end: int) -> str:
        """The original text of the tokens ``start`` to ``end`` (not included)."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]] if end > start else ""

    def raw(self, index: int) -> str:
        """One token as it was typed."""
        first, last = self.spans[index]
        return self.text[first:last]


def split(text: str) -> Message:
    """Cut ``text`` into tokens; never fails, looks at the first ``MAX_CHARACTERS`` only."""
    plain = text[:MAX_CHARACTERS]
    if not plain.isascii():
        plain = _EMOJI_STYLE.sub("", unicodedata.normalize("NFKC", plain))
    matches = list(_TOKEN.finditer(plain))
    if len(matches) > _HEAD + _TAIL:
        matches = matches[:_HEAD] + matches[-_TAIL:]
    return Message(
        text=plain,
        words=tuple(_SHORT.get(match.group()) or fold(match.group()) for match in matches),
        spans=tuple(match.span() for match in matches),
    )


def fold(word: str) -> str:
    """The form in which words are compared: "Mañana" and "MANANA" are one, "yesss" is "yes"."""
    folded = word.casefold()
    if len(folded) > 1:
        if not folded.isalnum() or not folded.isascii():
            folded = _MARKS.sub("", unicodedata.normalize("NFKD", folded))
        if len(folded) > 3:
            folded = _DRAWN_OUT.sub(r"\1", folded)
    return folded


def word_set(listed: str) -> frozenset[str]:
    """Folded words of a table, separated by spaces."""
    return frozenset(listed.split())
