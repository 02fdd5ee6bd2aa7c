"""The older responder's domains become tenants."""

from __future__ import annotations

from typing import Any

from bot.config import tenant_from_profile
from bot.config.legacy import Takeover, take_over

OLD: dict[str, Any] = {
    "api_domain": "pbx.example",
    "user": "100@acme.example",
    "from_number": "(813) 555-0001",
    "message": "Thanks, we call you.",
    "queue": 500,
    "branding": {
        "company_name": "Acme Plumbing",
        "button_text": "Ring me",
        "button_color": "blue",
        "font": "Arial",
    },
}


def taken(**changes: Any) -> Takeover:
    (takeover,) = take_over({"acme.example": {**OLD, **changes}})
    return takeover


def test_a_domain_becomes_a_tenant_that_queues_in_the_pbx() -> None:
    takeover = taken()
    assert takeover.slug == "acme-example"
    assert takeover.profile is not None
    tenant = tenant_from_profile(takeover.slug, takeover.profile)
    assert tenant.name == "Acme Plumbing"
    assert tenant.domains == ("acme.example",)
    assert tenant.call_providers == ("netsapiens",)
    assert tenant.pbx is not None
    assert (tenant.pbx.queue, tenant.pbx.uid) == ("500", "100@acme.example")
    assert tenant.sms_number == tenant.voice_number == "+18135550001"


def test_a_click_stays_consent() -> None:
    profile = taken().profile
    assert profile is not None
    assert tenant_from_profile("acme-example", profile).consent.implied_by_click


def test_what_fits_of_the_branding_is_kept_and_the_rest_is_told() -> None:
    takeover = taken()
    assert takeover.profile is not None
    assert takeover.profile["branding"] == {"company_name": "Acme Plumbing", "button_text": "Ring me"}
    assert "not used: branding.button_color, branding.font" in takeover.remarks


def test_a_branding_that_is_no_table_is_told() -> None:
    assert "not used: branding" in taken(branding="blue").remarks


def test_a_domain_without_a_queue_is_known_and_refuses_callbacks() -> None:
    takeover = taken(queue=None)
    assert takeover.profile is not None
    assert tenant_from_profile("acme-example", takeover.profile).pbx is None
    assert any("no queue" in remark for remark in takeover.remarks)


def test_a_number_that_cannot_be_used_is_left_out_and_told() -> None:
    takeover = taken(from_number="911")
    assert takeover.profile is not None
    assert "sms_number" not in takeover.profile
    assert any("from_number" in remark for remark in takeover.remarks)


def test_what_has_no_place_here_is_told() -> None:
    remarks = taken(color="red").remarks
    assert any("pbx.example" in remark for remark in remarks)
    assert any("message" in remark for remark in remarks)
    assert any("color" in remark for remark in remarks)


def test_a_domain_that_cannot_be_a_tenant_is_skipped_with_the_reason_and_the_others_go_on() -> None:
    table, domain, good = take_over({"one.example": "oops", "not a domain": OLD, "good.example": {}})
    assert table.profile is None
    assert "not a table" in table.remarks[0]
    assert domain.profile is None
    assert "domains" in domain.remarks[0]
    assert good.profile is not None


def test_of_two_domains_with_one_slug_the_first_is_taken() -> None:
    first, second = take_over({"acme.example": OLD, "acme-example": OLD})
    assert first.profile is not None
    assert second.profile is None


def test_the_same_file_gives_the_same_tenants_again() -> None:
    assert take_over({"acme.example": OLD}) == take_over({"acme.example": OLD})
