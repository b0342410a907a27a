"""What a member changes alone and at once: contact, research directions, bank account."""

from typing import Final

from litestar import get, post
from pydantic import Field

from expert_pool.admission.own_record import (
    BANK_CONSENT,
    change_contact,
    change_directions,
    remove_bank_account,
    store_bank_account,
)
from expert_pool.admission.sealing import PrivateData
from expert_pool.applications import Section, SectionData, check_section
from expert_pool.errors import ExpertPoolError
from web.experts.desk import CONFLICT, UNPROCESSABLE, Answer, Page, actor_of, desk_of
from web.experts.record import RECORD, own_record
from web.experts.record_forms import (
    STALE,
    M,
    VersionForm,
    fields_of,
    read_fields,
    version_of,
    with_field_errors,
)
from web.forms import Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_

_BANK_FIELDS: Final = {
    "bank_account.consent_missing": "consent",
    "bank_account.wrong_number": "bank_account",
}


class ContactForm(FormModel):
    """Where the member is reached; both may stay empty."""

    phone: str = Field(default="", title=N_("Telephone number"))
    email: str = Field(default="", title=N_("E-mail address for work"))


class DirectionsForm(FormModel):
    """The research directions, one a line."""

    directions: str = Field(title=N_("Research directions"))


class BankForm(FormModel):
    """A bank account, with a consent of its own."""

    version: int = Field(ge=0, lt=2**31)
    bank_account: str = Field(title=N_("Number of the bank account"), max_length=60)
    bank_branch: str = Field(
        title=N_("Bank and branch that keeps the account"), min_length=4, max_length=80
    )
    consent: str = Field(
        default="",
        max_length=3,
        title=N_("I consent to the storing of this bank account for the payment of fees."),
    )


@get(f"{RECORD}/contact", name="experts.record.contact")
async def show_contact(request: PageRequest) -> Page:
    """Telephone number and address as far as they may be shown."""
    own = await own_record(request)
    return await _contact_page(request, blank(ContactForm, {"email": own.record.email}))


@post(f"{RECORD}/contact", name="experts.record.contact.post")
async def do_contact(request: PageRequest) -> Answer:
    """Change them at once."""
    form, typed = await read_fields(request, ContactForm)
    given = {name for name, value in typed.items() if value}
    form = _checked(request, form, Section.IDENTITY, typed, given)
    if form.errors:
        return await _contact_page(request, form, UNPROCESSABLE)
    services, version = services_of(request), await version_of(request)
    try:
        await change_contact(desk_of(request), actor_of(request), version, typed, services.today())
    except ExpertPoolError as refused:
        if refused.code != STALE:
            raise
        return await _contact_page(request, form.refused("", STALE), CONFLICT)
    return redirect(request, f"{RECORD}#contact", notice=N_("Your contact data are changed."))


async def _contact_page(
    request: PageRequest, form: Form[ContactForm], status_code: int = 200
) -> Page:
    own = await own_record(request)
    return render(
        request, "experts/record_contact.html", status_code=status_code, form=form, own=own
    )


@get(f"{RECORD}/directions", name="experts.record.directions")
async def show_directions(request: PageRequest) -> Page:
    """The research directions, one a line."""
    lines = "\n".join((await own_record(request)).record.expert.directions)
    return await _directions_page(request, blank(DirectionsForm, {"directions": lines}))


@post(f"{RECORD}/directions", name="experts.record.directions.post")
async def do_directions(request: PageRequest) -> Answer:
    """Change them at once."""
    form, raw = await read_fields(request, DirectionsForm)
    typed = {"directions": fields_of(raw["directions"])}
    form = _checked(request, form, Section.FIELDS, typed, {"directions"})
    if form.errors:
        return await _directions_page(request, form, UNPROCESSABLE)
    services, version = services_of(request), await version_of(request)
    try:
        await change_directions(
            desk_of(request), actor_of(request), version, typed, services.today()
        )
    except ExpertPoolError as refused:
        if refused.code != STALE:
            raise
        return await _directions_page(request, form.refused("", STALE), CONFLICT)
    return redirect(
        request, f"{RECORD}#directions", notice=N_("Your research directions are changed.")
    )


async def _directions_page(
    request: PageRequest, form: Form[DirectionsForm], status_code: int = 200
) -> Page:
    own = await own_record(request)
    return render(
        request, "experts/record_directions.html", status_code=status_code, form=form, own=own
    )


def _checked(
    request: PageRequest,
    form: Form[M],
    section: Section,
    typed: SectionData,
    names: set[str],
) -> Form[M]:
    services = services_of(request)
    errors = check_section(section, typed, services.policy, services.lists, services.today())
    return with_field_errors(form, errors, names)


@get(f"{RECORD}/bank-account", name="experts.record.bank")
async def show_bank(request: PageRequest) -> Page:
    """What is stored, masked, and the form to store another."""
    return await _bank_page(request, blank(BankForm))


@post(f"{RECORD}/bank-account", name="experts.record.bank.post")
async def do_bank(request: PageRequest) -> Answer:
    """Store a bank account, sealed."""
    form = await read_form(request, BankForm)
    if form.value is None:
        return await _bank_page(request, form, UNPROCESSABLE)
    sent = form.value
    consents = sent.consent == "yes"
    desk, actor = desk_of(request), actor_of(request)
    try:
        account = PrivateData(bank_account=sent.bank_account, bank_branch=sent.bank_branch)
        await store_bank_account(desk, actor, sent.version, account, consents=consents)
    except ExpertPoolError as refused:
        if refused.code == STALE:
            return await _bank_page(request, form.refused("", STALE), CONFLICT)
        if refused.code not in _BANK_FIELDS:
            raise
        shown = form.refused(_BANK_FIELDS[refused.code], refused.code)
        return await _bank_page(request, shown, UNPROCESSABLE)
    return redirect(request, f"{RECORD}#bank", notice=N_("Your bank account is stored."))


@post(f"{RECORD}/bank-account/remove", name="experts.record.bank.remove")
async def do_remove_bank(request: PageRequest) -> Answer:
    """Delete the stored bank account."""
    version = (await read_form(request, VersionForm)).right.version
    await remove_bank_account(desk_of(request), actor_of(request), version)
    return redirect(request, f"{RECORD}#bank", notice=N_("Your bank account is deleted."))


async def _bank_page(request: PageRequest, form: Form[BankForm], status_code: int = 200) -> Page:
    own = await own_record(request)
    return render(
        request,
        "experts/record_bank.html",
        status_code=status_code,
        form=form,
        own=own,
        consent_version=BANK_CONSENT,
    )


ROUTES = (
    show_contact,
    do_contact,
    show_directions,
    do_directions,
    show_bank,
    do_bank,
    do_remove_bank,
)
