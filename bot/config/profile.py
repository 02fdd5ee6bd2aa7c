"""The profile of a business as it is written down: in the settings file, in the database, by the importer.

One model serves all three. Its fields hold the domain's own values: profile and tenant differ in shape only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from bot.config.values import Domain, HolidayCalendar, Periods, PhoneNumber, RateText
from bot.domain.hours import DEFAULT_WEEK
from bot.domain.tenant import (
    Accept,
    Agent,
    AgentId,
    Branding,
    ConsentPolicy,
    Hours,
    Limits,
    OnExhausted,
    Outside,
    PbxQueue,
    Routing,
    Strategy,
    Tenant,
    TenantId,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Region = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""Name of a tenant in keys and addresses; the same form that the database demands."""

_ROUTING, _LIMITS, _CONSENT, _BRANDING = Routing(), Limits(), ConsentPolicy(), Branding()


class Section(BaseModel):
    """A table of settings: frozen, and a key it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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

    @classmethod
    def of(cls, agent: Agent) -> Self:
        """The agent, written down."""
        return cls(name=agent.name, phone=agent.phone, priority=agent.priority)


class RoutingProfile(Section):
    """How agents are rung."""

    strategy: Strategy = Field(default=_ROUTING.strategy, description="In which order agents are rung")
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


class Profile(Section):
    """A business and how it wants to be served."""

    name: str = Field(min_length=1, description="Name of the business", examples=["Acme Plumbing"])
    domains: tuple[Domain, ...] = Field(
        default=(),
        description="Sites that may embed the widget or post requests",
        examples=[["acme.example"]],
    )
    region: Region = Field(
        default="US", description="Country numbers without country code belong to", examples=["US"]
    )
    timezone: ZoneInfo = Field(
        default=ZoneInfo("America/New_York"),
        description="IANA zone of the business",
        examples=["America/New_York"],
    )
    locale: str = Field(
        default="en",
        pattern=r"^[a-z]{2}(-[A-Z]{2})?$",
        description="Language before the customer's is known",
        examples=["en"],
    )
    voice_number: PhoneNumber | None = Field(
        default=None, description="Number that calls and can be called", examples=["+1 813 555 0001"]
    )
    sms_number: PhoneNumber | None = Field(
        default=None, description="Number that texts", examples=["+1 813 555 0001"]
    )
    whatsapp_number: PhoneNumber | None = Field(
        default=None, description="WhatsApp sender", examples=["+1 813 555 0001"]
    )
    alert_numbers: tuple[PhoneNumber, ...] = Field(
        default=(), description="Who gets the SMS about missed callbacks", examples=[["+1 813 555 0009"]]
    )
    call_providers: tuple[Literal["twilio", "netsapiens"], ...] = Field(
        default=("twilio",),
        min_length=1,
        description="Who places the calls; the order is the order of fallback",
    )
    netsapiens: QueueProfile | None = Field(default=None, description="The PBX queue")
    hours: HoursProfile = Field(default=HoursProfile(), description="Business hours")
    agents: tuple[AgentProfile, ...] = Field(default=(), description="Who takes the calls")
    routing: RoutingProfile = Field(default=RoutingProfile(), description="How they are rung")
    limits: LimitsProfile = Field(default=LimitsProfile(), description="What is allowed")
    consent: ConsentProfile = Field(default=ConsentProfile(), description="Words of consent")
    branding: BrandingProfile = Field(default=BrandingProfile(), description="Looks")

    @field_validator("agents")
    @classmethod
    def _one_agent_per_phone(cls, agents: tuple[AgentProfile, ...]) -> tuple[AgentProfile, ...]:
        if len({agent.phone for agent in agents}) < len(agents):
            raise ValueError("two agents have the same phone; a person is rung once")
        return agents

    def numbers(self) -> set[str]:
        """All numbers customers reach the business at."""
        return {number for number in (self.voice_number, self.sms_number, self.whatsapp_number) if number}

    def tenant(self, slug: str) -> Tenant:
        """The business as decisions see it."""
        return Tenant(
            tenant_id=TenantId(slug),
            zone=self.timezone,
            pbx=PbxQueue(**dict(self.netsapiens)) if self.netsapiens else None,
            hours=self.hours.hours(),
            agents=tuple(_agents(self.agents)),
            routing=Routing(**dict(self.routing)),
            limits=Limits(**dict(self.limits)),
            consent=ConsentPolicy(**dict(self.consent)),
            branding=Branding(**dict(self.branding)),
            **{name: getattr(self, name) for name in _SAME_IN_BOTH},
        )

    @classmethod
    def of(cls, tenant: Tenant) -> Self:
        """The tenant, written down."""
        return cls(
            timezone=tenant.zone,
            netsapiens=QueueProfile(**_fields(tenant.pbx)) if tenant.pbx else None,
            hours=HoursProfile.of(tenant.hours),
            agents=tuple(AgentProfile.of(agent) for agent in tenant.agents),
            routing=RoutingProfile(**_fields(tenant.routing)),
            limits=LimitsProfile(**_fields(tenant.limits)),
            consent=ConsentProfile(**_fields(tenant.consent)),
            branding=BrandingProfile(**_fields(tenant.branding)),
            **{name: getattr(tenant, name) for name in _SAME_IN_BOTH},
        )


_SAME_IN_BOTH = (
    "name",
    "domains",
    "region",
    "locale",
    "voice_number",
    "sms_number",
    "whatsapp_number",
    "alert_numbers",
    "call_providers",
)


def profile_json(tenant: Tenant) -> dict[str, Any]:
    """The profile as JSON, in the shape of the settings file and with everything said."""
    return Profile.of(tenant).model_dump(mode="json", exclude_none=True)


def tenant_from_profile(slug: str, profile: Mapping[str, Any]) -> Tenant:
    """The tenant of a stored profile. Raises ``pydantic.ValidationError``."""
    return Profile.model_validate(profile).tenant(slug)


def _fields(part: Any) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _agents(profiles: tuple[AgentProfile, ...]) -> Iterator[Agent]:
    """Ids are the slugs of the names, numbered where two are alike: ``ana``, ``ana-2``."""
    seen: dict[str, int] = {}
    for profile in profiles:
        slug = re.sub(r"[^a-z0-9]+", "-", profile.name.lower()).strip("-") or "agent"
        seen[slug] = seen.get(slug, 0) + 1
        agent_id = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
        yield Agent(agent_id=AgentId(agent_id), **dict(profile))
