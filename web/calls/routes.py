"""Every route of this room."""

from web.calls import desk, fields, public

ROUTES = (*fields.ROUTES, *desk.ROUTES, *public.ROUTES)
