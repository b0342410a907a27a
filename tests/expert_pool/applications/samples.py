"""A complete fictional application, section by section; each test changes its subject."""

from copy import deepcopy
from datetime import date
from typing import Any

from expert_pool.applications import Method, Outcome, Section, Verification

AS_OF = date(2026, 11, 20)

_SECTIONS: dict[Section, dict[str, Any]] = {
    Section.IDENTITY: {
        "name": "测甲",
        "document_kind": "resident_identity",
        "identity_number": "99000019700105001X",
        "sensitive_consent": "yes",
        "sensitive_version": "1",
        "phone": "13800000000",
        "email": "jia@example.org",
        "type": "technical",
        "division": "330702",
    },
    Section.EMPLOYMENTS: {
        "sector": "university",
        "employments": [
            {
                "employer": "虚构大学",
                "kind": "employed",
                "start": "1995-07-01",
                "position": "系主任",
            },
        ],
    },
    Section.CREDENTIALS: {
        "titles": [{"code": "S01-01", "obtained": "2008-12-01", "certificates": ["f1"]}],
        "qualifications": [{"code": "Q01", "obtained": "2010-01-01", "certificates": ["f2", "f1"]}],
        "honours": [{"code": "H03"}],
    },
    Section.FIELDS: {
        "fields": [{"code": "10101", "since": "1998-01-01", "evidence": "论文"}],
        "disciplines": ["520"],
        "directions": ["编译技术"],
    },
    Section.RELATIONS: {"nothing_to_declare": "yes"},
    Section.PLEDGES: {
        "truthful": "yes",
        "time_and_health": "yes",
        "consent": "yes",
        "pledge_version": "1",
        "consent_version": "1",
    },
}


def make_sections() -> dict[Section, dict[str, Any]]:
    """A copy of the complete sections, free to be changed."""
    return deepcopy(_SECTIONS)


def checked(
    credential: str, outcome: Outcome = Outcome.CONFIRMED, accepted: bool | None = None
) -> Verification:
    """A verification of a credential by one registrar."""
    return Verification(
        credential, Method.ORIGINAL_SEEN, outcome, "r1", AS_OF, accepted_as_senior=accepted
    )
