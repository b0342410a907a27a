"""Every route of evaluations, gathered for the application."""

from web.evaluations import officer, own

ROUTES = (*officer.ROUTES, *own.ROUTES)
