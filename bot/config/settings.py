"""The tree of settings: what can be set, what it means, what it is when nobody sets it."""

from __future__ import annotations

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from bot.config.installation import (
    CallsSettings,
    DatabaseSettings,
    JobsSettings,
    LogSettings,
    MetaSettings,
    NetsapiensSettings,
    RedisSettings,
    SandboxSettings,
    SecuritySettings,
    ServerSettings,
    TestingSettings,
    TwilioSettings,
)
from bot.config.profile import Profile
from bot.config.values import Section, Slug
from bot.domain.tenant import Tenant

_SANDBOX_ACCOUNT = "AC" + "5a" * 16
_SANDBOX_CALLS_PER_SECOND = 50.0
_SANDBOX_TOKEN = "sandbox"  # noqa: S105  (no secret: the sandbox listens on loopback only)


class Settings(Section):
    """Everything that can be set."""

    # Sections that others depend on come first: validators see what stands above them.
    sandbox: SandboxSettings = Field(default=SandboxSettings(), description="Stand-ins for the providers")
    server: ServerSettings = Field(default=ServerSettings(), description="HTTP")
    database: DatabaseSettings = Field(default=DatabaseSettings(), description="PostgreSQL")
    redis: RedisSettings = Field(default=RedisSettings(), description="Redis or Valkey")
    twilio: TwilioSettings = Field(default=TwilioSettings(), description="Twilio", validate_default=True)
    netsapiens: NetsapiensSettings = Field(
        default=NetsapiensSettings(), description="NetSapiens", validate_default=True
    )
    meta: MetaSettings = Field(default=MetaSettings(), description="WhatsApp Cloud API")
    security: SecuritySettings = Field(default=SecuritySettings(), description="Keys", validate_default=True)
    calls: CallsSettings = Field(
        default=CallsSettings(), description="Watching over calls", validate_default=True
    )
    jobs: JobsSettings = Field(default=JobsSettings(), description="Background work")
    testing: TestingSettings = Field(default=TestingSettings(), description="For tests")
    log: LogSettings = Field(default=LogSettings(), description="Logs")
    tenants: dict[Slug, Profile] = Field(default={}, description="The businesses, by slug")

    @field_validator("twilio")
    @classmethod
    def _twilio_of_the_sandbox(cls, twilio: TwilioSettings, info: ValidationInfo) -> TwilioSettings:
        if _sandboxed(info) and not twilio.account_sid:
            usual = {"api_url": _sandbox_url(info), "calls_per_second": _SANDBOX_CALLS_PER_SECOND}
            unset = {key: value for key, value in usual.items() if key not in twilio.model_fields_set}
            token = SecretStr(_SANDBOX_TOKEN)
            return twilio.model_copy(update={"account_sid": _SANDBOX_ACCOUNT, "auth_token": token, **unset})
        if bool(twilio.account_sid) != bool(twilio.auth_token.get_secret_value()):
            raise ValueError("account_sid and auth_token belong together; set both or none")
        return twilio

    @field_validator("netsapiens")
    @classmethod
    def _netsapiens_of_the_sandbox(cls, pbx: NetsapiensSettings, info: ValidationInfo) -> NetsapiensSettings:
        if _sandboxed(info) and not pbx.url:
            token = SecretStr(_SANDBOX_TOKEN)
            return pbx.model_copy(update={"url": f"{_sandbox_url(info)}/ns-api/", "token": token})
        return pbx

    @field_validator("security")
    @classmethod
    def _keys_outlive_the_machine(cls, security: SecuritySettings, info: ValidationInfo) -> SecuritySettings:
        database = info.data.get("database")
        complete = security.encryption_keys and security.pepper.get_secret_value()
        if database and not database.embedded and not _sandboxed(info) and not complete:
            raise ValueError(
                "encryption_keys and pepper must be set with a database of your own: "
                "the key file of one machine would be lost with it, and the data with the key"
            )
        return security

    @field_validator("calls")
    @classmethod
    def _looked_up_when_the_request_is_over(cls, calls: CallsSettings, info: ValidationInfo) -> CallsSettings:
        """What is looked up while it is still on its way is not there, and would be asked for twice."""
        twilio, pbx = info.data.get("twilio"), info.data.get("netsapiens")
        waits = {"twilio": twilio.timeout_seconds if twilio else 0.0}
        if pbx and pbx.mode == "v2":  # of the older interface nothing is ever looked up
            waits["netsapiens"] = pbx.timeout_seconds
        for provider, seconds in waits.items():
            if calls.unknown_after_seconds <= seconds:
                raise ValueError(
                    f"unknown_after_seconds must be longer than {provider}.timeout_seconds ({seconds:g}), "
                    "or a call is looked up while the request for it is still on its way"
                )
        return calls

    @field_validator("testing")
    @classmethod
    def _true_time_outside_tests(cls, testing: TestingSettings, info: ValidationInfo) -> TestingSettings:
        if testing.clock_offset_seconds and not _sandboxed(info):
            raise ValueError(
                "clock_offset_seconds needs sandbox.enabled: real people are called by the true time"
            )
        return testing

    @field_validator("tenants")
    @classmethod
    def _nobody_shares_a_door(cls, tenants: dict[str, Profile]) -> dict[str, Profile]:
        owners: dict[str, str] = {}
        for slug, profile in tenants.items():
            for door in sorted(profile.doors()):
                if (owner := owners.setdefault(door, slug)) != slug:
                    what = "a number" if door.startswith("+") else f"the domain {door}"
                    raise ValueError(f"{owner} and {slug} share {what}; a request must have one owner")
        return tenants


def tenants(settings: Settings) -> tuple[Tenant, ...]:
    """The businesses of the settings."""
    return tuple(profile.tenant(slug) for slug, profile in settings.tenants.items())


def _sandboxed(info: ValidationInfo) -> bool:
    sandbox = info.data.get("sandbox")
    return isinstance(sandbox, SandboxSettings) and sandbox.enabled


def _sandbox_url(info: ValidationInfo) -> str:
    server = info.data.get("server", ServerSettings())
    return f"http://127.0.0.1:{server.port}/sandbox"
