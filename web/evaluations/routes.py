"""Every route of evaluations, gathered for the application."""

from web.evaluations import auditor, officer, own

ROUTES = (*officer.ROUTES, *own.ROUTES, *auditor.ROUTES)
