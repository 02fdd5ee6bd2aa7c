"""Which of our languages a message is written in."""

from __future__ import annotations

from bot.domain.understanding.lexicon import MARKERS
from bot.domain.understanding.message import Message

DEFAULT = "en"


def detect(message: Message, given: str) -> str:
    """The language of ``message``; without evidence the ``given`` one, or English for "auto".

    A language that is known already changes only on two words more of another one: "yes" is also said by
    people who speak Spanish.
    """
    score = {language: sum(word in words for word in message.words) for language, words in MARKERS.items()}
    if any(char in message.text for char in "¿¡ñÑ"):
        score["es"] += 2
    best = max(score, key=lambda language: score[language])
    if given == "auto":
        tied = len({count for count in score.values()}) == 1
        return DEFAULT if tied else best
    return best if score[best] >= score.get(given, 0) + 2 else given
