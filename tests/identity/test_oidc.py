"""A sign-in that answers as it must not: each answer is refused, and the reason is a word for the ledger."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from proviso.errors import UsageError
from proviso.identity.fetching import AnsweredError, NotReachedError, fetch, is_safe
from proviso.identity.oidc import AgencySignIn, Asked, NotTrustedError, Registration, registered
from proviso.settings import Settings

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
ISSUER = "https://login.dcs.example"
ASKED = Asked(nonce="the nonce", verifier="v" * 43, redirect="https://ai.dcs.example/sign-in/agency/back")


@dataclass
class Provider:
    """An issuer in a table: each test bends one thing."""

    keys: list[ECKey] = field(default_factory=lambda: [key("one")])
    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    userinfo: dict[str, Any] | None = None
    error: str = ""
    asked: list[tuple[str, Mapping[str, str] | None, Mapping[str, str]]] = field(default_factory=list)

    def fetch(
        self, address: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        self.asked.append((address, form, headers or {}))
        path = urlsplit(address).path
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/auth",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
                "userinfo_endpoint": f"{ISSUER}/me",
                **self.metadata,
            }
        if path == "/keys":
            return {"keys": [k.as_dict(private=False) for k in self.keys]}
        if path == "/me":
            return self.userinfo
        if self.error:
            raise AnsweredError(self.error)
        return {"id_token": self.token or self.sign(), "access_token": "access"}

    def sign(self, **more: Any) -> str:
        at = int(NOW.timestamp())
        claims = {
            "iss": ISSUER,
            "sub": "subject-1",
            "aud": "proviso",
            "iat": at,
            "exp": at + 300,
            "nonce": ASKED.nonce,
            "email": "maya.okafor@dcs.example",
            **self.claims,
            **more,
        }
        signer = self.keys[-1]
        header = {"alg": "ES256", "kid": signer.kid, **self.header}
        return jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, signer, algorithms=["ES256"])

    def asked_for(self, path: str) -> int:
        return sum(urlsplit(address).path == path for address, *_ in self.asked)


def key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


def sign_in(provider: Provider, **registration: str) -> AgencySignIn:
    made = Registration(issuer=ISSUER, client_id="proviso", secret="a:b", **registration)
    return AgencySignIn(made, fetch=provider.fetch)


def refused(provider: Provider, asked: Asked = ASKED, answer: Mapping[str, str] | None = None) -> str:
    with pytest.raises(NotTrustedError) as refusal:
        sign_in(provider).claims({"code": "c", **(answer or {})}, asked, NOW)
    assert "subject-1" not in str(refusal.value)
    return refusal.value.reason


def test_an_honest_answer_says_who_it_is() -> None:
    provider = Provider()
    found = sign_in(provider).claims({"code": "c", "iss": ISSUER}, ASKED, NOW)
    assert (found.subject, found.says, found.is_verified) == ("subject-1", "maya.okafor@dcs.example", True)
    form, headers = next((f, h) for a, f, h in provider.asked if a.endswith("/token"))
    assert form is not None
    assert (form["code_verifier"], form["redirect_uri"]) == (ASKED.verifier, ASKED.redirect)
    assert headers["authorization"] == "Basic cHJvdmlzbzphJTNBYg==", "a colon in the secret is written as %3A"


def test_the_way_there_has_state_nonce_and_challenge() -> None:
    address = sign_in(Provider()).address("the state", ASKED, NOW)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["state"], asked["nonce"], asked["response_type"]) == ("the state", "the nonce", "code")
    assert asked["code_challenge_method"] == "S256"
    assert ASKED.verifier not in address
    assert "prompt" not in asked


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"nonce": "another nonce"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"iss": "https://login.evil.example"}, "iss"),
        ({"aud": "another client"}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": ["proviso", "other"], "azp": "other"}, "azp"),
        ({"exp": int(NOW.timestamp()) - 61}, "expired_token"),
        ({"exp": None}, "exp"),
        ({"iat": int(NOW.timestamp()) + 600}, "iat"),
        ({"nbf": int(NOW.timestamp()) + 600}, "nbf"),
        ({"sub": None}, "sub"),
        ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "at_hash"),
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(claims: dict[str, Any], reason: str) -> None:
    assert refused(Provider(claims=claims)) == reason


def test_a_token_without_a_signature_is_refused() -> None:
    head, body, _ = Provider().sign().split(".")
    none = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    assert refused(Provider(token=f"{none}.{body}.")) == "algorithm"
    provider = Provider()
    head, body, _ = provider.sign().split(".")
    provider.token = f"{head}.{body}."
    assert refused(provider) == "signature"


def test_the_public_key_as_the_secret_of_an_hmac_is_refused() -> None:
    provider = Provider()
    head = urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=")
    body = provider.sign().split(".")[1].encode()
    made = hmac.digest(provider.keys[0].as_pem(private=False), head + b"." + body, "sha256")
    provider.token = b".".join((head, body, urlsafe_b64encode(made).rstrip(b"="))).decode()
    assert refused(provider) == "algorithm"


def test_a_key_of_somebody_else_is_refused() -> None:
    theirs = Provider(keys=[key("one")])
    assert refused(Provider(token=theirs.sign())) == "signature"
    unknown = Provider(keys=[key("another")])
    assert refused(Provider(token=unknown.sign())) == "signature"


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "é.é.é", "a." * 10_000])
def test_what_is_no_token_is_refused(token: str) -> None:
    provider = Provider(token=token or " ")
    assert refused(provider) in {"token", "algorithm"}


def test_keys_may_rotate() -> None:
    provider = Provider()
    agency = sign_in(provider)
    agency.claims({"code": "c"}, ASKED, NOW)
    provider.keys = [key("two")]
    assert agency.claims({"code": "c"}, ASKED, NOW + timedelta(seconds=31)).subject == "subject-1"
    assert provider.asked_for("/keys") == 2
    assert provider.asked_for("/.well-known/openid-configuration") == 1


def test_forged_key_ids_do_not_make_us_ask_again_and_again() -> None:
    provider = Provider()
    agency = sign_in(provider)
    for number in range(20):
        provider.token = Provider(keys=[key(f"forged-{number}")]).sign()
        with pytest.raises(NotTrustedError):
            agency.claims({"code": "c"}, ASKED, NOW + timedelta(seconds=number))
    assert provider.asked_for("/keys") <= 2


@pytest.mark.parametrize(
    ("metadata", "answer", "reason"),
    [
        ({}, {"iss": "https://login.evil.example"}, "issuer"),
        ({"authorization_response_iss_parameter_supported": True}, {}, "issuer"),
        ({}, {"error": "access_denied"}, "refused_there"),
        ({}, {"code": ""}, "no_code"),
    ],
)
def test_an_answer_of_another_issuer_or_without_a_code_is_refused(
    metadata: dict[str, Any], answer: dict[str, str], reason: str
) -> None:
    provider = Provider(metadata=metadata)
    assert refused(provider, answer=answer) == reason
    assert provider.asked_for("/token") == 0, "nothing was redeemed"


def test_a_code_that_was_used_is_refused_and_a_wrong_registration_is_no_ones_fault() -> None:
    assert refused(Provider(error="invalid_grant")) == "code"
    with pytest.raises(NotReachedError, match="Nothing is wrong with your account"):
        sign_in(Provider(error="invalid_client")).claims({"code": "c"}, ASKED, NOW)


def test_a_description_of_another_issuer_is_not_taken() -> None:
    with pytest.raises(NotReachedError):
        sign_in(Provider(metadata={"issuer": "https://login.evil.example"})).address("s", ASKED, NOW)


def test_an_endpoint_in_the_clear_is_not_asked() -> None:
    provider = Provider(metadata={"token_endpoint": "http://login.dcs.example/token"})
    with pytest.raises(NotReachedError):
        sign_in(provider).claims({"code": "c"}, ASKED, NOW)
    assert provider.asked_for("/token") == 0


def test_claims_that_are_not_in_the_token_come_from_its_issuer_for_the_same_subject() -> None:
    info = {"sub": "subject-1", "email": "maya.okafor@dcs.example", "email_verified": False}
    found = sign_in(Provider(claims={"email": None}, userinfo=info)).claims({"code": "c"}, ASKED, NOW)
    assert (found.says, found.is_verified) == ("maya.okafor@dcs.example", False)
    assert refused(Provider(claims={"email": None}, userinfo={**info, "sub": "subject-2"})) == "userinfo"


def test_a_confirmation_needs_a_sign_in_after_it_was_asked_for() -> None:
    again = Asked(nonce=ASKED.nonce, verifier=ASKED.verifier, redirect=ASKED.redirect, since=NOW)
    at = NOW.timestamp()
    assert refused(Provider(), again) == "not_again"
    assert refused(Provider(claims={"auth_time": int(at) - 3600}), again) == "not_again"
    fresh = Provider(claims={"auth_time": int(at) + 5, "acr": "phishing-resistant"})
    assert sign_in(fresh).claims({"code": "c"}, again, NOW).subject == "subject-1"
    assert sign_in(fresh, acr="phishing-resistant").claims({"code": "c"}, again, NOW).subject == "subject-1"
    with pytest.raises(NotTrustedError) as refusal:
        sign_in(fresh, acr="a smart card").claims({"code": "c"}, again, NOW)
    assert refusal.value.reason == "level"
    asked = parse_qs(urlsplit(sign_in(fresh, acr="high").address("s", again, NOW)).query)
    assert (asked["prompt"], asked["max_age"], asked["acr_values"]) == (["login"], ["0"], ["high"])


LOGOUT: dict[str, Any] = {"http://schemas.openid.net/event/backchannel-logout": {}}


def test_a_logout_token_names_whose_sessions_end() -> None:
    provider = Provider()
    token = provider.sign(nonce=None, jti="1", events=LOGOUT)
    assert sign_in(provider).signed_out(token, NOW) == "subject-1"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": None, "jti": "1"},
        {"jti": "1", "events": LOGOUT},
        {"nonce": None, "events": LOGOUT},
        {"nonce": None, "jti": "1", "events": LOGOUT, "aud": "another client"},
        {"nonce": None, "jti": "1", "events": LOGOUT, "sub": None},
        {"nonce": None, "jti": "1", "events": LOGOUT, "exp": int(NOW.timestamp()) - 61},
    ],
)
def test_another_token_ends_nobodys_session(claims: dict[str, Any]) -> None:
    provider = Provider()
    with pytest.raises(NotTrustedError):
        sign_in(provider).signed_out(provider.sign(**claims), NOW)


def test_the_way_out_is_offered_where_there_is_one() -> None:
    provider = Provider(metadata={"end_session_endpoint": f"{ISSUER}/out?x=1"})
    address = sign_in(provider).sign_out_address("https://ai.dcs.example/sign-in", NOW)
    assert address.startswith(f"{ISSUER}/out?x=1&client_id=proviso&post_logout_redirect_uri=https%3A%2F%2F")
    assert sign_in(Provider()).sign_out_address("https://ai.dcs.example/sign-in", NOW) == ""


@pytest.mark.parametrize(
    ("address", "is_so"),
    [
        ("https://login.dcs.example", True),
        ("http://127.0.0.1:9000", True),
        ("http://localhost", True),
        ("http://login.dcs.example", False),
        ("https://", False),
        ("ftp://login.dcs.example", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
    ],
)
def test_only_what_nobody_can_read_on_the_way_is_asked(address: str, is_so: bool) -> None:
    assert is_safe(address) is is_so
    if not is_so:
        with pytest.raises(NotReachedError):
            fetch(address)


def test_the_settings_name_the_agencys_sign_in(tmp_path: Any) -> None:
    assert registered(Settings()) is None
    secret = tmp_path / "secret"
    secret.write_text("only the two know\n")
    secret.chmod(0o600)
    settings = Settings(oidc_issuer=ISSUER, oidc_client_id="proviso", oidc_client_secret_file=str(secret))
    found = registered(settings)
    assert found is not None
    assert found.registration.secret == "only the two know"
    assert "only the two know" not in repr(found)
    secret.chmod(0o644)
    with pytest.raises(UsageError, match="Others can read"):
        registered(settings)
    with pytest.raises(UsageError, match="https"):
        registered(Settings(oidc_issuer="http://login.dcs.example", oidc_client_id="proviso"))
