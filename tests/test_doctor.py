"""The doctor finds what keeps an installation from its work, and names the fix."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.adapters.twilio.rest import OwnNumber
from bot.config import Settings, demo_cast, tenant_from_profile, tenants
from bot.doctor import Finding, Mark, examine
from bot.doctor.judgement import judge_numbers, judge_settings, judge_tenant, judge_verification
from bot.domain.phone import E164
from bot.domain.tenant import AgentId, Routing, Tenant
from bot.sandbox import SandboxConfig, create_app

PUBLIC = "https://callback.example"
NUMBER = E164("+18135550001")
OWNED = OwnNumber(
    number=NUMBER,
    voice=True,
    sms=True,
    voice_url=f"{PUBLIC}/webhooks/twilio/voice",
    sms_url=f"{PUBLIC}/webhooks/twilio/message",
)
PROFILE: dict[str, Any] = {
    "name": "Acme Plumbing",
    "voice_number": NUMBER,
    "sms_number": NUMBER,
    "alert_numbers": ["+18135550009"],
    "agents": [{"name": "Ana", "phone": "+18135550011"}, {"name": "Ben", "phone": "+18135550012"}],
}
ACCOUNT = {"account_sid": "AC" + "0" * 32, "auth_token": "token"}
KEYS = {"encryption_keys": {"one": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}, "pepper": "pepper"}


def tenant(**changes: Any) -> Tenant:
    return tenant_from_profile("acme", {**PROFILE, **changes})


def outcome(findings: list[Finding], subject: str) -> Finding:
    (found,) = [
        finding for finding in findings if finding.subject == subject and finding.mark is not Mark.PASS
    ]
    return found


class TestSettings:
    def judge(self, *judged: Tenant, **sections: Any) -> list[Finding]:
        return list(judge_settings(Settings(**sections), judged or [tenant()]))

    def test_an_installation_ready_for_customers_has_nothing_to_fix(self) -> None:
        findings = self.judge(server={"public_url": PUBLIC}, twilio=ACCOUNT, security=KEYS)
        assert {finding.mark for finding in findings} == {Mark.PASS}

    def test_the_sandbox_calls_nobody_real(self) -> None:
        assert outcome(self.judge(sandbox={"enabled": True}), "sandbox").mark is Mark.WARN

    def test_a_public_address_on_this_machine_reaches_no_provider(self) -> None:
        found = outcome(self.judge(twilio=ACCOUNT), "server.public_url")
        assert found.mark is Mark.FAIL
        assert "BOT_SERVER__PUBLIC_URL" in found.fix

    def test_a_public_address_without_encryption_is_told(self) -> None:
        findings = self.judge(server={"public_url": "http://callback.example"}, twilio=ACCOUNT)
        assert outcome(findings, "server.public_url").mark is Mark.WARN

    def test_missing_credentials_of_a_provider_in_use_are_told(self) -> None:
        both = tenant(call_providers=["netsapiens", "twilio"])
        findings = self.judge(both)
        assert "BOT_TWILIO__AUTH_TOKEN" in outcome(findings, "twilio").fix
        assert "BOT_NETSAPIENS__TOKEN" in outcome(findings, "netsapiens").fix

    def test_credentials_of_a_provider_nobody_uses_may_be_missing(self) -> None:
        findings = self.judge(tenant(call_providers=["netsapiens"]))
        assert "twilio" not in {finding.subject for finding in findings}

    def test_keys_that_live_on_one_disk_only_are_told(self) -> None:
        assert outcome(self.judge(), "keys").mark is Mark.WARN


class TestTenant:
    def test_a_tenant_that_lacks_nothing_passes(self) -> None:
        assert {finding.mark for finding in judge_tenant(tenant())} == {Mark.PASS}

    @pytest.mark.parametrize(
        ("changes", "subject", "mark"),
        [
            ({"agents": []}, "tenants.acme.agents", Mark.FAIL),
            ({"voice_number": None}, "tenants.acme.voice_number", Mark.FAIL),
            ({"sms_number": None}, "tenants.acme.sms_number", Mark.FAIL),
            ({"alert_numbers": []}, "tenants.acme.alert_numbers", Mark.WARN),
            ({"hours": {"mon": []}}, "tenants.acme.hours", Mark.FAIL),
            ({"call_providers": ["netsapiens"]}, "tenants.acme.netsapiens", Mark.FAIL),
        ],
    )
    def test_what_is_missing_is_told_with_the_key_to_set(
        self, changes: dict[str, Any], subject: str, mark: Mark
    ) -> None:
        found = outcome(list(judge_tenant(tenant(**changes))), subject)
        assert found.mark is mark
        assert "tenants.acme" in found.fix

    def test_a_time_in_which_only_one_agent_can_be_rung_is_told(self) -> None:
        hasty = replace(tenant(), routing=Routing(ring_seconds=20, total_seconds=20))
        assert outcome(list(judge_tenant(hasty)), "tenants.acme.routing").mark is Mark.WARN

    @pytest.mark.parametrize(
        ("unverified", "mark"), [([], Mark.PASS), (["ben"], Mark.WARN), (["ana", "ben"], Mark.FAIL)]
    )
    def test_agents_who_are_not_rung_before_they_are_verified_are_named(
        self, unverified: list[AgentId], mark: Mark
    ) -> None:
        [found] = judge_verification(tenant(), unverified)
        assert (found.subject, found.mark) == ("tenants.acme.agents", mark)
        assert all(agent in found.text for agent in unverified)
        assert bool(unverified) == ("callback-bot agents verify acme" in found.fix)

    def test_no_finding_shows_a_number(self) -> None:
        findings = [*judge_tenant(tenant()), *judge_numbers(tenant(), {}, PUBLIC)]
        assert "813555" not in repr(findings)


class TestNumbers:
    def judge(self, **changes: Any) -> list[Finding]:
        return list(judge_numbers(tenant(), {NUMBER: replace(OWNED, **changes)}, PUBLIC))

    def test_numbers_that_are_owned_able_and_connected_pass(self) -> None:
        assert [finding.mark for finding in self.judge()] == [Mark.PASS, Mark.PASS]

    def test_connection_settings_after_the_address_do_no_harm(self) -> None:
        findings = self.judge(voice_url=f"{OWNED.voice_url}#rc=3&rp=all")
        assert [finding.mark for finding in findings] == [Mark.PASS, Mark.PASS]

    def test_a_number_of_somebody_else_is_told(self) -> None:
        findings = list(judge_numbers(tenant(), {}, PUBLIC))
        assert "not a number of the Twilio account" in outcome(findings, "tenants.acme.sms_number").text

    def test_a_number_that_cannot_text_is_told(self) -> None:
        assert "cannot do messages" in outcome(self.judge(sms=False), "tenants.acme.sms_number").text

    def test_a_number_that_rings_elsewhere_is_told_with_the_address_to_set(self) -> None:
        found = outcome(
            self.judge(voice_url="https://demo.twilio.com/welcome/voice/"), "tenants.acme.voice_number"
        )
        assert f"{PUBLIC}/webhooks/twilio/voice" in found.fix


class TestExamination:
    @pytest.fixture
    async def service(self) -> AsyncIterator[TestServer]:
        """Answers as the service would, with the sandbox's account as Twilio."""
        port = unused_port()
        settings = Settings(sandbox={"enabled": True}, server={"port": port}, tenants={"acme": PROFILE})
        application = web.Application()
        application.router.add_get("/healthz", healthy)
        application.add_subapp(
            "/sandbox", create_app(SandboxConfig.from_dict(demo_cast(settings, tenants(settings))))
        )
        async with TestServer(application, port=port) as server:
            yield server

    @pytest.fixture
    def settings(self, service: TestServer, database_url: str, redis_url: str) -> Settings:
        """A live installation as far as the doctor can tell."""
        sandboxed = Settings(sandbox={"enabled": True}, server={"port": service.port})
        account = {"account_sid": sandboxed.twilio.account_sid, "auth_token": sandboxed.twilio.auth_token}
        return Settings(
            server={"port": service.port},
            database={"url": database_url},
            redis={"url": redis_url},
            security=KEYS,
            twilio={**account, "api_url": sandboxed.twilio.api_url},
            tenants={"acme": PROFILE},
        )

    async def test_engines_account_numbers_and_address_are_asked(self, settings: Settings) -> None:
        findings = await examine(settings)
        passed = {finding.subject for finding in findings if finding.mark is Mark.PASS}
        assert {"database", "redis", "reachability", "twilio", "tenants.acme.voice_number"} <= passed
        assert [finding.subject for finding in findings if finding.mark is Mark.FAIL] == ["server.public_url"]

    async def test_a_wrong_token_is_told(self, settings: Settings) -> None:
        wrong = settings.model_copy(
            update={"twilio": settings.twilio.model_copy(update={"account_sid": "AC" + "f" * 32})}
        )
        assert "refuses the credentials" in outcome(await examine(wrong), "twilio").text

    async def test_who_has_to_be_verified_is_asked_of_the_database(self, settings: Settings) -> None:
        strict = {**PROFILE, "routing": {"verify_agents": True}}
        keys = {**KEYS, "pepper": KEYS["encryption_keys"]["one"]}  # type: ignore[index]
        wanting = settings.model_dump() | {"security": keys, "tenants": {"acme": strict}}
        found = outcome(await examine(Settings.model_validate(wanting)), "tenants.acme.agents")
        assert (found.mark, found.text) == (Mark.FAIL, "2 of 2 are not verified and never rung: ana, ben")

    async def test_keys_that_cannot_be_used_are_told(self, settings: Settings) -> None:
        strict = {**PROFILE, "routing": {"verify_agents": True}}
        wanting = settings.model_dump() | {"tenants": {"acme": strict}}
        found = outcome(await examine(Settings.model_validate(wanting)), "keys")
        assert (found.mark, found.text.partition(" is")[0]) == (Mark.FAIL, "pepper")

    async def test_what_does_not_answer_is_told(self, settings: Settings, tmp_path: Path) -> None:
        nowhere = f"http://127.0.0.1:{unused_port()}"
        away = Settings(
            server={"public_url": nowhere},
            database={"url": f"postgresql://127.0.0.1:{unused_port()}/x"},
            redis={"url": f"redis://127.0.0.1:{unused_port()}"},
            security=KEYS,
            twilio={**ACCOUNT, "api_url": nowhere},
            netsapiens={"url": nowhere, "token": "token"},
        )
        failed = {finding.subject for finding in await examine(away) if finding.mark is Mark.FAIL}
        assert {"database", "redis", "reachability", "twilio", "netsapiens"} <= failed

    async def test_a_database_of_another_version_is_told(self, settings: Settings, postgres_url: str) -> None:
        bare = settings.model_copy(
            update={"database": Settings(database={"url": postgres_url}, security=KEYS).database}
        )
        found = outcome(await examine(bare), "database")
        assert found.mark is Mark.FAIL
        assert found.fix == "callback-bot migrate"


async def healthy(request: web.Request) -> web.Response:
    return web.Response(text="ok")
