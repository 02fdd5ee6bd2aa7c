"""The talk with a customer, from the first message to the callback and after it: ``decide`` and its values.

Pure: the time, the profile of the business and the callback under way come in as ``Facts``; what is to be
done comes out as effects. The words are not here but in the copy, by key.
"""

from __future__ import annotations

from bot.domain.conversation.effects import (
    AlertHuman,
    CancelCallback,
    Effect,
    OptIn,
    OptOut,
    Refer,
    RequestCallback,
    RescheduleCallback,
    Say,
    Step,
)
from bot.domain.conversation.facts import Facts, Heard
from bot.domain.conversation.live import after_call
from bot.domain.conversation.state import Answer, Conversation, Option, Phase
from bot.domain.conversation.talk import decide

__all__ = [
    "AlertHuman",
    "Answer",
    "CancelCallback",
    "Conversation",
    "Effect",
    "Facts",
    "Heard",
    "OptIn",
    "OptOut",
    "Option",
    "Phase",
    "Refer",
    "RequestCallback",
    "RescheduleCallback",
    "Say",
    "Step",
    "after_call",
    "decide",
]
