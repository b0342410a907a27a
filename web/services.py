"""What handlers and commands are given to work with, made once for each process."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from litestar.connection import ASGIConnection, Request

from expert_pool.accounts.desk import Desk
from expert_pool.audit.kept_notes import KeptNote, Outside
from expert_pool.audit.witnessing import Witness, parse_witnesses
from expert_pool.calendar import WorkingCalendar, read_working_hours
from expert_pool.calendar.china import load_calendar
from expert_pool.crediting.rules import CreditRules, carry_rules
from expert_pool.encryption import FieldCipher, Keyring
from expert_pool.errors import ExpertPoolError
from expert_pool.passwords import Passwords
from expert_pool.policy import Policy, load_rulebook
from expert_pool.recording import Recorder, equip
from expert_pool.sequencing import Sequencer
from expert_pool.storage.database import Database
from expert_pool.storage.kept_pool import KEPT_POOL, KeptPool
from expert_pool.vocabulary import CodeLists
from selection.drawing import DrawDesk
from selection.requesting import RequestDesk
from selection.sources.beacon import QUICKNET, Chain
from selection.storage.seat_days import REFUSALS
from selection.verify import read_trust
from web.settings import Settings
from web.translation import LOCAL_TIME

# Any handler, user and state will do: nothing here depends on them.
Connection = ASGIConnection[Any, Any, Any, Any]
PageRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Services:
    """What acts need: settings, database, policy, lists, calendar, keys, and the one clock."""

    settings: Settings
    database: Database
    policy: Policy
    lists: CodeLists
    passwords: Passwords
    cipher: FieldCipher
    signing_key: Ed25519PrivateKey
    sequencer: Sequencer
    witnesses: tuple[Witness, ...]
    clock: Callable[[], datetime]
    calendar: WorkingCalendar
    chain: Chain = QUICKNET

    @property
    def draw_desk(self) -> DrawDesk:
        """What draws work with."""
        return DrawDesk(
            policy=self.policy,
            lists=self.lists,
            cipher=self.cipher,
            signing_key=self.signing_key,
            clock=self.clock,
            today=self.today,
            fresh_bytes=secrets.token_bytes,
            software_version=find_version(),
            calendar=self.calendar,
            chain=self.chain,
            log_origin=self.settings.log_keys().origin if self.witnesses else "",
            witnesses=tuple(witness.key for witness in self.witnesses),
        )

    def outside(self) -> Outside:
        """The log's keys and its newest note beside the database; read it before the database.

        No key is made here: without one the notes are held against the log, but not verified.
        """
        keys, file = self.settings.log_file, self.settings.checkpoint_file
        return Outside(
            self.sequencer.keys.known if keys.exists() else (),
            (KeptNote(file.name, file.read_bytes()),) if file.exists() else (),
            tuple(witness.key for witness in self.witnesses),
        )

    @property
    def request_desk(self) -> RequestDesk:
        """What projects and panel requests work with."""
        return RequestDesk(
            self.database,
            self.policy,
            self.lists,
            self.now,
            self.today,
            secrets.token_bytes,
            self.calendar,
        )

    @property
    def desk(self) -> Desk:
        """What acts on accounts work with."""
        return Desk(self.database, self.passwords)

    def now(self) -> datetime:
        """This moment, in UTC."""
        return self.clock()

    def today(self) -> date:
        """This day in China: what the rules take as `as_of`."""
        return self.clock().astimezone(LOCAL_TIME).date()


@cache
def find_version() -> str:
    """The version that acts; it is looked up in the installed files once, not for each act."""
    return version("expert-pool")


def utc_now() -> datetime:
    """The clock of a running service; tests pass another one."""
    return datetime.now(UTC)


def make_services(
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    open_database: Callable[[str], Database] = Database,
) -> Services:
    """Open the database, equipped to record acts, and load what every act needs.

    Raises:
        ExpertPoolError: `settings.no_database`, or what is wrong with lists, keys, witnesses.
    """
    if settings.database_url is None:
        raise ExpertPoolError("settings.no_database")
    policy, lists = load_rulebook(settings.policy)
    read_working_hours(policy)
    database = open_database(settings.database_url)
    database.explain(REFUSALS)
    cipher = FieldCipher(Keyring({1: settings.secret_key()}, current=1, index=1))
    calendar = load_calendar(settings.calendar_file)
    equip(database, Recorder(clock, cipher, find_version()))
    database.carry({KEPT_POOL: KeptPool()})
    carry_rules(database, CreditRules(policy, calendar))
    return Services(
        settings=settings,
        database=database,
        policy=policy,
        lists=lists,
        passwords=Passwords(local_words=(policy.id,)),
        cipher=cipher,
        signing_key=Ed25519PrivateKey.from_private_bytes(settings.signing_key()),
        sequencer=Sequencer(database, settings.log_keys, settings.checkpoint_file, clock),
        witnesses=parse_witnesses(settings.witnesses),
        clock=clock,
        calendar=calendar,
        chain=_read_chain(settings),
    )


def _read_chain(settings: Settings) -> Chain:
    """The public beacon's chain, or the one that the operator names for a rehearsal."""
    if settings.beacon_chain_file is None:
        return QUICKNET
    named = read_trust(settings.beacon_chain_file.read_bytes()).chains
    if len(named) != 1:
        raise ExpertPoolError("settings.one_chain")
    (one,) = named
    return Chain(one.chain, one.key, one.genesis, one.period)


def services_of(connection: Connection) -> Services:
    """The services of the application that answers this request."""
    services: Services = connection.app.state["services"]
    return services
