"""An OpenID Connect provider for tests, a process of its own on the loopback.

`python -m tests.openid_provider` prints its address. POST /be tells it whom it vouches for next and
how it should lie; everything else is the protocol, checked as a provider checks it.
"""

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "sao-dieu", "a secret between two programs"


class Provider(ThreadingHTTPServer):
    """Whom it vouches for, how it lies, its keys and the codes that it gave out."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)})
        self.lie, self.claims = "", dict[str, Any]()
        self.codes: dict[str, dict[str, str]] = {}
        self.accesses: dict[str, dict[str, Any]] = {}

    def id_token(self, asked: dict[str, str]) -> str:
        """Return the signed answer to what was asked, with one lie if one was wished for."""
        moment = int(time.time())
        claims = self.claims | {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": moment,
            "exp": moment + 300,
            "nonce": asked["nonce"],
        }
        if self.lie == "no e-mail":
            del claims["email"], claims["email_verified"]
        lies: dict[str, dict[str, Any]] = {
            "issuer": {"iss": "https://other.example"},
            "audience": {"aud": "another program"},
            "nonce": {"nonce": "another sign-in"},
            "time": {"iat": moment - 9000, "exp": moment - 8000},
        }
        key = self.key
        if self.lie == "signature":
            key = RSAKey.generate_key(2048, {"kid": str(self.key.kid)})
        header = {"alg": "RS256", "kid": key.kid}
        return jwt.encode(header, claims | lies.get(self.lie, {}), key)


class _Talk(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        pages = {
            "/.well-known/openid-configuration": self._metadata,
            "/jwks": lambda: KeySet([self.server.key]).as_dict(private=False),
            "/userinfo": self._userinfo,
        }
        if parts.path == "/authorize":
            self._authorize(given)
        elif parts.path in pages:
            self._say(pages[parts.path]())
        else:
            self._say({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/be":
            wish = json.loads(body)
            self.server.claims, self.server.lie = wish["claims"], wish["lie"]
            if wish["lie"] == "new key":
                self.server.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)})
            self._say({})
        else:
            self._token({name: values[0] for name, values in parse_qs(body).items()})

    def _metadata(self) -> dict[str, Any]:
        issuer = self.server.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _authorize(self, asked: dict[str, str]) -> None:
        """Send the person back with a code, as if they had typed their password."""
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256" and asked["code_challenge"]
        assert asked["nonce"] and asked["state"]
        assert "openid" in asked["scope"].split()
        code = secrets.token_hex(8)
        self.server.codes[code] = asked
        state = "another" if self.server.lie == "state" else asked["state"]
        answer = {"code": code, "state": state}
        if self.server.lie == "refused":
            answer = {"error": "access_denied", "state": state}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer)}")
        self.end_headers()

    def _token(self, given: dict[str, str]) -> None:
        asked = self.server.codes.pop(given.get("code", ""), {})
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            not asked
            or self.headers["Authorization"] != f"Basic {expected}"
            or challenge != asked["code_challenge"]
            or given["redirect_uri"] != asked["redirect_uri"]
        ):
            return self._say({"error": "invalid_grant"}, 400)
        access = secrets.token_hex(8)
        self.server.accesses[access] = self.server.claims
        token = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        if self.server.lie != "no token":
            token["id_token"] = self.server.id_token(asked)
        return self._say(token)

    def _userinfo(self) -> dict[str, Any]:
        access = self.headers["Authorization"].removeprefix("Bearer ")
        return self.server.accesses[access]

    def _say(self, answer: Mapping[str, Any], code: int = 200) -> None:
        body = json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running() -> Iterator[str]:
    """Start a provider and return its address; ended by its own id."""
    command = [sys.executable, "-m", "tests.openid_provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def be(address: str, lie: str = "", **claims: Any) -> None:
    """Tell a provider whom it vouches for next, and how it should lie."""
    body = json.dumps({"claims": claims, "lie": lie}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{address}/be", body), timeout=10):
        pass


if __name__ == "__main__":
    provider = Provider()
    print(provider.issuer, flush=True)
    provider.serve_forever()
