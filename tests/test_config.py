"""Settings: where they come from, what is refused and how that is said, and the profiles in them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.config import (
    Settings,
    SettingsError,
    demo_cast,
    load,
    profile_json,
    settings_page,
    tenant_from_profile,
    tenants,
)
from bot.domain.hours import DEFAULT_WEEK
from bot.domain.tenant import Rate, Tenant
from bot.sandbox import SandboxConfig

ROOT = Path(__file__).parent.parent
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
PASSWORD = "correct-horse"
DIGITS = 8675309  # a secret somebody forgot to quote

ACME = """
[tenants.acme]
name = "Acme Plumbing"
"""

RICH = """
[tenants.acme]
name = "Acme Plumbing"
domains = ["Acme.example", "shop.acme.example:8443"]
timezone = "Europe/Madrid"
locale = "es"
voice_number = "+1 (813) 555-0001"
alert_numbers = ["+1 813 555 0009"]
call_providers = ["netsapiens", "twilio"]
agents = [
    { name = "Ana", phone = "+1 813 555 0011" },
    { name = "Ana", phone = "+1 813 555 0012", priority = 2 },
]
netsapiens = { queue = "500", uid = "100@acme.example" }
hours = { mon = ["09:00-12:00", "13:00-24:00"], holidays = "US", exceptions = { "2026-12-24" = [] } }
limits = { burst = "5/2m", sustained = "100/1d", countries = ["US", "CA"] }
consent = { implied_by_click = true }
branding = { button_color = "#aa0000" }
"""

Load = Callable[..., Settings]


@pytest.fixture
def load_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Loads settings from this file, this environment and these secrets, and nothing else."""

    def load_it(
        file: str = "", environment: dict[str, str] | None = None, secrets: dict[str, str] | None = None
    ) -> Settings:
        (tmp_path / "settings.toml").write_text(file)
        for name, text in (secrets or {}).items():
            (tmp_path / "secrets").mkdir(exist_ok=True)
            (tmp_path / "secrets" / name).write_text(f"{text}\n")
            monkeypatch.setenv("BOT_SECRETS_DIR", str(tmp_path / "secrets"))
        monkeypatch.setenv("BOT_SETTINGS_FILE", str(tmp_path / "settings.toml"))
        for name, text in (environment or {}).items():
            monkeypatch.setenv(name, text)
        return load()

    return load_it


def tenant_of(settings: Settings) -> Tenant:
    (tenant,) = tenants(settings)
    return tenant


class TestSources:
    def test_nothing_set_is_a_working_installation(self, load_from: Load) -> None:
        settings = load_from()
        assert settings.database.embedded
        assert settings.redis.embedded
        assert settings.server.port == 8080
        assert not settings.sandbox.enabled

    def test_environment_goes_over_the_file(self, load_from: Load) -> None:
        settings = load_from("[server]\nport = 1111\nhost = '::1'", {"BOT_SERVER__PORT": "2222"})
        assert (settings.server.port, settings.server.host) == (2222, "::1")

    def test_secrets_go_over_the_environment(self, load_from: Load) -> None:
        account = {"BOT_TWILIO__ACCOUNT_SID": "AC" + "0" * 32, "BOT_TWILIO__AUTH_TOKEN": "old"}
        settings = load_from(environment=account, secrets={"BOT_TWILIO__AUTH_TOKEN": "new"})
        assert settings.twilio.auth_token.get_secret_value() == "new"

    def test_a_tenant_can_be_changed_by_the_environment(self, load_from: Load) -> None:
        settings = load_from(
            ACME, {"BOT_TENANTS__ACME__DOMAINS": '["a.example"]', "BOT_TENANTS__ACME__LOCALE": "es"}
        )
        assert tenant_of(settings).domains == ("a.example",)
        assert tenant_of(settings).locale == "es"

    def test_a_named_file_must_exist(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("BOT_SETTINGS_FILE", str(tmp_path / "elsewhere.toml"))
        with pytest.raises(SettingsError, match="no such file"):
            load()

    def test_a_named_directory_of_secrets_must_exist(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("BOT_SECRETS_DIR", str(tmp_path / "elsewhere"))
        with pytest.raises(SettingsError, match="no such directory"):
            load()

    def test_the_public_address_follows_the_port(self, load_from: Load) -> None:
        assert load_from("[server]\nport = 9001").server.public_url == "http://127.0.0.1:9001"

    def test_the_public_address_has_no_slash_at_its_end(self, load_from: Load) -> None:
        url = {"BOT_SERVER__PUBLIC_URL": "https://callback.example/bot/"}
        assert load_from(environment=url).server.public_url == "https://callback.example/bot"


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("[server]\nport = 'eighty'", ["server.port", "'eighty'", "example: port = 8080"]),
        ("[server]\nprot = 1", ["server.prot", "did you mean server.port?"]),
        ("[databse]\nurl = 'x'", ["databse", "did you mean database?"]),
        ("[database]\nurl = 'mysql://db'", ["database.url", "embedded", "postgresql://callback@db.example"]),
        ("[server", ["not TOML"]),
        ("[tenants.Acme]\nname = 'A'", ["tenants.Acme", "lower case", "acme-plumbing"]),
        ("[tenants.acme]", ["tenants.acme.name", "is missing", 'name = "Acme Plumbing"']),
        (ACME + "zone = 'UTC'", ["tenants.acme.zone", "there is no such setting", "timezone"]),
        (
            ACME + "timezone = 'America/New_Yrok'",
            ["tenants.acme.timezone", "America/New_Yrok", "America/New_York"],
        ),
        (ACME + "hours = { mon = ['9-17'] }", ["tenants.acme.hours.mon", "'9-17'", "09:00-12:00"]),
        (
            ACME + "hours = { tue = '09:00-17:00' }",
            ["tenants.acme.hours.tue", "list of periods", "example: tue = ["],
        ),
        (
            ACME + "hours = { monday = [] }",
            ["tenants.acme.hours.monday", "did you mean tenants.acme.hours.mon?"],
        ),
        (ACME + "hours = { holidays = 'XX' }", ["tenants.acme.hours.holidays", "'XX'", 'holidays = "US"']),
        (
            ACME + "hours = { exceptions = { 2026-13-01 = [] } }",
            ["tenants.acme.hours.exceptions", "2026-12-24"],
        ),
        (ACME + "limits = { burst = 'lots' }", ["tenants.acme.limits.burst", "'lots'", 'burst = "3/60s"']),
        (ACME + "limits = { burst = '0/60s' }", ["tenants.acme.limits.burst", "'0/60s'"]),
        (
            ACME + "limits = { countries = ['usa'] }",
            ["tenants.acme.limits.countries[0]", "'usa'", '["US", "CA"]'],
        ),
        (ACME + "routing = { accept = 'shout' }", ["tenants.acme.routing.accept", "'press-1'", "'shout'"]),
        (ACME + "call_providers = []", ["tenants.acme.call_providers", "at least 1"]),
        (
            ACME + "domains = ['https://acme.example/']",
            ["tenants.acme.domains[0]", "host alone", "acme.example"],
        ),
        (
            ACME + "agents = [{ nam = 'Ana' }]",
            ["tenants.acme.agents[0].nam", "did you mean tenants.acme.agents[0].name?"],
        ),
        (
            ACME + "netsapiens = { queue = '500' }",
            ["tenants.acme.netsapiens.uid", "is missing", "example: uid"],
        ),
        ("[twilio]\naccount_sid = 'AC00000000000000000000000000000000'", ["twilio", "belong together"]),
        ("[database]\nurl = 'postgresql://db'", ["security", "encryption_keys and pepper must be set"]),
        ("[testing]\nclock_offset_seconds = 60", ["testing", "needs sandbox.enabled"]),
        (
            "[jobs]\nstalled_after_seconds = 3",
            ["jobs.stalled_after_seconds", "longer than jobs.heartbeat_seconds"],
        ),
        ("[twilio]\ntimeout_seconds = 15", ["calls", "longer than twilio.timeout_seconds (15)"]),
        (
            "[netsapiens]\nmode = 'v2'\ntimeout_seconds = 20",
            ["calls", "longer than netsapiens.timeout_seconds (20)"],
        ),
        ("[netsapiens]\nhand_over = 'call'", ["netsapiens.hand_over", 'needs netsapiens.mode = "v2"']),
    ],
)
def test_a_wrong_setting_is_named_with_its_problem_and_an_example(
    file: str, told: list[str], load_from: Load
) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_from(file)
    for part in told:
        assert part in str(refusal.value)


def test_every_problem_is_named_at_once(load_from: Load) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_from("[server]\nport = 'x'\n[log]\nlevel = 'loud'")
    assert "server.port" in str(refusal.value)
    assert "log.level" in str(refusal.value)


def test_a_list_with_a_wrong_member_is_not_called_too_short_as_well(load_from: Load) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_from(ACME + "limits = { countries = ['usa'] }")
    assert "at least" not in str(refusal.value)


def test_a_mistyped_section_of_the_environment_is_refused(load_from: Load) -> None:
    with pytest.raises(SettingsError, match=r"BOT_SRVER__PORT.*no section 'srver'.*server"):
        load_from(environment={"BOT_SRVER__PORT": "1"})


def test_a_list_of_the_environment_that_is_not_json_is_refused(load_from: Load) -> None:
    with pytest.raises(SettingsError, match=r"security.*JSON"):
        load_from(environment={"BOT_SECURITY__ENCRYPTION_KEYS": "{"})


@pytest.mark.parametrize(
    "file",
    [
        f"[database]\nurl = 'mysql://me:{PASSWORD}@db'",
        f"[redis]\nurl = 'http://me:{PASSWORD}@cache'",
        f"[security]\nencryption_keys = {{ one = '{PASSWORD}' }}",
        f"[twilio]\nauth_token = ['{PASSWORD}']",
        f"[netsapiens]\ntoken = {{ is = '{PASSWORD}' }}",
        f"[netsapiens]\ntoken = {DIGITS}",
        f"[security]\nencryption_keys = {{ one = {DIGITS} }}",
    ],
)
def test_a_refusal_never_shows_a_secret(file: str, load_from: Load) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_from(file)
    assert PASSWORD not in str(refusal.value)
    assert str(DIGITS) not in str(refusal.value)


def test_a_refusal_never_shows_a_phone_number(load_from: Load) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_from(
            ACME + "agents = [{ name = 'Ana', phone = 8135550011 }, { name = 'Ben', phone = '8135550012' }]"
        )
    assert "tenants.acme.agents[0].phone" in str(refusal.value)
    assert "tenants.acme.agents[1].phone" in str(refusal.value)
    assert "813555001" not in str(refusal.value)


def test_printed_settings_show_no_secret() -> None:
    keys = {"encryption_keys": {"one": KEY}, "pepper": PASSWORD}
    settings = Settings(database={"url": f"postgresql://me:{PASSWORD}@db"}, security=keys)
    assert PASSWORD not in repr(settings)
    assert KEY not in repr(settings)


@pytest.mark.parametrize("shared", ["domains = ['acme.example']", "sms_number = '+1 813 555 0001'"])
def test_two_tenants_with_one_door_are_refused(shared: str, load_from: Load) -> None:
    with pytest.raises(SettingsError, match="acme and ajax share"):
        load_from(f"[tenants.acme]\nname = 'A'\n{shared}\n[tenants.ajax]\nname = 'B'\n{shared}")


def test_one_tenant_may_use_one_number_for_everything(load_from: Load) -> None:
    number = "'+1 813 555 0001'"
    load_from(ACME + f"voice_number = {number}\nsms_number = {number}\nwhatsapp_number = {number}")


def test_two_agents_with_one_phone_are_refused(load_from: Load) -> None:
    ana, ben = ("{ name = '" + name + "', phone = '+1 813 555 0011' }" for name in ("Ana", "Ben"))
    with pytest.raises(SettingsError, match="same phone"):
        load_from(ACME + f"agents = [{ana}, {ben}]")


class TestTenant:
    def test_a_name_is_enough(self, load_from: Load) -> None:
        tenant = tenant_of(load_from(ACME))
        assert (tenant.tenant_id, tenant.name, tenant.company) == ("acme", "Acme Plumbing", "Acme Plumbing")
        assert tenant.hours.week == DEFAULT_WEEK
        assert tenant == tenant_from_profile("acme", {"name": "Acme Plumbing"})

    def test_everything_written_down_is_read(self, load_from: Load) -> None:
        tenant = tenant_of(load_from(RICH))
        assert tenant.domains == ("acme.example", "shop.acme.example:8443")
        assert tenant.zone.key == "Europe/Madrid"
        assert tenant.voice_number == "+18135550001"
        assert tenant.call_providers == ("netsapiens", "twilio")
        assert tenant.pbx is not None
        assert (tenant.pbx.queue, tenant.pbx.uid) == ("500", "100@acme.example")
        assert tenant.hours.week[0] == ((time(9), time(12)), (time(13), time.max))
        assert tenant.hours.exceptions == {date(2026, 12, 24): ()}
        assert tenant.limits.burst == Rate(count=5, seconds=120)
        assert tenant.limits.sustained == Rate(count=100, seconds=86400)
        assert tenant.consent.implied_by_click
        assert tenant.branding.button_color == "#aa0000"

    def test_agents_of_one_name_have_ids_of_their_own(self, load_from: Load) -> None:
        assert [agent.agent_id for agent in tenant_of(load_from(RICH)).agents] == ["ana", "ana-2"]

    def test_days_that_are_not_named_are_closed_when_others_are(self, load_from: Load) -> None:
        assert tenant_of(load_from(RICH)).hours.week[1:] == ((),) * 6

    def test_hours_without_weekdays_are_office_hours(self, load_from: Load) -> None:
        assert tenant_of(load_from(ACME + "hours = { outside = 'notify' }")).hours.week == DEFAULT_WEEK

    @pytest.mark.parametrize("file", [ACME, RICH], ids=["plain", "rich"])
    def test_a_profile_stored_and_read_again_is_the_same_tenant(self, file: str, load_from: Load) -> None:
        tenant = tenant_of(load_from(file))
        assert tenant_from_profile("acme", profile_json(tenant)) == tenant

    def test_a_closed_week_stays_closed_when_stored(self, load_from: Load) -> None:
        tenant = tenant_of(load_from(ACME + "hours = { mon = [] }"))
        assert tenant_from_profile("acme", profile_json(tenant)).hours.week == ((),) * 7

    def test_a_stored_profile_is_written_like_the_file(self, load_from: Load) -> None:
        profile = profile_json(tenant_of(load_from(RICH)))
        assert profile["hours"]["mon"] == ["09:00-12:00", "13:00-24:00"]
        assert profile["hours"]["exceptions"] == {"2026-12-24": []}
        assert profile["limits"]["burst"] == "5/120s"
        assert profile["timezone"] == "Europe/Madrid"

    def test_a_stored_profile_is_checked_like_the_file(self) -> None:
        with pytest.raises(ValidationError):
            tenant_from_profile("acme", {"name": "Acme", "region": "Tampa"})

    def test_what_the_next_version_stored_is_passed_over(self) -> None:
        stored = {"name": "Acme", "colour": "red", "routing": {"ring_seconds": 30, "moon": "full"}}
        assert tenant_from_profile("acme", stored).routing.ring_seconds == 30


class TestSandbox:
    def test_it_brings_its_own_account(self, load_from: Load) -> None:
        settings = load_from("[sandbox]\nenabled = true\n[server]\nport = 9001")
        assert settings.twilio.configured
        assert settings.twilio.api_url == "http://127.0.0.1:9001/sandbox"
        assert settings.netsapiens.url == "http://127.0.0.1:9001/sandbox/ns-api/"

    def test_an_account_that_is_set_is_kept(self, load_from: Load) -> None:
        account = {"account_sid": "AC" + "1" * 32, "auth_token": "own", "api_url": "http://127.0.0.1:1"}
        settings = load_from(
            "[sandbox]\nenabled = true", {f"BOT_TWILIO__{k.upper()}": v for k, v in account.items()}
        )
        assert settings.twilio.account_sid == account["account_sid"]
        assert settings.twilio.api_url == account["api_url"]

    def test_a_shifted_clock_is_for_the_sandbox(self, load_from: Load) -> None:
        settings = load_from("[sandbox]\nenabled = true\n[testing]\nclock_offset_seconds = -3600")
        assert settings.testing.clock_offset_seconds == -3600

    def test_the_cast_is_one_the_sandbox_takes(self) -> None:
        settings = Settings(sandbox={"enabled": True}, **tomllib.loads((ROOT / "settings.toml").read_text()))
        cast = SandboxConfig.from_dict(demo_cast(settings, tenants(settings)))
        assert [number.number for number in cast.numbers] == ["+18135550001"]
        assert cast.numbers[0].sms_url == "http://127.0.0.1:8080/webhooks/twilio/message"
        roles = [phone.role for phone in cast.phones]
        assert {role: roles.count(role) for role in roles} == {"customer": 2, "business": 1, "agent": 2}


def test_the_committed_file_is_a_business_that_is_always_open() -> None:
    settings = Settings(**tomllib.loads((ROOT / "settings.toml").read_text()))
    acme = tenant_of(settings)
    assert all(day == ((time.min, time.max),) for day in acme.hours.week)
    assert len(acme.agents) == 2


def test_every_setting_says_what_it_means() -> None:
    assert "| None." not in settings_page()


def test_the_page_about_settings_is_current() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    assert page == settings_page(), "make it again: callback-bot settings > docs/settings.md"


def test_settings_cannot_be_changed() -> None:
    settings: Any = Settings()
    with pytest.raises(ValidationError):
        settings.server.port = 1
