"""The one error family of the selection: a code and parameters, never a sentence."""

from expert_pool.errors import ExpertPoolError


class SelectionError(ExpertPoolError):
    """A draw could not be prepared, run or checked; infeasible is a result, not an error."""
