"""The promises of the service, under anything that can happen in any order, searched for by machine.

Customers ask, cancel and say STOP, agents do what they like with their phones, webhooks come late, twice and
out of order, jobs run when they want and two at once, providers fail in every way, and processes are killed
at any of their awaits. After every step the promises hold; when everything has come to its end, everybody
was told.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.domain.telephony import Channel
from bot.ports import Turn
from tests.machine.cast import BUSINESSES, CUSTOMERS
from tests.machine.deeds import Deeds
from tests.machine.house import House
from tests.machine.lives import Killed, Life, together
from tests.machine.provider import Fault
from tests.machine.settling import MANNERS, settle
from tests.machine.works import KINDS, Work, Works

LONG = os.environ.get("CHAOS") == "long"
EXAMPLES, STEPS = (3000, 50) if LONG else (100, 30)

NUMBERS = st.integers(min_value=0, max_value=7)
#: What drives calls forward comes more often than the rest.
NAMES = st.sampled_from(["phone", "phone", "phone", "job", "job", "letter", *KINDS])
WORKS = st.tuples(NAMES, NUMBERS, NUMBERS)
CALLING = st.sampled_from([Fault.REFUSED, Fault.NOT_PLACED, Fault.LOST_BEFORE, Fault.LOST_AFTER])
TROUBLES = st.one_of(
    st.tuples(
        st.sampled_from(["create_call", "create_call", "hand_over", "end_call", "redirect_call"]), CALLING
    ),
    st.tuples(st.sampled_from(["send_message", "list_calls", "fetch_call"]), st.sampled_from(Fault)),
    st.tuples(st.just("away"), st.booleans()),
    st.tuples(st.just("turn"), st.sampled_from([1.0, 20.0])),
)
#: Around every wait of the service, and beyond.
SECONDS = st.sampled_from([1, 5, 15, 16, 21, 31, 61, 190, 400, 1900, 7300])
AWAITS = st.integers(min_value=1, max_value=60)


class Promises(RuleBasedStateMachine):
    """One business, its people and its customers."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house

    @initialize(
        slug=st.sampled_from(sorted(BUSINESSES)),
        manners=st.sampled_from(sorted(MANNERS)),
        pbx_can_tell=st.booleans(),
    )
    def begin(self, slug: str, manners: str, pbx_can_tell: bool) -> None:
        self.manners = MANNERS[manners]
        self.house.enter(slug)
        self.house.provider.pbx_can_tell = pbx_can_tell
        self.house.laws.knows(*CUSTOMERS)
        self.deeds = Deeds(self.house)
        self.works = Works(self.house, self.deeds)
        self.house.do(self.deeds.agree(CUSTOMERS[0], Channel.SMS))

    @rule(customer=st.sampled_from(CUSTOMERS), channel=st.sampled_from([Channel.SMS, Channel.WHATSAPP]))
    def agrees(self, customer: Any, channel: Channel) -> None:
        self._step()
        self.house.do(self.deeds.agree(customer, channel))

    @rule(what=WORKS)
    def happens(self, what: tuple[str, int, int]) -> None:
        self._happens(what, Life())

    @rule(what=WORKS, at=AWAITS)
    def happens_and_is_killed(self, what: tuple[str, int, int], at: int) -> None:
        self._happens(what, Life(kill_at=at))

    @rule(
        what=st.lists(WORKS, min_size=2, max_size=3),
        turns=st.lists(st.integers(min_value=0, max_value=2), max_size=60),
        kill=st.none() | AWAITS,
    )
    def happen_at_once(self, what: list[tuple[str, int, int]], turns: list[int], kill: int | None) -> None:
        self._step()
        works = [work for each in what if (work := self.works.make(*each))]
        self.house.do(self._at_once(works, iter(turns), kill))
        self._go_on()

    @rule()
    def jobs_run(self) -> None:
        """All that are due."""
        for job in self.house.due():
            self._step()
            self.house.do(self.house.run_job(job))

    @rule()
    def mail_arrives(self) -> None:
        for letter in list(self.house.provider.mail):
            self._step()
            self.house.do(self.house.receive(letter))

    @rule(number=NUMBERS)
    def letter_is_lost(self, number: int) -> None:
        mail = self.house.provider.mail
        if mail:
            mail.pop(number % len(mail))

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self._step()
        self.house.clock.move(timedelta(seconds=seconds))
        self.house.provider.time_is(self.house.clock.now())
        self._go_on()

    @rule(trouble=TROUBLES)
    def trouble_comes(self, trouble: tuple[str, Any]) -> None:
        """The provider is away or back, fails at one of its next requests, or has others to call first."""
        what, how = trouble
        if what == "away":
            self.house.provider.away = how
        elif what == "turn":
            self.house.pace.turns.append(Turn(seconds=how, taken=False))
        else:
            self.house.provider.faults.setdefault(what, []).append(how)

    @rule(first=NUMBERS, kill=st.none() | AWAITS)
    def life_goes_on(self, first: int, kill: int | None) -> None:
        """Every job that is due runs, and every phone does something; one of them may be killed."""
        for number, job in enumerate(self.house.due()):
            self._step()
            life = Life(kill_at=kill if number == first % 3 else None)
            self.house.do(self.house.live(self.house.run_job(job), life))
        for number in range(len(self.house.provider.live_calls)):
            work = self.works.phone(number, first)
            if work:
                self.house.do(self.house.live(work, Life()))
        self._go_on()

    @invariant()
    def promises_hold(self) -> None:
        self.house.laws.hold()

    def teardown(self) -> None:
        if hasattr(self, "works"):
            self.house.do(settle(self.house, self.manners))
            self.house.laws.hold_when_settled()

    def _happens(self, what: tuple[str, int, int], life: Life) -> None:
        self._step()
        work = self.works.make(*what)
        if work:
            self.house.do(self.house.live(work, life))
        self._go_on()

    def _step(self) -> None:
        self.house.laws.before_step()

    def _go_on(self) -> None:
        """What the provider waits for is asked at once."""
        self.house.do(self.house.run_errands())

    async def _at_once(self, works: list[Work], turns: Iterator[int], kill: int | None) -> None:
        lives = [Life(kill_at=kill), *(Life() for _ in works)]
        results = await together(
            list(zip(works, lives, strict=False)),
            lambda waiting: waiting[next(turns, 0) % len(waiting)],
            self.house.held_up,
        )
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, Killed):
                raise result


@pytest.mark.timeout(7200 if LONG else 600)
def test_the_promises_hold_whatever_happens(house: House) -> None:
    run_state_machine_as_test(
        lambda: Promises(house),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not LONG,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
