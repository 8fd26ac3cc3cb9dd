"""The agency's own sign-in by OpenID Connect Core 1.0: authorization code with PKCE (RFC 7636), state and nonce.

What is checked: the state is ours and this browser's, the issuer is the one that we asked (RFC 9207), the code is
redeemed with our verifier, and the ID token is signed by a key of the issuer with an algorithm that has a public key,
for us, for this nonce, now. Keys are read anew when a token names one that we do not know, so they may rotate.
"""

from __future__ import annotations

import hmac
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jws, jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from joserfc.jwk import KeySet

from proviso.errors import NotAllowedError, UsageError
from proviso.settings import Settings

from .fetching import NOT_REACHED, TRY_AGAIN, AnsweredError, NotReachedError, fetch, is_safe
from .keys import read_secret

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""With a public key: `none` and the HMACs are not among them."""
LEEWAY = 60
"""Seconds by which two clocks may differ."""
FRESH = timedelta(hours=1)
SILENCE = timedelta(seconds=5)
PAUSE = timedelta(seconds=30)
"""Between two looks at the keys: a forged key id makes us ask no more often."""
SCOPE = "openid email profile"
CONFIGURATION = "/.well-known/openid-configuration"


class NotTrustedError(NotAllowedError):
    """An answer of a sign-in that does not hold; `reason` is one word for the ledger."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "The agency sign-in did not answer as it has to. You are not signed in.",
            hint="Start again from the sign-in page. If it goes on, tell your administrator.",
        )
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """How the agency's sign-in knows us."""

    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)
    claim: str = "email"
    """The claim that names a person until their subject is tied to them."""
    acr: str = ""
    """What a confirmation has to reach, where the sign-in knows levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the agency's sign-in says of a person."""

    issuer: str
    subject: str
    says: str
    """The value of the claim that names them."""
    is_verified: bool
    """False where it says that the address was not verified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one sign-in was begun with."""

    nonce: str
    verifier: str
    redirect: str
    since: datetime | None = None
    """A confirmation: the person has to sign in anew, after this moment."""


@dataclass(slots=True)
class AgencySignIn:
    """One issuer, as this process knows it. `fetch` is how it is asked."""

    registration: Registration
    fetch: Callable[..., Any] = fetch
    _metadata: dict[str, Any] = field(default_factory=dict)
    _read_at: datetime | None = None
    _silent_at: datetime | None = None
    """When it did not answer: for a few seconds nobody waits for it again."""
    _keys: list[dict[str, Any]] = field(default_factory=list)
    _keys_at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def address(self, state: str, asked: Asked, at: datetime) -> str:
        """Where the browser goes to sign in; for a confirmation it has to ask again."""
        again = asked.since is not None
        uri: str = prepare_grant_uri(
            self._endpoint("authorization_endpoint", at),
            client_id=self.registration.client_id,
            response_type="code",
            redirect_uri=asked.redirect,
            scope=SCOPE,
            state=state,
            nonce=asked.nonce,
            code_challenge=create_s256_code_challenge(asked.verifier),
            code_challenge_method="S256",
            prompt="login" if again else None,
            max_age="0" if again else None,
            acr_values=self.registration.acr if again and self.registration.acr else None,
        )
        return uri

    def claims(self, answer: Mapping[str, str], asked: Asked, at: datetime) -> Claims:
        """What the answer in the address says, once every part of it was checked. The state was checked before."""
        self._check_issuer(answer.get("iss"), at)
        if answer.get("error"):
            raise NotTrustedError("refused_there")
        if not answer.get("code"):
            raise NotTrustedError("no_code")
        tokens = self._redeem(answer["code"], asked, at)
        claims = self._proven(tokens, asked, at)
        if asked.since is not None:
            self._check_again(claims, asked.since)
        says: Mapping[str, Any] = claims
        if self.registration.claim not in claims:
            says = self._userinfo(str(tokens.get("access_token", "")), str(claims["sub"]), at)
        return Claims(
            issuer=self.registration.issuer,
            subject=str(claims["sub"]),
            says=str(says.get(self.registration.claim, "")),
            is_verified=says.get("email_verified", True) in {True, "true"},
        )

    def sign_out_address(self, back: str, at: datetime) -> str:
        """Where the browser ends its session there, too (OpenID Connect RP-Initiated Logout); empty where it cannot."""
        try:
            endpoint = self._read(at).get("end_session_endpoint", "")
        except NotReachedError:
            return ""
        if not isinstance(endpoint, str) or not is_safe(endpoint):
            return ""
        asked = {"client_id": self.registration.client_id, "post_logout_redirect_uri": back}
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def signed_out(self, token: str, at: datetime) -> str:
        """The subject whose session ended there, by a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6)."""
        header, claims = self._signed(token, at)
        events = claims.get("events")
        is_logout = isinstance(events, dict) and "http://schemas.openid.net/event/backchannel-logout" in events
        if not is_logout or "nonce" in claims or header.get("typ", "logout+jwt") not in {"logout+jwt", "JWT"}:
            raise NotTrustedError("logout")
        options = {"jti": {"essential": True}, "sub": {"essential": True}, **self._for_us()}
        try:
            jwt.JWTClaimsRegistry(int(at.timestamp()), LEEWAY, **options).validate(claims)
        except JoseError as fault:
            raise NotTrustedError("logout") from fault
        return str(claims["sub"])

    def _redeem(self, code: str, asked: Asked, at: datetime) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": asked.redirect,
            "code_verifier": asked.verifier,
        }
        headers = self._authenticate(form, at)
        try:
            tokens = self.fetch(self._endpoint("token_endpoint", at), form, headers)
        except AnsweredError as fault:
            # A code that was used, or is of somebody else; our own registration being wrong is not the person's fault.
            if fault.error == "invalid_grant":
                raise NotTrustedError("code") from fault
            raise
        if not isinstance(tokens, dict) or not isinstance(tokens.get("id_token"), str):
            raise NotTrustedError("no_token")
        return tokens

    def _authenticate(self, form: dict[str, str], at: datetime) -> dict[str, str]:
        """Who we are: our secret where there is one, in the way that the issuer takes (RFC 6749 2.3.1)."""
        client, secret = self.registration.client_id, self.registration.secret
        if not secret:
            form["client_id"] = client
            return {}
        methods = self._read(at).get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" not in methods and "client_secret_post" in methods:
            form.update(client_id=client, client_secret=secret)
            return {}
        pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"
        return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}

    def _proven(self, tokens: Mapping[str, Any], asked: Asked, at: datetime) -> dict[str, Any]:
        header, claims = self._signed(tokens["id_token"], at)
        options = {"sub": {"essential": True}, "exp": {"essential": True}, "iat": {"essential": True}, **self._for_us()}
        params = {
            "nonce": asked.nonce,
            "client_id": self.registration.client_id,
            "access_token": tokens.get("access_token"),
        }
        token = CodeIDToken(claims, header, options, params)
        try:
            token.validate(int(at.timestamp()), LEEWAY)
        except JoseError as fault:
            raise NotTrustedError(_word(fault)) from fault
        return claims

    def _for_us(self) -> dict[str, Any]:
        return {
            "iss": {"essential": True, "value": self.registration.issuer},
            "aud": {"essential": True, "value": self.registration.client_id},
        }

    def _signed(self, token: str, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a token that a key of the issuer signed."""
        try:
            header = jws.extract_compact(token.encode("ascii", "replace")).headers()
        except (JoseError, ValueError) as fault:
            raise NotTrustedError("token") from fault
        if header.get("alg") not in ALGORITHMS:
            raise NotTrustedError("algorithm")
        for key in self._candidates(header.get("kid"), at):
            try:
                found = jwt.decode(token, KeySet.import_key_set({"keys": [key]}), algorithms=list(ALGORITHMS))
            except (JoseError, ValueError, KeyError):
                continue
            return found.header, found.claims
        raise NotTrustedError("signature")

    def _candidates(self, kid: object, at: datetime) -> Iterator[dict[str, Any]]:
        """The keys that may have signed; when none is known by this id, the issuer is asked once more."""
        found = _by_id(self._keys_of(at), kid)
        if not found:
            found = _by_id(self._keys_of(at, anew=True), kid)
        yield from found

    def _keys_of(self, at: datetime, *, anew: bool = False) -> list[dict[str, Any]]:
        with self._lock:
            age = None if self._keys_at is None else at - self._keys_at
        if age is not None and age < (PAUSE if anew else FRESH):
            return self._keys
        said = self.fetch(self._endpoint("jwks_uri", at))
        keys = said.get("keys") if isinstance(said, dict) else None
        if not isinstance(keys, list):
            raise NotReachedError(NOT_REACHED, hint=TRY_AGAIN)
        with self._lock:
            self._keys = [key for key in keys if isinstance(key, dict) and key.get("use", "sig") == "sig"]
            self._keys_at = at
            return self._keys

    def _check_issuer(self, said: str | None, at: datetime) -> None:
        """RFC 9207: an answer of another issuer is not an answer to our question."""
        is_needed = self._read(at).get("authorization_response_iss_parameter_supported") is True
        if (said is None and is_needed) or (said is not None and said != self.registration.issuer):
            raise NotTrustedError("issuer")

    def _check_again(self, claims: Mapping[str, Any], since: datetime) -> None:
        signed_in = claims.get("auth_time")
        if not isinstance(signed_in, int | float) or signed_in < since.timestamp() - LEEWAY:
            raise NotTrustedError("not_again")
        if self.registration.acr and claims.get("acr") not in self.registration.acr.split():
            raise NotTrustedError("level")

    def _userinfo(self, access: str, subject: str, at: datetime) -> Mapping[str, Any]:
        """The claims that are not in the token (OpenID Connect Core 5.3)."""
        if not self._read(at).get("userinfo_endpoint") or not access:
            return {}
        said = self.fetch(self._endpoint("userinfo_endpoint", at), None, {"authorization": f"Bearer {access}"})
        if not isinstance(said, dict) or not hmac.compare_digest(str(said.get("sub", "")), subject):
            raise NotTrustedError("userinfo")
        return said

    def _endpoint(self, name: str, at: datetime) -> str:
        found = self._read(at).get(name)
        if not isinstance(found, str) or not is_safe(found):
            raise NotReachedError(NOT_REACHED, hint=TRY_AGAIN)
        return found

    def _read(self, at: datetime) -> dict[str, Any]:
        """The issuer's own description of itself (OpenID Connect Discovery 4)."""
        with self._lock:
            if self._read_at is not None and at - self._read_at < FRESH:
                return self._metadata
            if self._silent_at is not None and at - self._silent_at < SILENCE:
                raise NotReachedError(NOT_REACHED, hint=TRY_AGAIN)
        try:
            said = self.fetch(self.registration.issuer.rstrip("/") + CONFIGURATION)
            self._check_description(said)
        except NotReachedError:
            with self._lock:
                self._silent_at = at
            raise
        with self._lock:
            self._metadata, self._read_at, self._silent_at = said, at, None
        return self._metadata

    def _check_description(self, said: object) -> None:
        """It has to say that it is the one whom we asked."""
        if not isinstance(said, dict) or said.get("issuer") != self.registration.issuer:
            raise NotReachedError(NOT_REACHED, hint=TRY_AGAIN)


def registered(settings: Settings) -> AgencySignIn | None:
    """The agency's sign-in that the settings name, None when they name none."""
    if not settings.oidc_issuer:
        return None
    if not is_safe(settings.oidc_issuer):
        raise UsageError("PROVISO_OIDC_ISSUER must begin with https://.", hint="What is sent there has to stay secret.")
    file = settings.oidc_client_secret_file
    return AgencySignIn(
        Registration(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            secret=read_secret(Path(file)) if file else settings.oidc_client_secret,
            claim=settings.oidc_claim,
            acr=settings.oidc_acr,
        )
    )


def _by_id(keys: Sequence[dict[str, Any]], kid: object) -> list[dict[str, Any]]:
    return [key for key in keys if kid is None or key.get("kid") == kid]


def _word(fault: JoseError) -> str:
    """A wrong nonce is `nonce`; what is too old is `expired_token`."""
    return fault.claim if isinstance(fault, ClaimError) and not isinstance(fault, ExpiredTokenError) else fault.error
