"""What an applicant has to state: type, match data, declarations, certificates, fields.

Rules ELG-10 to ELG-15. Looks at what was filled in; whether it is true is for the
registrars.
"""

from expert_pool.eligibility.case import EligibilityCase, joined
from expert_pool.experts import ExpertType
from expert_pool.findings import Finding


def check_funding_rules_declared(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-10: a financial expert declares to know the rules of science funding."""
    asked = case.policy.text("fin_knows_funding_rules") == "self_declared"
    financial = case.expert.type is ExpertType.FINANCIAL
    if not (asked and financial) or case.expert.declarations.funding_rules:
        return ()
    return (case.finding("ELG-10.not_declared"),)


def check_expert_type(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-11: the type is one that this pool has."""
    types = case.policy.codes("expert_types")
    if case.expert.type in types:
        return ()
    return (case.finding("ELG-11.type_not_admitted", type=case.expert.type.value),)


def check_match_data(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-12: category, field and direction are filled in, and known to the lists.

    The call makes them the basis on which candidates are drawn automatically.
    """
    expert, wanted = case.expert, case.policy.codes("required_match_fields")
    filled = {
        "category": bool(expert.disciplines),
        "field": bool(expert.fields),
        "direction": any(direction.strip() for direction in expert.directions),
    }
    unknown = {
        "disciplines": [c for c in expert.disciplines if c not in case.lists.disciplines],
        "fields": [f.code for f in expert.fields if f.code not in case.lists.fields],
    }
    return (
        *(case.finding(f"ELG-12.{name}_missing") for name in wanted if not filled[name]),
        *(
            case.finding(f"ELG-12.unknown_{name}", codes=joined(codes))
            for name, codes in unknown.items()
            if codes
        ),
    )


def check_time_and_health_declared(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-13: time, energy and health are declared; no medical data are asked."""
    asked = case.policy.boolean("declare_time_health")
    if not asked or case.expert.declarations.time_and_health:
        return ()
    return (case.finding("ELG-13.not_declared"),)


def check_certificates(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-14: at least one certificate for each title and qualification that is stated."""
    needed = len(case.expert.titles) + len(case.expert.qualifications)
    asked = case.policy.boolean("certificate_upload_required")
    if not asked or case.expert.certificates >= needed:
        return ()
    return (
        case.finding(
            "ELG-14.certificate_missing", uploaded=case.expert.certificates, needed=needed
        ),
    )


def check_field_count(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-15: no more different fields than the limit."""
    count = len({field.code for field in case.expert.fields})
    limit = case.policy.integer("max_fields_per_expert")
    if count <= limit:
        return ()
    return (case.finding("ELG-15.too_many_fields", count=count, limit=limit),)
