"""What `expert-pool log reopen` does: a broken log goes on under a new name, entered by two people.

The former name is closed at the newest checkpoint that anybody holds, before anything else is
asked: from then on nothing is signed under it. It must not decide that a log is broken: the
sequencer, which holds it against that checkpoint, does. How the name changes is for
`web.cli.log_renaming`, which also finishes what an earlier run of the command had begun.
"""

import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
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
from expert_pool.audit.checkpoints import parse_checkpoint, read_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import LogHead
from expert_pool.audit.log_keys import LogKeys
from expert_pool.audit.notes import KEY_SIZE, KeyKind, Note, VerifierKey, make_key, parse_note
from expert_pool.audit.reopening import Ending, OwnHistory, split
from expert_pool.audit.witnessing import Witness
from expert_pool.durable import held, write_durably
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.audit_sequence import newest_frontier
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.checkpoint_store import (
    leaves_between,
    newest_note,
    notes_by_size,
)
from expert_pool.storage.database import Database
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
from web.witnesses import hold_against

_TERMINAL: Final = CameFrom("terminal", "expert-pool log reopen")
_MAY: Final = frozenset({Role.AUDITOR.value, Role.USER_ADMIN.value})

_RESTORES: Final = 1000
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/-]{0,99}")

Ask = Callable[[str], tuple[str, str]]
"""Has the owner of an address type password and code."""

Prove = Callable[[], Awaitable[tuple[Actor, Actor]]]
"""Gives the two who enter it, once each is known to be who they say."""

Tell = Callable[[Earlier], None]
"""Says what an earlier run had left, before anybody is asked for anything."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The new name, the newest checkpoint outside, who enters it (addresses), and why.

    `older` checkpoints show how far a second history agrees with the first.
    """

    name: str
    note: bytes
    people: tuple[str, str]
    reason: str
    words: str
    older: tuple[bytes, ...] = ()


def newest_first(notes: Iterable[bytes]) -> list[bytes]:
    """Checkpoints by their size; their signatures are not looked at here."""
    return sorted(notes, key=lambda one: -parse_checkpoint(parse_note(one).text).head.size)


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
    wanted = parse_checkpoint(parse_note(wish.note).text)
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
    notes = [read_checkpoint(one, former.known).note for one in (wish.note, *wish.older)]
    own = await _read_own(services)
    not_asked = await _check_newest(services, notes[0], own)
    _close(services.settings.checkpoint_file, former, wish.note, own)
    await services.sequencer.step()
    if not services.sequencer.refused:
        raise ExpertPoolError("log.not_broken")
    await _check_name(services.database, former.origin, wish.name)
    kept, forked = split(own, [parse_checkpoint(one.text).head for one in notes])
    people = await prove()
    keys = LogKeys(make_key(wish.name, KeyKind.SIGNATURE, secrets.token_bytes(KEY_SIZE)))
    last = parse_checkpoint(notes[0].text)
    ending = Ending(last.origin, last.head, kept, keys.origin, forked)
    entered = Entered(ending, former.current.verifier, keys.current.verifier)
    async with signing_held(services):
        if services.sequencer.keys != former:
            raise ExpertPoolError("log.keys_changed")
        prepare(services.settings, keys)
        await _record(services, wish, entered, people)
        put_in_force(services, entered, keys)
    return entered, not_asked


async def _read_own(services: Services) -> OwnHistory:
    """What the database holds of the log, was signed under its name, and was restored."""
    async with services.database.read() as session:
        newest = await newest_frontier(session)
        leaves = await leaves_between(session, 0, newest.size)
        notes = await notes_by_size(session)
        store = AuditStore(session)
        page = await store.page(AuditFilter(acts=frozenset({Act.LOG_RESTORE})), limit=_RESTORES)
        ids = [one.entry.id for one in page.entries]
        details = await store.details(services.cipher, ids)
    signed = [
        parse_checkpoint(parse_note(text).text).head
        for (origin, _), text in notes.items()
        if origin == services.sequencer.keys.origin
    ]
    restored = [(it.after or {}).get("size") for it in details.values()]
    return OwnHistory(leaves, signed, [it for it in restored if isinstance(it, int)])


async def _check_newest(services: Services, note: Note, own: OwnHistory) -> tuple[str, ...]:
    """Nobody who can be asked may hold a newer checkpoint; who could not be asked.

    But for the second history, where the log was signed further before anybody noticed: the log
    holds it, and the entries name it.
    """
    head, keys = parse_checkpoint(note.text).head, services.sequencer.keys
    async with services.database.read() as session:
        stored = await newest_note(session, keys.origin)
    known = [*own.signed, *_head_signed(services.settings.checkpoint_file, keys.known)]
    newer = [one for one in known if one.size > head.size]
    if newer and (own.fits(head) or not all(own.fits(one) for one in newer)):
        most = max(one.size for one in newer)
        raise ExpertPoolError("log.note_too_old", {"size": head.size, "known": most})
    second = stored if stored and own.fits(parse_checkpoint(stored.text).head) else None
    not_asked = []
    for witness in services.witnesses:
        try:
            await _hold_one(witness, note, second)
        except OSError:
            not_asked.append(witness.key.name)
    return tuple(not_asked)


async def _hold_one(witness: Witness, note: Note, second: Note | None) -> None:
    """A witness follows one history: the one that is closed, or the one that the log holds."""
    try:
        await hold_against(witness, note)
    except ExpertPoolError as refused:
        if second is None:
            raise
        try:
            await hold_against(witness, second)
        except ExpertPoolError:
            raise refused from None


def _head_signed(file: Path, keys: Sequence[VerifierKey]) -> list[LogHead]:
    """The head of the checkpoint in a file; what these keys did not sign counts for nothing."""
    try:
        return [read_checkpoint(file.read_bytes(), keys).checkpoint.head]
    except (ExpertPoolError, FileNotFoundError):
        return []


def _close(file: Path, former: LogKeys, note: bytes, own: OwnHistory) -> None:
    """Let the newest checkpoint outside be what the log is held against from now on."""
    head = read_checkpoint(note, former.known).checkpoint.head
    with held(file):
        longer = all(one.size < head.size for one in _head_signed(file, former.known))
        if longer or not own.fits(head):
            write_durably(file, note)


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
    services: Services, wish: Wish, entered: Entered, people: tuple[Actor, Actor]
) -> None:
    """One entry by each of the two, in one transaction; the tree under the new name holds both."""
    before, kept = entered.ending.states
    detail = {
        "note": wish.note.decode(),
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
