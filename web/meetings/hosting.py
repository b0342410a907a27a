"""An approver lets another officer host a meeting whose host cannot be there."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field

from selection.convening.handing_over import REASONS, hand_over, load_hosting
from selection.errors import SelectionError
from web.forms import Form, FormModel, blank, read_form
from web.offered import one_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, gettext
from web.visits import visit_of

UNPROCESSABLE: Final = 422
_WORDS: Final = {
    "ill": N_("The host is ill"),
    "away": N_("The host has other duties"),
    "left": N_("The host has left this post"),
}


class HostingForm(FormModel):
    """Who hosts from now on, and why."""

    officer: UUID = Field(title=N_("Who hosts from now on"))
    reason: Annotated[str, one_of(REASONS)] = Field(title=N_("Reason"))


@get("/requests/{request_id:uuid}/hosting", name="meetings.hosting")
async def show_hosting(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """Who hosts now, and who could."""
    return await _page(request, request_id, blank(HostingForm))


@post("/requests/{request_id:uuid}/hosting", name="meetings.hosting.post")
async def do_hosting(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Let another officer host, with a reason in the log."""
    form = await read_form(request, HostingForm)
    if form.value is None:
        return await _page(request, request_id, form, UNPROCESSABLE)
    actor, chosen = visit_of(request).actor, (form.value.officer, form.value.reason)
    try:
        async with services_of(request).database.transaction() as session:
            host = await hand_over(session, request_id, actor, *chosen)
    except SelectionError as error:
        if error.code != "meeting.host_unknown":
            raise
        wrong = form.refused_by(error, "officer")
        return await _page(request, request_id, wrong, UNPROCESSABLE)
    notice = N_("%(name)s hosts from now on, and was told by mail.")
    return redirect(request, f"/requests/{request_id}/hosting", notice, name=host.display_name)


async def _page(
    request: PageRequest, request_id: UUID, form: Form[HostingForm], status_code: int = 200
) -> Response[str]:
    async with services_of(request).database.read() as session:
        found = await load_hosting(session, request_id, visit_of(request).actor)
    return render(
        request,
        "meetings/hosting.html",
        status_code=status_code,
        found=found,
        form=form,
        officers=[(str(it.id), it.display_name) for it in found.others],
        reasons=[(code, gettext(words)) for code, words in _WORDS.items()],
    )


ROUTES = (show_hosting, do_hosting)
