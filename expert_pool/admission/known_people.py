"""Who of a checked file is known already: in the pool, applying, or owner of an account. Pure.

Rows of people known already are faults like any other; nobody is imported twice.
"""

from dataclasses import replace

from expert_pool.accounts.signing_up import normal_email
from expert_pool.admission.sealing import identity_index
from expert_pool.bulk_import import ImportCheck, ImportedPerson, RowError
from expert_pool.bulk_import.columns import COLUMN_BY_KEY
from expert_pool.encryption import FieldCipher
from expert_pool.identity import mask_identity
from expert_pool.storage.import_store import KnownPeople


def refuse_known(cipher: FieldCipher, check: ImportCheck, known: KnownPeople) -> ImportCheck:
    """The check without those who are in the pool, apply already, or own the address."""
    people: list[ImportedPerson] = []
    errors: list[RowError] = []
    for person in check.people:
        faults = _known_faults(cipher, person, known)
        errors.extend(faults)
        if not faults:
            people.append(person)
    ordered = sorted((*check.errors, *errors), key=lambda error: error.row)
    return replace(check, people=tuple(people), errors=tuple(ordered))


def _known_faults(
    cipher: FieldCipher, person: ImportedPerson, known: KnownPeople
) -> tuple[RowError, ...]:
    index = identity_index(cipher, person.identity_number)
    masked, faults = mask_identity(person.identity_number), []
    if index in known.in_pool:
        faults.append(_fault(person, "identity_number", masked, "import.identity_known"))
    elif index in known.applying:
        faults.append(_fault(person, "identity_number", masked, "import.identity_applies"))
    if normal_email(person.email) in known.addresses:
        faults.append(_fault(person, "email", person.email, "import.email_known"))
    return tuple(faults)


def _fault(person: ImportedPerson, key: str, value: str, code: str) -> RowError:
    return RowError(person.row, COLUMN_BY_KEY[key].header, value, code)
