"""A simulated year: fictional experts and officers, through the same acts as in the service.

It works on a database of its own and moves the clock itself. It must not know a rule:
what may happen is decided by the acts, and what happened is judged by `audit`.
"""
