"""Numbers that say who somebody is: checked, brought to one form, and masked.

Its one job is the resident identity number (GB 11643), other identity documents, the
unified social credit code (GB 32100) and phone numbers. It must not keep a number, and
never puts one into a finding.

The division code in an identity number is not looked up: it is the one of the day the
number was given, many have been abolished since, and no list of them is complete. The
check digit finds every single wrong digit there all the same.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent

from expert_pool.experts import Sex
from expert_pool.findings import Finding, Param, Severity

IDENTITY_LENGTH = 18
FIRST_GENERATION_LENGTH = 15
OLDEST_AGE = 120
NATIONAL_STANDARD = "GB 11643-1999"
CREDIT_CODE_STANDARD = "GB 32100-2015"
LONG_DOCUMENT = 15
MOBILE_LENGTH = 11
SHORTEST_SHOWN = 7

_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


class DocumentKind(StrEnum):
    """Documents that may prove who an applicant is."""

    RESIDENT_IDENTITY = "resident_identity"
    RESIDENCE_PERMIT = "residence_permit"
    PERMANENT_RESIDENCE = "permanent_residence"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PASSPORT = "passport"


# The first three carry the 18-digit number with birth date, sex and check digit: the
# identity card, the residence permit of Hong Kong, Macao and Taiwan residents, and the
# permanent residence card of foreigners in its form since 2023.
WITH_IDENTITY_NUMBER = frozenset(
    {
        DocumentKind.RESIDENT_IDENTITY,
        DocumentKind.RESIDENCE_PERMIT,
        DocumentKind.PERMANENT_RESIDENCE,
    }
)

_FORMS = {
    DocumentKind.HK_MACAO_PERMIT: re.compile(r"[HM][0-9]{8}([0-9]{2})?"),
    DocumentKind.TAIWAN_PERMIT: re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"),
    DocumentKind.PASSPORT: re.compile(r"[A-Z0-9]{5,15}"),
}


@dataclass(frozen=True, slots=True)
class IdentityClaim:
    """What somebody typed; birth date and sex count only where the number does not say them."""

    kind: DocumentKind
    number: str
    birth_date: date | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class CheckedIdentity:
    """The number in its one form, whom it describes, and what is wrong with it."""

    number: str
    birth_date: date | None
    sex: Sex | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """A number in its one form, and what is wrong with it."""

    number: str
    findings: tuple[Finding, ...]


def check_identity(claim: IdentityClaim, as_of: date) -> CheckedIdentity:
    """Who the document says somebody is, as far as its number and the typed data tell."""
    if claim.kind in WITH_IDENTITY_NUMBER:
        return check_identity_number(claim.number, as_of)
    number = compact(claim.number)
    findings = [] if _FORMS[claim.kind].fullmatch(number) else [_fault("IDN-05.wrong_form")]
    if claim.birth_date is None:
        findings.append(_fault("IDN-06.birth_date_missing"))
    else:
        findings.extend(_check_birth_date(claim.birth_date, as_of))
    if claim.sex is None:
        findings.append(_fault("IDN-07.sex_missing"))
    return CheckedIdentity(number, claim.birth_date, claim.sex, tuple(findings))


def check_identity_number(typed: str, as_of: date) -> CheckedIdentity:
    """The birth date and the sex that an 18-digit identity number says, once it is right."""
    number = compact(typed)
    findings = _check_form(number) or _check_digit(number)
    if findings:
        return CheckedIdentity(number, None, None, findings)
    try:
        birth_date = ric.get_birth_date(number)
    except InvalidComponent:
        return CheckedIdentity(number, None, None, (_fault("IDN-04.impossible_date"),))
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return CheckedIdentity(number, birth_date, sex, _check_birth_date(birth_date, as_of))


def _check_form(number: str) -> tuple[Finding, ...]:
    if re.fullmatch(f"[0-9]{{{FIRST_GENERATION_LENGTH}}}", number):
        return (_fault("IDN-01.first_generation"),)
    if len(number) != IDENTITY_LENGTH:
        return (_fault("IDN-01.wrong_length", length=len(number), expected=IDENTITY_LENGTH),)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return (_fault("IDN-02.wrong_characters"),)
    return ()


def _check_digit(number: str) -> tuple[Finding, ...]:
    if ric.calc_check_digit(number) != number[-1]:
        return (_fault("IDN-03.wrong_check_digit"),)
    return ()


def _check_birth_date(birth_date: date, as_of: date) -> tuple[Finding, ...]:
    if birth_date > as_of or as_of.year - birth_date.year > OLDEST_AGE:
        return (_fault("IDN-04.impossible_date"),)
    return ()


def check_credit_code(typed: str) -> CheckedNumber:
    """A unit's unified social credit code in its one form: 18 characters with a check digit.

    The first two characters may be letters: the standard's later supplements give them to
    rural collectives and other bodies.
    """
    code = compact(typed)
    if len(code) != IDENTITY_LENGTH:
        return CheckedNumber(code, (_fault_of_unit("wrong_length", length=len(code)),))
    if not _CREDIT_CODE.fullmatch(code):
        return CheckedNumber(code, (_fault_of_unit("wrong_characters"),))
    if uscc.calc_check_digit(code) != code[-1]:
        return CheckedNumber(code, (_fault_of_unit("wrong_check_digit"),))
    return CheckedNumber(code, ())


def check_phone(typed: str) -> CheckedNumber:
    """A phone number as E.164 says it; without a country code it is one of mainland China."""
    text = unicodedata.normalize("NFKC", typed).strip()
    try:
        phone = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return CheckedNumber(text, (_fault_of_phone("PHN-01.not_a_phone_number"),))
    number = phonenumbers.format_number(phone, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(phone):
        return CheckedNumber(number, (_fault_of_phone("PHN-02.no_such_number"),))
    return CheckedNumber(number, ())


def compact(typed: str) -> str:
    """A number as typed, without spaces, dashes and brackets; half-width and upper-case."""
    text = unicodedata.normalize("NFKC", typed).upper()
    return "".join(char for char in text if _carries_meaning(char))


def _carries_meaning(char: str) -> bool:
    """Whether a character is part of a number, not a separator or invisible."""
    category = unicodedata.category(char)
    return not (char.isspace() or category[0] == "Z" or category in {"Cf", "Pd", "Ps", "Pe"})


def mask_name(name: str) -> str:
    """A name as strangers may see it: the first character, and no hint at the length."""
    return f"{name[:1]}**" if name else ""


def mask_identity(number: str) -> str:
    """A document number as it is shown: the division and the last four, or the last three."""
    if len(number) >= LONG_DOCUMENT:
        return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
    if len(number) > SHORTEST_SHOWN:
        return f"{number[:1]}{'*' * (len(number) - 4)}{number[-3:]}"
    return "*" * len(number)


def mask_phone(number: str) -> str:
    """A phone number as it is shown: a Chinese mobile's first three and last four digits."""
    national = number.removeprefix("+86")
    if len(national) == MOBILE_LENGTH and national.startswith("1"):
        return f"{national[:3]}****{national[-4:]}"
    return f"****{number[-4:]}" if len(number) > SHORTEST_SHOWN else "*" * len(number)


def mask_bank(number: str) -> str:
    """A bank account as it is shown: the last four digits."""
    digits = compact(number)
    return f"****{digits[-4:]}" if len(digits) > SHORTEST_SHOWN else "*" * len(digits)


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, NATIONAL_STANDARD, tuple(sorted(params.items())))


def _fault_of_unit(what: str, **params: Param) -> Finding:
    listed = tuple(sorted(params.items()))
    return Finding(f"USC-01.{what}", Severity.HARD, CREDIT_CODE_STANDARD, listed)


def _fault_of_phone(code: str) -> Finding:
    return Finding(code, Severity.HARD, "ITU-T E.164")
