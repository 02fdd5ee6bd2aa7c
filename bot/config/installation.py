"""The sections that are about the installation: engines, providers, keys, watching, logs."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from bot.config.values import Section

EMBEDDED = "embedded"
KEY_BYTES = 32


class SandboxSettings(Section):
    """Stand-ins for the providers, with phones to play in a browser."""

    enabled: bool = Field(default=False, description="Serve the sandbox and use it in place of the providers")
    time_scale: float = Field(
        default=1.0, gt=0, description="How many times faster than life its telephony passes"
    )


class ServerSettings(Section):
    """The HTTP server."""

    host: str = Field(
        default="127.0.0.1",
        description="Address to listen on; `0.0.0.0` is all of them",
        examples=["127.0.0.1"],
    )
    port: int = Field(default=8080, ge=1, le=65535, description="Port to listen on")
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="Address customers and providers use; signatures are checked against it. "
        "Empty: `http://127.0.0.1:<port>`",
        examples=["https://callback.acme.example"],
        validate_default=True,
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        description="Reverse proxies in front whose `X-Forwarded-For` is believed; 0 believes none",
    )
    data_dir: Path = Field(
        default=Path("var"),
        description="Directory of embedded engines, recordings and the local key",
        examples=["/var/lib/callback-bot"],
    )

    @field_validator("public_url")
    @classmethod
    def _reachable_here_at_least(cls, url: str, info: ValidationInfo) -> str:
        return url.rstrip("/") or f"http://127.0.0.1:{info.data.get('port', 8080)}"


class DatabaseSettings(Section):
    """PostgreSQL, the truth."""

    url: SecretStr = Field(
        default=SecretStr(EMBEDDED),
        description="`embedded` starts PostgreSQL under the data directory; else a libpq URL",
        examples=["postgresql://callback@db.example/callback"],
    )
    pool_size: int = Field(default=10, ge=2, description="Connections of one process")

    @field_validator("url")
    @classmethod
    def _postgresql(cls, url: SecretStr) -> SecretStr:
        return _one_of_schemes(url, ("postgresql://", "postgres://"))

    @property
    def embedded(self) -> bool:
        """Whether the service starts the engine itself."""
        return self.url.get_secret_value() == EMBEDDED


class RedisSettings(Section):
    """Redis or Valkey, the fast and forgettable memory."""

    url: SecretStr = Field(
        default=SecretStr(EMBEDDED),
        description="`embedded` starts Valkey under the data directory; else a Redis URL",
        examples=["rediss://cache.example:6380/0"],
    )
    cluster: bool = Field(default=False, description="The URL names a node of a cluster")

    @field_validator("url")
    @classmethod
    def _redis(cls, url: SecretStr) -> SecretStr:
        return _one_of_schemes(url, ("redis://", "rediss://", "unix://"))

    @property
    def embedded(self) -> bool:
        """Whether the service starts the engine itself."""
        return self.url.get_secret_value() == EMBEDDED


class TwilioSettings(Section):
    """The account that places calls and sends messages."""

    api_url: str = Field(
        default="https://api.twilio.com",
        pattern=r"^https?://\S+$",
        description="Address of the REST API",
        examples=["https://api.twilio.com"],
    )
    account_sid: str = Field(
        default="", pattern=r"^(AC[0-9a-fA-F]{32})?$", description="Account SID", examples=["AC…"]
    )
    auth_token: SecretStr = Field(default=SecretStr(""), description="Auth token: signs requests both ways")
    auth_token_previous: SecretStr = Field(
        default=SecretStr(""),
        description="Former token; webhooks it signed are taken while tokens are being changed",
    )
    timeout_seconds: float = Field(default=10, gt=0, le=60, description="Longest wait for an answer")
    calls_per_second: float = Field(
        default=1,
        gt=0,
        le=1000,
        description="Calls the account may start each second, as Twilio granted it; the sandbox takes 50",
    )

    @property
    def configured(self) -> bool:
        """Whether there are credentials."""
        return bool(self.account_sid and self.auth_token.get_secret_value())


class NetsapiensSettings(Section):
    """The NetSapiens PBX that queues calls."""

    url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="Address of its API",
        examples=["https://pbx.example/ns-api/"],
    )
    token: SecretStr = Field(default=SecretStr(""), description="Bearer token")
    mode: Literal["legacy", "v2"] = Field(
        default="legacy",
        description="Form of the request: `legacy` form post, or `v2` JSON. Only with `v2` can the PBX be "
        "asked about a request whose answer was lost",
    )
    hand_over: Literal["queue", "call"] = Field(
        default="queue",
        description="What `v2` asks for: a place in the `queue`, or a `call` from the queue to the customer, "
        "which is found by its id when the answer was lost",
    )
    domain: str = Field(
        default="~",
        description="Domain of the PBX, for `v2`; `~` is the one the token belongs to",
        examples=["acme.example"],
    )
    timeout_seconds: float = Field(default=10, gt=0, le=60, description="Longest wait for an answer")

    @field_validator("hand_over")
    @classmethod
    def _known_to_the_mode(cls, form: str, info: ValidationInfo) -> str:
        if form == "call" and info.data.get("mode") != "v2":
            raise ValueError('"call" needs netsapiens.mode = "v2": the older interface only knows the queue')
        return form

    @property
    def configured(self) -> bool:
        """Whether there are address and token."""
        return bool(self.url and self.token.get_secret_value())


class MetaSettings(Section):
    """WhatsApp Cloud API."""

    graph_url: str = Field(
        default="https://graph.facebook.com/v23.0",
        pattern=r"^https?://\S+$",
        description="Address and version of the Graph API",
        examples=["https://graph.facebook.com/v23.0"],
    )
    app_secret: SecretStr = Field(default=SecretStr(""), description="Signs webhooks")
    verify_token: SecretStr = Field(default=SecretStr(""), description="Word of the webhook handshake")
    access_token: SecretStr = Field(default=SecretStr(""), description="Token of the system user")
    phone_number_id: str = Field(
        default="", pattern=r"^\d*$", description="Id of the WhatsApp sender", examples=["106540352242922"]
    )


class SecuritySettings(Section):
    """Keys."""

    encryption_keys: dict[str, SecretStr] = Field(
        default={},
        description="Keys of personal data by id, 32 bytes in base64. The first encrypts, all decrypt. "
        "Empty: a key file in the data directory, which only the embedded database may rest on",
        examples=[{"2026-11": "<openssl rand -base64 32>"}],
    )
    pepper: SecretStr = Field(
        default=SecretStr(""),
        description="Key of the hashes numbers are looked up by. Must never change",
        examples=["<openssl rand -base64 32>"],
    )
    admin_token: SecretStr = Field(
        default=SecretStr(""), description="Opens the admin pages; empty: they are closed"
    )

    @field_validator("encryption_keys")
    @classmethod
    def _whole_keys(cls, keys: dict[str, SecretStr]) -> dict[str, SecretStr]:
        for key_id, key in keys.items():
            try:
                size = len(base64.b64decode(key.get_secret_value(), validate=True))
            except binascii.Error:
                size = 0
            if size != KEY_BYTES:
                raise ValueError(f"the key {key_id!r} is not {KEY_BYTES} bytes in base64")
        return keys


class CallsSettings(Section):
    """Watching over calls."""

    unknown_after_seconds: int = Field(
        default=15, ge=1, description="Silence after which a create-call request is looked up"
    )
    reconcile_seconds: int = Field(
        default=30, ge=5, description="Silence after which a running call is looked up"
    )
    provider_away_seconds: float = Field(
        default=30,
        gt=0,
        le=600,
        description="First wait of a callback whose provider cannot be reached; doubles up to ten minutes",
    )
    circuit_pause_seconds: float = Field(
        default=15,
        gt=0,
        le=300,
        description="How long a provider is first left alone after failures; doubles up to five minutes",
    )


class JobsSettings(Section):
    """Background work."""

    concurrency: int = Field(default=10, ge=1, description="Jobs one worker runs at a time")
    heartbeat_seconds: float = Field(default=3, gt=0, description="How often a worker says that it lives")
    stalled_after_seconds: float = Field(
        default=12, gt=0, description="Silence after which a worker's jobs are given to others"
    )

    @field_validator("stalled_after_seconds")
    @classmethod
    def _longer_than_a_heartbeat(cls, seconds: float, info: ValidationInfo) -> float:
        if seconds <= info.data.get("heartbeat_seconds", 0):
            raise ValueError("must be longer than jobs.heartbeat_seconds, or living workers count as dead")
        return seconds


class TestingSettings(Section):
    """For tests with the sandbox."""

    clock_offset_seconds: float = Field(
        default=0, description="How far the service's clock is ahead; needs the sandbox"
    )


class LogSettings(Section):
    """What the process says."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least weight that is logged"
    )
    format: Literal["console", "json"] = Field(default="console", description="For people, or for machines")


def _one_of_schemes(url: SecretStr, schemes: tuple[str, ...]) -> SecretStr:
    value = url.get_secret_value()
    if value != EMBEDDED and not value.startswith(schemes):
        raise ValueError(f"must be 'embedded' or begin with {' or '.join(schemes)}")
    return url
