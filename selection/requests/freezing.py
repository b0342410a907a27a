"""The criteria of a request as exact bytes, their digest, and the way back.

Its one job is rule REQ-02: what was approved is what is drawn. The bytes hold names of
parties and of recused people, so they are stored sealed; only a digest is published, and
a `salt` keeps anybody from guessing the names behind it.
"""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date

from pydantic import TypeAdapter

from expert_pool.audit.canonical import Json, canonical_bytes
from expert_pool.findings import Finding
from expert_pool.policy import Policy
from selection.errors import SelectionError
from selection.requests.values import PanelRequest

_REQUEST = TypeAdapter(PanelRequest)


def freeze_criteria(request: PanelRequest, policy: Policy, salt: str = "") -> bytes:
    """The approved criteria and the policy they were judged by, in canonical JSON."""
    return canonical_bytes(
        {
            "v": 1,
            "type": "panel.criteria",
            "policy": {"id": policy.id, "version": str(policy.version), "digest": policy.digest},
            "request": _plain(request),
            "salt": salt,
        }
    )


def criteria_digest(frozen: bytes) -> str:
    """The SHA-256 of frozen criteria, as 64 hexadecimal digits."""
    return hashlib.sha256(frozen).hexdigest()


def thaw_criteria(frozen: bytes) -> PanelRequest:
    """The panel request that was frozen.

    Raises:
        SelectionError: `criteria.unreadable` where the bytes are not frozen criteria.
    """
    try:
        return _REQUEST.validate_json(json.dumps(json.loads(frozen)["request"]))
    except (ValueError, KeyError, TypeError) as error:
        raise SelectionError("criteria.unreadable") from error


def check_unchanged(request: PanelRequest, frozen: bytes, policy: Policy) -> tuple[Finding, ...]:
    """REQ-02: the request is still word for word what was frozen."""
    if thaw_criteria(frozen) == request:
        return ()
    return (policy.finding("REQ-02.changed_after_approval"),)


def _plain(value: object) -> Json:
    """A frozen value as plain JSON; sets are sorted, so that equal requests have equal bytes."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)
