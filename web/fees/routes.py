"""Every route on fees, gathered for the application."""

from web.fees import files, lists, own, request

ROUTES = (*request.ROUTES, *files.ROUTES, *lists.ROUTES, *own.ROUTES)
