"""The master key, which wraps the own key of each sealed text, and those from before that still open some.

It comes from a file of the home, from the environment, or from a key service; the first that the settings name counts.
A wrapped key says under which one it was wrapped, so that a change of the master key can stop half-way and go on.
INVARIANT: a lost master key closes what it locked, and nothing else: the ledger and all other records stand.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import shutil
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from proviso.errors import StoreError, UsageError

from .key_service import KeyService
from .keys import SIZE, later_key, read_key, refuse_wider, write_key

MARK = b"PMK1"
"""Begins every wrapped key; the fingerprint of its master key follows."""
PRINT, NONCE = 8, 12
NAME, WRAPPED = "sealing", "sealed"
"""The file of a key, and of one that a key service wrapped."""
LOST = (
    "Put the master key back: its file from a backup, the variable, or the key service. Until then the kept texts, "
    "documents and vendors' keys that it locks stay closed. Nothing else is lost: the ledger verifies without it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterKey:
    """One master key, and where it came from."""

    key: bytes = field(repr=False)
    source: str
    """`file`, `environment` or `command`"""
    path: Path | None = None
    """The file that holds it, or what the key service wrapped."""

    @property
    def print(self) -> bytes:
        """Its fingerprint, which opens nothing."""
        return hmac.new(self.key, b"proviso master key", hashlib.sha256).digest()[:PRINT]

    @property
    def tag(self) -> bytes:
        """What every key begins with that it wrapped."""
        return MARK + self.print

    def wrap(self, key: bytes) -> bytes:
        """A text's own key, locked (AES-256-GCM, NIST SP 800-38D)."""
        nonce = secrets.token_bytes(NONCE)
        return self.tag + nonce + AESGCM(self.key).encrypt(nonce, key, self.tag)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The text's own key; `InvalidTag` when it was changed."""
        locked = wrapped[len(self.tag) :]
        return AESGCM(self.key).decrypt(locked[:NONCE], locked[NONCE:], self.tag)

    def unwrap_old(self, wrapped: bytes, record_id: str) -> bytes:
        """A key from before keys said under which one they were wrapped: it is bound to its record instead."""
        return AESGCM(self.key).decrypt(wrapped[:NONCE], wrapped[NONCE:], record_id.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """The keys at hand at one moment."""

    current: MasterKey | None
    before: tuple[MasterKey, ...] = ()

    @property
    def all(self) -> tuple[MasterKey, ...]:
        """The one that wraps first."""
        return (*((self.current,) if self.current else ()), *self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where master keys are looked for. The first of service, variable and file that is named wraps; all open."""

    folder: Path
    """Of the key files: `sealing.key`, or `sealed.key` for a key service, and what was there before them."""
    key: str = field(default="", repr=False)
    """From the environment, in base64."""
    before: str = field(default="", repr=False)
    """The one before it, as long as it still opens something."""
    service: KeyService | None = None
    may_make: Callable[[], bool] = lambda: True
    """Whether a key that is missing may be made: only while nothing was sealed here."""


class Keyring:
    """Wraps with the current key and opens with any. Nothing is read before it is needed; then the files are read
    again whenever another process changed them."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._seen = -1
        self._ring = Ring(current=None)

    @classmethod
    def open(cls, folder: Path) -> Keyring:
        """The keyring of a folder alone, without settings."""
        return cls(Sources(folder=folder))

    @property
    def ring(self) -> Ring:
        """The keys at hand now."""
        if self._stamp() != self._seen:
            self._read()
        return self._ring

    def wrap(self, key: bytes) -> bytes:
        """A text's own key, locked by the current master key."""
        current = self.ring.current
        if current is None:
            raise StoreError("The master key is not here, so nothing can be sealed.", hint=LOST)
        return current.wrap(key)

    def unwrap(self, wrapped: bytes, record_id: str) -> bytes:
        """A text's own key again; `record_id` matters for keys from before they said who wrapped them."""
        if wrapped.startswith(MARK) and not any(wrapped.startswith(master.tag) for master in self.ring.all):
            self._read()
        masters = self.ring.all
        mine = [master for master in masters if wrapped.startswith(master.tag)]
        for master in mine or (() if wrapped.startswith(MARK) else masters):
            with contextlib.suppress(InvalidTag):
                return master.unwrap(wrapped) if mine else master.unwrap_old(wrapped, record_id)
        if mine:
            raise StoreError("The key of this text was changed, so it cannot be opened.", hint="Use a backup.")
        raise StoreError("This text cannot be opened: the master key that locks it is not here.", hint=LOST)

    def change(self) -> MasterKey:
        """Make a new key, put the current one beside it, and wrap with the new one from now on.

        The old file stays until `forget`. A key of the environment is the administrator's to change.
        """
        old = self.ring.current
        if old is not None and old.path is None:
            raise UsageError(
                "The master key comes from the environment, so only you can change it.",
                hint="Set PROVISO_SEALING_KEY to the new key and PROVISO_SEALING_KEY_BEFORE to the old one.",
            )
        if old is not None and old.path is not None:
            with contextlib.suppress(FileExistsError):
                os.link(old.path, old.path.with_name(f"{old.path.stem}-{old.print.hex()}.key"))
        _put_new(self._sources)
        self._read()
        fresh = self._ring.current
        if fresh is None or fresh == old:
            raise StoreError("The new master key could not be put in place.", hint="Check the folder of the keys.")
        return fresh

    def forget(self) -> tuple[MasterKey, ...]:
        """Destroy the files of the keys that only open; the caller made sure that they open nothing any more."""
        gone = tuple(master for master in self.ring.before if master.path is not None)
        for path in filter(None, (master.path for master in gone)):
            overwrite(path)
        self._read()
        return gone

    def _stamp(self) -> int:
        """Moves when a file of the folder comes, goes, or is put in the place of another."""
        try:
            return self._sources.folder.stat().st_mtime_ns
        except OSError:
            return 0

    def _read(self) -> None:
        seen = self._stamp()
        self._ring, self._seen = read_ring(self._sources), seen


def read_ring(sources: Sources) -> Ring:
    """The keys at hand, each once."""
    folder = sources.folder
    wrapping: list[MasterKey] = []
    if sources.service is not None:
        wrapping.extend(_of_service(sources, sources.service))
    if sources.key:
        wrapping.append(MasterKey(key=_decoded(sources.key, "PROVISO_SEALING_KEY"), source="environment"))
    is_named = sources.service is not None or bool(sources.key)
    wrapping.extend(_of_file(sources, is_named=is_named))
    others = [_file(path) for path in sorted(folder.glob(f"{NAME}-*.key"))]
    if sources.before:
        others.append(MasterKey(key=_decoded(sources.before, "PROVISO_SEALING_KEY_BEFORE"), source="environment"))
    if sources.service is not None:
        others.extend(_unwrapped(path, sources.service) for path in sorted(folder.glob(f"{WRAPPED}-*.key")))
    is_lost = not wrapping or (sources.service is not None and wrapping[0].source != "command")
    current = None if is_lost else wrapping[0]
    every = {master.print: master for master in reversed([*wrapping, *others])}
    return Ring(current=current, before=tuple(m for m in every.values() if current is None or m.print != current.print))


def _of_service(sources: Sources, service: KeyService) -> list[MasterKey]:
    """What the key service wraps: made when nothing was sealed here, or when the key so far is another source's."""
    path = sources.folder / f"{WRAPPED}.key"
    if not path.exists():
        if not (sources.key or (sources.folder / f"{NAME}.key").exists() or sources.may_make()):
            return []
        _put_new(sources)
    return [_unwrapped(path, service)]


def _of_file(sources: Sources, *, is_named: bool) -> list[MasterKey]:
    """The file of the home; without another source it is made when nothing was sealed here yet."""
    path = sources.folder / f"{NAME}.key"
    if not path.exists():
        if is_named or not sources.may_make():
            return []
        later_key(sources.folder, NAME, may_make=True)
    return [_file(path)]


def _file(path: Path) -> MasterKey:
    return MasterKey(key=read_key(path), source="file", path=path)


def _unwrapped(path: Path, service: KeyService) -> MasterKey:
    refuse_wider(path, "600")
    key = service.unwrap(path.read_bytes())
    if len(key) != SIZE:
        raise StoreError("The key service gave back something that is no master key.", hint=LOST)
    return MasterKey(key=key, source="command", path=path)


def _put_new(sources: Sources) -> None:
    """A new key in the place of the old one, whole or not at all."""
    service, key = sources.service, secrets.token_bytes(SIZE)
    name, content = (f"{NAME}.key", b64encode(key) + b"\n")
    if service is not None:
        name, content = f"{WRAPPED}.key", service.wrap(key)
        if service.unwrap(content) != key:
            raise StoreError(
                "The key service does not unwrap what it wrapped.", hint="Nothing was changed. Check its command."
            )
    fresh = Path(tempfile.mkdtemp(prefix=f"{NAME}.", dir=sources.folder))
    try:
        write_key(fresh / name, content)
        (fresh / name).replace(sources.folder / name)
        sync(sources.folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def overwrite(path: Path) -> None:
    """Destroy a key file: zeros over it, on the disk, and then the name. What a disk keeps besides is the disk's."""
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync(path.parent)


def sync(folder: Path) -> None:
    """What came or went in a folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _decoded(typed: str, name: str) -> bytes:
    try:
        key = b64decode(typed.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != SIZE:
        raise UsageError(f"{name} is no key.", hint="It is 32 random bytes in base64: openssl rand -base64 32")
    return key
