"""Phone numbers: what a person typed, as the one number we would dial, or the reason why we would not.

Regions are libphonenumber's two-letter regions, never calling codes: +1 876 (Jamaica) and +1 284 (Virgin
Islands) share a calling code with the United States and are the classic route of toll fraud.

A number is accepted when libphonenumber finds it *valid* (a range in use), not merely possible: a wrong digit
is found while the customer is still there to correct it. The 555 exchanges count as in use, so fictional
numbers such as (813) 555-7001 pass; they ring nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NewType

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult
from phonenumbers.timezone import time_zones_for_number

E164 = NewType("E164", str)
"""A number that passed ``read_phone``: "+" and up to 15 digits, valid in its region."""

#: Senders Twilio shows when the caller withheld the number, each a word spelled on a keypad (ANONYMOUS,
#: RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE). https://help.twilio.com/articles/223179988
WITHHELD_SENDERS: Final = frozenset(
    {"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464"}
)
WITHHELD_WORDS: Final = frozenset(
    {"anonymous", "restricted", "unknown", "blocked", "unavailable", "private", "withheld"}
)

#: Answered by emergency services somewhere; refused everywhere, because phones translate them while roaming.
EMERGENCY_NUMBERS: Final = frozenset({"911", "112", "999", "000", "110", "119", "118", "113", "108"})

#: Calling codes of no country: each call is billed at satellite or premium rates, whoever answers.
GLOBAL_CALLING_CODES: Final = {
    800: "global_service",
    808: "global_service",
    870: "satellite",
    878: "global_service",
    881: "satellite",
    882: "global_service",
    883: "global_service",
    888: "global_service",
    979: "global_service",
}

TYPE_NAMES: Final = {
    PhoneNumberType.FIXED_LINE: "fixed_line",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}

#: Types that cost the caller more than a call, or that no person answers; the name is the reason.
REFUSED_TYPES: Final = frozenset({"premium", "shared_cost", "personal", "pager", "uan", "voicemail"})

#: A run of seven or more digits as people group them, for finding a number inside a sentence.
PHONE_SHAPE: Final = re.compile(
    r"(?<![\w.:/-])"
    r"(?!\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?![\d./-]))"  # a date
    r"(?:\+\s?|\()?\d(?:[ \t.\-/()\u2010-\u2015]{0,3}\d){6,16}(?![\w:])"
)

_PARSE_REASONS: Final = {
    phonenumbers.NumberParseException.INVALID_COUNTRY_CODE: "not_valid",
    phonenumbers.NumberParseException.TOO_SHORT_AFTER_IDD: "too_short",
    phonenumbers.NumberParseException.TOO_SHORT_NSN: "too_short",
    phonenumbers.NumberParseException.TOO_LONG: "too_long",
}
_LENGTH_REASONS: Final = {
    ValidationResult.TOO_SHORT: "too_short",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "too_short",
    ValidationResult.TOO_LONG: "too_long",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneVerdict:
    """What ``read_phone`` decided: either ``e164`` or ``reason`` is set, never both."""

    e164: E164 | None = None
    #: Stable code of the refusal: empty, not_a_number, too_short, too_long, not_valid, anonymous, emergency,
    #: short_code, satellite, global_service, premium, shared_cost, personal, pager, uan, voicemail,
    #: country_not_allowed.
    reason: str | None = None
    #: Kind of line, a value of ``TYPE_NAMES``; "unknown" where the number does not tell.
    type: str = "unknown"
    #: Two-letter region of the number itself.
    region: str | None = None
    #: IANA zones the number may be in: candidates, not the caller's whereabouts.
    timezones: tuple[str, ...] = ()


def read_phone(text: str, region: str, countries: Collection[str] | None = None) -> PhoneVerdict:
    """Read one number as typed or as a provider reports it; numbers without "+" belong to ``region``.

    An extension is dropped: E.164 cannot carry one. Words around a single number are ignored.
    ``countries`` are the regions that may be called, ``None`` means all. Never raises; every refusal
    is a ``reason``.
    """
    typed = _plain(text)
    reason = _reason_before_parsing(typed, region)
    if reason:
        return PhoneVerdict(reason=reason)
    verdict = _read_plain(typed, region, countries)
    shapes = [shape.group() for shape in PHONE_SHAPE.finditer(typed)]
    if verdict.reason in {"not_a_number", "too_long"} and len(shapes) == 1 and shapes[0] != typed:
        return _read_plain(shapes[0], region, countries)
    return verdict


def may_be_called(number: E164, countries: Collection[str]) -> bool:
    """Whether a number that a provider reported, or that was agreed on before, is one the business allows:
    callers and senders show whatever number they like."""
    return read_phone(number, "", countries).e164 is not None


def _read_plain(typed: str, region: str, countries: Collection[str] | None) -> PhoneVerdict:
    try:
        number = _as_dialled(_parse(typed, region.upper()))
    except phonenumbers.NumberParseException as refusal:
        return PhoneVerdict(reason=_PARSE_REASONS.get(refusal.error_type, "not_a_number"))
    return _judge(number, countries)


def display(number: E164, region: str) -> str:
    """``number`` as people in ``region`` write it: national at home, international abroad."""
    parsed = phonenumbers.parse(number)
    at_home = phonenumbers.region_code_for_number(parsed) == region.upper()
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def _plain(text: str) -> str:
    """Full-width and other compatibility characters as ASCII; "00" and a channel's prefix as "+"."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("whatsapp:").strip()
    return "+" + plain[2:] if plain.startswith("00") and len(plain) > 3 else plain


def _reason_before_parsing(typed: str, region: str) -> str | None:
    """Refusals libphonenumber cannot give, because it takes the text for a subscriber's number."""
    if not typed:
        return "empty"
    if typed.casefold() in WITHHELD_WORDS or typed in WITHHELD_SENDERS:
        return "anonymous"
    if "@" in typed or not any(char.isalnum() for char in typed):
        return "not_a_number"
    return None if typed.startswith("+") else _short_number_reason(typed, region.upper())


def _short_number_reason(typed: str, region: str) -> str | None:
    """``emergency`` or ``short_code`` for a number of up to six digits that only works inside a country."""
    digits = "".join(str(unicodedata.digit(char)) for char in typed if char.isdigit())
    if len(digits) > 6:
        return None
    if digits in EMERGENCY_NUMBERS or phonenumbers.is_emergency_number(digits, region):
        return "emergency"
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    return "short_code" if phonenumbers.is_valid_short_number_for_region(number, region) else None


def _parse(typed: str, region: str) -> PhoneNumber:
    """The national reading first; twelve or more bare digits may also be a WhatsApp id, "+" left out.

    Eleven are not enough: (813) 555-7001 with one digit too many would become a number in Tokyo.
    """
    if typed.isdigit() and len(typed) >= 12:
        national = phonenumbers.parse(typed, region)
        return national if phonenumbers.is_valid_number(national) else phonenumbers.parse("+" + typed)
    return phonenumbers.parse(typed, region)


def _as_dialled(number: PhoneNumber) -> PhoneNumber:
    """WhatsApp ids keep digits of older numbering plans: Mexico's mobile 1, Brazil's missing ninth digit."""
    national = str(number.national_number)
    if number.country_code == 52 and len(national) == 11 and national.startswith("1"):
        return PhoneNumber(country_code=52, national_number=int(national[1:]))
    if number.country_code == 55 and len(national) == 10 and national[2] in "6789":
        return PhoneNumber(country_code=55, national_number=int(f"{national[:2]}9{national[2:]}"))
    return number


def _judge(number: PhoneNumber, countries: Collection[str] | None) -> PhoneVerdict:
    if number.country_code in GLOBAL_CALLING_CODES:
        return PhoneVerdict(reason=GLOBAL_CALLING_CODES[number.country_code])
    if str(number.national_number) in EMERGENCY_NUMBERS:
        return PhoneVerdict(reason="emergency")
    if not phonenumbers.is_valid_number(number):
        length = phonenumbers.is_possible_number_with_reason(number)
        return PhoneVerdict(reason=_LENGTH_REASONS.get(length, "not_valid"))
    kind = TYPE_NAMES.get(phonenumbers.number_type(number), "unknown")
    region = phonenumbers.region_code_for_number(number)
    if kind in REFUSED_TYPES:
        return PhoneVerdict(reason=kind, type=kind, region=region)
    if countries is not None and region not in countries:
        return PhoneVerdict(reason="country_not_allowed", type=kind, region=region)
    return PhoneVerdict(
        e164=E164(phonenumbers.format_number(number, PhoneNumberFormat.E164)),
        type=kind,
        region=region,
        timezones=tuple(zone for zone in time_zones_for_number(number) if zone != "Etc/Unknown"),
    )
