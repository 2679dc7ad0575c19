"""One-time codes of an authenticator app: TOTP (RFC 6238), SHA-1, six digits, a step of 30 seconds.

Every app knows these; other choices of the RFC are not offered, because some apps ignore them.
"""

import base64
import hmac
import secrets as random
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
# Steps by which a telephone's clock may be early or late.
_DRIFT = 1


def make_secret() -> str:
    """Return a new secret of 160 bits, in the letters (base32) that apps take."""
    return base64.b32encode(random.token_bytes(20)).decode()


def step_at(moment: datetime) -> int:
    """Return the number of the step in which a moment lies."""
    return int(moment.timestamp()) // SECONDS


def code(key: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the code of a step (RFC 4226, 5.3)."""
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


def code_of(secret: str, step: int) -> str:
    """Return the code of a step for a secret as apps take it."""
    return code(base64.b32decode(secret), step)


def matching_step(secret: str, given: str, moment: datetime) -> int | None:
    """Return the step, this one or a neighbour, whose code is given; None when there is none."""
    typed = "".join(given.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdecimal()):
        return None
    now = step_at(moment)
    for step in range(max(0, now - _DRIFT), now + _DRIFT + 1):
        if hmac.compare_digest(code_of(secret, step), typed):
            return step
    return None


def uri(secret: str, account: str, issuer: str) -> str:
    """Return what the QR code says to an app."""
    label = quote(f"{issuer}:{account}", safe="")
    return f"otpauth://totp/{label}?" + urlencode({"secret": secret, "issuer": issuer})
