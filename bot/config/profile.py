"""The profile of a business as it is written down: in the settings file, in the database, by the importer.

One model serves all three. Its fields hold the domain's own values: profile and tenant differ in shape only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from bot.config.profile_parts import (
    AgentProfile,
    BrandingProfile,
    ConsentProfile,
    CustomersProfile,
    HoursProfile,
    InboundProfile,
    LimitsProfile,
    QueueProfile,
    RoutingProfile,
)
from bot.config.values import Domain, PhoneNumber, Region, Section
from bot.domain.tenant import (
    Agent,
    AgentId,
    Branding,
    ConsentPolicy,
    CustomerSide,
    InboundCalls,
    Limits,
    PbxQueue,
    Routing,
    Tenant,
    TenantId,
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
    alerts_escalate_minutes: int = Field(
        default=0,
        ge=0,
        le=1440,
        description="Minutes the first has before the next is told; 0 tells all at once",
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
    customers: CustomersProfile = Field(default=CustomersProfile(), description="How customers are rung")
    inbound: InboundProfile = Field(default=InboundProfile(), description="Calls to the business")
    limits: LimitsProfile = Field(default=LimitsProfile(), description="What is allowed")
    consent: ConsentProfile = Field(default=ConsentProfile(), description="Words of consent")
    branding: BrandingProfile = Field(default=BrandingProfile(), description="Looks")

    @field_validator("agents")
    @classmethod
    def _one_agent_per_phone(cls, agents: tuple[AgentProfile, ...]) -> tuple[AgentProfile, ...]:
        if len({agent.phone for agent in agents}) < len(agents):
            raise ValueError("two agents have the same phone; a person is rung once")
        return agents

    def doors(self) -> set[str]:
        """The domains and numbers by which a request is known to be for this business."""
        numbers = (self.voice_number, self.sms_number, self.whatsapp_number)
        return {*self.domains, *(number for number in numbers if number)}

    def tenant(self, slug: str) -> Tenant:
        """The business as decisions see it."""
        return Tenant(
            tenant_id=TenantId(slug),
            zone=self.timezone,
            pbx=PbxQueue(**dict(self.netsapiens)) if self.netsapiens else None,
            hours=self.hours.hours(),
            agents=tuple(_agents(self.agents)),
            routing=Routing(**dict(self.routing)),
            customers=CustomerSide(**dict(self.customers)),
            inbound=InboundCalls(**dict(self.inbound)),
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
            customers=CustomersProfile(**_fields(tenant.customers)),
            inbound=InboundProfile(**_fields(tenant.inbound)),
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
    "alerts_escalate_minutes",
    "call_providers",
)


def profile_json(tenant: Tenant) -> dict[str, Any]:
    """The profile as JSON, in the shape of the settings file and with everything said."""
    return Profile.of(tenant).model_dump(mode="json", exclude_none=True)


def tenant_from_profile(slug: str, profile: Mapping[str, Any]) -> Tenant:
    """The tenant of a stored profile. Raises ``pydantic.ValidationError``.

    A key that is not known was stored by the next version, which is being rolled out: it is passed over.
    """
    return Profile.model_validate(profile, extra="ignore").tenant(slug)


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
