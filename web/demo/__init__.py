"""Fills an empty database with a fictional pool, so that everything can be tried at once."""
