"""Checkpoints: the head of the tree, signed (C2SP tlog-checkpoint in a C2SP signed-note, Ed25519).

Ed25519 signatures need no randomness (RFC 8032), so that signing is a pure function of the head.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from proviso.errors import LedgerError

_ED25519 = b"\x01"
_DASH = "\u2014"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A ledger's head: whose, how many entries, and the root of their tree."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def key_id(name: str, public: bytes) -> bytes:
    """C2SP signed-note: SHA-256(name LF 0x01 public key)[:4]."""
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


class Verifier:
    """Reads the notes of one key."""

    def __init__(self, name: str, public: bytes) -> None:
        self.name = name
        self._public = public
        self._key = Ed25519PublicKey.from_public_bytes(public)
        self._id = key_id(name, public)

    @property
    def vkey(self) -> str:
        """The key in the form that Go's `sumdb/note` reads."""
        return f"{self.name}+{self._id.hex()}+{b64encode(_ED25519 + self._public).decode()}"

    @classmethod
    def from_vkey(cls, vkey: str) -> Verifier:
        """Read a key, and check that its id is its own."""
        try:
            name, identity, encoded = vkey.strip().split("+", 2)
            key = b64decode(encoded, validate=True)
        except ValueError as fault:
            raise LedgerError("This is not a verifier key.", hint="It has the form name+id+key.") from fault
        if len(key) != 33 or key[:1] != _ED25519 or key_id(name, key[1:]).hex() != identity:
            raise LedgerError("This is not an Ed25519 verifier key.")
        return cls(name, key[1:])

    def open_text(self, note: str) -> str:
        """The text of a note that is no checkpoint, when this key signed it: what was made from the ledger."""
        text, gap, signatures = note.rpartition("\n\n")
        if not gap or not signatures.endswith("\n") or text.split("\n")[0] == self.name:
            raise LedgerError("This is not a signed note.")
        if not any(self._is_mine(text + "\n", line) for line in signatures[:-1].split("\n")):
            raise LedgerError("The note was not signed by this ledger.")
        return text + "\n"

    def open(self, note: str) -> Checkpoint:
        """The checkpoint in this note, when this key signed it; lines of other signers (witnesses) may stand beside."""
        text, gap, signatures = note.rpartition("\n\n")
        lines = text.split("\n")
        if not gap or len(lines) < 3 or not signatures.endswith("\n"):
            raise LedgerError("This is not a signed checkpoint.")
        if not any(self._is_mine(text + "\n", line) for line in signatures[:-1].split("\n")):
            raise LedgerError("The checkpoint was not signed by this ledger.")
        origin, size, root = lines[:3]
        if origin != self.name or not size.isdecimal() or str(int(size)) != size:
            raise LedgerError("The checkpoint is of another ledger.")
        return Checkpoint(origin=origin, size=int(size), root=b64decode(root))

    def _is_mine(self, text: str, line: str) -> bool:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        if dash != _DASH or name != self.name:
            return False
        try:
            signature = b64decode(encoded, validate=True)
            if signature[:4] != self._id or b64encode(signature).decode() != encoded:  # the last digit has spare bits
                return False
            self._key.verify(signature[4:], text.encode())
        except (ValueError, InvalidSignature):
            return False
        return True


class Signer:
    """Signs the heads of one ledger. Its name, and the origin of the ledger, follow from its key."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes_raw()
        self.origin = f"proviso.ledger/{sha256(public).hexdigest()[:16]}"
        self.verifier = Verifier(self.origin, public)
        self._id = key_id(self.origin, public)

    def sign(self, size: int, root: bytes) -> str:
        """The signed note of a head: three lines, an empty one, a signature."""
        return self._signed(Checkpoint(origin=self.origin, size=size, root=root).text)

    def sign_text(self, text: str) -> str:
        """The signed note of a text about the ledger. INVARIANT: it can never be read as a checkpoint.

        A checkpoint's first line is the origin of its ledger; this text's is the name of a format."""
        first = text.partition("\n")[0]
        if not text.endswith("\n") or "\n\n" in text or not first.startswith("proviso-") or "/" not in first:
            raise LedgerError("This text cannot be signed beside checkpoints.")
        return self._signed(text)

    def _signed(self, text: str) -> str:
        signature = b64encode(self._id + self._key.sign(text.encode())).decode()
        return f"{text}\n{_DASH} {self.origin} {signature}\n"
