"""Projects and panel requests up to the approved, frozen criteria.

Shell: reads, calls the core, and writes rows and log entries in one transaction. Whoever
asks for a panel never approves it; after the approval nobody changes what was asked for.
"""

from selection.requesting.asking import AskedLines, ask_count
from selection.requesting.assembling import assemble_request, fill_attributes
from selection.requesting.counting import LiveCount, LiveCounts
from selection.requesting.deciding import approve_request, cancel_request, return_request
from selection.requesting.desk import RequestDesk
from selection.requesting.drafting import Draft, create_request, read_criteria, save_draft
from selection.requesting.projects import (
    change_project,
    create_project,
    import_projects,
    load_project,
    project_mark,
)
from selection.requesting.reading import Seen, see_request
from selection.requesting.reviewing import Review, review_request
from selection.requesting.submitting import submit_request

__all__ = [
    "AskedLines",
    "Draft",
    "LiveCount",
    "LiveCounts",
    "RequestDesk",
    "Review",
    "Seen",
    "approve_request",
    "ask_count",
    "assemble_request",
    "cancel_request",
    "change_project",
    "create_project",
    "create_request",
    "fill_attributes",
    "import_projects",
    "load_project",
    "project_mark",
    "read_criteria",
    "return_request",
    "review_request",
    "save_draft",
    "see_request",
    "submit_request",
]
