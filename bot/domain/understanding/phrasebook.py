"""Finds the phrases of a table in a list of words: one dictionary look-up a word, no backtracking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from bot.domain.understanding.message import split

Value = TypeVar("Value")


class Hit(NamedTuple, Generic[Value]):
    """A phrase found at the words ``start`` to ``end`` (not included)."""

    value: Value
    start: int
    end: int


class PhraseBook(Generic[Value]):
    """Phrases by first word, longest first; values of a phrase that is listed twice are all kept."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        by_first: dict[str, dict[tuple[str, ...], list[Value]]] = {}
        for phrase, value in entries:
            words = split(phrase).words
            by_first.setdefault(words[0], {}).setdefault(words, []).append(value)
        self._by_first = {
            first: sorted(phrases.items(), key=lambda item: -len(item[0]))
            for first, phrases in by_first.items()
        }

    def at(self, words: Sequence[str], start: int) -> tuple[Sequence[Value], int] | None:
        """Values of the longest phrase that begins at ``start``, and where it ends."""
        for phrase, values in self._by_first.get(words[start], ()):
            end = start + len(phrase)
            if len(phrase) == 1 or tuple(words[start:end]) == phrase:
                return values, end
        return None

    def all_in(self, words: Sequence[str]) -> Iterator[Hit[Value]]:
        """Every phrase, also where they overlap, the longest for each first word and value."""
        for start, word in enumerate(words):
            for phrase, values in self._by_first.get(word, ()):
                end = start + len(phrase)
                if len(phrase) == 1 or tuple(words[start:end]) == phrase:
                    for value in values:
                        yield Hit(value, start, end)


def phrases(table: Mapping[Value, str]) -> Iterator[tuple[str, Value]]:
    """Entries of a table whose phrases are written in one string, separated by commas."""
    for value, listed in table.items():
        for phrase in listed.split(","):
            if phrase.strip():
                yield phrase.strip(), value
