"""How a registrar checked a credential and what came of it (VER-02), and coded reasons.

The lists stand here once, with both names, for forms, mails and the log; whether an
application may move on is decided in `expert_pool.applications.states`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from expert_pool.applications.sections import Section, Sections, typed_rows, typed_text
from expert_pool.findings import Finding
from expert_pool.policy import Policy

INTEGRITY = "integrity"
RETIREMENT = "retirement"


class Method(StrEnum):
    """How a credential was checked."""

    ORIGINAL_SEEN = "original_seen"
    OFFICIAL_QUERY = "official_query"
    EMPLOYER_LETTER = "employer_letter"
    ISSUER_CALLED = "issuer_called"
    PUBLISHED_LIST = "published_list"
    CREDIT_CHINA = "credit_china"
    RESEARCH_INTEGRITY_DATABASE = "research_integrity_database"
    COURT_ENFORCEMENT_LIST = "court_enforcement_list"
    EMPLOYER_STATEMENT = "employer_statement"


class Outcome(StrEnum):
    """What the check showed: of a credential, or of the person's record (VER-05)."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    UNCLEAR = "unclear"
    NO_RECORD = "no_record"
    RECORD_FOUND = "record_found"
    RECORD_UNKNOWN = "record_unknown"


@dataclass(frozen=True, slots=True)
class Verification:
    """One check of one credential, e.g. of `titles.0`, by one registrar on one day.

    `accepted_as_senior` is the bureau's decision where the list of qualifications says
    that one is needed (ELG-06); `reason` is the kind of record that a credit check found.
    """

    credential: str
    method: Method
    outcome: Outcome
    registrar: str
    checked_on: date
    note: str = ""
    accepted_as_senior: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NamedCode:
    """A code with its names in both languages."""

    code: str
    name_zh: str
    name_en: str


def _listed(*rows: tuple[str, str, str]) -> Mapping[str, NamedCode]:
    return MappingProxyType({code: NamedCode(code, zh, en) for code, zh, en in rows})


METHODS: Mapping[str, NamedCode] = _listed(
    (Method.ORIGINAL_SEEN, "核对原件", "Original seen"),
    (Method.OFFICIAL_QUERY, "官方网站查询", "Query on the official site"),
    (Method.EMPLOYER_LETTER, "单位证明", "Letter of the employer"),
    (Method.ISSUER_CALLED, "电话向发证机构核实", "Phone call to the issuer"),
    (Method.PUBLISHED_LIST, "核对公布名单", "Published list of holders"),
)

OUTCOMES: Mapping[str, NamedCode] = _listed(
    (Outcome.CONFIRMED, "属实", "Confirmed"),
    (Outcome.NOT_CONFIRMED, "不属实", "Not confirmed"),
    (Outcome.UNCLEAR, "无法确认", "Unclear"),
)

CREDIT_METHODS: Mapping[str, NamedCode] = _listed(
    (Method.CREDIT_CHINA, "信用中国查询", "Query at Credit China"),
    (
        Method.RESEARCH_INTEGRITY_DATABASE,
        "科研诚信系统查询",
        "Query in the research integrity system",
    ),
    (
        Method.COURT_ENFORCEMENT_LIST,
        "中国执行信息公开网查询",
        "Query in the courts' list of enforcement",
    ),
    (Method.EMPLOYER_STATEMENT, "单位出具证明", "Statement of the employer"),
)

CREDIT_OUTCOMES: Mapping[str, NamedCode] = _listed(
    (Outcome.NO_RECORD, "未发现失信记录", "No record of dishonesty found"),
    (Outcome.RECORD_FOUND, "发现失信记录", "Record of dishonesty found"),
    (Outcome.RECORD_UNKNOWN, "无法核实", "Could not be checked"),
)

CREDIT_REASONS: Mapping[str, NamedCode] = _listed(
    ("research_misconduct", "科研失信行为", "Research misconduct"),
    ("serious_dishonesty", "列入严重失信主体名单", "On a list of serious dishonesty"),
    ("enforcement_debtor", "列为失信被执行人", "Dishonest debtor under enforcement"),
    ("discipline", "党纪政务处分期内", "Under a disciplinary measure"),
    ("crime", "犯罪记录", "Criminal record"),
    ("other", "其他（须在“说明”中写明）", "Other (to be explained in the note)"),
)

RETURN_REASONS: Mapping[str, NamedCode] = _listed(
    ("missing", "未填写或未上传", "Missing"),
    ("incomplete", "填写不完整", "Incomplete"),
    ("unreadable", "材料模糊，无法辨认", "The file cannot be read"),
    ("contradicts", "与证明材料不一致", "Does not agree with the certificate"),
    ("wrong_document", "上传的材料不符合要求", "Not the document asked for"),
    ("wrong_entry", "选项选择有误", "Wrong entry chosen"),
    ("expired", "证明材料已失效", "The document is no longer valid"),
    ("evidence_needed", "需补充证明材料", "More evidence is needed"),
)

DECLINE_REASONS: Mapping[str, NamedCode] = _listed(
    ("not_eligible", "不符合入库条件", "The conditions for admission are not met"),
    ("credential_false", "证明材料不属实", "A credential proved untrue"),
    ("credential_unproven", "证明材料无法核实", "A credential could not be verified"),
    ("integrity_record", "存在科研失信或其他不良记录", "Misconduct or bad credit is on record"),
    ("duplicate", "已有本人入库记录", "The person is in the pool already"),
    ("no_answer", "逾期未补正", "No answer to a return within the time"),
    ("employer_objects", "所在单位或公示期有异议且成立", "An objection was upheld"),
    ("other", "其他（须说明）", "Other (to be explained)"),
)

OVERRIDE_REASONS: Mapping[str, NamedCode] = _listed(
    ("scarce_field", "紧缺领域，确有需要", "A scarce field that the bureau needs"),
    ("outstanding_work", "业绩突出，专题研究同意", "Outstanding work, agreed in a meeting"),
    ("equivalent_evidence", "有等效证明材料", "Equivalent evidence was shown"),
    ("declared_in_person", "已当面确认", "Declared in person"),
)


def methods_of(credential: str) -> Mapping[str, NamedCode]:
    """How a credential, or the person's record, can be checked."""
    return CREDIT_METHODS if credential == INTEGRITY else METHODS


def outcomes_of(credential: str) -> Mapping[str, NamedCode]:
    """What the check of a credential, or of the person's record, can show."""
    return CREDIT_OUTCOMES if credential == INTEGRITY else OUTCOMES


def find_check_faults(check: Verification) -> tuple[str, ...]:
    """What is wrong with a check before it is kept, as error codes, the first one first.

    A record that was found needs its kind, and another kind than those listed needs words.
    """
    faults = []
    if check.method not in methods_of(check.credential):
        faults.append("credential.method_not_offered")
    if check.outcome not in outcomes_of(check.credential):
        faults.append("credential.outcome_not_offered")
    found = check.outcome is Outcome.RECORD_FOUND
    if found and check.reason not in CREDIT_REASONS:
        faults.append("credential.reason_missing")
    if not found and check.reason:
        faults.append("credential.reason_without_record")
    if found and check.reason == "other" and not check.note.strip():
        faults.append("credential.note_missing")
    return tuple(faults)


def latest_by_credential(
    verifications: tuple[Verification, ...],
) -> Mapping[str, Verification]:
    """The verification that counts for each credential: the one recorded last."""
    return {check.credential: check for check in verifications}


def is_confirmed(credential: str, verifications: tuple[Verification, ...]) -> bool:
    """Whether the last check of a credential confirmed it."""
    check = latest_by_credential(verifications).get(credential)
    return check is not None and check.outcome is Outcome.CONFIRMED


def credentials_to_check(sections: Sections) -> tuple[str, ...]:
    """The credentials of which each needs a verification (VER-02), with the credit check (VER-05).

    A credential is named by its place, e.g. `titles.0`.
    """
    data = sections[Section.CREDENTIALS]
    held = tuple(
        f"{group}.{number}"
        for group in ("titles", "qualifications", "honours")
        for number, _row in enumerate(typed_rows(data, group))
    )
    has_age = typed_text(sections[Section.IDENTITY], "retirement_age")
    return (*held, *((RETIREMENT,) if has_age else ()), INTEGRITY)


def find_unchecked(
    sections: Sections, verifications: tuple[Verification, ...], policy: Policy
) -> tuple[Finding, ...]:
    """What the registrars have not checked yet, and a record found or left open (VER-05)."""
    latest = latest_by_credential(verifications)
    missing = tuple(
        policy.finding("VER-02.credential_unchecked", credential=credential)
        for credential in credentials_to_check(sections)
        if credential not in latest
    )
    credit = latest.get(INTEGRITY)
    if credit is None or credit.outcome is Outcome.NO_RECORD:
        return missing
    if credit.outcome is Outcome.RECORD_FOUND:
        return (*missing, policy.finding("VER-05.record_found"))
    return (*missing, policy.finding("VER-05.record_unknown"))
