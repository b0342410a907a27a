"""What `expert-pool log reopen` does: a broken log goes on under a new name, entered by two people.

The former name is closed at the newest checkpoint that anybody holds, before anything else is
asked: from then on nothing is signed under it. It must not decide that a log is broken: the
sequencer, which holds it against that checkpoint, does. Which checkpoint that is, is for
`web.cli.log_histories`; how the name changes is for `web.cli.log_renaming`, which also finishes
what an earlier run of the command had begun.
"""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from expert_pool.accounts.second_step import complete_sign_in
from expert_pool.accounts.signing_in import (
    CameFrom,
    HalfSigned,
    Signed,
    SignInRequest,
    actor_of,
    sign_in,
    sign_out,
)
from expert_pool.accounts.signing_up import normal_email
from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import Witnessed, parse_checkpoint, read_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.log_keys import LogKeys
from expert_pool.audit.notes import KEY_SIZE, KeyKind, Note, VerifierKey, make_key, parse_note
from expert_pool.audit.reopening import Ending, OwnHistory, split
from expert_pool.durable import held, write_durably
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.checkpoint_store import notes_by_size
from expert_pool.storage.database import Database
from web.cli.log_histories import against_first, check_newest, head_signed, read_own
from web.cli.log_renaming import (
    Earlier,
    Entered,
    prepare,
    put_in_force,
    signing_held,
    take_up,
)
from web.services import Services, make_services
from web.settings import Settings

_TERMINAL: Final = CameFrom("terminal", "expert-pool log reopen")
_MAY: Final = frozenset({Role.AUDITOR.value, Role.USER_ADMIN.value})
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/-]{0,99}")

Ask = Callable[[str], tuple[str, str]]
"""Has the owner of an address type password and code."""

Prove = Callable[[], Awaitable[tuple[Actor, Actor]]]
"""Gives the two who enter it, once each is known to be who they say."""

Tell = Callable[[Earlier], None]
"""Says what an earlier run had left, before anybody is asked for anything."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The new name, the checkpoints outside, who enters it (addresses), and why.

    The name ends at the newest that the log does not fit. Others show how far a second history
    agrees with the first.
    """

    name: str
    notes: tuple[bytes, ...]
    people: tuple[str, str]
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """What ended where, the former and the new public key, and witnesses nobody could ask."""

    ending: Ending
    former: VerifierKey
    current: VerifierKey
    not_asked: tuple[str, ...]


async def reopen_log(settings: Settings, wish: Wish, ask: Ask, tell: Tell) -> Reopened:
    """Go on under a new name where the log no longer fits what was signed.

    Raises:
        ExpertPoolError: `log.…`, what is wrong with the note, or with who signs in.
    """
    services = make_services(settings)
    try:
        return await reopen(services, wish, partial(_prove_both, services, wish.people, ask), tell)
    finally:
        await services.database.close()


async def reopen(services: Services, wish: Wish, prove: Prove, tell: Tell) -> Reopened:
    """The same, once more too: what an earlier run entered is finished, and nobody is asked.

    Raises:
        ExpertPoolError: `log.…`, or what is wrong with the note.
    """
    wanted = [parse_checkpoint(parse_note(one).text) for one in wish.notes]
    async with signing_held(services):
        earlier, entered = await take_up(services, wish.name, wanted)
    tell(earlier)
    not_asked: tuple[str, ...] = ()
    if entered is None:
        entered, not_asked = await _begin(services, wish, prove)
    await services.sequencer.step()
    return Reopened(entered.ending, entered.former, entered.current, not_asked)


async def _begin(services: Services, wish: Wish, prove: Prove) -> tuple[Entered, tuple[str, ...]]:
    former = services.sequencer.keys
    own = await read_own(services)
    given = against_first([read_checkpoint(one, former.known) for one in wish.notes], own)
    last = given[0].checkpoint
    not_asked = await check_newest(services, given[0], own)
    _close(services.settings.checkpoint_file, former, given[0], own)
    await services.sequencer.step()
    if not services.sequencer.refused:
        raise ExpertPoolError("log.not_broken")
    # The service may have signed its own history once more before the name was closed.
    own = await read_own(services)
    await _check_name(services.database, former.origin, wish.name)
    kept, forked = split(own, [one.checkpoint.head for one in given])
    people = await prove()
    keys = LogKeys(make_key(wish.name, KeyKind.SIGNATURE, secrets.token_bytes(KEY_SIZE)))
    ending = Ending(last.origin, last.head, kept, keys.origin, forked)
    entered = Entered(ending, former.current.verifier, keys.current.verifier)
    async with signing_held(services):
        if services.sequencer.keys != former:
            raise ExpertPoolError("log.keys_changed")
        prepare(services.settings, keys)
        await _record(services, wish, (given[0].note, entered), people)
        put_in_force(services, entered, keys)
    return entered, not_asked


def _close(file: Path, former: LogKeys, given: Witnessed, own: OwnHistory) -> None:
    """Let the newest checkpoint outside be what the log is held against from now on."""
    head = given.checkpoint.head
    with held(file):
        longer = all(one.size < head.size for one in head_signed(file, former.known))
        if longer or not own.fits(head):
            write_durably(file, given.note.written().encode())


async def _check_name(database: Database, former: str, name: str) -> None:
    """No name that ever signed here may sign another history; an entry must be able to hold it."""
    if not _PLAIN.fullmatch(name):
        raise ExpertPoolError("log.bad_name", {"name": name})
    async with database.read() as session:
        used = {former, *(origin for origin, _ in await notes_by_size(session))}
    if name in used:
        raise ExpertPoolError("log.same_name", {"origin": name})


async def _prove_both(
    services: Services, addresses: tuple[str, str], ask: Ask
) -> tuple[Actor, Actor]:
    """Both people with password and second factor, each of a role that may; not one twice."""
    if len({normal_email(one) for one in addresses}) == 1:
        raise ExpertPoolError("log.second_person_needed")
    first, second = [await _prove(services, one, ask) for one in addresses]
    return first, second


async def _prove(services: Services, address: str, ask: Ask) -> Actor:
    password, code = ask(address)
    asked = SignInRequest(address, password, _TERMINAL)
    half = await sign_in(services.desk, asked, services.now())
    signed = half if isinstance(half, Signed) else await _complete(services, half, code)
    actor = actor_of(signed.account.id, signed.account.roles, signed.token)
    await sign_out(services.database, actor, signed.token)
    if signed is half:
        raise ExpertPoolError("log.second_factor_needed", {"email": address})
    if not signed.account.roles & _MAY:
        raise ExpertPoolError("log.not_entitled", {"email": address})
    return actor


async def _complete(services: Services, half: HalfSigned, code: str) -> Signed:
    return await complete_sign_in(services.desk, half.token, code, _TERMINAL, services.now())


async def _record(
    services: Services, wish: Wish, closed: tuple[Note, Entered], people: tuple[Actor, Actor]
) -> None:
    """One entry by each of the two, in one transaction; the tree under the new name holds both."""
    note, entered = closed
    before, kept = entered.ending.states
    detail = {
        "note": note.written(),
        "former": entered.former.vkey,
        "current": entered.current.vkey,
        "found": [finding.code for finding in services.sequencer.refused],
        "words": wish.words,
    }
    after, who = (kept, entered.ending.goes_on_from), (entered.ending.subjects, people)
    acts = zip((Act.LOG_CLOSE, Act.LOG_REOPEN), *who, after, strict=True)
    async with services.database.transaction() as session:
        for act, subject, actor, state in acts:
            await record_act(
                session,
                actor=actor,
                act=act,
                subject=subject,
                reason=wish.reason,
                previous_state=before,
                next_state=state,
                after=detail,
            )
