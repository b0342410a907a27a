"""What of an application must not lie open: sealed apart from the sections, masked when shown.

Identity number, phone and bank account never enter the sections as stored; `open_sections`
puts them back for the checks. Who may see them in full, and its log entry, are the caller's.
"""

import json
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from expert_pool.applications import Section, SectionData, Sections
from expert_pool.encryption import FieldCipher, Place, Purpose
from expert_pool.identity import compact, mask_bank, mask_identity, mask_phone
from expert_pool.storage.application_store import ApplicationRecord

CONSENT: Final = "sensitive_consent"
PRIVATE_FIELDS: Final = ("identity_number", "phone", "bank_account")
_MASKS: Final = {
    "identity_number": mask_identity,
    "phone": mask_phone,
    "bank_account": mask_bank,
}


def seal_fields(
    cipher: FieldCipher, application_id: UUID, private: Mapping[str, str]
) -> bytes | None:
    """The private fields of one application as they may be stored; None where there are none."""
    kept = {name: private[name] for name in PRIVATE_FIELDS if private.get(name)}
    if not kept:
        return None
    return cipher.encrypt_text(Purpose.IDENTITY, _place(application_id), json.dumps(kept))


def open_fields(cipher: FieldCipher, record: ApplicationRecord) -> dict[str, str]:
    """The private fields of an application in full."""
    if record.secret_cipher is None:
        return {}
    text = cipher.decrypt_text(Purpose.IDENTITY, _place(record.id), record.secret_cipher)
    return dict(json.loads(text))


def open_sections(cipher: FieldCipher, record: ApplicationRecord) -> dict[Section, SectionData]:
    """The sections in full, as `check_application` and `to_expert` need them."""
    sections: dict[Section, SectionData] = {
        section: dict(record.sections.get(section, {})) for section in Section
    }
    private = open_fields(cipher, record)
    sections[Section.IDENTITY] = {**sections[Section.IDENTITY], **private}
    return sections


def split_private(typed: SectionData) -> tuple[dict[str, object], dict[str, str]]:
    """What may lie open, and what must be sealed; an empty private field changes nothing."""
    open_part = {name: value for name, value in typed.items() if name not in PRIVATE_FIELDS}
    private = {
        name: value.strip()
        for name, value in typed.items()
        if name in PRIVATE_FIELDS and isinstance(value, str) and value.strip()
    }
    if "identity_number" in private:
        private["identity_number"] = compact(private["identity_number"])
    return open_part, private


def consented(
    former: SectionData, person: SectionData, private: Mapping[str, str]
) -> dict[str, str]:
    """The private fields that may be kept with an identity section as it was and as it is now.

    Without the separate consent no newly typed number of an identity document is kept, and who
    takes the consent back has the number deleted (PIPL, articles 15 and 29).
    """
    if person.get(CONSENT) == "yes":
        return dict(private)
    rest = {name: value for name, value in private.items() if name != "identity_number"}
    return {**rest, "identity_number": ""} if former.get(CONSENT) == "yes" else rest


def masked_fields(sections: Sections) -> dict[str, str]:
    """The private fields as a page shows them."""
    person = sections[Section.IDENTITY]
    return {name: mask(str(person[name])) for name, mask in _MASKS.items() if person.get(name)}


def _place(application_id: UUID) -> Place:
    return Place("application", "secret_cipher", str(application_id))
