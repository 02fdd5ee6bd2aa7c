"""How the people of the chaos tests behave on the phone, and the end of all they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain import callback
from tests.chaos.business import Business
from tests.chaos.fleet import Fleet
from tests.system import until

#: Life passes so much faster: a phone that rings for 20 s rings for 1 s.
TIME_SCALE = 20.0
#: Bounds what is waited for, and is no part of what is promised.
PATIENCE = 300.0
TAKES: Mapping[str, object] = {"auto": "answer", "press": "1"}
AGENTS: Sequence[Mapping[str, object]] = (
    TAKES,
    {"auto": "decline", "after": 3},
    {"auto": "voicemail"},
    {"auto": "answer", "press": "3"},
    TAKES,
    {"auto": "ignore"},
    TAKES,
    TAKES,
)
CUSTOMERS: Sequence[Mapping[str, object]] = (
    *[{"auto": "answer"}] * 6,
    {"auto": "ignore"},
    {"auto": "decline"},
)
ROUTING: Mapping[str, object] = {
    "strategy": "round_robin",
    "ring_seconds": 20,
    "total_seconds": 600,
    "max_agents": 3,
}
#: Other settings of ``calls`` than those of the fleet. A lost answer is looked up when the provider has done
#: what it will do, also on a machine that has its hands full.
FAST: Mapping[str, object] = {"unknown_after_seconds": 6, "reconcile_seconds": 5}
LIVE = f"SELECT count(*) FROM callbacks WHERE status = ANY('{{{','.join(callback.LIVE)}}}')"  # noqa: S608
#: Timers for later find that all is over.
WORK_TO_COME = """
SELECT (SELECT count(*) FROM procrastinate_jobs
        WHERE task_name IN ('dial', 'send_message', 'tell_ending') AND status IN ('todo', 'doing')
          AND coalesce(scheduled_at, now()) <= now()),
       (SELECT count(*) FROM messages WHERE state IN ('queued', 'sending')),
       (SELECT count(*) FROM attempts WHERE state <> 'ended')
"""


def staffed(index: int, callbacks: int) -> Business:
    """A business with fewer agents than callbacks, some of whom never take one."""
    return Business(index=index, callbacks=callbacks, staff=len(AGENTS), routing=ROUTING, alerted=True)


async def take_the_stage(ships: Fleet, *, talk_seconds: float = 40) -> None:
    """Tell each phone how to behave. Agents hang up so long after they picked up."""
    for business in ships.businesses:
        for phones, manners in ((business.agents, AGENTS), (business.customers, CUSTOMERS)):
            for n, phone in enumerate(phones):
                manner = manners[n % len(manners)]
                talk = {"hang_up_after": talk_seconds} if manner is TAKES else {}
                await ships.sandbox.behave(phone, **manner, **talk)


async def all_ended(ships: Fleet) -> None:
    """Every callback has come to its end, and nothing is left to be done for any of them."""
    await until(lambda: ships.ask_database(LIVE), lambda seen: seen == [(0,)], PATIENCE)
    await until(lambda: ships.ask_database(WORK_TO_COME), lambda seen: seen == [(0, 0, 0)], PATIENCE)
