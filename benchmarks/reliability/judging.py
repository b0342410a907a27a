"""What stored draws are held to after a harness: one result, the same replay, all limits kept."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import asyncpg

from benchmarks.reliability.stage import Stage
from expert_pool.policy import load_policy
from selection.drawing import open_receipt
from selection.storage.draw_store import list_draws, load_draw_by_commit
from selection.verify import TrustedKey, TrustFile, Verdict, verify_receipt
from web.cli.check import check_everything

OF_THE_HARNESS = "LOG-16.time_goes_back"
"""Secrets are revealed by a clock that is two hours ahead, so that nobody waits for the term."""
YEAR = timedelta(days=365)
COUNTS = ("pending", "accepted", "attended", "absent")
_SEATS = "SELECT expert_id, review_from FROM assignment WHERE outcome = ANY($1)"
_RESULTS = "SELECT subject FROM audit_entry WHERE act = 'draw.result'"
_STATES = "SELECT state, count(*) FROM panel_request GROUP BY state"


async def judge(stage: Stage) -> dict[str, object]:
    """Hold everything that is stored against what must be so."""
    connection = await asyncpg.connect(stage.url)
    seats = [(row[0], row[1]) for row in await connection.fetch(_SEATS, COUNTS)]
    results = Counter(row[0] for row in await connection.fetch(_RESULTS))
    states = {row[0]: row[1] for row in await connection.fetch(_STATES)}
    await connection.close()
    published, mismatches = await _replay(stage)
    services = stage.services()
    checked = await check_everything(services)
    await services.database.close()
    return {
        "requests": states,
        "draws_published": sum(published.values()),
        "published_more_than_once": sum(count > 1 for count in published.values()),
        "results_not_logged_once": sum(count != 1 for count in results.values()),
        "replay_mismatches": mismatches,
        "seats": len(seats),
        "over_a_limit": _over(seats),
        "findings_of_check": Counter(
            it.code for it in checked.findings if it.code != OF_THE_HARNESS
        ),
    }


async def _replay(stage: Stage) -> tuple[Counter[UUID], int]:
    """How many results each request has, and how many are another one when dealt again."""
    services, published, mismatches = stage.services(), Counter[UUID](), 0
    key = services.signing_key.public_key().public_bytes_raw().hex()
    trust = TrustFile(v=1, type="draw.trust", keys=(TrustedKey(name="own", key=key),))
    async with services.database.read() as session:
        listed, _ = await list_draws(session, limit=1_000_000, offset=0)
        for each in listed:
            draw = await load_draw_by_commit(session, each.commit_hash)
            if draw is None or draw.receipt_cipher is None:
                continue
            published[draw.request_id] += 1
            report = verify_receipt(open_receipt(services.draw_desk, draw), trust=trust)
            mismatches += report.verdict is not Verdict.VALID
    await services.database.close()
    return published, mismatches


def _over(seats: list[tuple[UUID, date]]) -> int:
    """Experts with two seats on a day, or more than the limit in the year up to a seat."""
    limit = load_policy("demo").integer("max_per_year")
    by_expert: dict[UUID, list[date]] = {}
    for expert, day in seats:
        by_expert.setdefault(expert, []).append(day)
    return sum(_breaks(days, limit) for days in by_expert.values())


def _breaks(days: list[date], limit: int) -> bool:
    twice = len(set(days)) < len(days)
    newest = max(days)
    taken = sum(newest - YEAR <= day <= newest for day in days)
    return twice or taken > limit
