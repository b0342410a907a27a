"""From a template to a page: layout, language, notice and token are put around what is shown.

Templates hold no rules and handlers no markup; this module holds neither.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.response import Redirect
from markupsafe import Markup

from expert_pool.findings import Finding
from expert_pool.policy import Policy
from expert_pool.roles import Role
from web.menu import Link, menu_for, start_path
from web.protection import form_token
from web.services import Connection, services_of
from web.settings import Settings
from web.translation import (
    HTML_LANGUAGES,
    LANGUAGES,
    N_,
    Translator,
    current_translator,
)
from web.visits import NOTICE_COOKIE, Visitor, read_cookie, visit_of, write_cookie

ROLE_NAMES: Final[Mapping[str, str]] = {
    Role.EXPERT: N_("Expert"),
    Role.REGISTRAR: N_("Registrar"),
    Role.OFFICER: N_("Program officer"),
    Role.APPROVER: N_("Approver"),
    Role.AUDITOR: N_("Auditor"),
    Role.FINANCE: N_("Finance clerk"),
    Role.USER_ADMIN: N_("User administrator"),
}
_NOTICE_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A language to switch to, on the same page."""

    name: str
    lang: str
    path: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has around its content."""

    language: str
    visitor: Visitor | None
    path: str
    demo: bool
    notice: str
    token: str
    languages: tuple[LanguageLink, ...]
    menu: Mapping[str, list[Link]]
    start: str
    policy: Policy
    contact: tuple[tuple[str, str], ...]

    def cite(self, finding: Finding) -> str:
        """A finding's source in the reader's language, as long as the rule is still in force."""
        rule = self.policy.rules.get(finding.rule_id)
        known = rule is not None and rule.cited.zh == finding.source
        return rule.cited.in_language(self.language) if rule and known else finding.source

    @property
    def expert(self) -> bool:
        """Whether the visitor is an expert, or wants to become one, and no member of staff."""
        visitor = self.visitor
        return visitor is not None and visitor.has(Role.EXPERT) and not visitor.is_staff


_frame: ContextVar[Frame] = ContextVar("frame")


def current_page() -> Frame:
    """The frame of the page that is being made; templates call it `page()`."""
    return _frame.get()


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Jinja2 with escaping always on, strict about missing names, and our words."""
    made = Environment(
        loader=PackageLoader("web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined] # added by the extension
        gettext=lambda text: current_translator().gettext(text),
        ngettext=lambda one, many, n: current_translator().ngettext(one, many, n),
        pgettext=lambda context, text: current_translator().pgettext(context, text),
        npgettext=lambda c, one, many, n: current_translator().npgettext(c, one, many, n),
        newstyle=True,
    )
    made.globals |= {"page": current_page, "static": static_path, "role_names": ROLE_NAMES}
    made.filters |= {
        "date": lambda day: current_translator().date(day),
        "day": lambda text: current_translator().date(date.fromisoformat(text)),
        "moment": lambda moment: current_translator().moment(moment),
        "instant": lambda text: current_translator().moment(datetime.fromisoformat(text)),
        "number": lambda number: current_translator().number(number),
        "unbroken": lambda text: Markup('<span class="unbroken">{}</span>').format(text),
        "finding": lambda finding: current_translator().finding(finding),
        "sentence": lambda code, **params: current_translator().sentence(code, params),
    }
    return made


@lru_cache(maxsize=1)
def plain_environment() -> Environment:
    """The same for plain text, such as mails: nothing is escaped there."""
    return environment().overlay(autoescape=False)


@lru_cache(maxsize=64)
def static_path(name: str) -> str:
    """The address of a static file with its digest, so that browsers may keep it for good."""
    content = resources.files("web").joinpath("static", *name.split("/")).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def render(
    connection: Connection, template: str, *, status_code: int = 200, **context: object
) -> Response[str]:
    """A page in the visitor's language; the frame (masthead, menu, notice) comes by itself."""
    token = _frame.set(_make_frame(connection))
    try:
        html = environment().get_template(template).render(**context)
    finally:
        _frame.reset(token)
    return Response(html, media_type=MediaType.HTML, status_code=status_code)


def _make_frame(connection: Connection) -> Frame:
    visit = visit_of(connection)
    return Frame(
        language=visit.language,
        visitor=visit.visitor,
        path=connection.url.path,
        demo=services_of(connection).settings.demo,
        notice=_take_notice(connection),
        token=form_token(connection),
        languages=_languages(connection),
        menu=menu_for(connection),
        start=start_path(connection) if visit.visitor else "",
        policy=services_of(connection).policy,
        contact=_contact(services_of(connection).settings, visit.language),
    )


def _contact(settings: Settings, language: str) -> tuple[tuple[str, str], ...]:
    """How to reach the organiser, as far as it is set: words to be translated, and what is so."""
    address = settings.contact_address
    if language.startswith("en"):
        address = settings.contact_address_en or address
    lines = (
        (N_("Address"), address),
        (N_("Telephone"), settings.contact_phone),
        (N_("E-mail"), settings.contact_email),
    )
    return tuple((words, value) for words, value in lines if value)


def _languages(connection: Connection) -> tuple[LanguageLink, ...]:
    kept = [(k, v) for k, v in connection.query_params.multi_items() if k != "lang"]
    current = visit_of(connection).language
    return tuple(
        LanguageLink(
            name=name,
            lang=HTML_LANGUAGES[code],
            path=f"?{urlencode([*kept, ('lang', code)])}",
            current=code == current,
        )
        for code, name in LANGUAGES.items()
    )


def redirect(connection: Connection, path: str, notice: str = "", **params: object) -> Redirect:
    """On to another page of ours, where `notice` (a marked source string) shows once."""
    if notice:
        settings = services_of(connection).settings
        text = base64.urlsafe_b64encode(json.dumps([notice, params]).encode()).decode()
        value = f"{text}.{_signature(connection, text)}"
        visit_of(connection).cookies.append(
            write_cookie(
                NOTICE_COOKIE, value, secure=settings.secure_cookies, max_age=_NOTICE_SECONDS
            )
        )
    return Redirect(path, status_code=303)


def _take_notice(connection: Connection) -> str:
    text, _, signature = read_cookie(connection, NOTICE_COOKIE).partition(".")
    if not text:
        return ""
    secure = services_of(connection).settings.secure_cookies
    visit_of(connection).cookies.append(write_cookie(NOTICE_COOKIE, "", secure=secure, max_age=0))
    if not hmac.compare_digest(signature.encode(), _signature(connection, text).encode()):
        return ""
    message, params = json.loads(base64.urlsafe_b64decode(text))
    words = Translator(visit_of(connection).language).gettext(message)
    return words % params if params else words


def _signature(connection: Connection, text: str) -> str:
    key = hmac.digest(services_of(connection).settings.secret_key(), b"notice", "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()[:32]
