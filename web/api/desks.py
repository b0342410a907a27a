"""What acts on projects and requests work with, for one request of a program."""

import secrets

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from expert_pool.storage.database import Database
from selection.requesting import RequestDesk
from web.services import PageRequest, Services
from web.visits import visit_of

_IN_ORDER = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)


def desk_with(services: Services, database: Database) -> RequestDesk:
    """The desk of projects and requests, on the database or within one open transaction."""
    return RequestDesk(
        database,
        services.policy,
        services.lists,
        services.now,
        services.today,
        secrets.token_bytes,
        services.calendar,
    )


def acting(request: PageRequest) -> Actor:
    """Who acts, in the one role of theirs that projects, requests and draws know."""
    visit = visit_of(request)
    held = visit.visitor.roles if visit.visitor else frozenset()
    role = next((role for role in _IN_ORDER if role.value in held), Role.OFFICER)
    return visit.acting_as(role.value)
