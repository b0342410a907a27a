"""Who may use which route: one table, and everything that is not in it is closed.

Each row names a route, the roles that may use it, and what the shell checks beyond the
role. `PUBLIC` means everybody, `SIGNED_IN` everybody with an account. The service does
not start while a route has no row, and a test walks every route with every role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from expert_pool.roles import Role
from web.visits import Visitor

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed-in"
_EXPERT: Final = frozenset({Role.EXPERT.value})
_PARTIES: Final = frozenset({Role.OFFICER.value, Role.AUDITOR.value})
_WATCHERS: Final = _PARTIES | {Role.APPROVER.value}
_REGISTRAR: Final = frozenset({Role.REGISTRAR.value})
_ADMIN: Final = frozenset({Role.USER_ADMIN.value})
_READ_BY_AUDITORS: Final = ("home", "timeline", "activity", "counts", "alarms", "verify")
_NOTED: Final = ("export", "package", "counts.post", "alarms.mark", "verify.post")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a route, who may use it, and the rules about single objects."""

    route: str
    roles: frozenset[str]
    notes: str = ""

    def admits(self, visitor: Visitor | None) -> bool:
        """Whether this visitor may use the route."""
        if PUBLIC in self.roles:
            return True
        if visitor is None:
            return False
        return SIGNED_IN in self.roles or bool(self.roles & visitor.roles)


def row(route: str, *roles: str, notes: str = "") -> Row:
    """A line of the table, from the route's name and the roles that may use it."""
    return Row(route, frozenset(str(role) for role in roles), notes)


_TABLE: Final = (
    # Everybody
    row("static", PUBLIC),
    row("static/head", PUBLIC),
    row("public.health", PUBLIC),
    row("public.home", PUBLIC),
    row("public.policy", PUBLIC),
    row("public.patterns", PUBLIC),
    row("public.log", PUBLIC),
    row("public.checkpoint", PUBLIC),
    row("public.verify", PUBLIC, notes="The receipt stays in the browser."),
    row("public.verify.script", PUBLIC),
    row("public.verify.copy", PUBLIC),
    row("demo.mailbox", PUBLIC, notes="Only while the demo runs."),
    row("demo.mail", PUBLIC, notes="Only while the demo runs."),
    # Accounts
    row("accounts.sign_up", PUBLIC),
    row("accounts.sign_up.post", PUBLIC, notes="Same answer for known and unknown addresses."),
    row("accounts.sign_up.done", PUBLIC),
    row("accounts.confirm", PUBLIC),
    row("accounts.confirm.post", PUBLIC, notes="The mailed token, once, within 24 hours."),
    row("accounts.sign_in", PUBLIC),
    row("accounts.sign_in.post", PUBLIC, notes="Delayed after failures."),
    row("accounts.sign_out", SIGNED_IN),
    row("accounts.reset", PUBLIC),
    row("accounts.reset.post", PUBLIC, notes="Same answer for known and unknown addresses."),
    row("accounts.reset.done", PUBLIC),
    row("accounts.password", PUBLIC),
    row("accounts.password.post", PUBLIC, notes="The mailed token, once."),
    row("accounts.start", SIGNED_IN),
    row("accounts.own", SIGNED_IN, notes="The own account only: no id in the address."),
    row("accounts.own.password", SIGNED_IN, notes="Needs the old password."),
    row("accounts.own.language", SIGNED_IN),
    row("accounts.own.sign_out_elsewhere", SIGNED_IN),
    row("accounts.sign_in.code", PUBLIC, notes="After the right password, for ten minutes."),
    row("accounts.sign_in.code.post", PUBLIC, notes="The same; delayed after failures."),
    row("accounts.own.factor", SIGNED_IN, notes="The own second factor only."),
    row("accounts.own.factor.begin", SIGNED_IN, notes="Needs the password."),
    row("accounts.own.factor.confirm", SIGNED_IN, notes="Needs a code of the app."),
    row("accounts.own.factor.codes", SIGNED_IN, notes="Needs a code of the app."),
    row("accounts.own.factor.remove", SIGNED_IN, notes="Needs a code of the app."),
    # Applications for the pool: no id in the address, or one whose owner the shell checks
    row("experts.home", *_EXPERT, notes="The own application only."),
    row("experts.start", *_EXPERT, notes="One open application an account."),
    row("experts.withdraw", *_EXPERT, notes="The own application only."),
    row("experts.section", *_EXPERT, notes="The own application, while it can be changed."),
    row("experts.section.post", *_EXPERT, notes="The same, in the version that was shown."),
    row("experts.row", *_EXPERT, notes="The own application, while it can be changed."),
    row("experts.row.post", *_EXPERT, notes="The same, in the version that was shown."),
    row("experts.row.remove", *_EXPERT, notes="The same, in the version that was shown."),
    row("experts.choose_field", *_EXPERT, notes="The own application only."),
    row("experts.choose_discipline", *_EXPERT, notes="The own application only."),
    row("experts.discipline.add", *_EXPERT, notes="The same, in the version that was shown."),
    row("experts.discipline.remove", *_EXPERT, notes="The same, in the version that was shown."),
    row("experts.certificates", *_EXPERT, notes="The own application only."),
    row("experts.certificates.post", *_EXPERT, notes="Checked by content; the shown version."),
    row("experts.certificate.remove", *_EXPERT, notes="A file of the own application."),
    row("experts.certificate.preview", *_EXPERT, notes="A file of the own application."),
    row("experts.certificate.file", *_EXPERT, notes="A file of the own application."),
    row("experts.check", *_EXPERT, notes="The own application, once it is complete."),
    row("experts.submit", *_EXPERT, notes="The own application, in the version that was shown."),
    row("experts.submitted", *_EXPERT, notes="The own application only."),
    row("experts.imported", PUBLIC, notes="The mailed token, within 30 days."),
    row("experts.imported.post", PUBLIC, notes="The mailed token, once, within 30 days."),
    # A member's own record: found by the account, no id in the address
    row("experts.record", *_EXPERT, notes="The own record, once admitted; numbers masked."),
    row("experts.record.change", *_EXPERT, notes="A member; one open application an account."),
    row("experts.record.confirm", *_EXPERT, notes="A member; the version that was shown."),
    row("experts.record.contact", *_EXPERT, notes="The own record only."),
    row("experts.record.contact.post", *_EXPERT, notes="A member; the version that was shown."),
    row("experts.record.directions", *_EXPERT, notes="The own record only."),
    row("experts.record.directions.post", *_EXPERT, notes="A member; the shown version."),
    row("experts.record.bank", *_EXPERT, notes="The own record only; masked."),
    row("experts.record.bank.post", *_EXPERT, notes="A member, by a consent; the shown version."),
    row("experts.record.bank.remove", *_EXPERT, notes="The own record, in the shown version."),
    row("experts.record.declare", *_EXPERT, notes="The own record only."),
    row("experts.record.declare.post", *_EXPERT, notes="A member; the version that was shown."),
    row("experts.record.declared", *_EXPERT, notes="A declaration of the own record."),
    row("experts.record.declared.post", *_EXPERT, notes="The same, with a reason."),
    row("experts.record.leave", *_EXPERT, notes="The own record only."),
    row("experts.record.leave.post", *_EXPERT, notes="A member."),
    row("experts.record.leave.cancel", *_EXPERT, notes="A leave of the own record."),
    row("experts.record.leaving", *_EXPERT, notes="A member."),
    row("experts.record.leaving.post", *_EXPERT, notes="A member; the version that was shown."),
    row("experts.record.copy", *_EXPERT, notes="The own record only; numbers masked."),
    row("experts.record.copy.file", *_EXPERT, notes="Needs the password; in the log."),
    # Draws: who may watch is the requester, the approver of the request, and every auditor
    row("draws.list", *_WATCHERS, notes="The own requests; all for auditors."),
    row("draws.ceremony", *_WATCHERS, notes="The own request; every one for auditors."),
    row("draws.state", *_WATCHERS, notes="The own request; every one for auditors."),
    row("draws.odds", *_WATCHERS, notes="The own request; no names, small groups folded."),
    row("draws.commit", *_PARTIES, notes="The requester, and one auditor who took no part."),
    row("draws.reveal", *_PARTIES, notes="Who handed in the hash, from the committed time on."),
    row("draws.begin", Role.OFFICER, notes="The own request, approved; no secrets are wanted."),
    row("draws.round", *_WATCHERS, notes="Whoever watches: a signature proves itself."),
    row("draws.pass_over", Role.AUDITOR, notes="A day after the round's time."),
    row("draws.throws", *_PARTIES, notes="The requester, and one auditor who took no part."),
    row("draws.panel", *_PARTIES, notes="Names of the own request after the draw; logged."),
    row("draws.sheet", *_PARTIES, notes="Names of the own request after the draw; logged."),
    row("draws.seats", *_WATCHERS, notes="The own request; no names."),
    row("draws.vacancy", *_PARTIES, notes="The own request; every one for auditors."),
    row("draws.vacancy.post", *_PARTIES, notes="By the reason's role; the member that was shown."),
    row("draws.decide", *_WATCHERS, notes="The own request; every one for auditors."),
    row("draws.decide.post", Role.APPROVER, notes="The approver or who stands in; no reporter."),
    row("draws.supplement", Role.OFFICER, notes="The own request, with a vacant seat."),
    row("draws.walk", Role.AUDITOR, notes="No names; logged."),
    row("draws.replacements", Role.AUDITOR, notes="No names; logged."),
    row("draws.annul", *_WATCHERS, notes="The own request; every one for auditors."),
    row("draws.annul.post", Role.OFFICER, notes="The own request."),
    row("draws.annul.decide", Role.APPROVER, Role.AUDITOR, notes="Three persons, in turn."),
    row("draws.excluded", Role.AUDITOR, notes="After the draw; logged."),
    row("draws.receipt", Role.AUDITOR, notes="After the draw; logged."),
    row("draws.receipts", PUBLIC, notes="No names."),
    row("draws.published", PUBLIC, notes="No names."),
    row("draws.published.file", PUBLIC, notes="Opens the drawn members' pseudonyms only."),
    row("draws.published.replacements", PUBLIC, notes="Opens those who came; the order is sealed."),
    row("draws.trust", PUBLIC),
    row("draws.own", Role.EXPERT, notes="The own chance or exclusion, after each draw."),
    row("draws.own.entry", Role.EXPERT, notes="The own entry, once the panel is released."),
    row("draws.own.entry.file", Role.EXPERT, notes="The own entry, once the panel is released."),
    row("accounts.own.tokens", SIGNED_IN, notes="The own tokens only."),
    row("accounts.own.tokens.post", SIGNED_IN, notes="Needs the password."),
    row("accounts.own.tokens.revoke", SIGNED_IN, notes="The own tokens only."),
    # The API: the same duties as the pages
    row("api.openapi", PUBLIC),
    row("api.docs", PUBLIC),
    row("api.policy", PUBLIC),
    row("api.code_list", PUBLIC),
    row("api.receipts", PUBLIC, notes="Digests and moments, no names."),
    row("api.receipts.trust", PUBLIC),
    row("api.registration", Role.EXPERT, notes="The own application only."),
    row("api.registration.by_number", Role.REGISTRAR, notes="No drafts."),
    row("api.experts", Role.EXPERT, Role.REGISTRAR, notes="An expert: the own record only."),
    row("api.expert", Role.EXPERT, Role.REGISTRAR, notes="An expert: the own record only."),
    row("api.projects", Role.OFFICER),
    row("api.projects.post", Role.OFFICER),
    row("api.project", Role.OFFICER),
    row("api.requests", *_WATCHERS, notes="Officer: own; approver: handed in."),
    row("api.requests.post", Role.OFFICER),
    row("api.request", *_WATCHERS, notes="Officer: own; approver: handed in."),
    row("api.draws", Role.OFFICER, Role.AUDITOR, notes="Officer: of own requests."),
    row("api.draw", Role.OFFICER, Role.AUDITOR, notes="Officer: of own requests."),
    row("api.draw.receipt", Role.OFFICER, Role.AUDITOR, notes="Auditor: in full, logged."),
    row("api.draw.entry", Role.EXPERT, notes="The own entry, once the panel is released."),
    row("api.log", Role.AUDITOR),
    row("api.log.head", Role.AUDITOR),
    row("api.log.proof", Role.AUDITOR),
    row("api.log.consistency", Role.AUDITOR),
    # Officers and approvers: projects, panel requests, approval
    row("officers.projects", Role.OFFICER),
    row("officers.project", *_WATCHERS),
    row("officers.project_new", Role.OFFICER),
    row("officers.project_new.post", Role.OFFICER),
    row("officers.project_edit", Role.OFFICER),
    row("officers.project_edit.post", Role.OFFICER, notes="Refused after a newer change."),
    row("officers.project_import", Role.OFFICER),
    row("officers.project_template", Role.OFFICER),
    row("officers.project_import.post", Role.OFFICER),
    row("officers.project_import.apply", Role.OFFICER, notes="The own dry run only."),
    row("officers.requests", *_WATCHERS, notes="Officer: own; approver: handed in."),
    row("officers.request", *_WATCHERS, notes="Officer: own; approver: handed in."),
    row("officers.request_new", Role.OFFICER),
    row("officers.request_new.post", Role.OFFICER),
    row("officers.request_edit", Role.OFFICER, notes="The own request only."),
    row("officers.request_edit.post", Role.OFFICER, notes="The own request, newest version."),
    row("officers.counts", Role.OFFICER, notes="The own request; never reacts to names."),
    row("officers.submit", Role.OFFICER, notes="The own request, newest version."),
    row("officers.cancel", Role.OFFICER, notes="The own request, before the commitment."),
    row("officers.apply", Role.OFFICER, notes="The own request after a failed preparation."),
    row("officers.approve", Role.APPROVER, notes="Never the own request; newest version."),
    row("officers.return", Role.APPROVER, notes="Never the own request; newest version."),
    # Auditors: nothing here changes anything but the log
    *(row(f"auditors.{name}", Role.AUDITOR) for name in _READ_BY_AUDITORS),
    row("auditors.proof", Role.AUDITOR),
    row("auditors.log", Role.AUDITOR, notes="Experts' names are masked."),
    row("auditors.entry", Role.AUDITOR, notes="Personal detail stays closed."),
    *(row(f"auditors.{name}", Role.AUDITOR, notes="Each is an entry.") for name in _NOTED),
    row("auditors.detail", Role.AUDITOR, notes="With a purpose; each look is an entry."),
    # Registrars
    row("registrars.queue", *_REGISTRAR, notes="Drafts belong to their writers only."),
    row("registrars.next", *_REGISTRAR, notes="A case that this registrar may work on."),
    row("registrars.case", *_REGISTRAR, notes="Handed in; numbers masked."),
    row("registrars.take", *_REGISTRAR, notes="Not the own one, nor one entered from paper."),
    row("registrars.release", *_REGISTRAR, notes="Only who took it."),
    row("registrars.read_number", *_REGISTRAR, notes="With a purpose; each look is in the log."),
    row("registrars.credential", *_REGISTRAR),
    row("registrars.verify", *_REGISTRAR, notes="Only whose turn it is."),
    row("registrars.verify.read", *_REGISTRAR, notes="With a purpose; each look is in the log."),
    row("registrars.recommend", *_REGISTRAR),
    row("registrars.recommend.post", *_REGISTRAR, notes="Only who took it."),
    row("registrars.return", *_REGISTRAR),
    row("registrars.return.post", *_REGISTRAR, notes="Who took it, or another one after advice."),
    row("registrars.decline", *_REGISTRAR),
    row("registrars.decline.post", *_REGISTRAR, notes="Another registrar than the first."),
    row("registrars.admit", *_REGISTRAR),
    row("registrars.admit.post", *_REGISTRAR, notes="Another registrar than the first."),
    row("registrars.document.page", *_REGISTRAR, notes="A file of a handed-in application."),
    row("registrars.document.file", *_REGISTRAR, notes="The same; in the log."),
    row("registrars.pool", *_REGISTRAR),
    row("registrars.expert", *_REGISTRAR, notes="Numbers masked; panels as counts."),
    row("registrars.expert.read_number", *_REGISTRAR, notes="With a purpose; in the log."),
    row("registrars.leave", *_REGISTRAR),
    row("registrars.leave.cancel", *_REGISTRAR),
    row("registrars.suspend", *_REGISTRAR, notes="An active expert, with a coded reason."),
    row("registrars.resume", *_REGISTRAR, notes="A suspended expert, with a coded reason."),
    row("registrars.invite", *_REGISTRAR, notes="Imported people only."),
    row("registrars.papers", *_REGISTRAR, notes="Those that the registrar entered."),
    row("registrars.papers.post", *_REGISTRAR),
    row("registrars.paper.change", *_REGISTRAR, notes="A member without a change under way."),
    row("registrars.paper", *_REGISTRAR, notes="Only who entered it."),
    row("registrars.paper.scan", *_REGISTRAR, notes="Only who entered it; the shown version."),
    row("registrars.paper.scan.remove", *_REGISTRAR, notes="The same."),
    row("registrars.paper.submit", *_REGISTRAR, notes="The same; with a scan."),
    row("registrars.paper.section", *_REGISTRAR, notes="Only who entered it."),
    row("registrars.paper.section.post", *_REGISTRAR, notes="The same, in the shown version."),
    row("registrars.paper.row", *_REGISTRAR, notes="Only who entered it."),
    row("registrars.paper.row.post", *_REGISTRAR, notes="The same, in the shown version."),
    row("registrars.paper.row.remove", *_REGISTRAR, notes="The same, in the shown version."),
    row("registrars.paper.certificate", *_REGISTRAR, notes="The same, in the shown version."),
    row("registrars.paper.certificate.remove", *_REGISTRAR, notes="The same."),
    row("registrars.imports", *_REGISTRAR),
    row("registrars.imports.template", *_REGISTRAR),
    row("registrars.imports.post", *_REGISTRAR),
    row("registrars.import", *_REGISTRAR),
    row("registrars.import.errors", *_REGISTRAR, notes="Numbers masked; in the log."),
    row("registrars.import.store", *_REGISTRAR, notes="Checked, and not stored yet."),
    row("registrars.import.check", *_REGISTRAR, notes="An interrupted check."),
    row("registrars.units", *_REGISTRAR),
    row("registrars.unit", *_REGISTRAR),
    row("registrars.unit.alias", *_REGISTRAR, notes="In the log."),
    row("registrars.unit.parent", *_REGISTRAR, notes="No circles; in the log."),
    # User administration
    row("administrators.accounts", *_ADMIN),
    row("administrators.new", *_ADMIN),
    row("administrators.new.post", *_ADMIN),
    row("administrators.account", *_ADMIN),
    row("administrators.grant", *_ADMIN, notes="Never the own account; roles that exclude others."),
    row("administrators.revoke", *_ADMIN, notes="Never the own account."),
    row("administrators.close", *_ADMIN, notes="Never the own account."),
    row("administrators.reopen", *_ADMIN, notes="Never the own account."),
    row("administrators.link", *_ADMIN, notes="Never the own account."),
    row("administrators.reset_factor", *_ADMIN, notes="Not the own one; another one confirms."),
    row("administrators.confirm_asked", *_ADMIN, notes="Not what the same person asked for."),
    row("administrators.withdraw_asked", *_ADMIN),
)

ACCESS: Final[Mapping[str, Row]] = {line.route: line for line in _TABLE}


def may_use(route: str, visitor: Visitor | None) -> bool:
    """Whether a visitor may use a route: what the table does not name is closed."""
    line = ACCESS.get(route)
    return line is not None and line.admits(visitor)
