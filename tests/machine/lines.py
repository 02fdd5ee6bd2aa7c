"""The customer's own line: rung first, it waits until an agent joins it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.domain.scripts import AskToAccept, HangUp, Hold, HoldTurn, LeaveLine, Script, TakeMessage
from bot.domain.telephony import KeyPress, Left, LeftLine, LegStatus
from tests.machine.phones import Act, Call, Letter, Stage


class Line(Call):
    """A call to a customer that no agent is part of yet."""

    __slots__ = ()

    @property
    def possible(self) -> Mapping[str, Act]:
        return POSSIBLE[self.stage]

    def obey(self, step: str, script: Script | None) -> None:
        if self.over:
            return
        match script:
            case AskToAccept(action_url=url):
                self.stage, self.asked = Stage.ASKED, url.rsplit("/", 1)[1]
            case Hold():
                self.stage = Stage.HOLDING
            case HoldTurn() if self.stage is not Stage.TALKING:
                self.stage = Stage.HOLDING
            case LeaveLine() if self.stage is not Stage.TALKING:
                self._leaves(Left.LEAVE)
            case None if step in ("hold-turn", "hold-key"):
                pass  # silence; who waits goes on waiting
            case HoldTurn() | LeaveLine():
                pass  # an agent was faster
            case _:
                assert script is None or isinstance(script, HangUp | TakeMessage), f"{step}: {script}"
                self.finish()

    def waits(self) -> None:
        """The provider asks what who waits hears next."""
        self._want("hold-turn", None)

    def press_while_waiting(self) -> None:
        self._want("hold-key", KeyPress(call_sid=self.sid, digits="1"))

    def hang_up(self) -> None:
        """The customer does."""
        waited = self.stage is Stage.HOLDING
        self.finish()
        if waited:
            self._want("left", LeftLine(call_sid=self.sid, why=Left.HUNG_UP))

    def is_alone(self) -> None:
        self.peer = None
        self._leaves(Left.BRIDGED)

    def is_led_to(self, step: str) -> None:
        news = LeftLine(call_sid=self.sid, why=Left.REDIRECTED)
        self.tell(Letter(call=self, step="left", news=news))
        self.stage = Stage.WAITING
        self._want(step, None)

    def time_is(self, now: datetime) -> None:
        super().time_is(now)
        if self.stage is Stage.HOLDING:
            self.waits()

    def _leaves(self, why: Left) -> None:
        self.stage = Stage.WAITING
        self._want("left", LeftLine(call_sid=self.sid, why=why))


POSSIBLE: Final[Mapping[Stage, Mapping[str, Act]]] = {
    Stage.PLACED: {"rings": Call.ring, "fails": lambda line: line.finish(LegStatus.FAILED)},
    Stage.RINGING: {
        "the customer picks up": Call.answer,
        "the customer is busy": lambda line: line.finish(LegStatus.BUSY),
        "the customer lets it ring": lambda line: line.finish(LegStatus.NO_ANSWER),
    },
    Stage.ASKED: {
        "the customer presses nothing": lambda line: line.press(""),
        "the customer presses 3": lambda line: line.press("3"),
        "the customer hangs up": Line.hang_up,
    },
    Stage.HOLDING: {
        "the customer waits": Line.waits,
        "the customer chooses a callback": Line.press_while_waiting,
        "the customer leaves": Line.hang_up,
    },
    Stage.TALKING: {"the customer hangs up": Line.hang_up},
    Stage.WAITING: {},
    Stage.DIALLING: {},
    Stage.GREETED: {},
    Stage.LEAVING: {},
    Stage.OVER: {},
}
