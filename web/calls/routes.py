"""Every route of this room."""

from web.calls import fields

ROUTES = (*fields.ROUTES,)
