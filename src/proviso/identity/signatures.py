"""The agency's key under what its people sign: detached JWS (RFC 7515, appendix F) with Ed25519 (RFC 8037, RFC 9864).

The ledger's key signs that an entry is there; this one signs what a person said. It stands beside it, so that a receipt
can be checked with this public key alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from proviso.errors import UsageError

from .keys import later_key

ALGORITHM = "Ed25519"
TYPE = "proviso-acknowledgement"
FORMAT = "proviso-acknowledgement/1"
"""Of a statement, and of the receipt that holds it."""
PROVENANCE = "proviso-provenance/1"
"""Of the statement with an official text: where its words come from (139-07.4)."""
FILE = "proviso-file/1"
"""Of the statement that an official file is as it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The private key, and the name of its public half."""

    key: OKPKey = field(repr=False)
    kid: str
    """RFC 7638: the thumbprint of the public key."""

    @property
    def public(self) -> dict[str, str]:
        """The public key (RFC 7517), for whoever checks."""
        return {"alg": ALGORITHM, "crv": "Ed25519", "kid": self.kid, "kty": "OKP", "x": str(self.key.as_dict()["x"])}

    def sign(self, statement: bytes, kind: str = TYPE) -> str:
        """`header..signature`: the statement itself is kept beside it."""
        header = {"alg": ALGORITHM, "kid": self.kid, "typ": kind.partition("/")[0]}
        return str(jws.detach_content(jws.serialize_compact(header, statement, self.key, algorithms=[ALGORITHM])))


def open_signer(folder: Path, *, may_make: bool) -> Signer:
    """The key in this folder; made at the first signature, and never again once one was given (`may_make`)."""
    seed = later_key(folder, "signing", may_make=may_make)
    key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(seed))
    return Signer(key=key, kid=key.thumbprint())


def is_signed(signature: str, statement: bytes, public: dict[str, Any]) -> bool:
    """Whether this signature is by the key, over exactly these bytes. INVARIANT: no other algorithm is taken."""
    try:
        key = OKPKey.import_key({name: public[name] for name in ("crv", "kty", "x")})
        header, empty, rest = signature.split(".")
        if empty or not header or not rest or key.as_dict()["crv"] != "Ed25519":
            return False
        jws.deserialize_compact(signature, key, algorithms=[ALGORITHM], payload=statement)
    except (JoseError, ValueError, KeyError, TypeError):
        return False
    return True


def thumbprint(public: dict[str, Any]) -> str:
    """The name of a public key (RFC 7638)."""
    try:
        return OKPKey.import_key({name: public[name] for name in ("crv", "kty", "x")}).thumbprint()
    except (JoseError, ValueError, KeyError, TypeError) as fault:
        raise UsageError("This is no public key of an agency.", hint="Take the one of: proviso receipt key") from fault
