"""The words of an application: its sections, fields and choices. No markup, no rules."""

from collections.abc import Collection, Mapping
from typing import Final

from expert_pool.applications import Section, State
from expert_pool.experts import EmploymentKind, ExpertType, RelationKind, Sector, Sex
from expert_pool.identity import DocumentKind
from web.translation import N_, gettext

SECTIONS: Final[Mapping[str, str]] = {
    Section.IDENTITY: N_("Who you are"),
    Section.EMPLOYMENTS: N_("Employment history"),
    Section.CREDENTIALS: N_("Titles, qualifications and honours"),
    Section.FIELDS: N_("Fields of work"),
    Section.RELATIONS: N_("Relations and units to avoid"),
    Section.PLEDGES: N_("Pledge and consent"),
}

SECTION_HINTS: Final[Mapping[str, str]] = {
    Section.IDENTITY: N_("Name, identity document, telephone, expert type"),
    Section.EMPLOYMENTS: N_("Where you work and worked, with dates"),
    Section.CREDENTIALS: N_("With a certificate for each title and qualification"),
    Section.FIELDS: N_("Technical fields, disciplines and research directions"),
    Section.RELATIONS: N_("So that you are not drawn where you have to recuse yourself"),
    Section.PLEDGES: N_("To be read and ticked"),
}

GROUPS: Final[Mapping[str, str]] = {
    "employments": N_("Employment"),
    "titles": N_("Professional title"),
    "qualifications": N_("Professional qualification"),
    "honours": N_("Honour"),
    "fields": N_("Technical field"),
    "relations": N_("Relation to a person"),
    "avoided_units": N_("Unit to avoid"),
}

GROUPS_PLURAL: Final[Mapping[str, str]] = {
    "employments": N_("Employments"),
    "titles": N_("Professional titles"),
    "qualifications": N_("Professional qualifications"),
    "honours": N_("Honours"),
    "fields": N_("Technical fields"),
    "relations": N_("Relations to persons"),
    "avoided_units": N_("Units to avoid"),
}

ADD_WORDS: Final[Mapping[str, str]] = {
    "employments": N_("Add an employment"),
    "titles": N_("Add a title"),
    "qualifications": N_("Add a qualification"),
    "honours": N_("Add an honour"),
    "fields": N_("Add a field"),
    "relations": N_("Add a relation"),
    "avoided_units": N_("Add a unit"),
}

FIELDS: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "document_kind": N_("Identity document"),
    "identity_number": N_("Number of the document"),
    "sensitive_consent": N_(
        "I have read the notice on sensitive data and consent separately to the processing"
        " of my identity number."
    ),
    "sensitive_version": N_("Version of the separate consent"),
    "birth_date": N_("Date of birth"),
    "sex": N_("Sex"),
    "phone": N_("Telephone number"),
    "email": N_("E-mail address for work"),
    "type": N_("Expert type"),
    "division": N_("Where you work"),
    "retirement_age": N_("Own statutory retirement age"),
    "retirement_document": N_("Approval document of that age"),
    "sector": N_("Kind of your present employer"),
    "employments": N_("Employments"),
    "titles": N_("Professional titles"),
    "qualifications": N_("Professional qualifications"),
    "honours": N_("Honours"),
    "fields": N_("Technical fields"),
    "financial_work_since": N_("In financial work since"),
    "disciplines": N_("Disciplines"),
    "directions": N_("Research directions"),
    "relations": N_("Relations to persons"),
    "avoided_units": N_("Units to avoid"),
    "nothing_to_declare": N_("I have nothing to declare."),
    "truthful": N_("Everything I filled in and uploaded is true, and I keep the pledge above."),
    "time_and_health": N_("I have the time, the energy and the health for reviews."),
    "consent": N_("I have read the notice and consent to the processing of my data."),
    "funding_rules": N_("I know the rules of science funding (financial experts)."),
    "pledge_version": N_("Version of the pledge"),
    "consent_version": N_("Version of the consent"),
}

ROW_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "employments": {
        "employer": N_("Full name of the employer"),
        "credit_code": N_("Unified social credit code"),
        "kind": N_("Your tie to it"),
        "start": N_("Start date"),
        "end": N_("End date"),
        "position": N_("Position"),
    },
    "titles": {
        "code": N_("Title"),
        "obtained": N_("Obtained on"),
        "number": N_("Number of the certificate"),
        "issuer": N_("Issued by"),
    },
    "qualifications": {
        "code": N_("Qualification"),
        "obtained": N_("Obtained on"),
        "number": N_("Number of the certificate"),
        "issuer": N_("Issued by"),
    },
    "honours": {"code": N_("Honour")},
    "fields": {
        "code": N_("Technical field"),
        "since": N_("Working in it since"),
        "evidence": N_("Evidence"),
    },
    "relations": {
        "kind": N_("Relation"),
        "person_name": N_("Name of the person"),
        "unit_name": N_("Unit of the person"),
        "until": N_("Ended on"),
    },
    "avoided_units": {
        "name": N_("Full name of the unit"),
        "credit_code": N_("Unified social credit code"),
        "ground": N_("Ground"),
        "until": N_("Ended on"),
    },
}

CERTIFICATES: Final = N_("Certificates")

HINTS: Final[Mapping[str, str]] = {
    "name": N_("As on the identity document, in one field."),
    "identity_number": N_("Stored encrypted; shown in part only. Spaces do not matter."),
    "sensitive_consent": N_("Without it the number below is not stored."),
    "birth_date": N_(
        "Only for documents whose number does not say it, such as a passport."
        " For example 1975-11-20."
    ),
    "sex": N_("Only for documents whose number does not say it, such as a passport."),
    "phone": N_("To reach you about reviews. Outside the mainland with its country code."),
    "email": N_("If it differs from the address that you sign in with."),
    "retirement_age": N_("Only where yours is above %(age)s and approved, for example %(later)s."),
    "retirement_document": N_("Title and number of the document that approves it."),
    "financial_work_since": N_("Financial experts only. For example 2012-07-01."),
    "directions": N_("One a line, at most ten: words a programme officer would search for."),
    "funding_rules": N_("Financial experts tick this too."),
    "employer": N_("As on its official seal. Former employers of the last three years too."),
    "credit_code": N_("18 characters, as on the unit's certificate. It tells units apart."),
    "start": N_("For example 2010-09-01."),
    "end": N_("Leave empty while it lasts."),
    "until": N_("Leave empty while it lasts."),
    "obtained": N_("The date on the certificate, for example 2018-12-01."),
    "since": N_("For example 2015-01-01. At least %(years)s years in one field are asked for."),
    "evidence": N_("Papers, patents, projects or products that show your work in this field."),
    "avoided_units.name": N_("As on its official seal."),
    "unit_name": N_("It helps to tell namesakes apart."),
}

CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "document_kind": {
        DocumentKind.RESIDENT_IDENTITY: N_("Resident identity card"),
        DocumentKind.RESIDENCE_PERMIT: N_(
            "Residence permit for Hong Kong, Macao and Taiwan residents"
        ),
        DocumentKind.PERMANENT_RESIDENCE: N_("Foreign permanent resident ID card"),
        DocumentKind.HK_MACAO_PERMIT: N_("Mainland travel permit, Hong Kong and Macao"),
        DocumentKind.TAIWAN_PERMIT: N_("Mainland travel permit, Taiwan"),
        DocumentKind.PASSPORT: N_("Passport"),
    },
    "sex": {Sex.FEMALE: N_("Female"), Sex.MALE: N_("Male")},
    "type": {
        ExpertType.TECHNICAL: N_("Technical expert"),
        ExpertType.FINANCIAL: N_("Financial expert"),
        ExpertType.MANAGEMENT: N_("Management expert"),
        ExpertType.INVESTMENT: N_("Investment expert"),
    },
    "sector": {
        Sector.UNIVERSITY: N_("University"),
        Sector.INSTITUTE: N_("Research institute"),
        Sector.ENTERPRISE: N_("Enterprise"),
        Sector.HOSPITAL: N_("Hospital"),
        Sector.GOVERNMENT: N_("Government"),
        Sector.AGENCY: N_("Professional agency (accounting, evaluation, law …)"),
        Sector.OTHER: N_("Other"),
    },
    "employments.kind": {
        EmploymentKind.EMPLOYED: N_("Employed"),
        EmploymentKind.PART_TIME: N_("Part-time or adviser"),
        EmploymentKind.BOARD: N_("Director or supervisor"),
        EmploymentKind.OWNER: N_("Shareholder or controller"),
    },
    "relations.kind": {
        RelationKind.SPOUSE: N_("Spouse"),
        RelationKind.DIRECT_BLOOD: N_("Direct blood relative (parents, children …)"),
        RelationKind.COLLATERAL_BLOOD: N_("Collateral blood relative within three degrees"),
        RelationKind.CLOSE_AFFINITY: N_("Close relative by marriage"),
        RelationKind.ADVISER: N_("Adviser or student"),
        RelationKind.CO_AUTHOR: N_("Co-author"),
        RelationKind.CO_PROJECT: N_("Partner in a project or patent"),
    },
}

TYPE_HINTS: Final[Mapping[str, str]] = {
    ExpertType.TECHNICAL: N_(
        "Associate senior title or an advanced qualification, and %(years)s years"
    ),
    ExpertType.FINANCIAL: N_(
        "Senior accountant or auditor, CPA or tax agent, and %(financial)s years"
    ),
}

STATES: Final[Mapping[str, tuple[str, str]]] = {
    State.DRAFT: (N_("Draft"), "neutral"),
    State.SUBMITTED: (N_("Submitted"), "info"),
    State.FIRST_CHECK: (N_("In review"), "info"),
    State.SECOND_CHECK: (N_("In review"), "info"),
    State.RETURNED: (N_("Returned"), "waiting"),
    State.ADMITTED: (N_("Admitted"), "good"),
    State.DECLINED: (N_("Declined"), "bad"),
    State.WITHDRAWN: (N_("Withdrawn"), "neutral"),
}


def label_of(field: str) -> str:
    """The marked words for a field as the checks name it: `name`, `titles.0.obtained`."""
    group, _, rest = field.partition(".")
    if field == "certificates":
        return CERTIFICATES
    if not rest:
        return FIELDS.get(field, field)
    name = rest.partition(".")[2]
    if not name:
        return FIELDS.get(group, group)
    return CERTIFICATES if name == "certificates" else ROW_FIELDS[group].get(name, name)


WEEKDAYS: Final[Mapping[int, str]] = {
    1: N_("Monday"),
    2: N_("Tuesday"),
    3: N_("Wednesday"),
    4: N_("Thursday"),
    5: N_("Friday"),
    6: N_("Saturday"),
    7: N_("Sunday"),
}
"""Weekdays as ISO 8601 counts them."""


def weekday_words(weekdays: Collection[int]) -> str:
    """Weekdays in words, in the order of the week."""
    return gettext(N_(", ")).join(gettext(WEEKDAYS[number]) for number in sorted(weekdays))
