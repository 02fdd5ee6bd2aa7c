"""Numbers of agents that are rung only after a code came back which was texted to them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.domain.limits import DAY, Rule

CODE_DIGITS: Final = 6
CODE_LIFE: Final = timedelta(minutes=30)
#: Codes that may be tried before the one that was sent is worth nothing any more.
TRIES: Final = 5
TEXTS_A_DAY: Final = 3


class Answer(StrEnum):
    """What a code that came back was worth."""

    VERIFIED = "verified"
    WRONG = "wrong_code"
    #: None was sent, or it is too old, used, or was guessed at too often.
    NONE_WAITING = "no_code"


def texts_rule(number_hash: str) -> Rule:
    """How many codes one number may be texted; ``number_hash`` stands for the number."""
    return Rule(name="agent_codes", key=number_hash, max=TEXTS_A_DAY, seconds=DAY)
