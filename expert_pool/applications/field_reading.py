"""Whether one field, as typed, can be read as what it should hold.

Every reader raises an error that says what to do; none changes what was typed. The
identity number is read with the kind of its document, in the section's own check.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from expert_pool.applications.sections import FieldRule, Kind
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding
from expert_pool.identity import check_credit_code, check_phone
from expert_pool.plain_text import find_hidden
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists

RETIREMENT_AGES = range(50, 91)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a field may depend on: the city's policy, the code lists and the day."""

    policy: Policy
    lists: CodeLists
    as_of: date


def read_date(text: str) -> date:
    """The day that a form field holds, written 2020-01-31.

    Raises:
        ExpertPoolError: `field.not_a_date` where it is written otherwise or does not exist.
    """
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ExpertPoolError("field.not_a_date", {"value": text[:40]})


def check_field(rule: FieldRule, text: str, context: Context) -> None:
    """Read a field that is not empty.

    Raises:
        ExpertPoolError: `field.…` or `identity.…`, with what to do about it.
    """
    if len(text) > rule.longest:
        raise ExpertPoolError("field.too_long", {"longest": rule.longest})
    if hidden := find_hidden(text):
        raise ExpertPoolError("field.hidden_character", {"character": hidden})
    if not text.isprintable():
        raise ExpertPoolError("field.bad_character")
    _READERS[rule.kind](rule, text, context)


def _accept(_rule: FieldRule, _text: str, _context: Context) -> None:
    return


def _read_day(_rule: FieldRule, text: str, _context: Context) -> None:
    read_date(text)


def _read_past_day(_rule: FieldRule, text: str, context: Context) -> None:
    if read_date(text) > context.as_of:
        raise ExpertPoolError("field.in_the_future", {"value": text})


def _read_code(rule: FieldRule, text: str, context: Context) -> None:
    if text not in _codes(context.lists, rule.codes):
        raise ExpertPoolError("field.not_in_list", {"value": text[:40]})


def _codes(lists: CodeLists, name: str) -> frozenset[str]:
    by_name: Mapping[str, Mapping[str, object]] = {
        "fields": lists.fields,
        "disciplines": lists.disciplines,
        "titles": lists.titles,
        "qualifications": lists.qualifications,
        "honours": lists.honours,
        "divisions": lists.divisions,
        "recusal_grounds": lists.recusal_grounds,
    }
    return frozenset(by_name[name])


def _read_choice(rule: FieldRule, text: str, context: Context) -> None:
    # The types are the city's to choose (ELG-11); every other choice is the same everywhere.
    choices = rule.choices or context.policy.codes("expert_types")
    if text not in choices:
        raise ExpertPoolError("field.not_in_list", {"value": text[:40]})


def _read_yes(_rule: FieldRule, text: str, _context: Context) -> None:
    if text != "yes":
        raise ExpertPoolError("field.must_be_ticked")


def _read_credit_code(_rule: FieldRule, text: str, _context: Context) -> None:
    _refuse(check_credit_code(text).findings)


def _read_phone(_rule: FieldRule, text: str, _context: Context) -> None:
    _refuse(check_phone(text).findings)


def _refuse(findings: tuple[Finding, ...]) -> None:
    if findings:
        raise ExpertPoolError(findings[0].code, dict(findings[0].params))


def _read_email(_rule: FieldRule, text: str, _context: Context) -> None:
    if not _EMAIL.fullmatch(text):
        raise ExpertPoolError("field.not_an_email", {"value": text[:80]})


def _read_age(_rule: FieldRule, text: str, _context: Context) -> None:
    if not (text.isascii() and text.isdigit() and int(text) in RETIREMENT_AGES):
        limits = {"youngest": RETIREMENT_AGES.start, "oldest": RETIREMENT_AGES.stop - 1}
        raise ExpertPoolError("field.not_an_age", limits)


_READERS: Mapping[Kind, Callable[[FieldRule, str, Context], None]] = {
    Kind.TEXT: _accept,
    Kind.DATE: _read_day,
    Kind.PAST_DATE: _read_past_day,
    Kind.CODE: _read_code,
    Kind.CHOICE: _read_choice,
    Kind.YES: _read_yes,
    Kind.IDENTITY: _accept,
    Kind.CREDIT_CODE: _read_credit_code,
    Kind.PHONE: _read_phone,
    Kind.EMAIL: _read_email,
    Kind.AGE: _read_age,
}
