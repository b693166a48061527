"""A small OpenID provider over HTTP: authorization code with PKCE, RS256 id tokens, published keys. It can misbehave on request.

It asks nobody for a password: whoever is sent here is `self.person`.
"""

import json
import secrets
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "candor", "a client secret of this test"
REDIRECT = "http://127.0.0.1/sign-on/return"


@dataclass
class Provider:
    """`faults`: wrong-nonce, wrong-aud, wrong-iss, expired, unsigned, shared-secret, other-key, no-sub, no-nonce, extra-aud."""

    clock: Callable[[], datetime]
    person: dict[str, Any] = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)
    exchanged: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._codes: dict[str, dict[str, str]] = {}
        self._key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self._other = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        handler = type("Handler", (_Handler,), {"provider": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def metadata(self) -> dict[str, Any]:
        issuer = self.issuer + ("/other" if "other-issuer" in self.faults else "")
        endpoint = "http://evil.example" if "plain-http" in self.faults else self.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{endpoint}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes back to, with a code that works once."""
        self.asked.append(query)
        if query["client_id"] != CLIENT or query["redirect_uri"] != REDIRECT:
            raise ValueError("unknown client or address")
        if "refuse" in self.faults:
            return f"{REDIRECT}?{urlencode({'error': 'access_denied', 'state': query['state']})}"
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        return f"{REDIRECT}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        self.exchanged.append(form)
        client, _, secret = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        asked = self._codes.pop(form.get("code", ""), None)
        if (client, secret) != (quote(CLIENT), quote(SECRET)) and (client, secret) != (CLIENT, SECRET):
            return {"error": "invalid_client"}
        if (
            asked is None
            or form["redirect_uri"] != asked["redirect_uri"]
            or create_s256_code_challenge(form.get("code_verifier", "")) != asked["code_challenge"]
        ):
            return {"error": "invalid_grant"}
        return {"access_token": "an access token", "token_type": "Bearer", "id_token": self._id_token(asked)}

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(self.clock().timestamp())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
        }
        if "wrong-nonce" in self.faults:
            claims["nonce"] = "another"
        if "no-nonce" in self.faults:
            del claims["nonce"]
        if "wrong-aud" in self.faults:
            claims["aud"] = "another client"
        if "extra-aud" in self.faults:
            claims |= {"aud": [CLIENT, "another client"], "azp": "another client"}
        if "wrong-iss" in self.faults:
            claims["iss"] = "https://elsewhere.example"
        if "expired" in self.faults:
            claims |= {"iat": now - 900, "exp": now - 600}
        if "no-sub" in self.faults:
            del claims["sub"]
        if "unsigned" in self.faults:
            return f"{_segment({'alg': 'none', 'typ': 'JWT'})}.{_segment(claims)}."
        if "shared-secret" in self.faults:
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 2), algorithms=["HS256"])
        key = self._other if "other-key" in self.faults else self._key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def _segment(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if "down" in self.provider.faults:
            self._answer(503, b"down")
        elif parts.path == "/.well-known/openid-configuration":
            self._json(self.provider.metadata())
        elif parts.path == "/keys":
            self._json(self.provider.keys())
        elif parts.path == "/authorize":
            there = self.provider.authorize({key: one for key, (one,) in parse_qs(parts.query).items()})
            self.send_response(302)
            self.send_header("Location", there)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._answer(404, b"nothing")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {key: one for key, (one,) in parse_qs(body).items()}
        answer = self.provider.token(form, self.headers.get("Authorization", ""))
        self._json(answer, 400 if "error" in answer else 200)

    def _json(self, document: dict[str, Any], status: int = 200) -> None:
        self._answer(status, json.dumps(document).encode(), "application/json")

    def _answer(self, status: int, body: bytes, kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass
