"""An application for the pool: what must be filled in, who may move it, what was verified.

Pure: it stores nothing, reads no file and has no clock.
"""

from expert_pool.applications.as_expert import Record, to_expert
from expert_pool.applications.moves import advance, find_obstacles, permitted_acts
from expert_pool.applications.section_checks import check_application, check_section
from expert_pool.applications.sections import (
    SECTION_RULES,
    FieldError,
    Section,
    SectionData,
    Sections,
)
from expert_pool.applications.states import (
    CLOSED,
    TRANSITIONS,
    Act,
    Application,
    Override,
    Recommendation,
    ReturnedField,
    State,
    Step,
    Transition,
)
from expert_pool.applications.verification import (
    DECLINE_REASONS,
    METHODS,
    OUTCOMES,
    OVERRIDE_REASONS,
    RETURN_REASONS,
    Method,
    Outcome,
    Verification,
    credentials_to_check,
    find_unchecked,
)

__all__ = [
    "CLOSED",
    "DECLINE_REASONS",
    "METHODS",
    "OUTCOMES",
    "OVERRIDE_REASONS",
    "RETURN_REASONS",
    "SECTION_RULES",
    "TRANSITIONS",
    "Act",
    "Application",
    "FieldError",
    "Method",
    "Outcome",
    "Override",
    "Recommendation",
    "Record",
    "ReturnedField",
    "Section",
    "SectionData",
    "Sections",
    "State",
    "Step",
    "Transition",
    "Verification",
    "advance",
    "check_application",
    "check_section",
    "credentials_to_check",
    "find_obstacles",
    "find_unchecked",
    "permitted_acts",
    "to_expert",
]
