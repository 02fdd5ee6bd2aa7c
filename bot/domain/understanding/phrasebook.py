"""Finds the phrases of a table in a list of words: a dictionary look-up or two a word, no backtracking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Generic, NamedTuple, TypeVar

from bot.domain.understanding.message import split

Value = TypeVar("Value")
Words = tuple[str, ...]


class Hit(NamedTuple, Generic[Value]):
    """A phrase found at the words ``start`` to ``end`` (not included)."""

    value: Value
    start: int
    end: int


class PhraseBook(Generic[Value]):
    """Phrases by their first words, longest first; a phrase may be listed under several values."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        by_words: dict[Words, list[Value]] = {}
        for phrase, value in entries:
            by_words.setdefault(_words(phrase), []).append(value)
        self._singles = {words[0]: values for words, values in by_words.items() if len(words) == 1}
        self._longer: dict[str, dict[str, list[tuple[Words, list[Value]]]]] = {}
        for words, values in sorted(by_words.items(), key=lambda item: -len(item[0])):
            if len(words) > 1:
                second = self._longer.setdefault(words[0], {})
                second.setdefault(words[1], []).append((words, values))

    def knows(self, word: str) -> bool:
        """Whether the word alone is a phrase."""
        return word in self._singles

    def all_in(self, words: Words) -> Iterator[Hit[Value]]:
        """Every phrase, also where they overlap; at each place the longest first."""
        following = (*words[1:], "")
        for start, (word, after) in enumerate(zip(words, following, strict=False)):
            if word in self._longer:
                for phrase, values in self._longer[word].get(after, ()):
                    end = start + len(phrase)
                    if len(phrase) == 2 or words[start:end] == phrase:
                        for value in values:
                            yield Hit(value, start, end)
            for value in self._singles.get(word, ()):
                yield Hit(value, start, start + 1)


def _words(phrase: str) -> Words:
    """The words of a phrase; tables are mostly plain letters, and the start of the program waits for them."""
    plain = phrase.isascii() and phrase.islower() and phrase.replace(" ", "").isalpha()
    return tuple(phrase.split()) if plain else split(phrase).words


def phrases(table: Mapping[Value, str]) -> Iterator[tuple[str, Value]]:
    """Entries of a table whose phrases are written in one string, separated by commas."""
    for value, listed in table.items():
        for phrase in listed.split(","):
            if phrase.strip():
                yield phrase.strip(), value


def every(*choices: str) -> str:
    """All phrases made of one word group of each of ``choices``, as a table writes them.

    Groups are separated by ``|``; ``every("dont|never", "call|text", "again")`` is four phrases.
    """
    return ", ".join(" ".join(groups) for groups in product(*(choice.split("|") for choice in choices)))
