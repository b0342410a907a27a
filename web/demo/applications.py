"""Applications that wait for the registrars of the demo, with specimen certificates.

Each is filled in and submitted by the acts that a real applicant's browser would cause.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

import typst
from pylopdf_fonts_zh_cn import sans_path

from expert_pool.admission.applying import save_section, start_application, submit_application
from expert_pool.admission.certificates import NewFile, add_certificate
from expert_pool.admission.declared_texts import declared_texts
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_application import Edit
from expert_pool.admission.prefilling import prefill_sections
from expert_pool.admission.verifying import take_case
from expert_pool.applications import Section, SectionData
from expert_pool.audit.entries import Actor
from expert_pool.identity import DocumentKind
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from web.demo.draws import PastClock
from web.demo.pool import DemoExpert
from web.services import Services
from web.uploads import EncryptedDirectory, check_certificate
from web.uploads.keeping import keep_file

SPECIMEN: Final = Path(__file__).with_name("certificate.typ")
KEY_BYTES: Final = 4


class Applicants:
    """People who applied and wait."""

    def __init__(self, services: Services, registrar: UUID, clock: PastClock) -> None:
        self._services = services
        self._clock = clock
        self._registrar = Actor(str(registrar), Role.REGISTRAR.value)
        self._desk = AdmissionDesk(
            services.database, services.cipher, services.policy, services.lists
        )
        self._files = EncryptedDirectory(services.settings.uploads, services.cipher)

    async def apply(self, people: Sequence[DemoExpert], call: str) -> None:
        """Each of them applies, the first for a call; a registrar has taken the last one's case."""
        self._clock.wait_for_morning()
        calls = (call, *("" for _ in people[1:]))
        edits = [
            await self._apply(number, one, answered)
            for number, (one, answered) in enumerate(zip(people, calls, strict=True), start=1)
        ]
        self._clock.wait(minutes=40)
        await take_case(self._desk, self._registrar, edits[-1])

    async def _apply(self, number: int, one: DemoExpert, call: str) -> Edit:
        self._clock.wait(minutes=20)
        services = self._services
        email = f"applicant{number}@demo.example"
        async with services.database.transaction() as session:
            store = AccountStore(session)
            account = await store.add(email, one.person.name, "zh_Hans", services.now())
            await store.change(account, email_verified_at=services.now())
        actor = Actor(str(account), Role.EXPERT.value)
        record = await start_application(self._desk, actor, email, services.now(), call=call)
        edit = Edit(record.id, record.version)
        typed = _typed_sections(one)
        for section, data in typed.items():
            self._clock.wait(minutes=3)
            saved = await save_section(self._desk, actor, edit, section, data)
            edit = Edit(saved.id, saved.version)
        edit = await self._certify(actor, edit, one, typed[Section.CREDENTIALS])
        sent = await submit_application(self._desk, actor, edit, services.now(), services.today())
        return Edit(sent.id, sent.version)

    async def _certify(
        self, actor: Actor, edit: Edit, one: DemoExpert, credentials: SectionData
    ) -> Edit:
        """A specimen certificate for each title and qualification."""
        for group in ("titles", "qualifications"):
            for row in _rows(credentials, group):
                self._clock.wait(minutes=2)
                file = await asyncio.to_thread(self._specimen, one, str(row["code"]))
                place = (group, str(row["key"]))
                await add_certificate(self._desk, actor, edit, place, file)
                edit = replace(edit, version=edit.version + 1)
        return edit

    def _specimen(self, one: DemoExpert, code: str) -> NewFile:
        entry = self._services.lists.credentials[code]
        drawn = typst.compile(
            SPECIMEN,
            font_paths=[sans_path().parent],
            ignore_system_fonts=True,
            sys_inputs={
                "name": one.person.name,
                "title": entry.name_zh,
                "unit": one.expert.employments[-1].unit.name,
                "number": one.expert.id[:8].upper(),
            },
        )
        name = f"{entry.name_zh}证书（示例）.pdf"
        return keep_file(self._files, check_certificate(drawn), name)


def _rows(data: SectionData, group: str) -> list[Mapping[str, object]]:
    rows = data.get(group)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _typed_sections(one: DemoExpert) -> Mapping[Section, SectionData]:
    """What the person types, section by section."""
    filled = prefill_sections(one.expert, lambda: secrets.token_hex(KEY_BYTES))
    texts = declared_texts()
    ticked = ("truthful", "time_and_health", "consent", "funding_rules")
    typed = {Section(name): dict(data) for name, data in filled.items()}
    typed[Section.IDENTITY] |= {
        "document_kind": DocumentKind.RESIDENT_IDENTITY.value,
        "identity_number": one.person.identity_number,
        "phone": one.person.phone,
        "sensitive_consent": "yes",
        "sensitive_version": texts["sensitive"].version,
    }
    if not one.expert.relations and not one.expert.avoided_units:
        typed[Section.RELATIONS] = {"nothing_to_declare": "yes"}
    typed[Section.PLEDGES] = {
        **dict.fromkeys(ticked, "yes"),
        "pledge_version": texts["pledge"].version,
        "consent_version": texts["consent"].version,
    }
    return typed
