"""Identity number, phone and bank account: sealed before they are stored, opened on request.

Who may open one, and the log entry of having opened it, are the caller's.
"""

from dataclasses import dataclass
from uuid import UUID

from expert_pool.encryption import FieldCipher, Place, Purpose
from expert_pool.storage.expert_rows import SealedData


@dataclass(frozen=True, slots=True)
class PrivateData:
    """What is encrypted per field; empty where it is not known."""

    identity_number: str = ""
    phone: str = ""
    bank_account: str = ""
    bank_branch: str = ""


def identity_index(cipher: FieldCipher, number: str) -> bytes:
    """What tells that two identity numbers are the same, without telling the number."""
    return cipher.blind_index("identity_number", number)


def seal_private_data(cipher: FieldCipher, expert_id: UUID, private: PrivateData) -> SealedData:
    """The private data of one expert as they may be stored."""

    def sealed(purpose: Purpose, column: str, value: str) -> bytes | None:
        place = Place("expert", column, str(expert_id))
        return cipher.encrypt_text(purpose, place, value) if value else None

    def index(column: str, value: str) -> bytes | None:
        return cipher.blind_index(column, value) if value else None

    return SealedData(
        identity_cipher=sealed(Purpose.IDENTITY, "identity_cipher", private.identity_number),
        identity_index=index("identity_number", private.identity_number),
        phone_cipher=sealed(Purpose.PHONE, "phone_cipher", private.phone),
        phone_index=index("phone", private.phone),
        bank_cipher=sealed(Purpose.BANK, "bank_cipher", private.bank_account),
        bank_index=index("bank_account", private.bank_account),
        bank_branch_cipher=sealed(Purpose.BANK, "bank_branch_cipher", private.bank_branch),
    )


def open_private_data(cipher: FieldCipher, expert_id: UUID, sealed: SealedData) -> PrivateData:
    """The private data of one expert in full."""

    def opened(purpose: Purpose, column: str, stored: bytes | None) -> str:
        place = Place("expert", column, str(expert_id))
        return cipher.decrypt_text(purpose, place, stored) if stored else ""

    return PrivateData(
        identity_number=opened(Purpose.IDENTITY, "identity_cipher", sealed.identity_cipher),
        phone=opened(Purpose.PHONE, "phone_cipher", sealed.phone_cipher),
        bank_account=opened(Purpose.BANK, "bank_cipher", sealed.bank_cipher),
        bank_branch=opened(Purpose.BANK, "bank_branch_cipher", sealed.bank_branch_cipher),
    )
