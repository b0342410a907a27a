"""A released call for experts, open to everybody, and the link by which people answer it."""

from typing import Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from expert_pool.admission.calling import find_open_call
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.call_store import CallRecord
from web.call_texts import head_of, paragraphs_of
from web.calls.desk import desk_of
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import current_translator
from web.visits import CALL_COOKIE, visit_of, write_cookie

_KEPT_SECONDS: Final = 30 * 24 * 3600


async def _open_call(request: PageRequest, number: str) -> CallRecord:
    found = await find_open_call(desk_of(request), number, services_of(request).now())
    if found is None:
        raise ExpertPoolError("call.not_found")
    return found


@get("/calls/{number:str}", name="calls.public")
async def show_public(request: PageRequest, number: FromPath[str]) -> Response[str]:
    """The call as everybody reads it, as long as it is open.

    Raises:
        ExpertPoolError: `call.not_found`, also for a draft and after the last day.
    """
    call = await _open_call(request, number)
    services, language = services_of(request), current_translator().language
    address = f"{services.settings.address}/calls/{call.number}"
    return render(
        request,
        "calls/public.html",
        call=call,
        head=head_of(call, services.lists, language),
        paragraphs=paragraphs_of(call, services.policy, services.lists, address, language),
    )


@get("/calls/{number:str}/apply", name="calls.apply")
async def answer_call(request: PageRequest, number: FromPath[str]) -> Redirect:
    """On to the application, which will carry the number of the call.

    Raises:
        ExpertPoolError: as for the page.
    """
    call = await _open_call(request, number)
    visit, secure = visit_of(request), services_of(request).settings.secure_cookies
    visit.cookies.append(
        write_cookie(CALL_COOKIE, call.number, secure=secure, max_age=_KEPT_SECONDS)
    )
    return redirect(request, "/application" if visit.visitor else "/sign-up")


ROUTES = (show_public, answer_call)
