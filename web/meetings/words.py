"""Words for what happens on the review day: states, steps, stances, ways.

No I/O and no rule: what may follow what is for `selection.meetings` to say.
"""

from collections.abc import Mapping
from typing import Final

from selection.meetings import MeetingStep, Stance
from selection.meetings.chairing import ChairWay
from selection.offline_pack import EventKind
from selection.states.meetings import MeetingState
from selection.states.vacancies import VacancyReason
from selection.storage.pack_store import EventState, PackState
from web.translation import N_

STATES: Final[Mapping[str, tuple[str, str]]] = {
    MeetingState.GATHERING: (N_("Members gather"), "waiting"),
    MeetingState.IN_SESSION: (N_("In session"), "info"),
    MeetingState.CLOSED: (N_("Meeting over"), "good"),
    MeetingState.POSTPONED: (N_("Postponed"), "bad"),
}
STEPS: Final[Mapping[str, str]] = {
    MeetingStep.SIGN_IN: N_("Next, the members still missing sign in at the door."),
    MeetingStep.PLEDGE: N_("Next, those who have signed in pledge in their account."),
    MeetingStep.COMPLETE: N_("Next, wait for replacements, or postpone the meeting."),
    MeetingStep.CHAIR: N_("Next, the panel gets its chair."),
    MeetingStep.BEGIN: N_("Next, you begin the meeting."),
    MeetingStep.MINUTES: N_("Next, you write the minutes."),
    MeetingStep.OPINIONS: N_("Next, each member speaks to the minutes."),
    MeetingStep.CLOSE: N_("Next, you close the meeting."),
    MeetingStep.SHEET: N_("Next, you upload the sheet that everybody signed."),
}
STANCES: Final[Mapping[str, tuple[str, str]]] = {
    Stance.AGREES: (N_("Agrees"), "good"),
    Stance.DISSENTS: (N_("Dissents"), "bad"),
    Stance.SILENT: (N_("Did not sign, gave no reason"), "neutral"),
}
WAYS: Final[Mapping[str, str]] = {
    ChairWay.ELECTED: N_("elected by the members"),
    ChairWay.NAMED: N_("named by the organiser"),
}
LEFT: Final[Mapping[str, str]] = {
    VacancyReason.RECUSED: N_("Recused on the day"),
    VacancyReason.ABSENT: N_("Absent"),
}
OTHERWISE: Final = N_("Left the panel")
PACK_STATES: Final[Mapping[str, tuple[str, str]]] = {
    PackState.OUT: (N_("In the room"), "waiting"),
    PackState.RETURNED: (N_("Imported"), "good"),
    PackState.WITHDRAWN: (N_("Given up"), "neutral"),
}
EVENT_STATES: Final[Mapping[str, tuple[str, str]]] = {
    EventState.CARRIED_OUT: (N_("Carried out"), "good"),
    EventState.WAITING: (N_("Waits for your decision"), "bad"),
    EventState.SET_ASIDE: (N_("Not carried out"), "neutral"),
}
EVENTS: Final[Mapping[str, str]] = {
    EventKind.OPEN: N_("Doors opened"),
    EventKind.SIGN_IN: N_("Member signed in"),
    EventKind.PLEDGE: N_("Pledged"),
    EventKind.VOTE: N_("Voted for a chair"),
    EventKind.RECUSE: N_("Recused on the day"),
    EventKind.ABSENT: N_("Absent"),
    EventKind.CHAIR: N_("Chair set"),
    EventKind.BEGIN: N_("Meeting begun"),
    EventKind.MINUTES: N_("Minutes written"),
    EventKind.OPINION: N_("Opinion of the minutes"),
    EventKind.SILENT: N_("Did not sign, gave no reason"),
    EventKind.CLOSE: N_("Meeting closed"),
    EventKind.POSTPONE: N_("Meeting postponed"),
}
