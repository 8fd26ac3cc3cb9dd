"""Passkeys (W3C Web Authentication, level 3): what an authenticator is asked, and whether its answer holds.

Every passkey is discoverable and verifies its owner (a finger, a face, a PIN), so that nobody types a name, and one
passkey is two factors.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from proviso.errors import NotAllowedError
from proviso.model import Passkey, Person

LONGEST = 20_000
"""Characters of an answer: an attestation is a few thousand."""
_VERIFIED = UserVerificationRequirement.REQUIRED


class PasskeyError(NotAllowedError):
    """An answer of an authenticator that does not hold."""


def relying_party(origin: str) -> str:
    """The name that a passkey is for: the host, without port."""
    return urlsplit(origin).hostname or ""


def new_handle() -> bytes:
    """What authenticators know a person by: random, so that a lost one tells nobody's name."""
    return secrets.token_bytes(32)


def registration(origin: str, agency: str, person: Person, handle: bytes, word: str, held: Sequence[Passkey]) -> str:
    """What `navigator.credentials.create` is asked, as JSON."""
    return options_to_json(
        generate_registration_options(
            rp_id=relying_party(origin),
            rp_name=agency or "Proviso",
            user_id=handle,
            user_name=person.email or person.id,
            user_display_name=person.name,
            challenge=challenge_of(word),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
            ),
            exclude_credentials=_descriptors(held),
        )
    )


def assertion(origin: str, word: str, held: Sequence[Passkey] = ()) -> str:
    """What `navigator.credentials.get` is asked, as JSON; without `held` the authenticator says whose it is."""
    return options_to_json(
        generate_authentication_options(
            rp_id=relying_party(origin),
            challenge=challenge_of(word),
            allow_credentials=_descriptors(held),
            user_verification=_VERIFIED,
        )
    )


def added(
    answer: str, word: str, origin: str, *, person_id: str, handle: bytes, code: str, name: str, at: datetime
) -> Passkey:
    """The passkey that an authenticator made, when its answer holds."""
    _check_size(answer)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge_of(word),
            expected_rp_id=relying_party(origin),
            expected_origin=origin,
            require_user_verification=True,
        )
    except _BROKEN as fault:
        raise _refused() from fault
    return Passkey(
        id=bytes_to_base64url(made.credential_id),
        code=code,
        person_id=person_id,
        handle=handle,
        name=name,
        public_key=made.credential_public_key,
        count=made.sign_count,
        is_synced=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        added_at=at,
    )


def credential_id(answer: str) -> str:
    """Which passkey an answer says that it is of; what it says is not yet proven."""
    _check_size(answer)
    try:
        said = json.loads(answer)["id"]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise _refused() from fault
    if not isinstance(said, str):
        raise _refused()
    return said


def counted(answer: str, word: str, origin: str, passkey: Passkey) -> int:
    """The authenticator's count after a use, when the answer holds; a copy of a passkey that counts is refused."""
    try:
        proven = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge_of(word),
            expected_rp_id=relying_party(origin),
            expected_origin=origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.count,
            require_user_verification=True,
        )
        handle = json.loads(answer)["response"].get("userHandle")
        if handle is not None and not secrets.compare_digest(base64url_to_bytes(handle), passkey.handle):
            raise _refused()
    except _BROKEN as fault:
        raise _refused() from fault
    return proven.new_sign_count


def challenge_of(word: str) -> bytes:
    """The challenge of a word that only this process can have made (`challenges.py`)."""
    return hashlib.sha256(word.encode()).digest()


_BROKEN = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)


def _descriptors(held: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.id)) for passkey in held]


def _check_size(answer: str) -> None:
    if not answer or len(answer) > LONGEST:
        raise _refused()


def _refused() -> PasskeyError:
    return PasskeyError("The passkey did not answer as it has to.", hint="Try again, or use another way to sign in.")
