"""A file that only a passphrase, or the holder of a private key, opens; written and read as a stream.

The head is three lines: what the file is, how its key is found, and a check of both. A passphrase is stretched by
scrypt (RFC 7914); for a recipient the key is sealed by HPKE to their X25519 key (RFC 9180). Then come chunks of 64 KiB
under AES-256-GCM, numbered in their nonces, the last one marked as such: the STREAM construction (Hoang, Reyhanitabar,
Rogaway, Vizár 2015), as `age` uses it. So a chunk that was changed, moved, or cut off is told, and where.

INVARIANT: no byte is given out before its chunk was found whole.
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from io import RawIOBase
from typing import Any, BinaryIO, ClassVar, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from proviso.errors import NotAllowedError, UnreadableError, UsageError

MAGIC = b"proviso-sealed/1"
CHUNK, TAG = 64 * 1024, 16
LONGEST_HEAD = 4_096
COST = {"n": 2**16, "r": 8, "p": 2}
"""64 MiB and a third of a second (OWASP 2024): dear for who tries words, cheap for who knows the one."""
LARGEST_COST = {"n": 2**20, "r": 16, "p": 8}
"""A file of a stranger may not ask for more."""
PUBLIC, PRIVATE = "proviso-public:", "proviso-private:"
SHORTEST = 12
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_INFO = b"proviso sealed file 1"


class Lock(Protocol):
    """What a file is sealed with."""

    name: ClassVar[str]
    """`passphrase` or `recipient`."""

    def seal(self) -> tuple[dict[str, Any], bytes]:
        """How the key is found, for the head, and the key."""


class Opener(Protocol):
    """What a file is opened with."""

    def open(self, head: dict[str, Any]) -> bytes:
        """The key that the head speaks of."""


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Words that somebody remembers, or keeps in a vault."""

    name: ClassVar[str] = "passphrase"
    way: ClassVar[str] = "scrypt"
    words: str = field(repr=False)
    cost: dict[str, int] = field(default_factory=lambda: COST, repr=False)

    def seal(self) -> tuple[dict[str, Any], bytes]:
        """A new salt, and the key that the words make with it."""
        if len(self.words) < SHORTEST:
            raise UsageError(
                f"The passphrase is too short: it has {len(self.words)} characters.",
                hint=f"Use {SHORTEST} or more; five words that nobody would put together are good.",
            )
        salt = secrets.token_bytes(16)
        return {"key": self.way, "salt": _text(salt), **self.cost}, _stretched(self.words, salt, self.cost)

    def open(self, head: dict[str, Any]) -> bytes:
        """The key again."""
        if head.get("key") == Identity.way:
            raise UsageError("This file is sealed for a recipient.", hint="Open it with their private key: --identity.")
        cost = {name: head.get(name) for name in COST}
        if head.get("key") != self.way or not all(
            isinstance(value, int) and 1 <= value <= LARGEST_COST[name] for name, value in cost.items()
        ):
            raise UnreadableError("The head of the sealed file is damaged.")
        return _stretched(self.words, _bytes(head, "salt"), cost)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whoever holds the private half of this key."""

    name: ClassVar[str] = "recipient"
    public: str
    """`proviso-public:…`"""

    def seal(self) -> tuple[dict[str, Any], bytes]:
        """A new key, sealed to the recipient."""
        key = secrets.token_bytes(32)
        public = X25519PublicKey.from_public_bytes(_key(self.public, PUBLIC))
        return {"key": Identity.way, "sealed": _text(_HPKE.encrypt(key, public, info=_INFO))}, key


@dataclass(frozen=True, slots=True)
class Identity:
    """The private half."""

    way: ClassVar[str] = "hpke-x25519"
    private: str = field(repr=False)
    """`proviso-private:…`"""

    def open(self, head: dict[str, Any]) -> bytes:
        """The key that was sealed to this one."""
        if head.get("key") == Passphrase.way:
            raise UsageError("This file is sealed with a passphrase.", hint="Open it with --passphrase-file.")
        if head.get("key") != self.way:
            raise UnreadableError("The head of the sealed file is damaged.")
        private = X25519PrivateKey.from_private_bytes(_key(self.private, PRIVATE))
        try:
            return _HPKE.decrypt(_bytes(head, "sealed"), private, info=_INFO)
        except (InvalidTag, ValueError) as fault:
            raise NotAllowedError(
                "This private key does not open the file.", hint="It was sealed for another one, or its head changed."
            ) from fault


def new_pair() -> tuple[str, str]:
    """A public key to seal for, and the private key that opens."""
    made = X25519PrivateKey.generate()
    return PUBLIC + _text(made.public_key().public_bytes_raw()), PRIVATE + _text(made.private_bytes_raw())


class Sealer:
    """Writes a sealed file. Without `close` it has no last chunk, and nobody takes it for whole."""

    def __init__(self, file: BinaryIO, lock: Lock) -> None:
        head, key = lock.seal()
        line = json.dumps(head, sort_keys=True).encode()
        wrapping, cipher = _derived(key, line)
        self._file = file
        self._cipher = AESGCM(cipher)
        self._waiting = bytearray()
        self._number = 0
        file.write(MAGIC + b"\n" + line + b"\n" + _text(wrapping).encode() + b"\n")

    def write(self, data: bytes) -> int:
        """Take what comes; whole chunks go out at once."""
        self._waiting += data
        place = 0
        while len(self._waiting) - place > CHUNK:  # the last one waits: nobody knows yet whether it is the last
            self._put(bytes(self._waiting[place : place + CHUNK]), is_last=False)
            place += CHUNK
        del self._waiting[:place]
        return len(data)

    def close(self) -> None:
        """Write the last chunk, marked as the last."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, plain: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, None))
        self._number += 1


class Opened(RawIOBase):
    """Reads a sealed file as what was written into it."""

    def __init__(self, file: BinaryIO, opener: Opener) -> None:
        super().__init__()
        line, check, self._begins = _head(file)
        try:
            head = json.loads(line)
        except (ValueError, RecursionError) as fault:
            raise UnreadableError("The head of the sealed file is damaged.") from fault
        if not isinstance(head, dict):
            raise UnreadableError("The head of the sealed file is damaged.")
        wrapping, cipher = _derived(opener.open(head), line)
        if not hmac.compare_digest(_text(wrapping).encode(), check):
            raise NotAllowedError(
                "The passphrase is wrong, or the head of the file was changed.",
                hint="Check for another keyboard, capitals, or a blank at the end.",
            )
        self._file = file
        self._cipher = AESGCM(cipher)
        self._number = 0
        self._next = file.read(CHUNK + TAG)
        self._plain = memoryview(b"")
        self._is_over = False

    def readable(self) -> bool:
        """It is read, never written."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes; 0 at the end, which was found marked as the end."""
        while not self._plain and not self._is_over:
            self._plain = memoryview(self._chunk())
        count = min(len(buffer), len(self._plain))
        buffer[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _chunk(self) -> bytes:
        sealed, self._next = self._next, self._file.read(CHUNK + TAG)
        self._is_over = not self._next
        try:
            plain = self._cipher.decrypt(_nonce(self._number, is_last=self._is_over), sealed, None)
        except (InvalidTag, ValueError) as fault:
            raise UnreadableError(self._damage(sealed), hint="Use another copy; this one cannot be mended.") from fault
        self._number += 1
        return plain

    def _damage(self, sealed: bytes) -> str:
        begins = self._begins + self._number * (CHUNK + TAG)
        if self._is_over and len(sealed) == CHUNK + TAG:
            try:
                self._cipher.decrypt(_nonce(self._number, is_last=False), sealed, None)
            except InvalidTag:
                pass
            else:
                return f"The file is cut off after byte {begins + len(sealed):,}."
        if self._is_over:
            return f"The file is cut off or changed after byte {begins:,}."
        return f"The file was changed between byte {begins:,} and byte {begins + len(sealed):,}."


def _head(file: BinaryIO) -> tuple[bytes, bytes, int]:
    """The line that says how the key is found, the line that checks it, and where the chunks begin."""
    lines, place = [], 0
    for _ in range(3):
        line = file.readline(LONGEST_HEAD)
        place += len(line)
        if not line.endswith(b"\n"):
            break
        lines.append(line[:-1])
    if not lines or lines[0] != MAGIC:
        raise UnreadableError("This is not a sealed file of Proviso.", hint="proviso backup -o FILE makes one.")
    if len(lines) < 3:
        raise UnreadableError("The head of the sealed file is cut off or damaged.")
    return lines[1], lines[2], place


def _derived(key: bytes, head: bytes) -> tuple[bytes, bytes]:
    """What checks the key and the head, and the key of the chunks: both hold for this head alone."""
    made = HKDF(algorithm=SHA256(), length=64, salt=sha256(head).digest(), info=_INFO).derive(key)
    return made[:32], made[32:]


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def _stretched(words: str, salt: bytes, cost: dict[str, Any]) -> bytes:
    try:
        return Scrypt(salt=salt, length=32, n=cost["n"], r=cost["r"], p=cost["p"]).derive(words.encode())
    except ValueError as fault:
        raise UnreadableError("The head of the sealed file is damaged.") from fault


def _key(text: str, prefix: str) -> bytes:
    said = text.strip()
    try:
        key = b64decode(said.removeprefix(prefix), validate=True)
    except ValueError:
        key = b""
    if not said.startswith(prefix) or len(key) != 32:
        raise UsageError(
            f"This is not a key that begins with {prefix}", hint="proviso backup new-key FILE makes a pair."
        )
    return key


def _bytes(head: dict[str, Any], name: str) -> bytes:
    try:
        return b64decode(head.get(name, ""), validate=True)
    except (ValueError, TypeError) as fault:
        raise UnreadableError("The head of the sealed file is damaged.") from fault


def _text(data: bytes) -> str:
    return b64encode(data).decode()
