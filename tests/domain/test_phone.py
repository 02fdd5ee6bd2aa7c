"""Numbers as people and providers write them, and the ones we must not dial."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.phone import E164, display, read_phone
from bot.readings import phone_json, phone_lines

AMERICAN = (
    """
(813) 555-7001|813-555-7001|813 555 7001|813.555.7001|8135557001|813/555/7001|1 813 555 7001|+1 813 555 7001
+18135557001|1-813-555-7001|18135557001|+1 (813) 555-7001|tel:+1-813-555-7001|whatsapp:+18135557001
８１３５５５７００１|٨١٣٥٥٥٧٠٠١|(813)5557001|813 5557001|+1.813.555.7001|001 813 555 7001
(813) 555-7001 ext 12|813-555-7001 x12|+1 813 555 7001;ext=4|call me at 813 555 7001 thanks
my cell is (813) 555-7001.|813–555–7001|  8135557001  |813 555 7001 (home)|mi número es 813 555 7001
""".strip()
    .replace("\n", "|")
    .split("|")
)

ELSEWHERE = [
    ("+44 20 7946 0018", "US", "+442079460018"),
    ("+44 (0)20 7946 0018", "US", "+442079460018"),
    ("0044 20 7946 0018", "US", "+442079460018"),
    ("011 44 20 7946 0018", "US", "+442079460018"),
    ("020 7946 0018", "GB", "+442079460018"),
    ("442079460018", "US", "+442079460018"),
    ("1-800-FLOWERS", "US", "+18003569377"),
    ("5215512345678", "US", "+525512345678"),
    ("+521 55 1234 5678", "MX", "+525512345678"),
    ("55 1234 5678", "MX", "+525512345678"),
    ("5491123456789", "US", "+5491123456789"),
    ("551187654321", "US", "+5511987654321"),
    ("5511987654321", "US", "+5511987654321"),
    ("+55 11 3333 4444", "US", "+551133334444"),
    ("612 34 56 78", "ES", "+34612345678"),
    ("34612345678", "ES", "+34612345678"),
    ("01 42 68 53 00", "FR", "+33142685300"),
    ("030 123456", "DE", "+4930123456"),
    ("+39 06 6982", "US", "+39066982"),
    ("604 555 0123", "CA", "+16045550123"),
    ("876 555 1234", "JM", "+18765551234"),
    ("813 555 0101", "US", "+18135550101"),
    ("+1 813 555 0199", "GB", "+18135550199"),
]

REFUSED = [
    ("", "US", "empty"),
    ("   ", "US", "empty"),
    ("hello", "US", "not_a_number"),
    ("...", "US", "not_a_number"),
    ("+", "US", "not_a_number"),
    ("jo@example.com", "US", "not_a_number"),
    ("sip:8135557001@example.com", "US", "not_a_number"),
    ("555-7001", "US", "too_short"),
    ("813 555 700", "US", "too_short"),
    ("81355570011", "US", "too_long"),
    ("813 555 7001 22", "US", "too_long"),
    ("0" * 300, "US", "too_long"),
    ("113 555 7001", "US", "not_valid"),
    ("000 000 0000", "US", "not_valid"),
    ("+999 123456789", "US", "not_valid"),
    ("8135557001", "XX", "not_valid"),
    ("911", "US", "emergency"),
    ("9-1-1", "US", "emergency"),
    ("112", "US", "emergency"),
    ("999", "US", "emergency"),
    ("999", "GB", "emergency"),
    ("911 please", "US", "emergency"),
    ("+1911", "US", "emergency"),
    ("٩١١", "US", "emergency"),
    ("411", "US", "short_code"),
    ("988", "US", "short_code"),
    ("72345", "US", "short_code"),
    ("+1 900 555 1234", "US", "premium"),
    ("900 555 1234", "US", "premium"),
    ("+44 909 879 0000", "US", "premium"),
    ("+44 843 123 4567", "US", "premium"),
    ("+33 81 012 3456", "US", "shared_cost"),
    ("+44 70 1123 4567", "US", "personal"),
    ("+1 500 234 5678", "US", "personal"),
    ("+44 76 4012 3456", "US", "pager"),
    ("+44 55 5123 4567", "US", "uan"),
    ("+870 773 111 632", "US", "satellite"),
    ("+8816 1234 5678", "US", "satellite"),
    ("+882 1612345678", "US", "global_service"),
    ("+883 510 000 000", "US", "global_service"),
    ("+979 123 456 789", "US", "global_service"),
    ("+800 1234 5678", "US", "global_service"),
    ("+266696687", "US", "anonymous"),
    ("+7378742833", "US", "anonymous"),
    ("+2562533", "US", "anonymous"),
    ("+8656696", "US", "anonymous"),
    ("+464", "US", "anonymous"),
    ("anonymous", "US", "anonymous"),
    ("Restricted", "US", "anonymous"),
    ("unknown", "US", "anonymous"),
]


@pytest.mark.parametrize("number", range(len(AMERICAN)))
def test_an_american_number_is_the_same_however_it_is_written(number: int) -> None:
    assert read_phone(AMERICAN[number], "US").e164 == "+18135557001"


@pytest.mark.parametrize("row", range(len(ELSEWHERE)))
def test_a_number_is_read_by_the_region_it_is_written_for(row: int) -> None:
    text, region, e164 = ELSEWHERE[row]
    assert read_phone(text, region).e164 == e164


@pytest.mark.parametrize("row", range(len(REFUSED)))
def test_a_number_we_must_not_dial_is_refused_with_its_reason(row: int) -> None:
    text, region, reason = REFUSED[row]
    verdict = read_phone(text, region)
    assert (verdict.e164, verdict.reason) == (None, reason)


def test_countries_are_regions_and_not_calling_codes() -> None:
    for caribbean in ("+1 876 555 1234", "+1 284 555 1234", "+1 809 555 1234"):
        assert read_phone(caribbean, "US", ["US"]).reason in {"country_not_allowed", "not_valid"}
    assert read_phone("+1 876 555 1234", "US", ["US"]).reason == "country_not_allowed"
    assert read_phone("+1 604 555 0123", "US", ["US", "CA"]).region == "CA"


def test_a_verdict_tells_type_region_and_zones() -> None:
    verdict = read_phone("+44 20 7946 0018", "US")
    assert (verdict.type, verdict.region, verdict.timezones) == ("fixed_line", "GB", ("Europe/London",))


@given(st.text(), st.sampled_from(["US", "GB", "MX", "", "XX"]))
def test_reading_a_number_never_raises(text: str, region: str) -> None:
    verdict = read_phone(text, region)
    assert (verdict.e164 is None) != (verdict.reason is None)


@given(st.from_regex(r"\+?[0-9 ().-]{7,18}", fullmatch=True))
def test_an_accepted_number_reads_as_itself(text: str) -> None:
    first = read_phone(text, "US").e164
    if first:
        assert read_phone(first, "GB").e164 == first


def test_numbers_are_shown_as_people_at_home_write_them() -> None:
    assert display(E164("+18135557001"), "US") == "(813) 555-7001"
    assert display(E164("+18135557001"), "GB") == "+1 813-555-7001"
    assert display(E164("+442079460018"), "GB") == "020 7946 0018"


def test_a_bad_line_does_not_end_a_batch() -> None:
    answers = list(
        phone_lines(['{"text": "813 555 7001", "region": "US"}', "nonsense", "[]", '{"text": 5}', "", "{}"])
    )
    assert len(answers) == 5
    assert '"+18135557001"' in answers[0]
    assert all('"error"' in answer for answer in answers[1:])


def test_the_answer_has_exactly_the_fields_of_the_contract() -> None:
    answer = phone_json(text="911", region="US")
    assert answer == {"e164": None, "reason": "emergency", "type": "unknown", "region": None, "timezones": []}
