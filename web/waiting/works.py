"""What may wait for a member of staff, and the words for it: for one thing, and for many."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from web.translation import N_


class Work(StrEnum):
    """What may wait for somebody."""

    DRAFT = "draft"
    SENT_BACK = "sent_back"
    BEGIN = "begin"
    COMMIT = "commit"
    REVEAL = "reveal"
    TYPE = "type"
    WITNESS = "witness"
    CHOOSE = "choose"
    ARRANGE = "arrange"
    FILL = "fill"
    REFUSED = "refused"
    TODAY = "today"
    CLOSE = "close"
    SHEET = "sheet"
    EVALUATE = "evaluate"
    DRAW_UP = "draw_up"
    APPROVE = "approve"
    CONFIRM_CHOICE = "confirm_choice"
    DECIDE_SEAT = "decide_seat"
    DECIDE_EXCEPTION = "decide_exception"
    DECIDE_ANNULMENT = "decide_annulment"
    APPROVE_FEES = "approve_fees"
    RELEASE = "release"
    CONFIRM_CASE = "confirm_case"
    FIRST_CHECK = "first_check"
    IN_HAND = "in_hand"
    SECOND_CHECK = "second_check"
    CHANGE = "change"
    PAPER = "paper"
    DECIDE_CASE = "decide_case"
    COMMIT_AS_AUDITOR = "commit_as_auditor"
    TYPE_AS_AUDITOR = "type_as_auditor"
    WITNESS_AS_AUDITOR = "witness_as_auditor"
    CONCLUDE = "conclude"
    PAY = "pay"
    ARCHIVE = "archive"
    CONFIRM_ACT = "confirm_act"


class When(StrEnum):
    """What the time beside a thing means."""

    SINCE = "since"
    UNTIL = "until"
    FROM = "from"
    ON = "on"


_COMMIT: Final = (
    N_("%(num)s draw that waits for the hash of your secret number"),
    N_("%(num)s draws that wait for the hash of your secret number"),
)
_TYPE: Final = (
    N_("%(num)s draw for which you type what the dice or the lottery showed"),
    N_("%(num)s draws for which you type what the dice or the lottery showed"),
)
_WITNESS: Final = (
    N_("%(num)s draw that lacks a witness in the room"),
    N_("%(num)s draws that lack a witness in the room"),
)
WORDS: Final[Mapping[Work, tuple[str, str]]] = {
    Work.DRAFT: (
        N_("%(num)s draft of a request to finish and hand in"),
        N_("%(num)s drafts of requests to finish and hand in"),
    ),
    Work.SENT_BACK: (
        N_("%(num)s request that was sent back"),
        N_("%(num)s requests that were sent back"),
    ),
    Work.BEGIN: (
        N_("%(num)s draw to begin"),
        N_("%(num)s draws to begin"),
    ),
    Work.COMMIT: _COMMIT,
    Work.REVEAL: (
        N_("%(num)s draw in which you reveal your secret number"),
        N_("%(num)s draws in which you reveal your secret number"),
    ),
    Work.TYPE: _TYPE,
    Work.WITNESS: _WITNESS,
    Work.CHOOSE: (
        N_("%(num)s panel whose candidates are offered to you"),
        N_("%(num)s panels whose candidates are offered to you"),
    ),
    Work.ARRANGE: (
        N_("%(num)s panel whose meeting is to be arranged"),
        N_("%(num)s panels whose meeting is to be arranged"),
    ),
    Work.FILL: (
        N_("%(num)s panel with a vacant seat that needs a supplementary draw"),
        N_("%(num)s panels with vacant seats that need a supplementary draw"),
    ),
    Work.REFUSED: (
        N_("%(num)s exception that was refused"),
        N_("%(num)s exceptions that were refused"),
    ),
    Work.TODAY: (
        N_("%(num)s review today"),
        N_("%(num)s reviews today"),
    ),
    Work.CLOSE: (
        N_("%(num)s meeting of a former day to close, with its minutes"),
        N_("%(num)s meetings of former days to close, with their minutes"),
    ),
    Work.SHEET: (
        N_("%(num)s meeting whose signed sheet is missing"),
        N_("%(num)s meetings whose signed sheet is missing"),
    ),
    Work.EVALUATE: (
        N_("%(num)s review with members to evaluate"),
        N_("%(num)s reviews with members to evaluate"),
    ),
    Work.DRAW_UP: (
        N_("%(num)s payment list to finish and hand in"),
        N_("%(num)s payment lists to finish and hand in"),
    ),
    Work.APPROVE: (
        N_("%(num)s request to approve"),
        N_("%(num)s requests to approve"),
    ),
    Work.CONFIRM_CHOICE: (
        N_("%(num)s choice among candidates to decide on"),
        N_("%(num)s choices among candidates to decide on"),
    ),
    Work.DECIDE_SEAT: (
        N_("%(num)s reported vacancy to decide on"),
        N_("%(num)s reported vacancies to decide on"),
    ),
    Work.DECIDE_EXCEPTION: (
        N_("%(num)s exception to decide on"),
        N_("%(num)s exceptions to decide on"),
    ),
    Work.DECIDE_ANNULMENT: (
        N_("%(num)s annulment to decide on"),
        N_("%(num)s annulments to decide on"),
    ),
    Work.APPROVE_FEES: (
        N_("%(num)s payment list to approve"),
        N_("%(num)s payment lists to approve"),
    ),
    Work.RELEASE: (
        N_("%(num)s call for experts to release"),
        N_("%(num)s calls for experts to release"),
    ),
    Work.CONFIRM_CASE: (
        N_("%(num)s case of an integrity file to confirm"),
        N_("%(num)s cases of integrity files to confirm"),
    ),
    Work.FIRST_CHECK: (
        N_("%(num)s application that waits for the first check"),
        N_("%(num)s applications that wait for the first check"),
    ),
    Work.IN_HAND: (
        N_("%(num)s application that you took and have not finished"),
        N_("%(num)s applications that you took and have not finished"),
    ),
    Work.SECOND_CHECK: (
        N_("%(num)s application that waits for the second check"),
        N_("%(num)s applications that wait for the second check"),
    ),
    Work.CHANGE: (
        N_("%(num)s change of a record to verify anew"),
        N_("%(num)s changes of records to verify anew"),
    ),
    Work.PAPER: (
        N_("%(num)s paper application to finish"),
        N_("%(num)s paper applications to finish"),
    ),
    Work.DECIDE_CASE: (
        N_("%(num)s case of an integrity file that waits for a registrar"),
        N_("%(num)s cases of integrity files that wait for a registrar"),
    ),
    Work.COMMIT_AS_AUDITOR: _COMMIT,
    Work.TYPE_AS_AUDITOR: _TYPE,
    Work.WITNESS_AS_AUDITOR: _WITNESS,
    Work.CONCLUDE: (
        N_("%(num)s annulment to conclude"),
        N_("%(num)s annulments to conclude"),
    ),
    Work.PAY: (
        N_("%(num)s approved payment list to pay"),
        N_("%(num)s approved payment lists to pay"),
    ),
    Work.ARCHIVE: (
        N_("%(num)s paid list to archive"),
        N_("%(num)s paid lists to archive"),
    ),
    Work.CONFIRM_ACT: (
        N_("%(num)s act that another administrator asked for"),
        N_("%(num)s acts that other administrators asked for"),
    ),
}
