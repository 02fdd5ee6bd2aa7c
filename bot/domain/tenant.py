"""The business: its profile as decisions see it. Built from settings or from the database, never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

from bot.domain.phone import E164

TenantId = NewType("TenantId", str)
"""The slug of a tenant: lower case letters, digits and dashes; first column of every key."""

AgentId = NewType("AgentId", str)
"""Stable within a tenant; the slug of the agent's name, numbered where two are alike."""

PBX = "netsapiens"
"""The provider that queues calls by itself; every other one rings phones as it is told."""

Period = tuple[time, time]
"""Opening period of one day, in the tenant's zone. The end is exclusive; ``time.max`` means midnight."""

#: Where a business is that does not say where.
NEW_YORK = ZoneInfo("America/New_York")


class Outside(StrEnum):
    """What happens to a request outside business hours."""

    SCHEDULE = "schedule"
    NOTIFY = "notify"


class Strategy(StrEnum):
    """In which order the agents are rung."""

    PRIORITY = "priority"
    ROUND_ROBIN = "round_robin"
    LEAST_RECENT = "least_recent"
    #: All at the same time; the first who takes it has it.
    SIMULTANEOUS = "simultaneous"


class Accept(StrEnum):
    """How an agent who picked up shows that a person, not a mailbox, has the call."""

    PRESS_1 = "press-1"
    ANY_KEY = "any-key"
    AUTO = "auto"
    #: The provider listens whether a person or a machine answered.
    AMD = "amd"


class OnExhausted(StrEnum):
    """What follows when every agent was tried in vain; the business gets its alert in any case."""

    #: The customer is offered the next free times.
    RESCHEDULE = "reschedule"
    #: The customer is called at the next time that suits both, without being asked again.
    NEXT_SLOT = "next_slot"
    #: Who is on the line leaves a voice message; who is not is offered times.
    VOICEMAIL = "voicemail"
    #: The customer is told that the business knows.
    NOTIFY = "notify"


class First(StrEnum):
    """Whose phone rings first."""

    AGENT = "agent"
    CUSTOMER = "customer"


class Proof(StrEnum):
    """How a customer who was rung shows that no mailbox has the call."""

    #: Not at all: whoever picks up is connected.
    NONE = "none"
    PRESS_1 = "press-1"
    #: The provider listens whether a person or a machine answered.
    AMD = "amd"


class Mailbox(StrEnum):
    """What is done when the customer's mailbox answers."""

    HANG_UP = "hang_up"
    #: Say who called and how to reach the business.
    MESSAGE = "message"
    #: Write it instead: to the chat, or to the phone as a text.
    TEXT = "text"


class Inbound(StrEnum):
    """What happens when somebody rings the business's number."""

    #: The agents are rung while the caller waits.
    RING = "ring"
    #: The caller is told to hang up, and gets one text.
    TEXT = "text"
    #: The caller hears how to get a callback. Nobody is rung.
    TELL = "tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person of the business who takes calls."""

    agent_id: AgentId
    name: str
    phone: E164
    #: Smaller rings first.
    priority: int = 1
    #: Own ways where they differ from the tenant's; None: the tenant's.
    ring_seconds: int | None = None
    accept: Accept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Business hours in the tenant's zone: per weekday (Monday is 0), holidays, exceptions by date."""

    week: tuple[tuple[Period, ...], ...]
    #: Country (or COUNTRY-SUBDIVISION) whose public holidays are closed days, by the ``holidays`` package.
    holidays: str | None = None
    #: Overrides week and holidays for that date; an empty tuple is a closed day.
    exceptions: dict[date, tuple[Period, ...]] = field(default_factory=dict)
    outside: Outside = Outside.SCHEDULE


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """How the agents of the business are rung."""

    strategy: Strategy = Strategy.PRIORITY
    ring_seconds: int = 20
    accept: Accept = Accept.PRESS_1
    max_agents: int = 5
    #: Time an agent has after a talk before the next call rings.
    wrap_up_seconds: int = 0
    #: Time budget of one flow, from the first ring to the last, in seconds.
    total_seconds: int = 180
    on_exhausted: OnExhausted = OnExhausted.RESCHEDULE
    #: Whether agents are asked by key, and by text when they have hung up, how a call went.
    ask_outcome: bool = False
    #: Whether an agent's phone is rung only after a code sent to it came back.
    verify_agents: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSide:
    """How customers are rung, and how often."""

    first: First = First.AGENT
    #: Carriers' mailboxes answer at about this time.
    ring_seconds: int = 25
    proof: Proof = Proof.NONE
    mailbox: Mailbox = Mailbox.HANG_UP
    #: Calls of one request when the customer does not pick up, the first one included.
    tries: int = 1
    #: Rounds of ringing the agents for one request with ``on_exhausted = next_slot``, the first one included.
    rounds: int = 2
    #: Least time between two tries; the second one is at another time of day if the hours allow that.
    gap_minutes: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundCalls:
    """What happens to people who ring the business."""

    mode: Inbound = Inbound.RING
    #: Whether who waits may press 1, hang up and be called back without losing their place.
    callback_key: bool = True
    #: Whether who was not helped may leave a voice message.
    voicemail: bool = True
    #: Whether the provider is asked to write voice messages down.
    transcribe: bool = False
    #: Longest wait on the line, in seconds.
    wait_seconds: int = 180
    #: Whether who rang in vain gets one text with a way to go on.
    text_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many in so many seconds."""

    count: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the tenant allows before money is spent."""

    burst: Rate = Rate(count=3, seconds=60)
    sustained: Rate = Rate(count=30, seconds=3600)
    #: "default" applies the toll-fraud thresholds, "off" does not.
    thresholds: str = "default"
    per_number_daily: int = 5
    cooldown_seconds: int = 300
    daily_calls: int = 500
    max_call_seconds: int = 300
    #: ISO regions that may be called.
    countries: tuple[str, ...] = ("US",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPolicy:
    """Words of consent and disclosure. Empty text: the template of the language is used."""

    text: str = ""
    disclosure: str = ""
    recording: bool = False
    #: A click on the older ``/click-to-call`` counts as consent (importer of the older responder sets it).
    implied_by_click: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Branding:
    """How the business looks in the widget and on pages."""

    button_text: str = "Call me back"
    button_color: str = "#1d5fd1"
    company_name: str = ""
    logo_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxQueue:
    """Where the tenant's NetSapiens PBX takes queued calls."""

    queue: str
    uid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """The whole profile of a business."""

    tenant_id: TenantId
    name: str
    #: Sites that may embed the widget or post requests, lower case, without scheme.
    domains: tuple[str, ...] = ()
    region: str = "US"
    zone: ZoneInfo = NEW_YORK
    locale: str = "en"
    voice_number: E164 | None = None
    sms_number: E164 | None = None
    whatsapp_number: E164 | None = None
    #: Who gets the alert SMS about missed callbacks.
    alert_numbers: tuple[E164, ...] = ()
    #: Time the first of them has before the next is told, in minutes; 0 tells all at once.
    alerts_escalate_minutes: int = 0
    #: Order is the order of fallback.
    call_providers: tuple[str, ...] = ("twilio",)
    pbx: PbxQueue | None = None
    hours: Hours
    agents: tuple[Agent, ...] = ()
    routing: Routing = Routing()
    customers: CustomerSide = CustomerSide()
    inbound: InboundCalls = InboundCalls()
    limits: Limits = Limits()
    consent: ConsentPolicy = ConsentPolicy()
    branding: Branding = Branding()

    def ring_seconds(self, agent: Agent) -> int:
        """How long this agent's phone rings."""
        return agent.ring_seconds or self.routing.ring_seconds

    def accept(self, agent: Agent | None) -> Accept:
        """How this agent shows that a person has the call."""
        return (agent.accept if agent else None) or self.routing.accept

    @property
    def phone_provider(self) -> str | None:
        """The first provider that rings phones; None: calls are only handed over to the PBX."""
        return next((provider for provider in self.call_providers if provider != PBX), None)

    @property
    def contacts(self) -> tuple[Agent, ...]:
        """Who gets the alerts, in order: agents, or people of whom the profile knows only the number."""
        agents = {agent.phone: agent for agent in self.agents}
        # No slug has a colon, so no agent is mistaken for a contact.
        return tuple(
            agents.get(phone) or Agent(agent_id=AgentId(f"contact:{position}"), name="", phone=phone)
            for position, phone in enumerate(self.alert_numbers, start=1)
        )

    def person(self, agent_id: AgentId | None) -> Agent | None:
        """The agent or contact with that id."""
        return next((who for who in (*self.agents, *self.contacts) if who.agent_id == agent_id), None)

    def person_with(self, phone: E164 | None) -> Agent | None:
        """The agent or contact with that phone."""
        return next((who for who in (*self.agents, *self.contacts) if who.phone == phone), None)

    @property
    def chat_link(self) -> str:
        """Opens a talk on WhatsApp; empty where the business is not there.

        https://faq.whatsapp.com/5913398998672934
        """
        return f"https://wa.me/{self.whatsapp_number.removeprefix('+')}" if self.whatsapp_number else ""

    @property
    def company(self) -> str:
        """The name customers see."""
        return self.branding.company_name or self.name
