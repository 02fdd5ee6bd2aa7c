"""The sections of a business's profile."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator

from bot.config.values import HolidayCalendar, Periods, PhoneNumber, RateText, Region, Section
from bot.domain.hours import DEFAULT_WEEK
from bot.domain.tenant import (
    Accept,
    Agent,
    Branding,
    ConsentPolicy,
    CustomerSide,
    First,
    Hours,
    Inbound,
    InboundCalls,
    Limits,
    Mailbox,
    OnExhausted,
    Outside,
    Proof,
    Routing,
    Strategy,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_ROUTING, _LIMITS, _CONSENT, _BRANDING = Routing(), Limits(), ConsentPolicy(), Branding()
_CUSTOMERS, _INBOUND = CustomerSide(), InboundCalls()


class QueueProfile(Section):
    """Where the business's NetSapiens PBX takes callbacks."""

    queue: str = Field(min_length=1, description="Call queue that gets the callbacks", examples=["500"])
    uid: str = Field(
        min_length=1, description="User the queued call is made for", examples=["100@acme.example"]
    )


class HoursProfile(Section):
    """Business hours in the tenant's zone.

    No weekday named: Monday to Friday, 09:00-17:00. Some named: the others are closed.
    """

    mon: Periods = Field(
        default=(),
        description="Periods of Mondays; `[]` is closed",
        examples=[["09:00-12:00", "13:00-17:00"]],
    )
    tue: Periods = Field(default=(), description="Periods of Tuesdays", examples=[["09:00-17:00"]])
    wed: Periods = Field(default=(), description="Periods of Wednesdays", examples=[["09:00-17:00"]])
    thu: Periods = Field(default=(), description="Periods of Thursdays", examples=[["09:00-17:00"]])
    fri: Periods = Field(default=(), description="Periods of Fridays", examples=[["09:00-17:00"]])
    sat: Periods = Field(default=(), description="Periods of Saturdays", examples=[["00:00-24:00"]])
    sun: Periods = Field(default=(), description="Periods of Sundays", examples=[[]])
    holidays: HolidayCalendar = Field(
        default=None,
        description="Country, or country and part, whose public holidays are closed",
        examples=["US", "US-CA"],
    )
    exceptions: dict[date, Periods] = Field(
        default={},
        description="Periods of single dates, over week and holidays",
        examples=[{"2026-12-24": []}],
    )
    outside: Outside = Field(
        default=Outside.SCHEDULE,
        description="Request outside the hours: `schedule` a call, or only `notify` the business",
    )

    def hours(self) -> Hours:
        """As decisions see them."""
        named = not self.model_fields_set.isdisjoint(WEEKDAYS)
        return Hours(
            week=tuple(getattr(self, day) for day in WEEKDAYS) if named else DEFAULT_WEEK,
            holidays=self.holidays,
            exceptions=self.exceptions,
            outside=self.outside,
        )

    @classmethod
    def of(cls, hours: Hours) -> Self:
        """The hours, written down."""
        return cls(
            **dict(zip(WEEKDAYS, hours.week, strict=True)),
            holidays=hours.holidays,
            exceptions=hours.exceptions,
            outside=hours.outside,
        )


class AgentProfile(Section):
    """A person who takes calls."""

    name: str = Field(min_length=1, description="Name, as customers hear it", examples=["Ana"])
    phone: PhoneNumber = Field(description="Phone that rings", examples=["+1 813 555 0011"])
    priority: int = Field(default=1, ge=1, description="Smaller rings first")
    ring_seconds: int | None = Field(default=None, ge=5, le=120, description="Own time; else the routing's")
    accept: Accept | None = Field(default=None, description="Own way to take calls; else the routing's")

    @classmethod
    def of(cls, agent: Agent) -> Self:
        """The agent, written down."""
        return cls(
            name=agent.name,
            phone=agent.phone,
            priority=agent.priority,
            ring_seconds=agent.ring_seconds,
            accept=agent.accept,
        )


class RoutingProfile(Section):
    """How agents are rung."""

    strategy: Strategy = Field(default=_ROUTING.strategy, description="In which order agents are rung")
    wrap_up_seconds: int = Field(
        default=_ROUTING.wrap_up_seconds, ge=0, le=3600, description="Rest of an agent after a talk"
    )
    ring_seconds: int = Field(
        default=_ROUTING.ring_seconds, ge=5, le=120, description="How long each phone rings"
    )
    accept: Accept = Field(
        default=_ROUTING.accept, description="How an agent takes the call, so that a mailbox cannot"
    )
    max_agents: int = Field(default=_ROUTING.max_agents, ge=1, description="Agents tried for one callback")
    total_seconds: int = Field(
        default=_ROUTING.total_seconds, ge=10, description="From the first ring to the last"
    )
    on_exhausted: OnExhausted = Field(
        default=_ROUTING.on_exhausted, description="When every agent was tried in vain"
    )
    ask_outcome: bool = Field(
        default=_ROUTING.ask_outcome,
        description="Whether agents are asked by key, or by text after hanging up, how a call went",
    )
    verify_agents: bool = Field(
        default=_ROUTING.verify_agents,
        description="Whether an agent is rung only after a code sent to their phone came back",
    )

    @field_validator("strategy", "on_exhausted", mode="before")
    @classmethod
    def _written_with_a_dash(cls, word: object) -> object:
        return word.replace("-", "_") if isinstance(word, str) else word


class CustomersProfile(Section):
    """How customers are rung, and how often."""

    first: First = Field(default=_CUSTOMERS.first, description="Whose phone rings first")
    ring_seconds: int = Field(
        default=_CUSTOMERS.ring_seconds, ge=5, le=120, description="How long the customer's phone rings"
    )
    proof: Proof = Field(
        default=_CUSTOMERS.proof, description="How a customer who picked up shows that it is no mailbox"
    )
    mailbox: Mailbox = Field(
        default=_CUSTOMERS.mailbox, description="What is done when the customer's mailbox answers"
    )
    tries: int = Field(
        default=_CUSTOMERS.tries, ge=1, le=5, description="Calls of one request until the customer picks up"
    )
    rounds: int = Field(
        default=_CUSTOMERS.rounds,
        ge=1,
        le=5,
        description='Rounds of ringing the agents for one request, with `on_exhausted = "next_slot"`',
    )
    gap_minutes: int = Field(
        default=_CUSTOMERS.gap_minutes, ge=5, le=1440, description="Least time between two tries"
    )


class InboundProfile(Section):
    """What happens to people who ring the business."""

    mode: Inbound = Field(
        default=_INBOUND.mode,
        description="`ring` the agents while the caller waits, ask them to hang up and `text` them, "
        "or only `tell` how to get a callback",
    )
    callback_key: bool = Field(
        default=_INBOUND.callback_key,
        description="Whether a caller may press 1 and be called back without losing their place",
    )
    voicemail: bool = Field(
        default=_INBOUND.voicemail, description="Whether who was not helped may leave a voice message"
    )
    transcribe: bool = Field(
        default=_INBOUND.transcribe,
        description="Whether the provider writes down English voice messages for the alert, at its price",
    )
    wait_seconds: int = Field(
        default=_INBOUND.wait_seconds, ge=20, le=1800, description="Longest wait on the line"
    )
    text_back: bool = Field(
        default=_INBOUND.text_back, description="Whether who rang in vain gets one text with a way to go on"
    )


class LimitsProfile(Section):
    """What is allowed before money is spent."""

    burst: RateText = Field(
        default=_LIMITS.burst, description="Requests of one address or sender", examples=["3/60s"]
    )
    sustained: RateText = Field(
        default=_LIMITS.sustained, description="Requests to the tenant", examples=["30/1h"]
    )
    thresholds: Literal["default", "off"] = Field(default="default", description="The toll-fraud rules")
    per_number_daily: int = Field(
        default=_LIMITS.per_number_daily, ge=1, description="Callbacks of one number in 24 hours"
    )
    cooldown_seconds: int = Field(
        default=_LIMITS.cooldown_seconds, ge=0, description="Time between two callbacks of one number"
    )
    daily_calls: int = Field(default=_LIMITS.daily_calls, ge=0, description="Calls of the tenant in 24 hours")
    max_call_seconds: int = Field(
        default=_LIMITS.max_call_seconds,
        ge=30,
        le=14400,
        description="Longest conversation; then the call is ended",
    )
    countries: tuple[Region, ...] = Field(
        default=_LIMITS.countries,
        min_length=1,
        description="Countries whose numbers may be called",
        examples=[["US", "CA"]],
    )


class ConsentProfile(Section):
    """Words of consent. Empty: the text of the customer's language that comes with the service."""

    text: str = Field(default=_CONSENT.text, description="What the customer agrees to")
    disclosure: str = Field(default=_CONSENT.disclosure, description="What the customer is told with it")
    recording: bool = Field(default=_CONSENT.recording, description="Whether calls may be recorded")
    implied_by_click: bool = Field(
        default=_CONSENT.implied_by_click,
        description="A click on the older `/click-to-call` counts as consent",
    )


class BrandingProfile(Section):
    """How the business looks."""

    button_text: str = Field(
        default=_BRANDING.button_text, min_length=1, description="Text of the widget's button"
    )
    button_color: str = Field(
        default=_BRANDING.button_color,
        pattern=r"^#[0-9a-fA-F]{6}$",
        description="Accent colour",
        examples=["#1d5fd1"],
    )
    company_name: str = Field(
        default=_BRANDING.company_name, description="Name customers see; empty: the tenant's name"
    )
    logo_url: str = Field(
        default=_BRANDING.logo_url,
        pattern=r"^(https?://\S+)?$",
        description="Logo",
        examples=["https://acme.example/logo.svg"],
    )
