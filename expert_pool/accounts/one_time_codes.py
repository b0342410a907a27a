"""The six digits of an authenticator app (TOTP, RFC 6238), and the codes for when it is lost.

Pure: secret and moment in, digits out. Who is asked for one, and that none counts twice, is
decided in `expert_pool.accounts.second_factor`.
"""

import base64
import hmac
import re
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

STEP_SECONDS: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 20
_DRIFT: Final = 1
"""How many steps a clock may be off, either way (RFC 6238, section 5.2)."""

_RECOVERY_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_RECOVERY_LENGTH: Final = 12


def code_at(secret: bytes, step: int) -> str:
    """The digits of one step (HOTP, RFC 4226, section 5.3, over the step's number)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 0x0F
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(moment: datetime) -> int:
    """The number of the step that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def matching_step(secret: bytes, typed: str, moment: datetime, last_used: int) -> int | None:
    """The step whose code was typed: close to now, and later than the last one that was used."""
    now = step_of(moment)
    steps = range(max(now - _DRIFT, last_used + 1), now + _DRIFT + 1)
    codes = {step: code_at(secret, step).encode() for step in steps}
    right = [step for step in steps if hmac.compare_digest(codes[step], typed.encode())]
    return right[0] if right else None


def normal_code(typed: str) -> str:
    """What was typed, without the spaces and dashes that codes are shown with."""
    return re.sub(r"[\s-]", "", typed).lower()


def written_secret(secret: bytes) -> str:
    """The secret as an app takes it by hand: base32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def enrolment_address(secret: bytes, account: str, issuer: str) -> str:
    """What the QR code says to an app: `otpauth://totp/...`."""
    label = quote(f"{issuer}:{account}", safe="")
    text = base64.b32encode(secret).decode().rstrip("=")
    wanted = {"secret": text, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{label}?{urlencode(wanted, quote_via=quote)}"


def recovery_code(noise: bytes) -> str:
    """A code from random bytes, `abcd-efgh-jkmn`: about 59 bits, without signs easily confused."""
    number, signs = int.from_bytes(noise, "big"), ""
    for _ in range(_RECOVERY_LENGTH):
        number, place = divmod(number, len(_RECOVERY_ALPHABET))
        signs += _RECOVERY_ALPHABET[place]
    return "-".join(signs[place : place + 4] for place in range(0, _RECOVERY_LENGTH, 4))
