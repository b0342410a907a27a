"""Every route on integrity files, gathered for the application."""

from web.credit import cases, counts, files, own

ROUTES = (*own.ROUTES, *counts.ROUTES, *cases.ROUTES, *files.ROUTES)
