"""The words of registrars' pages: states, decisions, headings. No markup, no rules."""

from collections.abc import Mapping
from typing import Final

from expert_pool.applications import Outcome, Section, State
from expert_pool.experts import Standing
from expert_pool.storage.import_store import ImportState
from web.translation import N_

STATES: Final[Mapping[str, tuple[str, str]]] = {
    State.DRAFT: (N_("Being entered"), "neutral"),
    State.SUBMITTED: (N_("Waiting for the first check"), "waiting"),
    State.FIRST_CHECK: (N_("In the first check"), "info"),
    State.SECOND_CHECK: (N_("Waiting for the second check"), "waiting"),
    State.RETURNED: (N_("Returned"), "neutral"),
    State.ADMITTED: (N_("Admitted"), "good"),
    State.DECLINED: (N_("Declined"), "bad"),
    State.WITHDRAWN: (N_("Withdrawn"), "neutral"),
}

SOURCES: Final[Mapping[str, str]] = {
    "online": N_("Online"),
    "paper": N_("On paper"),
    "import": N_("From an import"),
    "change": N_("Change of a member's record"),
}

SECTIONS: Final[Mapping[str, str]] = {
    Section.IDENTITY: N_("Personal details"),
    Section.EMPLOYMENTS: N_("Employment history"),
    Section.CREDENTIALS: N_("Titles, qualifications and honours"),
    Section.FIELDS: N_("Fields of work"),
    Section.RELATIONS: N_("Relations and units to avoid"),
    Section.PLEDGES: N_("Pledge and consent"),
}

OUTCOMES: Final[Mapping[str, str]] = {
    Outcome.CONFIRMED: "good",
    Outcome.NOT_CONFIRMED: "bad",
    Outcome.UNCLEAR: "waiting",
    Outcome.NO_RECORD: "good",
    Outcome.RECORD_FOUND: "bad",
    Outcome.RECORD_UNKNOWN: "waiting",
}

DECISIONS: Final[Mapping[str, str]] = {
    "recommend_admit": N_("First check: to be admitted"),
    "recommend_decline": N_("First check: to be declined"),
    "admit": N_("Admitted"),
    "decline": N_("Declined"),
    "return": N_("Returned"),
}

CREDENTIALS: Final[Mapping[str, str]] = {
    "integrity": N_("Credit check"),
    "retirement": N_("Own statutory retirement age"),
}

STANDINGS: Final[Mapping[str, tuple[str, str]]] = {
    Standing.IMPORTED: (N_("Imported, not confirmed"), "waiting"),
    Standing.ACTIVE: (N_("Active"), "good"),
    Standing.SUSPENDED: (N_("Suspended"), "bad"),
    Standing.DORMANT: (N_("Dormant"), "waiting"),
    Standing.EXITED: (N_("Left the pool"), "neutral"),
}

IMPORTS: Final[Mapping[str, tuple[str, str]]] = {
    ImportState.CHECKING: (N_("Being checked"), "info"),
    ImportState.UNREADABLE: (N_("Cannot be read"), "bad"),
    ImportState.CHECKED: (N_("Checked, not imported"), "waiting"),
    ImportState.STORING: (N_("Being imported"), "info"),
    ImportState.FAILED: (N_("Failed, nothing imported"), "bad"),
    ImportState.STORED: (N_("Imported"), "good"),
}

PHASES: Final[Mapping[str, str]] = {
    "waiting": N_("Waiting to begin"),
    "reading": N_("Reading the file"),
    "checking": N_("Checking the rows"),
    "storing": N_("Importing"),
}
