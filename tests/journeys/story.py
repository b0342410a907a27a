"""The whole story in one language, in two halves: up to the commitment, and from the reveal on.

Between the two the service itself makes everybody wait, so that several stories can share
the time.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.journeys import auditing, ceremony, requesting, verification
from tests.journeys.browsing import Visitor
from tests.journeys.conftest import Arrive
from tests.journeys.mailbox import Mailbox
from tests.journeys.registration import PASSWORD, Applicant, apply, sign_in, sign_up


@dataclass(slots=True)
class Story:
    """Who takes part, and what they have in hand."""

    language: str
    arrive: Arrive
    mailbox: Mailbox
    applicant: Applicant
    project: int
    application: str = ""
    request: str = ""
    secrets: dict[str, str] = field(default_factory=dict)
    people: dict[str, Visitor] = field(default_factory=dict)

    def somebody(self, name: str) -> Visitor:
        """The person of a demo account, signed in on a browser of their own."""
        if name not in self.people:
            self.people[name] = self.arrive(self.language)
            sign_in(self.people[name], f"{name}@demo.example")
        return self.people[name]

    def an_expert_registers(self) -> None:
        expert = self.people["expert"] = self.arrive(self.language)
        sign_up(expert, self.mailbox, self.applicant.email)
        sign_in(expert, self.applicant.email, PASSWORD)
        assert expert.page.url.endswith("/application"), expert.page.url
        self.application = apply(expert, self.applicant)
        self._has_mail("Application %(reference)s submitted")

    def two_registrars_admit(self) -> None:
        first, second = self.somebody("registrar1"), self.somebody("registrar2")
        name = self.applicant.name
        verification.recommend(first, self.application, name)
        verification.may_not_admit(first, self.application, name)
        verification.admit(second, self.application, name)
        self._has_mail("Application %(reference)s: you are in the pool")
        self.people["expert"].open("/application", "in-the-pool")

    def _has_mail(self, subject: str) -> None:
        words = self.people["expert"].say(subject, reference=self.application)
        self.mailbox.wait_for(self.applicant.email, words)

    def a_panel_is_requested(self) -> None:
        officer, today = self.somebody("officer"), datetime.now(UTC).date()
        self.request = requesting.request_panel(officer, today, self.project)
        requesting.may_not_approve(officer)
        requesting.approve(self.somebody("approver"), self.request)

    def both_parties_commit(self) -> None:
        for role in ("officer", "auditor"):
            self.secrets[role] = ceremony.hand_in(self.somebody(role), self.request, role)

    def both_parties_reveal(self) -> None:
        for role, secret in self.secrets.items():
            ceremony.waits_for_the_reveal(self.people[role], role)
            ceremony.reveal(self.people[role], secret, role)

    def the_panel_is_there(self) -> None:
        officer = self.people["officer"]
        names = ceremony.sees_the_panel(officer, "officer")
        ceremony.checks_the_sheet(officer, names)

    def anybody_checks_the_receipt(self, folder: Path) -> None:
        receipt, trust = ceremony.fetch_receipt(self.arrive(self.language), self.request)
        assert auditing.verify_receipt(receipt, trust) == 0
        changed = folder / f"changed-{self.language}.json"
        changed.write_bytes(with_one_byte_changed(receipt.read_bytes()))
        assert auditing.verify_receipt(changed, trust) == 1

    def the_auditor_reads_the_log(self) -> None:
        auditor = self.somebody("auditor")
        auditing.reads_every_step(auditor, self.application, self.request)
        auditing.looks_into_an_entry(auditor, self.request)
        assert auditing.check_export(auditing.takes_the_log_along(auditor)) == 0


def with_one_byte_changed(receipt: bytes) -> bytes:
    """The receipt with the last hexadecimal digit of its first digest turned into another."""
    digits = next(
        place
        for place in range(len(receipt))
        if all(chr(byte) in "0123456789abcdef" for byte in receipt[place : place + 64])
        and len(receipt[place : place + 64]) == 64
    )
    last = digits + 63
    other = b"0" if receipt[last : last + 1] != b"0" else b"1"
    return receipt[:last] + other + receipt[last + 1 :]
