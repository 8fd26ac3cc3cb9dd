"""Backs a whole home up while it works, looks whether a backup is whole, and brings a home back from one.

INVARIANT: a restored home appears whole or not at all, over nothing that was there, and its ledger verifies. What it
lacks of a newer ledger that somebody knows of is said first, and has to be accepted.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from proviso import __version__
from proviso.db import agency as agency_db
from proviso.db import backups as db
from proviso.db import entries
from proviso.db.store import Store, Tx
from proviso.errors import ConflictError, LedgerError, StoreError, UnreadableError, UsageError
from proviso.identity.keys import NAMES, open_keys
from proviso.identity.sealed_files import Lock, Opened, Opener, Sealer
from proviso.journal import Journal, record, verify_copy
from proviso.ledger.checkpoints import Signer, Verifier
from proviso.ledger.verification import Verification
from proviso.model.backup_events import BackupBegun, LedgerRestored
from proviso.settings import Address

from .losses import Known, Loss, loss_of
from .roles import SYSTEM

DATABASE, CHECKPOINT, KEYS, MANIFEST = "proviso.db", "checkpoint", "keys", "manifest.json"
BLOCK = 1 << 20
LARGEST_SMALL = 64 * 1024
"""Bytes of a key, a checkpoint or the manifest."""
_KEY = re.compile(rf"{KEYS}/[a-z0-9][a-z0-9_-]*\.key")
HELD = "Held back: the home was restored from a backup, and this may have been sent before."
Told = Callable[[int, int], None]
"""Bytes that are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup is of; its first part, sealed as the rest is."""

    made_at: str
    version: str
    """Of Proviso."""
    schema: str
    agency: str
    database_bytes: int
    entries: int
    checkpoint: str
    """The signed head of the ledger in it."""
    vkey: str
    keys: tuple[str, ...]
    """Names of the key files in it."""
    format: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a backup holds, and whether its ledger is whole."""

    manifest: Manifest
    found: Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back, and what did not."""

    manifest: Manifest
    found: Verification
    loss: Loss | None
    held: int
    links_ended: int


class LossError(LedgerError):
    """A newer ledger is known than the one in the backup; `loss` says what is missing."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(
            f"The backup is older than the ledger that is known: {loss.sentence}",
            hint="Look for a newer backup. To go on without them: --accept-loss. Nothing was restored.",
        )
        self.loss = loss


def make(
    store: Store,
    journal: Journal,
    keys: Path | None,
    out: BinaryIO,
    lock: Lock,
    *,
    at: datetime,
    told: Told | None = None,
    folder: Path | None = None,
) -> Manifest:
    """Write the home, as it stands now, into an encrypted stream while others go on writing; `keys` is the folder of
    the keys, None leaves them out. That it was begun is on record first, so that the backup itself says so.

    `folder`: where the copy of a database of PostgreSQL is made; a backup of it is the same file.
    """
    begun = BackupBegun(actor=SYSTEM, has_keys=keys is not None, sealed_with=lock.name)
    store.write(lambda tx: record(tx, at, begun))
    with db.snapshot_of(store, folder) as (tx, file):
        files = {} if keys is None else {path.name: path.read_bytes() for path in sorted(keys.glob("*.key"))}
        manifest = _manifest(tx, journal, file, tuple(files), at)
        db.let_go(tx)
        sealer = Sealer(out, lock)
        with tarfile.open(fileobj=sealer, mode="w|", bufsize=BLOCK) as tar:  # type: ignore[call-overload]  # it writes
            tar.copybufsize = BLOCK
            small = {MANIFEST: msgspec.json.encode(manifest), CHECKPOINT: manifest.checkpoint.encode()}
            for name, data in small.items() | {f"{KEYS}/{name}": data for name, data in files.items()}.items():
                _add(tar, name, io.BytesIO(data), len(data), at)
            _add(tar, DATABASE, _Telling(file, manifest.database_bytes, told), manifest.database_bytes, at)
        sealer.close()
    return manifest


def check(file: BinaryIO, opener: Opener, *, vkey: str = "") -> Checked:
    """Read a whole backup, and verify its ledger against the signed head in it; nothing of it stays."""
    with _temporary(None) as folder:
        manifest = _unpack(file, opener, folder)
        if vkey and vkey.strip() != manifest.vkey:
            raise LedgerError("The backup is of a ledger with another key.", hint=f"Its key is {manifest.vkey}")
        with db.looked_at(folder / DATABASE) as tx:
            db.check_pages(tx)
            found = verify_copy(tx, manifest.vkey)
    return Checked(manifest=manifest, found=found)


def restore(
    file: BinaryIO,
    opener: Opener,
    home: Path,
    *,
    at: datetime,
    known: tuple[Known, ...] = (),
    keys: Path | None = None,
    accept_loss: bool = False,
    where: Address | None = None,
) -> Restored:
    """Bring a home back into a folder that is not there yet, or is empty; see the invariant above.

    `where`: an empty database of PostgreSQL that takes the store, whatever the backup was made of.
    """
    _require_free(home)
    home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _temporary(home.parent, prefix=f"{home.name}.restoring.") as folder:
        manifest = _unpack(file, opener, folder)
        _require_keys(folder, manifest, keys)
        loss = _loss(folder, manifest, known)
        if loss is not None and not accept_loss:
            raise LossError(loss)
        found, held, ended = _settle(folder, manifest, loss, at)
        if where is None:
            _put(folder, home)
        else:
            _put_apart(folder, home, where)
    return Restored(manifest=manifest, found=found, loss=loss, held=held, links_ended=ended)


def _put(folder: Path, home: Path) -> None:
    """Everything that was unpacked becomes the home, at once."""
    _sync(folder)
    try:
        folder.rename(home)
    except OSError as fault:
        raise ConflictError(f"{home} was made by somebody else meanwhile. Nothing was restored.") from fault
    _sync(home.parent)


def _put_apart(folder: Path, home: Path, where: Address) -> None:
    """The same with the store in a database. INVARIANT: when the database does not take it, the home goes again."""
    try:
        with db.arriving(folder / DATABASE, where):
            for path in folder.glob(f"{DATABASE}*"):
                path.unlink()
            _put(folder, home)
    except BaseException:
        if home.exists() and not folder.exists():
            home.rename(folder)
        raise


def _manifest(tx: Tx, journal: Journal, file: BinaryIO, keys: tuple[str, ...], at: datetime) -> Manifest:
    size, newest = entries.size(tx), entries.newest_checkpoint(tx)
    if newest is None or newest.size != size or Verifier.from_vkey(journal.vkey).open(newest.note).size != size:
        raise LedgerError(
            "The newest checkpoint is not of the newest entry, so this is no state to come back to.",
            hint="Run `proviso ledger verify`, keep the folder as it is, and tell the CIO's office.",
        )
    return Manifest(
        made_at=at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        version=__version__,
        schema=db.schema_of(tx),
        agency=agency_db.name(tx),
        database_bytes=file.seek(0, os.SEEK_END),
        entries=size,
        checkpoint=newest.note,
        vkey=journal.vkey,
        keys=keys,
    )


class _Telling:
    """A file that says how far it was read."""

    def __init__(self, file: BinaryIO, size: int, told: Told | None) -> None:
        file.seek(0)
        self._file, self._size, self._told, self._done = file, size, told, 0

    def read(self, count: int) -> bytes:
        data = self._file.read(count)
        self._done += len(data)
        if self._told is not None:
            self._told(self._done, self._size)
        return data


def _add(tar: tarfile.TarFile, name: str, data: BinaryIO | _Telling, size: int, at: datetime) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(at.timestamp())
    tar.addfile(info, data)  # type: ignore[arg-type]  # it is read, and no more


def _unpack(file: BinaryIO, opener: Opener, folder: Path) -> Manifest:
    """Write the parts of a backup into an empty folder. INVARIANT: only names that a backup has."""
    opened = Opened(file, opener)
    reading = io.BufferedReader(opened, BLOCK)
    try:
        with tarfile.open(fileobj=reading, mode="r|", bufsize=BLOCK) as tar:
            for member in tar:
                _take(tar, member, folder)
        while reading.read(BLOCK):  # to the end that is marked as such
            pass
    except tarfile.TarError as fault:
        raise UnreadableError("What is in this sealed file is not a backup.") from fault
    except OSError as fault:
        raise _unwritable(folder, fault) from fault
    return _read_manifest(folder)


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    is_small = member.name in {MANIFEST, CHECKPOINT} or _KEY.fullmatch(member.name) is not None
    data = tar.extractfile(member) if member.isreg() else None
    if data is None or not (member.name == DATABASE or (is_small and member.size <= LARGEST_SMALL)):
        raise UnreadableError("The backup holds something that no backup holds.", hint="Use another copy.")
    path = folder / member.name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(data, out, BLOCK)
        out.flush()
        os.fsync(out.fileno())


def _read_manifest(folder: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
        size = (folder / DATABASE).stat().st_size
    except (OSError, msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise UnreadableError("The backup lacks its manifest or its database.", hint="Use another copy.") from fault
    if manifest.format != 1:
        raise UnreadableError(
            f"The backup has format {manifest.format}; this version of Proviso reads format 1.",
            hint=f"Use Proviso {manifest.version} or newer.",
        )
    if size != manifest.database_bytes:
        raise UnreadableError("The database in the backup has another size than its manifest says.")
    return manifest


def _require_free(home: Path) -> None:
    if home.is_symlink() or (home.exists() and (not home.is_dir() or any(home.iterdir()))):
        raise ConflictError(
            f"{home} is there already, and a restore overwrites nothing.",
            hint="Name a folder that is not there yet with --home, then let PROVISO_HOME name it.",
        )


def _require_keys(folder: Path, manifest: Manifest, keys: Path | None) -> None:
    """The keys that belong to this ledger: those of the backup, or those that were kept apart."""
    inside = folder / KEYS
    if keys is not None:
        if inside.exists():
            raise UsageError("The backup has its keys in it.", hint="Leave out --keys.")
        inside.mkdir(mode=0o700)
        for path in sorted(keys.glob("*.key")):
            with os.fdopen(os.open(inside / path.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(path.read_bytes())
    lacking = [name for name in NAMES if not (inside / f"{name}.key").is_file()]
    if lacking:
        raise UsageError(
            f"The keys are not in this backup: {', '.join(lacking)}.", hint="Name the folder that has them with --keys."
        )
    if Signer(open_keys(inside).ledger).verifier.vkey != manifest.vkey:
        raise LedgerError("These keys are of another ledger.", hint=f"The backup is of {manifest.vkey.split('+')[0]}.")


def _loss(folder: Path, manifest: Manifest, known: tuple[Known, ...]) -> Loss | None:
    with db.looked_at(folder / DATABASE) as tx:
        db.check_pages(tx)
        losses = [loss_of(tx, manifest.vkey, one) for one in known]
    return max((loss for loss in losses if loss is not None), key=lambda loss: loss.last, default=None)


def _settle(folder: Path, manifest: Manifest, loss: Loss | None, at: datetime) -> tuple[Verification, int, int]:
    """Migrate, verify, hold back what may have been sent since, and say in the ledger that it goes on from here."""
    journal = Journal.open(folder)
    store = Store.open(folder / DATABASE, seal=journal.seal)
    try:
        found = journal.verify(store)
        if not found.is_whole:
            raise LedgerError(f"The ledger in the backup is not whole. {found.sentence}", hint="Use another backup.")

        def work(tx: Tx) -> tuple[int, int]:
            held, ended = db.hold_messages(tx, HELD, at=at), db.end_links(tx)
            event = LedgerRestored(
                actor=SYSTEM,
                entries=manifest.entries,
                made_at=manifest.made_at,
                lost_from=-1 if loss is None else loss.first,
                lost_to=-1 if loss is None else loss.last,
                held=held,
                links_ended=ended,
            )
            record(tx, at, event)
            return held, ended

        held, ended = store.write(work)
    finally:
        store.close()
    (folder / MANIFEST).unlink()
    return found, held, ended


@contextmanager
def _temporary(parent: Path | None, prefix: str = "proviso-backup.") -> Iterator[Path]:
    """A folder for its owner only, which is gone afterwards, unless it was renamed."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sync(folder: Path) -> None:
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _unwritable(folder: Path, fault: OSError) -> StoreError:
    return StoreError(
        f"The backup could not be unpacked in {folder.parent}: {(fault.strerror or type(fault).__name__).lower()}.",
        hint="Make room, or let this account write there. Nothing was restored.",
    )
