"""The values of a result sheet and of the panel's table, in the reader's words.

It loads the few names that stand beside signatures; layout is for `web.exports` to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.experts import Expert
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.vocabulary import CodeLists, TitleLevel
from selection.documents.receipts import parse_receipt
from selection.drawing import Ceremony, DrawDesk, Seated
from selection.drawing.room import Person, load_room
from selection.requests import thaw_criteria
from selection.storage.draw_store import DrawRecord
from selection.storage.project_store import Project, load_projects
from web.draws.choice_words import outcome_words
from web.draws.excepted import room_exception
from web.draws.seat_words import mark_holding
from web.draws.views import count_by_rule, whole
from web.exports.criteria import CriteriaWords, describe_criteria
from web.exports.sheet import Listing, Sheet, in_fours
from web.services import Services
from web.translation import Translator, gettext

_LEVELS = tuple(TitleLevel)
_GROUPS_A_LINE = 8


@dataclass(frozen=True, slots=True)
class Member:
    """A member, now or before, as panel page and sheet show one; `mark` tells of a replacement."""

    position: int
    name: str
    pseudonym: str
    unit: str
    title: str
    fields: str
    quotas: str
    left: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Whose signatures the sheet asks for, and the projects that it is about."""

    officer: str
    approver: str
    auditor: str
    projects: tuple[Project, ...]
    witnesses: tuple[Person, ...] = ()
    exception: str = ""


async def load_people(session: AsyncSession, desk: DrawDesk, ceremony: Ceremony) -> People:
    """The names for the signature boxes, the projects, and who watched in the room."""
    request, share = ceremony.request, ceremony.share_of(Role.AUDITOR)
    room = await load_room(session, desk, request)
    return People(
        officer=await _name(session, request.created_by),
        approver=await _name(session, request.approved_by),
        auditor=await _name(session, share.account_id if share else None),
        projects=await load_projects(session, request.projects),
        witnesses=tuple(one.person for one in room.confirmed),
        exception=room_exception(room),
    )


async def _name(session: AsyncSession, account_id: UUID | None) -> str:
    account = await AccountStore(session).by_id(account_id) if account_id else None
    return account.display_name if account else ""


def describe_members(
    seated: Sequence[Seated], criteria: CriteriaWords, services: Services, words: Translator
) -> tuple[Member, ...]:
    """The panel in the order of the draw, with unit, title and quotas in words."""
    separator = gettext(", ")
    return tuple(
        Member(
            position=one.seat.position,
            name=one.record.expert.name,
            pseudonym=one.seat.pseudonym,
            unit=_unit(one.record.expert, services),
            title=_title(one.record.expert, services.lists, words.language),
            fields=_fields(one.record.expert, services.lists, words.language),
            quotas=separator.join(criteria.counts_for(one.seat.quotas)),
            left=one.seat.ended,
            mark=mark_holding(one.seat, words),
        )
        for one in seated
    )


def _unit(expert: Expert, services: Services) -> str:
    ties = expert.employers_on(services.today())
    return ties[0].unit.name if ties else ""


def _title(expert: Expert, lists: CodeLists, language: str) -> str:
    held = [
        lists.titles[it.code] for it in expert.titles if it.verified and it.code in lists.titles
    ]
    held.sort(key=lambda title: _LEVELS.index(title.level))
    return lists.name(held[0], language) if held else ""


def _fields(expert: Expert, lists: CodeLists, language: str) -> str:
    """The technical fields of a member, each once, in the order of the record."""
    codes = dict.fromkeys(it.code for it in expert.fields if it.code in lists.fields)
    return gettext(", ").join(lists.name(lists.fields[code], language) for code in codes)


def make_sheet(
    ceremony: Ceremony,
    seated: Sequence[Seated],
    people: People,
    printed_by: str,
    services: Services,
    words: Translator,
) -> Sheet:
    """The result sheet of a concluded draw."""
    draw, number = ceremony.drawn, ceremony.request.number
    frozen = thaw_criteria(ceremony.request.criteria or b"")
    criteria = describe_criteria(frozen, services.lists, words)
    english = words.language == "en"
    stamp = {"name": printed_by, "moment": words.moment(services.now())}
    digest = (draw.receipt_digest or b"").hex()
    file = {"file": f"{number}-{draw.attempt}-receipt.json"}
    return Sheet(
        lang="en" if english else "zh",
        region="gb" if english else "cn",
        title=gettext("Result of the panel draw"),
        subtitle=gettext("Panel request %(number)s, draw %(attempt)s")
        % {"number": number, "attempt": draw.attempt},
        number=number,
        author=gettext("Expert pool and panel draw"),
        keywords=(number, digest),
        facts=_facts(ceremony, people, criteria, words),
        panel=_panel(describe_members(seated, criteria, services, words)),
        reserves=_reserves(draw, words),
        criteria_caption=gettext("Criteria, frozen at the approval"),
        criteria=_criteria(criteria, draw, services, words),
        counts=_counts(draw, services, words),
        proof_caption=gettext("Proof"),
        proof=_proof(draw, words),
        verify=gettext(
            "Check offline: python -m selection verify %(file)s --trust trust.json. "
            "The public receipt is attached to this file."
        )
        % file,
        qr_address=f"{services.settings.address}/receipts/{draw.commit_hash.hex()}?sha256={digest}",
        qr_words=gettext("Compare the receipt"),
        signs=(
            (gettext("Officer in charge"), people.officer),
            (gettext("Approver"), people.approver),
            (gettext("Auditor (supervision)"), people.auditor),
        ),
        organiser=services.policy.organiser.in_language(words.language),
        seal=gettext("(seal)"),
        date=words.date(services.today()),
        printed=gettext("Printed by %(name)s, %(moment)s") % stamp,
        pages=gettext("Page {page} of {total}"),
        demo=gettext("Demo · fictional") if services.settings.demo else "",
        receipt=(draw.public_receipt or b"").decode(),
        receipt_name=file["file"],
        attached=gettext("Public receipt of the draw"),
    )


def _facts(
    ceremony: Ceremony, people: People, criteria: CriteriaWords, words: Translator
) -> tuple[tuple[str, str], ...]:
    projects = "\n".join(f"{project.number} {project.name}" for project in people.projects)
    watched = "\n".join((*map(_named, people.witnesses), people.exception)).strip()
    chosen = outcome_words(ceremony.choice)
    return (
        (gettext("Activity"), criteria.activity),
        (gettext("Projects"), projects or "—"),
        (gettext("Days of the review"), criteria.review),
        (gettext("Place"), criteria.place),
        (gettext("Drawn at"), words.moment(ceremony.drawn.drawn_at)),
        *(((gettext("Witnesses in the room"), watched),) if watched else ()),
        *(((gettext("Choice among the candidates"), chosen),) if chosen else ()),
    )


def _named(person: Person) -> str:
    return gettext(", ").join(part for part in (person.name, person.post, person.unit) if part)


def _panel(members: Sequence[Member]) -> Listing:
    replaced = any(it.mark for it in members)
    return Listing(
        caption=gettext("The panel now, with the members who were replaced")
        if replaced
        else gettext("The panel, in the order of the draw"),
        head=(
            gettext("No."),
            gettext("Name"),
            gettext("Unit"),
            gettext("Title"),
            gettext("Technical fields"),
            gettext("Counts for"),
        ),
        widths=(2, 6, 6, 5, 6, 5) if replaced else (2, 4, 7, 5, 6, 5),
        rows=tuple(
            (str(it.position), _marked(it), it.unit, it.title or "—", it.fields or "—", it.quotas)
            for it in members
        ),
    )


def _marked(member: Member) -> str:
    return f"{member.name}\n{member.mark}" if member.mark else member.name


def _reserves(draw: DrawRecord, words: Translator) -> str:
    others = max(0, whole(draw.summary, "candidates") - whole(draw.summary, "seats"))
    return words.ngettext(
        "Reserves: the order of the %(count)s other candidate is sealed until the review ends. "
        "Its hash is %(hash)s.",
        "Reserves: the order of the %(count)s other candidates is sealed until the review ends. "
        "Its hash is %(hash)s.",
        others,
    ) % {
        "count": words.number(others),
        "hash": in_fours(str(draw.summary.get("order_hash", ""))),
    }


def _criteria(
    criteria: CriteriaWords, draw: DrawRecord, services: Services, words: Translator
) -> tuple[tuple[str, str], ...]:
    policy = parse_receipt(draw.public_receipt or b"").commit.policy
    title = services.policy.title.in_language(words.language)
    named = title if policy.digest == services.policy.digest else ""
    quotas = "\n".join(
        gettext("%(label)s: %(value)s") % {"label": quota.meaning, "value": quota.amount}
        for quota in criteria.quotas
    )
    rows = (
        (gettext("Seats"), str(criteria.seats)),
        (gettext("Quotas"), quotas),
        (gettext("At most from one employer"), str(criteria.employer_cap)),
        (gettext("At most from one group of employers"), _number(criteria.group_cap)),
        (gettext("Widened where too few, in order (DRW-17)"), "\n".join(criteria.fallback)),
        (gettext("Reason for widening"), criteria.fallback_reason),
        (gettext("Seats filled without a draw (DRW-18)"), "\n".join(criteria.direct)),
        (gettext("Leader who agreed"), criteria.direct_consent),
        (gettext("Every member"), "\n".join(criteria.conditions)),
        (gettext("Only from"), criteria.region),
        (gettext("Decided recusals"), str(criteria.recusals)),
        (gettext("Rules"), f"{named} {policy.id} {policy.version}".strip()),
        (gettext("Digest of the rules (SHA-256)"), in_fours(policy.digest, _GROUPS_A_LINE)),
    )
    return tuple((name, value) for name, value in rows if value)


def _number(most: int | None) -> str:
    return "" if most is None else str(most)


def _counts(draw: DrawRecord, services: Services, words: Translator) -> Listing:
    summary = draw.summary
    reasons = count_by_rule(summary, services.policy, words.language, exact=True)
    return Listing(
        caption=gettext("From the pool to the candidates"),
        head=(gettext("Rule"), gettext("Rule that excluded first"), gettext("People")),
        widths=(3, 12, 3),
        rows=(
            ("", gettext("In the pool"), words.number(whole(summary, "pool"))),
            *((it.rules[0], it.words[0], f"− {words.number(it.count)}") for it in reasons),
            ("", gettext("Candidates"), words.number(whole(summary, "candidates"))),
        ),
    )


def _proof(draw: DrawRecord, words: Translator) -> tuple[tuple[str, str], ...]:
    digests = (
        (gettext("Commitment"), draw.commit_hash.hex()),
        (gettext("Seed"), (draw.seed or b"").hex()),
        (gettext("Result digest"), str(draw.summary.get("result_digest", ""))),
        (gettext("Receipt digest"), (draw.receipt_digest or b"").hex()),
    )
    return (
        (gettext("Committed"), words.moment(draw.committed_at)),
        *((name, in_fours(digest, _GROUPS_A_LINE)) for name, digest in digests),
    )
