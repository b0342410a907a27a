"""The log recomputed at the press of a button, and held against a file or a noted head.

It says step by step what was checked, and names the first entry that is wrong.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Self

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from pydantic import Field, StringConstraints, model_validator

from expert_pool.audit.acts import Act
from expert_pool.audit.log import (
    ExportReport,
    LogHead,
    check_export,
    compare_with_head,
    compare_with_leaves,
)
from expert_pool.checking import LogReport, check_log
from expert_pool.findings import Finding, Severity
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.checkpoint_store import witness_standings
from selection.checking import remembered_heads
from web.auditors.exporting import SUBJECT, ExportForm
from web.forms import Form, FormModel, blank, read_form, refuse
from web.pages import render
from web.services import PageRequest, Services, services_of
from web.translation import N_
from web.visits import visit_of

LARGEST_FILE: Final = 512 * 1024 * 1024
UNPROCESSABLE: Final = 422

STEPS: Final = (
    ("places", N_("Every entry has its place, without a gap"), ("LOG-03", "LOG-12")),
    ("bytes", N_("Every entry is what its exact bytes say"), ("LOG-04", "LOG-05", "LOG-13")),
    ("details", N_("Every detail belongs to its entry, and none is gone"), ("LOG-06", "LOG-14")),
    ("heads", N_("The log keeps every root that draws and exports noted"), ("LOG-09", "LOG-15")),
    (
        "notes",
        N_("The log keeps every checkpoint that was signed, and the signatures hold"),
        ("LOG-22", "LOG-23", "LOG-24"),
    ),
    (
        "kept",
        N_("Tree and lines of witnesses, as they are kept, are what the entries make"),
        ("LOG-27", "LOG-28", "LOG-29"),
    ),
    ("times", N_("The times of the entries follow each other"), ("LOG-16",)),
)

Root = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")]


SIZE: Final = N_("Number of entries")
ROOT: Final = N_("Root (64 hexadecimal digits)")


class VerifyForm(FormModel):
    """What the log is held against: nothing, a file (beside this form), or size and root."""

    size: int | None = Field(default=None, title=SIZE, ge=0, le=2**53)
    root: Root | None = Field(default=None, title=ROOT)

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.size is None) is not (self.root is None):
            refuse("log_filter.size_and_root")
        return self

    @property
    def head(self) -> LogHead | None:
        """The head that was typed."""
        if self.size is None or self.root is None:
            return None
        return LogHead(self.size, bytes.fromhex(self.root))


class HeadForm(FormModel):
    """Size and root as the page asks for them: there both are needed."""

    size: int = Field(title=SIZE)
    root: str = Field(title=ROOT)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was checked, in words, and what was found."""

    words: str
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it; what is for information does not."""
        return all(finding.severity is Severity.INFO for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Verified:
    """The head as recomputed now, each step, and the head of what it was held against."""

    head: LogHead
    heads: int
    steps: tuple[Step, ...]
    other: LogHead | None = None

    @property
    def passed(self) -> bool:
        """Whether every step passed."""
        return all(step.passed for step in self.steps)


@get("/audit/verify", name="auditors.verify")
async def show_verify(request: PageRequest) -> Response[str]:
    """The page with the buttons, and how far each witness has seen the log."""
    return await _page(request, blank(VerifyForm))


@post(
    "/audit/verify",
    name="auditors.verify.post",
    status_code=200,
    request_max_body_size=LARGEST_FILE,
)
async def do_verify(request: PageRequest) -> Response[str]:
    """Compute the root now, and compare it with what was sent."""
    form = await read_form(request, VerifyForm)
    if form.value is None:
        return await _page(request, form, status_code=UNPROCESSABLE)
    services = services_of(request)
    upload = next((file for file in form.files.get("file", ()) if file.filename), None)
    verified = await verify_log(services, form.value.head, upload)
    await _record(request, services, verified)
    return await _page(request, form, verified)


async def verify_log(
    services: Services, known: LogHead | None, upload: UploadFile | None
) -> Verified:
    """Recompute the whole log and hold it against a file or a head, where one was given."""
    outside = services.outside()
    async with services.database.read() as session:
        heads = await remembered_heads(session, services.draw_desk)
        report = await check_log(session, services.cipher, heads, outside)
    steps, other = list(_own_steps(report)), known
    if known is not None:
        words = N_("The log's first entries give the root that was typed")
        found = await asyncio.to_thread(compare_with_head, report.leaves, known)
        steps.append(Step(words, found))
    if upload is not None:
        exported = await asyncio.to_thread(check_export, _lines_of(upload))
        steps.extend(_export_steps(report, exported))
        other = exported.head
    return Verified(report.head, report.heads, tuple(steps), other)


def _own_steps(report: LogReport) -> Iterator[Step]:
    for _, words, rules in STEPS:
        found = tuple(finding for finding in report.findings if finding.rule_id in rules)
        yield Step(words, found)


def _export_steps(report: LogReport, exported: ExportReport) -> Iterator[Step]:
    yield Step(N_("The file agrees with itself: lines, digests, root"), exported.findings)
    compared = compare_with_leaves(report.leaves, exported.leaves)
    yield Step(N_("The log begins with exactly the entries of the file"), compared)


def _lines_of(upload: UploadFile) -> Iterable[str]:
    """The lines of a file; what is no text stays visible as such, and is refused line by line."""
    for line in upload.file:
        yield line.decode("utf-8", errors="surrogateescape").rstrip("\r\n")


async def _record(request: PageRequest, services: Services, verified: Verified) -> None:
    """Note the look; a head is noted only where it is right, so that no wrong one is kept."""
    first = next((found for step in verified.steps for found in step.findings), None)
    noted = {"size": verified.head.size, "root": verified.head.root.hex()}
    wrong = {"first_fault": first.code if first else ""}
    async with services.database.transaction() as session:
        await record_act(
            session,
            actor=visit_of(request).acting_as(Role.AUDITOR),
            act=Act.LOG_VERIFY,
            subject=SUBJECT,
            after=noted if verified.passed else wrong,
        )


async def _page(
    request: PageRequest,
    form: Form[VerifyForm],
    verified: Verified | None = None,
    status_code: int = 200,
) -> Response[str]:
    services = services_of(request)
    origin, keys = services.sequencer.keys.origin, [one.key for one in services.witnesses]
    async with services.database.read() as session:
        witnesses = await witness_standings(session, origin, keys)
    return render(
        request,
        "auditors/verify.html",
        witnesses=witnesses,
        status_code=status_code,
        form=form,
        head_form=Form(HeadForm, typed=form.typed, errors=form.errors),
        export_form=blank(ExportForm),
        verified=verified,
    )


ROUTES = (show_verify, do_verify)
