"""The commands of `python -m selection`: panels from files, with no database and no web.

Its one job is to read files, call the core, and say what came of it. Nothing is decided
here that the service would decide otherwise: odds, table, deal and receipt are the core's.
"""
