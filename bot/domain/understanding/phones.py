"""Finds the number to call in a message, in digits or spelled out, and passes over those ruled out."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from typing import NamedTuple

from bot.domain.phone import E164, PHONE_SHAPE, read_phone
from bot.domain.understanding.message import MAX_CHARACTERS, split
from bot.domain.understanding.reading import Context

#: How many numbers of one message are looked at; people send two, texts that send more are hostile.
_NUMBERS_FOUND, _NUMBERS_READ = 5, 3
#: Words in front of a number that is not to be called: "not 813...", "my old number is 813...".
_DENIES = re.compile(
    r"\b(?:not|instead of|old|wrong|no (?:es|al|el)|en vez del?|viejo)"
    r"(?: (?:number|numero|número|on|at|is|es|it's))*[ :,(]*$",
    re.IGNORECASE,
)
_DENIAL_LENGTH = 40
_SPELLED = {
    word: str(digit)
    for digit, words in enumerate(
        (
            "zero oh o cero",
            "one uno",
            "two dos",
            "three tres",
            "four cuatro",
            "five cinco",
            "six seis",
            "seven siete",
            "eight ocho",
            "nine nueve",
        )
    )
    for word in words.split()
}
_FEWEST_SPELLED, _MOST_SPELLED = 7, 15
_REPEATS = {"double": 2, "doble": 2, "triple": 3}


class Found(NamedTuple):
    """The number to call, or why it cannot be, and the message without all that looks like one."""

    number: E164 | None
    problem: str | None
    rest: str


def find_phone(text: str, context: Context, region: str, countries: Collection[str] | None) -> Found:
    """The first number of ``text`` that may be called; where one was asked for, also in unusual shapes."""
    found = list(islice(PHONE_SHAPE.finditer(text[:MAX_CHARACTERS]), _NUMBERS_FOUND))
    if not found:
        return _unusual(text, region, countries) if context is Context.NUMBER else Found(None, None, text)
    meant = [match.group() for match in found if not _DENIES.search(text[: match.start()][-_DENIAL_LENGTH:])]
    number = problem = None
    for shape in meant[:_NUMBERS_READ]:
        verdict = read_phone(shape, region, countries)
        problem = problem or verdict.reason
        if verdict.e164:
            number, problem = verdict.e164, None
            break
    for match in found:
        text = text.replace(match.group(), " , ", 1)
    return Found(number, problem, text)


def _unusual(text: str, region: str, countries: Collection[str] | None) -> Found:
    """Short codes, letters and digits ("1-800-FLOWERS"), digits in words ("eight one three ...")."""
    spelled = _spelled(text)
    if not spelled and sum(map(str.isdigit, text[:MAX_CHARACTERS])) < 3:
        return Found(None, None, text)
    verdict = read_phone(spelled or text, region, countries)
    return Found(verdict.e164, verdict.reason, "" if verdict.e164 else text)


def _spelled(text: str) -> str:
    """The digits of a number said in words; empty where there are too few of them in a row."""
    digits, times = "", 1
    for word in split(text).words[:_DENIAL_LENGTH]:
        if word in _REPEATS:
            times = _REPEATS[word]
        elif word in _SPELLED:
            digits, times = digits + _SPELLED[word] * times, 1
        elif word.isalnum():
            if len(digits) >= _FEWEST_SPELLED:
                break
            digits, times = "", 1
    return digits if _FEWEST_SPELLED <= len(digits) <= _MOST_SPELLED else ""
