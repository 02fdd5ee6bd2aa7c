"""Every webhook comes again, at every later moment, and with the id of another call: nothing changes."""

from __future__ import annotations

import pytest

from bot.domain.telephony import Channel
from tests.machine.cast import BUSINESSES, CUSTOMERS
from tests.machine.deeds import Deeds
from tests.machine.house import House
from tests.machine.settling import MANNERS, settle
from tests.machine.works import Works


@pytest.mark.parametrize("manners", MANNERS)
@pytest.mark.parametrize("business", BUSINESSES)
def test_a_repeated_webhook_and_one_of_another_call_change_nothing(
    house: House, business: str, manners: str
) -> None:
    house.enter(business)
    house.laws.knows(*CUSTOMERS)
    works = Works(house, Deeds(house))

    async def repeat_all() -> None:
        for letter in [*house.provider.delivered, *house.strange_letters()]:
            await works.changes_nothing(letter)

    house.do(works.deeds.agree(CUSTOMERS[0], Channel.SMS))
    house.do(settle(house, MANNERS[manners], repeat_all))
    house.laws.hold_when_settled()
