"""Seals what may not be read in a copied database (AES-128 and HMAC, as Fernet puts them together)."""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken

from library.errors import Conflict
from library.marking import N_

Content = dict[str, str]


class Seal:
    """Closes and opens texts with the key of the settings, which is no part of the database."""

    def __init__(self, key: str) -> None:
        # The key is long and random, so one round of SHA-256 brings it to the length that is needed.
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))

    def closed(self, content: Content) -> bytes:
        """Return what may be kept of a text."""
        return self._fernet.encrypt(json.dumps(content, ensure_ascii=False).encode())

    def opened(self, sealed: bytes) -> Content:
        """Return the text again; raise Conflict when it was sealed with another key, or altered."""
        try:
            content: Content = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise Conflict(
                N_("This report was sealed with another key; put that key back to read it.")
            ) from error
        return content

    def opens(self, sealed: bytes) -> bool:
        """Tell whether a text was sealed with this key."""
        try:
            self.opened(sealed)
        except Conflict:
            return False
        return True
