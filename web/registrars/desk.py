"""What the registrars' pages share: the desk, the actor, the file store, addresses of lists."""

from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import urlencode

from litestar import Response
from litestar.response import Redirect
from pydantic import Field

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.applications.verification import NamedCode
from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from web.forms import FormModel
from web.services import PageRequest, services_of
from web.translation import current_translator
from web.uploads import EncryptedDirectory, FileStore
from web.visits import visit_of

Page = Response[str]
Answer = Page | Redirect
UNPROCESSABLE: Final = 422
PAGE_SIZE: Final = 50
LAST_PAGE: Final = 10_000
LONGEST: Final = 60


class VersionForm(FormModel):
    """A form without fields: the version of what was seen."""

    version: int = Field(ge=0, lt=2**31)


def desk_of(request: PageRequest) -> AdmissionDesk:
    """What acts on applications and experts work with."""
    services = services_of(request)
    return AdmissionDesk(
        services.database, services.cipher, services.policy, services.lists, services.calendar
    )


def actor_of(request: PageRequest) -> Actor:
    """The visitor as a registrar, for the log."""
    return visit_of(request).acting_as(Role.REGISTRAR)


def files_of(request: PageRequest) -> FileStore:
    """Where uploaded bytes are kept, encrypted."""
    services = services_of(request)
    return EncryptedDirectory(services.settings.uploads, services.cipher)


def options_of(codes: Mapping[str, NamedCode]) -> tuple[tuple[str, str], ...]:
    """Coded reasons to choose from, by their names in the reader's language."""
    return tuple((code, named(one)) for code, one in codes.items())


def named(one: NamedCode) -> str:
    """A code's name in the reader's language."""
    return one.name_en if current_translator().language == "en" else one.name_zh


def asked(request: PageRequest, *names: str) -> dict[str, str]:
    """What an address asks of a list, by name; what it does not say is empty."""
    return {name: request.query_params.get(name, "").strip()[:LONGEST] for name in names}


def page_number(request: PageRequest) -> int:
    """The number of a page of a list, whatever was asked for."""
    text = request.query_params.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST else 1
    return min(max(number, 1), LAST_PAGE)


def sort_of(request: PageRequest, orders: Collection[str], default: str) -> str:
    """How a list is sorted: a known order, with a minus for downwards."""
    text = request.query_params.get("sort", "")
    return text if text.removeprefix("-") in orders else default


def last_page(total: int) -> int:
    """How many pages a list has; at least one."""
    return max(1, -(-total // PAGE_SIZE))


def query_of(**values: str) -> str:
    """The address of a list without sorting and page, ready for one more value."""
    kept = urlencode({name: value for name, value in values.items() if value})
    return f"?{kept}&" if kept else "?"
