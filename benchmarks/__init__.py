"""Measured claims: each script prints its table and the command that made it."""
