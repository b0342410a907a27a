"""What goes wrong becomes a page that says what, why and what to do, with a reference.

Under `/api` the same stands in a problem document (RFC 9457). Nothing internal is shown:
the log of the service holds the details under the same reference.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import structlog
from litestar import MediaType, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from expert_pool.errors import DatabaseAway, ExpertPoolError
from selection.errors import SelectionError
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import N_, Translator, negotiate
from web.visits import Visit, visit_of

_STATUS: Final[Mapping[str, int]] = {
    "access.sign_in_first": 401,
    "access.second_factor_first": 403,
    "request.forged": 403,
    "form.out_of_date": 409,
    "draw.no_such_witness": 404,
    "draw.not_a_party": 403,
    "draw.unknown": 404,
    "draw.witness_other_party": 403,
    "request.unknown": 404,
    "account.link_not_valid": 410,
    "arrangement.not_first_day": 400,
    "arrangement.past": 400,
    "call.day_over": 400,
    "call.field_unknown": 400,
    "call.number_wrong": 400,
    "exception.ground_unknown": 400,
    "meeting.not_a_member": 403,
    "pack.unknown": 404,
    "invitation.called_off": 410,
    "invitation.ground_unknown": 400,
    "invitation.too_late": 410,
    "api.json_needed": 415,
    "api.value_refused": 422,
    "account.too_many_attempts": 429,
    "api.too_many_requests": 429,
    "count.too_many": 429,
}
_STATUS_BY_WORDS: Final[Mapping[str, int]] = {
    "bad_bytes": 400,
    "contact_missing": 400,
    "declaration_missing": 400,
    "place_missing": 400,
    "hidden_character": 422,
    "bad_life": 400,
    "bad_party_commitment": 400,
    "ends_before_start": 400,
    "exceptions_not_agreed": 400,
    "ground_missing": 400,
    "not_a_staff_role": 400,
    "not_an_address": 400,
    "not_confirmed": 400,
    "not_valid": 400,
    "note_missing": 400,
    "nothing_chosen": 400,
    "reason_missing": 400,
    "reason_unknown": 400,
    "repeated_key": 400,
    "too_long": 400,
    "wrong_form_of_secret": 400,
    "wrong_form_of_signature": 400,
    "bad_numbers": 400,
    "bad_throws": 400,
    "auditor_needed": 403,
    "approver_needed": 403,
    "asker_needed": 403,
    "forbidden": 403,
    "officer_needed": 403,
    "not_found": 404,
    "too_big": 413,
    "too_large": 413,
}
"""What the last words of a code say: `expert.leave_not_found` is not found like any other."""
_STATUS_BY_FAMILY: Final[Mapping[str, int]] = {
    **dict.fromkeys(("field", "form", "identity", "party", "password", "recusal", "review"), 400),
    **dict.fromkeys(("input", "log_filter", "pii", "project_import", "spreadsheet", "upload"), 400),
    **dict.fromkeys(
        ("access", "audit", "backup", "catalogue", "code_list", "criteria", "database"), 500
    ),
    **dict.fromkeys(("document", "encryption", "policy", "recording", "settings"), 500),
}
"""Where the first word says it: what somebody sent (400), or what is broken with us (500)."""
_BAD: Final = 400
_SIGN_IN_FIRST: Final = 401
_FORBIDDEN: Final = 403
_CONFLICT: Final = 409
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
_UNAVAILABLE: Final = 503
TITLES: Final[Mapping[int, str]] = {
    400: N_("We could not read this request"),
    401: N_("Sign in first"),
    403: N_("You may not use this page"),
    404: N_("Page not found"),
    405: N_("This page does not work that way"),
    409: N_("This can't be done now"),
    410: N_("This link does not work any more"),
    413: N_("That is too large"),
    422: N_("We could not read this request"),
    429: N_("Too many attempts"),
    500: N_("Something went wrong on our side"),
    503: N_("The service is interrupted for a moment"),
}
_ADVICE: Final[Mapping[int, str]] = {
    400: N_("Go back, check what you entered and send it again."),
    403: N_("If you need this page for your work, ask a user administrator for the role."),
    404: N_("Check the address, or start from the home page."),
    405: N_("Go back and use the buttons of the page."),
    409: N_("Go back and load the page again: somebody may have changed it meanwhile."),
    410: N_("Ask for a new link: each works once and for a short time only."),
    413: N_("Choose a smaller file, then try again."),
    422: N_("Go back, check what you entered and send it again."),
    429: N_("Wait a little, then try again."),
    500: N_("Nothing was changed. Try again; if it happens again, tell us the reference."),
    503: N_(
        "The database does not answer just now; the service looks for it by itself. "
        "Wait a minute, go back, and send the form again: your entries are still in the form."
    ),
}
OUT_OF_DATE: Final = N_("This page is out of date")
WRONG_ENTRY: Final = N_("There is a problem")
_RETRY_SECONDS: Final = 10


def status_of(error: ExpertPoolError | SelectionError) -> int:
    """The HTTP status that an error of ours answers with; most say "not in this state"."""
    if error.code in _STATUS:
        return _STATUS[error.code]
    family, _, words = error.code.partition(".")
    for ending, status in _STATUS_BY_WORDS.items():
        if words == ending or words.endswith(f"_{ending}"):
            return status
    return _STATUS_BY_FAMILY.get(family, _CONFLICT)


def answer_own_error(
    request: PageRequest, error: ExpertPoolError | SelectionError
) -> Response[Any]:
    """Answer an error of ours: its sentence in the reader's language."""
    status = status_of(error)
    if error.code == "access.sign_in_first" and not _is_api(request):
        return _to_sign_in(request)
    if error.code == "access.second_factor_first" and not _is_api(request):
        return Redirect("/account/second-factor", status_code=303)
    if status == _SERVER_ERROR:
        structlog.get_logger().error("problem", code=error.code, path=request.url.path)
    detail = Translator(_language(request)).error(error)
    params = {} if status == _SERVER_ERROR else error.params
    answer = _answer(request, status, detail, error.code, params)
    if status == _TOO_MANY:
        answer.set_header("retry-after", str(_seconds_to_wait(error)))
    if status == _SIGN_IN_FIRST:
        answer.set_header("www-authenticate", "Bearer")
    return answer


def _seconds_to_wait(error: ExpertPoolError | SelectionError) -> int:
    minutes = int(str(error.params.get("minutes", 0)))
    return int(str(error.params.get("seconds", 60 * minutes or _RETRY_SECONDS)))


def answer_http_error(request: PageRequest, error: HTTPException) -> Response[Any]:
    """Answer an error of the framework: its text is for programmers and stays inside."""
    answer = _answer(request, error.status_code, "", f"http.{error.status_code}")
    for name, value in (error.headers or {}).items():
        answer.set_header(name, value)
    return answer


def answer_unexpected(request: PageRequest, error: Exception) -> Response[Any]:
    """Answer an error that nobody expected: kind and place go to the log, nothing outside."""
    structlog.get_logger().error(
        "unexpected", path=request.url.path, error=type(error).__name__, exc_info=error
    )
    return _answer(request, _SERVER_ERROR, "", "http.500")


def answer_away(request: PageRequest, error: DatabaseAway) -> Response[Any]:
    """Answer while the database is away: what was typed stays in the browser's form."""
    structlog.get_logger().error("database away", path=request.url.path, error=str(error))
    answer = _answer(request, _UNAVAILABLE, "", "http.503")
    answer.set_header("retry-after", str(_RETRY_SECONDS))
    return answer


def _to_sign_in(request: PageRequest) -> Redirect:
    wanted = request.url.path if request.method == "GET" else "/"
    return Redirect(f"/sign-in?next={quote(wanted)}", status_code=303)


def _is_api(request: PageRequest) -> bool:
    return request.url.path.startswith("/api/")


def _language(request: PageRequest) -> str:
    if "visit" in request.scope["state"]:
        return visit_of(request).language
    return negotiate((), request.headers.get("accept-language", ""))


def _answer(
    request: PageRequest,
    status: int,
    detail: str,
    code: str,
    params: Mapping[str, object] | None = None,
) -> Response[Any]:
    visit = request.scope["state"].setdefault("visit", Visit("-", _language(request)))
    words = Translator(visit.language)
    said = title_and_advice(status, code)
    title, advice = (words.gettext(each) if each else "" for each in said)
    if _is_api(request):
        body = {
            "type": f"{services_of(request).settings.address}/problems/{code}",
            "title": title,
            "status": status,
            "detail": detail or advice,
            "code": code,
            "params": {name: _plain(value) for name, value in (params or {}).items()},
            "reference": visit.reference,
        }
        return Response(
            body,
            media_type=MediaType.JSON,
            status_code=status,
            headers={"content-type": "application/problem+json"},
        )
    return render(
        request,
        "public/problem.html",
        status_code=status,
        title=title,
        detail=detail,
        advice=advice,
        reference=visit.reference,
    )


def title_and_advice(status: int, code: str) -> tuple[str, str]:
    """What stands above and below the sentence of an error."""
    if code in ("form.out_of_date", "request.forged"):
        return OUT_OF_DATE, ""  # The sentence says what to do.
    known = status if status in TITLES else (_SERVER_ERROR if status >= _SERVER_ERROR else _BAD)
    if known == _BAD and code.startswith("form."):
        return WRONG_ENTRY, _ADVICE[known]
    if known == _FORBIDDEN and code not in ("access.forbidden", f"http.{_FORBIDDEN}"):
        return TITLES[known], ""  # A further role would not help.
    return TITLES[known], _ADVICE.get(known, "")


def _plain(value: object) -> object:
    """A parameter as JSON says it: numbers and lists stay, all else becomes text."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    return value if isinstance(value, bool | int) or value is None else str(value)
