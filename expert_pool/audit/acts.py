"""Every act that the log can hold, in one place: a new act is one new line here.

The value is `group.verb`, as it stands in the entry for ever: never rename one. The
sentence for the auditor's page stands under `act.<value>` in `web/locale/sentences`.
"""

from enum import StrEnum


class ActGroup(StrEnum):
    """What kind of thing an act is about; the auditor's page filters by it."""

    ACCOUNT = "account"
    SESSION = "session"
    APPLICATION = "application"
    CREDENTIAL = "credential"
    EXPERT = "expert"
    UNIT = "unit"
    IMPORT = "import"
    PROJECT = "project"
    REQUEST = "request"
    DRAW = "draw"
    INVITATION = "invitation"
    MEETING = "meeting"
    MESSAGE = "message"
    PAYMENT = "payment"
    CREDIT = "credit"
    PII = "pii"
    LOG = "log"
    DEMO = "demo"


class Act(StrEnum):
    """What somebody did; looking at personal data is an act too."""

    ACCOUNT_REGISTER = "account.register"
    ACCOUNT_CREATE = "account.create"
    ACCOUNT_VERIFY_EMAIL = "account.verify_email"
    ACCOUNT_CHANGE_PASSWORD = "account.change_password"  # noqa: S105  # the name of an act
    ACCOUNT_ASK_RESET = "account.ask_reset"
    ACCOUNT_RESET_PASSWORD = "account.reset_password"  # noqa: S105  # the name of an act
    ACCOUNT_ENROL_SECOND_FACTOR = "account.enrol_second_factor"
    ACCOUNT_REMOVE_SECOND_FACTOR = "account.remove_second_factor"
    ACCOUNT_RENEW_RECOVERY_CODES = "account.renew_recovery_codes"
    ACCOUNT_ASK_FACTOR_RESET = "account.ask_factor_reset"
    ACCOUNT_RESET_SECOND_FACTOR = "account.reset_second_factor"
    ACCOUNT_ASK_ROLE = "account.ask_role"
    ACCOUNT_WITHDRAW_ASKED = "account.withdraw_asked"
    ACCOUNT_GRANT_ROLE = "account.grant_role"
    ACCOUNT_REVOKE_ROLE = "account.revoke_role"
    ACCOUNT_DEACTIVATE = "account.deactivate"
    ACCOUNT_REACTIVATE = "account.reactivate"
    ACCOUNT_CREATE_TOKEN = "account.create_token"  # noqa: S105  # the name of an act
    ACCOUNT_REVOKE_TOKEN = "account.revoke_token"  # noqa: S105  # the name of an act

    SESSION_LOGIN = "session.login"
    SESSION_LOGIN_REFUSED = "session.login_refused"
    SESSION_LOGOUT = "session.logout"

    APPLICATION_START = "application.start"
    APPLICATION_ENTER_FOR = "application.enter_for"
    APPLICATION_CHANGE = "application.change"
    APPLICATION_CONFIRM = "application.confirm"
    APPLICATION_SUBMIT = "application.submit"
    APPLICATION_WITHDRAW = "application.withdraw"
    APPLICATION_TAKE = "application.take"
    APPLICATION_RELEASE = "application.release"
    APPLICATION_VERIFY_FIRST = "application.verify_first"
    APPLICATION_ADMIT = "application.admit"
    APPLICATION_RETURN = "application.return"
    APPLICATION_DECLINE = "application.decline"

    CREDENTIAL_ADD = "credential.add"
    CREDENTIAL_REMOVE = "credential.remove"
    CREDENTIAL_READ = "credential.read"
    CREDENTIAL_VERIFY = "credential.verify"

    EXPERT_CHANGE = "expert.change"
    EXPERT_CONFIRM = "expert.confirm"
    EXPERT_LEAVE = "expert.leave"
    EXPERT_WEEKDAYS = "expert.weekdays"
    EXPERT_FEED = "expert.feed"
    EXPERT_SUSPEND = "expert.suspend"
    EXPERT_RESUME = "expert.resume"
    EXPERT_REMIND = "expert.remind"
    EXPERT_REMOVE = "expert.remove"

    UNIT_CONFIRM_ALIAS = "unit.confirm_alias"
    UNIT_SET_PARENT = "unit.set_parent"

    IMPORT_DRY_RUN = "import.dry_run"
    IMPORT_APPLY = "import.apply"
    IMPORT_ADD = "import.add"
    IMPORT_INVITE = "import.invite"

    PROJECT_CREATE = "project.create"
    PROJECT_CHANGE = "project.change"
    PROJECT_IMPORT = "project.import"

    REQUEST_CREATE = "request.create"
    REQUEST_CHANGE = "request.change"
    REQUEST_RELAX = "request.relax"
    REQUEST_COUNT = "request.count"
    REQUEST_SUBMIT = "request.submit"
    REQUEST_APPROVE = "request.approve"
    REQUEST_RETURN = "request.return"
    REQUEST_CANCEL = "request.cancel"
    REQUEST_SUPPLEMENT = "request.supplement"

    DRAW_FORESEE = "draw.foresee"
    DRAW_INFEASIBLE = "draw.infeasible"
    DRAW_PARTY_COMMIT = "draw.party_commit"
    DRAW_COMMIT = "draw.commit"
    DRAW_REVEAL = "draw.reveal"
    DRAW_LOCK = "draw.lock"
    DRAW_BEACON = "draw.beacon"
    DRAW_BEACON_LATE = "draw.beacon_late"
    DRAW_FALL_BACK = "draw.pass_over"
    DRAW_TYPE_THROWS = "draw.type_throws"
    DRAW_TYPE_NUMBERS = "draw.type_numbers"
    DRAW_NAME_WITNESS = "draw.name_witness"
    DRAW_CONFIRM_WITNESS = "draw.confirm_witness"
    DRAW_VOID = "draw.void"
    DRAW_RESULT = "draw.result"
    DRAW_REPORT_VACANCY = "draw.report_vacancy"
    DRAW_REJECT_VACANCY = "draw.reject_vacancy"
    DRAW_RECUSE = "draw.recuse"
    DRAW_REPLACE = "draw.replace"
    DRAW_EXHAUST = "draw.exhaust"
    DRAW_SUPPLEMENT = "draw.supplement"
    DRAW_ASK_ANNUL = "draw.ask_annul"
    DRAW_AGREE_ANNUL = "draw.agree_annul"
    DRAW_REFUSE_ANNUL = "draw.refuse_annul"
    DRAW_ANNUL = "draw.annul"
    DRAW_READ_PANEL = "draw.read_panel"
    DRAW_PRINT = "draw.print"
    DRAW_READ_RECEIPT = "draw.read_receipt"
    DRAW_READ_EXCLUDED = "draw.read_excluded"

    INVITATION_ARRANGE = "invitation.arrange"
    INVITATION_OPEN = "invitation.open"
    INVITATION_SEND = "invitation.send"
    INVITATION_PLEDGE = "invitation.pledge"
    INVITATION_ACCEPT = "invitation.accept"
    INVITATION_DECLINE = "invitation.decline"
    INVITATION_RECUSE = "invitation.recuse"
    INVITATION_MISMATCH = "invitation.mismatch"
    INVITATION_EXPIRE = "invitation.expire"
    INVITATION_LOSE = "invitation.lose"
    INVITATION_WITHDRAW = "invitation.withdraw"
    INVITATION_CLOSE = "invitation.close"

    MEETING_OPEN = "meeting.open"
    MEETING_SIGN_IN = "meeting.sign_in"
    MEETING_PLEDGE = "meeting.pledge"
    MEETING_VOTE = "meeting.vote"
    MEETING_RECUSE = "meeting.recuse"
    MEETING_ABSENT = "meeting.absent"
    MEETING_CHAIR = "meeting.chair"
    MEETING_BEGIN = "meeting.begin"
    MEETING_MINUTES = "meeting.minutes"
    MEETING_OPINION = "meeting.opinion"
    MEETING_CLOSE = "meeting.close"
    MEETING_POSTPONE = "meeting.postpone"
    MEETING_SHEET = "meeting.sheet"
    MEETING_READ = "meeting.read"

    MESSAGE_QUEUE = "message.queue"
    MESSAGE_ATTEMPT = "message.attempt"

    PAYMENT_SAVE = "payment.save"
    PAYMENT_SUBMIT = "payment.submit"
    PAYMENT_APPROVE = "payment.approve"
    PAYMENT_RETURN = "payment.return"
    PAYMENT_READ = "payment.read"
    PAYMENT_DOWNLOAD = "payment.download"
    PAYMENT_PAY = "payment.pay"
    PAYMENT_ARCHIVE = "payment.archive"
    PAYMENT_EXPORT_TOTALS = "payment.export_totals"

    CREDIT_RECORD = "credit.record"
    CREDIT_TELL = "credit.tell"
    CREDIT_REMIND = "credit.remind"
    CREDIT_ANSWER = "credit.answer"
    CREDIT_LAPSE = "credit.lapse"
    CREDIT_DECIDE = "credit.decide"
    CREDIT_CONFIRM = "credit.confirm"
    CREDIT_REFUSE = "credit.refuse"
    CREDIT_WITHDRAW = "credit.withdraw"
    CREDIT_ASK_LIFT = "credit.ask_lift"
    CREDIT_LIFT = "credit.lift"
    CREDIT_KEEP = "credit.keep"
    CREDIT_END = "credit.end"
    CREDIT_READ = "credit.read"

    PII_READ = "pii.read"
    PII_EXPORT = "pii.export"
    PII_ERASE = "pii.erase"

    LOG_READ_DETAIL = "log.read_detail"
    LOG_EXPORT = "log.export"
    LOG_VERIFY = "log.verify"
    LOG_REKEY = "log.rekey"
    LOG_REOPEN = "log.reopen"
    LOG_RESTORE = "log.restore"
    LOG_EXPORT_COUNTS = "log.export_counts"
    LOG_MARK_ALARM = "log.mark_alarm"

    DEMO_FILL = "demo.fill"

    @property
    def group(self) -> ActGroup:
        """The group that the act's value begins with."""
        return ActGroup(self.value.partition(".")[0])


def acts_of(group: ActGroup) -> frozenset[Act]:
    """All acts of one group, for a filter."""
    return frozenset(act for act in Act if act.group is group)
