"""Secrets that let somebody in: made at random, shown once, kept as a digest."""

import hashlib
import secrets as random


def make() -> str:
    """Return a new secret that fits into a link or a cookie (256 bits)."""
    return random.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is kept of a secret. It is long and random, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
