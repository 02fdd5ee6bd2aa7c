"""The time words of a message, and numbers in digits or words, by their places."""

from __future__ import annotations

from typing import cast

from bot.domain.understanding.cues import Sign
from bot.domain.understanding.lexicon import TIMES
from bot.domain.understanding.message import Message


class Senses:
    """Looks up what the words at a place can mean; a word may have several signs ("to", "second")."""

    def __init__(self, message: Message) -> None:
        self.words = message.words
        self._hits: dict[int, list[tuple[Sign, object, int]]] = {}
        for (sign, value), start, end in TIMES.all_in(message.words):
            self._hits.setdefault(start, []).append((sign, value, end))

    def signs(self, place: int) -> set[Sign]:
        """What can begin here; digits are a number."""
        found = {sign for sign, _, _ in self._hits.get(place, ())}
        if self.words[place].isdigit():
            found.add(Sign.NUMBER)
        return found

    def any_at(self, place: int) -> bool:
        """Whether anything about time can begin here."""
        return place in self._hits or self.words[place].isdigit()

    def at(self, place: int, *signs: Sign) -> tuple[object, int] | None:
        """Value and end of the longest phrase at ``place`` with one of ``signs``."""
        for found, value, end in self._hits.get(place, ()):
            if found in signs:
                return value, end
        return None

    def minutes_at(self, place: int, sign: Sign) -> tuple[int, int] | None:
        """The same for signs whose value is a number."""
        found = self.at(place, sign)
        return (cast(int, found[0]), found[1]) if found else None

    def behind(self, place: int, *signs: Sign) -> int:
        """The place behind an optional phrase with one of ``signs``."""
        found = self.at(place, *signs)
        return found[1] if found else place

    def number(self, place: int) -> tuple[int, int] | None:
        """A number of up to four digits, or in words, and its end."""
        if place >= len(self.words):
            return None
        word = self.words[place]
        if word.isdigit() and len(word) <= 4:
            return int(word), place + 1
        return self.minutes_at(place, Sign.NUMBER)
