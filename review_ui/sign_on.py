"""OpenID Connect with one identity provider: sending people there, and proving what comes back.

Authorization code with PKCE (S256), state and nonce; the id token is proved by the provider's published keys, read anew at each
log-in so that a key changed this minute counts. Authlib does the protocol. What a proved subject may do is
`governance/sign_on`; nothing of what the provider sends is logged or shown.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from governance.sign_on.entering import Attempt, Subject
from matching.errors import Fault, InputError, RunError, Unauthenticated
from review_ui.settings import Settings

RETURN_PATH = "/sign-on/return"

# Signed with a key that only the provider has: never `none`, never a shared secret.
_SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_SCOPE = "openid profile email"
_LEEWAY_S = 60
_TIMEOUT_S = 10.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_MOST_GROUPS = 2_000


@dataclass(frozen=True, slots=True)
class Provider:
    """The one provider of an installation, as its settings name it."""

    issuer: str
    client_id: str
    redirect: str
    secret: str | None = field(repr=False)
    groups_claim: str
    name: str

    @classmethod
    def of(cls, settings: Settings) -> "Provider | None":
        """The provider, None where none is set; InputError with every fault of the settings."""
        if settings.oidc_issuer is None:
            return None
        faults = [
            Fault("a value", "none", field=name)
            for name in ("oidc_client_id", "oidc_redirect")
            if not getattr(settings, name)
        ]
        issuer, redirect = settings.oidc_issuer, settings.oidc_redirect or ""
        if not _safe(issuer):
            faults.append(Fault("an https address", repr(issuer[:80]), field="oidc_issuer"))
        if redirect and not (_safe(redirect) and urlsplit(redirect).path == RETURN_PATH):
            faults.append(
                Fault(f"an https address ending in {RETURN_PATH}", repr(redirect[:80]), field="oidc_redirect")
            )
        secret = settings.oidc_secret or _secret_in(settings.oidc_secret_file, faults)
        if faults:
            raise InputError("the settings of sign-on cannot be used", faults=faults)
        return cls(
            issuer=issuer,
            client_id=settings.oidc_client_id or "",
            redirect=redirect,
            secret=secret,
            groups_claim=settings.oidc_groups_claim or "groups",
            name=settings.oidc_name or str(urlsplit(issuer).hostname),
        )

    def address(self, attempt: Attempt) -> str:
        """Where to send somebody to log in."""
        with self._client() as client:
            endpoint = self._metadata(client)["authorization_endpoint"]
            url, _ = client.create_authorization_url(
                endpoint, state=attempt.state, code_verifier=attempt.verifier, nonce=attempt.nonce
            )
        return str(url)

    def prove(self, attempt: Attempt, code: str, *, clock: Callable[[], datetime]) -> Subject:
        """Exchange the code and prove the id token; Unauthenticated where either does not hold."""
        from authlib.integrations.base_client import OAuthError
        from joserfc.errors import JoseError

        with self._client() as client:
            metadata = self._metadata(client)
            try:
                token = client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.verifier,
                )
                claims = self._claims(client, metadata, token, attempt.nonce, int(clock().timestamp()))
            except (OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
                raise _refused(error) from None
        return self._subject(claims)

    def _claims(
        self, client: Any, metadata: Mapping[str, str], token: Mapping[str, Any], nonce: str, now: int
    ) -> Mapping[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.jwk import KeySet

        keys = KeySet.import_key_set(
            _object(client.request("GET", metadata["jwks_uri"], withhold_token=True))
        )
        signed = jwt.decode(token["id_token"], keys, algorithms=list(_SIGNED_WITH))
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self.client_id},
                "sub": {"essential": True},
                "exp": {"essential": True},
            },
            params={"nonce": nonce, "client_id": self.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=now, leeway=_LEEWAY_S)
        return claims

    def _subject(self, claims: Mapping[str, Any]) -> Subject:
        groups = claims.get(self.groups_claim) or []
        named = groups if isinstance(groups, list) else [groups]
        if not isinstance(claims["sub"], str) or not claims["sub"] or len(named) > _MOST_GROUPS:
            raise _refused(ValueError("sub or groups"))
        return Subject(
            issuer=self.issuer,
            subject=claims["sub"],
            name=str(claims.get("preferred_username") or claims.get("email") or "")[:200],
            display_name=str(claims.get("name") or "")[:200],
            groups=tuple(str(group) for group in named),
        )

    def _metadata(self, client: Any) -> Mapping[str, str]:
        """The provider's endpoints as it publishes them for exactly this issuer."""
        from authlib.oidc.discovery import get_well_known_url

        where = get_well_known_url(self.issuer, external=True)
        found = _object(client.request("GET", where, withhold_token=True))
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if found.get("issuer") != self.issuer or not all(_safe(str(found.get(one))) for one in wanted):
            raise RunError(
                f"expected {self.name} to describe the issuer {self.issuer} and its https addresses, found otherwise",
                hint="check CANDOR_OIDC_ISSUER: it must be, letter for letter, what the provider publishes",
            )
        return {one: str(found[one]) for one in wanted}

    @contextmanager
    def _client(self) -> Iterator[Any]:
        """Authlib's client; a provider that cannot be reached is told in our words, without what was sent."""
        from authlib.integrations.httpx_client import OAuth2Client
        from httpx2 import HTTPError

        options: dict[str, Any] = {
            "client_id": self.client_id,
            "client_secret": self.secret,
            "redirect_uri": self.redirect,
            "scope": _SCOPE,
            "code_challenge_method": "S256",
            "timeout": _TIMEOUT_S,
            "follow_redirects": False,
        }
        try:
            with OAuth2Client(**options) as client:
                yield client
        except HTTPError:
            raise RunError(
                f"{self.name} did not answer as expected", hint="try again, or log in with a password"
            ) from None


def _object(response: Any) -> Any:
    """A JSON object of the provider's, or RunError."""
    response.raise_for_status()
    try:
        found = response.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RunError(
            "expected JSON from the identity provider, found something else", hint="try again later"
        )
    return found


def _secret_in(path: str | None, faults: list[Fault]) -> str | None:
    if path is None:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        faults.append(
            Fault("a file with the client secret", "none that can be read", path, field="oidc_secret_file")
        )
        return None


def _safe(address: str) -> bool:
    """Over TLS, or on this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _refused(error: Exception) -> Unauthenticated:
    """Never what the provider sent: the kind of fault alone, for whoever looks after the installation."""
    return Unauthenticated(
        f"what the identity provider sent could not be proved ({type(error).__name__})",
        hint="begin again; if it happens again, tell an administrator",
    )
