"""The offline pack: a review day in one sealed file, for a room without network.

Pure: what the file holds, how it is sealed, what was recorded in it, and what of that is new.
The shell is `selection.convening`.
"""

from selection.offline_pack.codes import CODE_SIGNS, in_fours, plain_code, write_code
from selection.offline_pack.contents import (
    DayRules,
    Named,
    PackContents,
    PackMember,
    PledgeText,
    read_contents,
    write_contents,
)
from selection.offline_pack.events import Event, EventKind, read_record, write_record
from selection.offline_pack.plan import (
    check_moment,
    digest_of,
    find_moments,
    find_new,
    number_typed,
)
from selection.offline_pack.sealing import (
    CodeKeys,
    PackHeader,
    Sealed,
    SealedPack,
    derive_code_keys,
    open_pack,
    read_pack,
    seal_name,
    seal_pack,
    write_pack,
)

__all__ = [
    "CODE_SIGNS",
    "CodeKeys",
    "DayRules",
    "Event",
    "EventKind",
    "Named",
    "PackContents",
    "PackHeader",
    "PackMember",
    "PledgeText",
    "Sealed",
    "SealedPack",
    "check_moment",
    "derive_code_keys",
    "digest_of",
    "find_moments",
    "find_new",
    "in_fours",
    "number_typed",
    "open_pack",
    "plain_code",
    "read_contents",
    "read_pack",
    "read_record",
    "seal_name",
    "seal_pack",
    "write_code",
    "write_contents",
    "write_pack",
    "write_record",
]
