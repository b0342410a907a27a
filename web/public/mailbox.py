"""The demo's mailbox: what would have been mailed, readable for everybody while the demo runs."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from expert_pool.errors import ExpertPoolError
from expert_pool.storage.mail_store import mail_by_id, newest_mails
from web.notices import write_letter
from web.pages import render
from web.services import PageRequest, services_of

_SHOWN = 500


@get("/demo/mailbox", name="demo.mailbox")
async def show_mailbox(request: PageRequest, words: FromQuery[str] = "") -> Response[str]:
    """The newest mails, or those of them whose address or subject holds the words."""
    services, wanted = services_of(request), words.strip().casefold()
    _refuse_outside_demo(request)
    async with services.database.read() as session:
        mails = await newest_mails(session, _SHOWN)
    letters = ((mail, write_letter(services.settings, mail)) for mail in mails if not mail.sent_at)
    shown = tuple(
        (mail, letter)
        for mail, letter in letters
        if wanted in f"{mail.recipient} {letter.subject}".casefold()
    )
    return render(request, "public/mailbox.html", mails=shown, words=words)


@get("/demo/mailbox/{mail_id:uuid}", name="demo.mail")
async def show_mail(request: PageRequest, mail_id: FromPath[UUID]) -> Response[str]:
    """One mail, as plain text with its link."""
    services = services_of(request)
    _refuse_outside_demo(request)
    async with services.database.read() as session:
        mail = await mail_by_id(session, mail_id)
    if mail is None:
        raise ExpertPoolError("mail.not_found")
    letter = write_letter(services.settings, mail)
    return render(request, "public/mail.html", mail=mail, letter=letter)


def _refuse_outside_demo(request: PageRequest) -> None:
    if not services_of(request).settings.demo:
        raise ExpertPoolError("mail.not_found")


ROUTES = (show_mailbox, show_mail)
