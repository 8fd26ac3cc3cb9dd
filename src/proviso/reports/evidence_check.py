"""Checks an evidence file with nothing but the public key: every file, every entry, every text of the rules."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

import msgspec

from proviso.errors import LedgerError, UnreadableError
from proviso.ledger import canonical
from proviso.ledger.checkpoints import Checkpoint, Verifier
from proviso.ledger.proofs import is_consistent
from proviso.ledger.segments import from_runs, root_of
from proviso.ledger.tree import leaf_hash

from .checked import Checked
from .evidence_files import MANIFEST, NOTE, Opened, open_file
from .ledger import BREAK

FORMAT = "proviso-evidence/1"
PROOF = "proviso-proof/1"
ENTRIES, LEAVES, HEADS, PROOFS = "entries.jsonl", "leaves.txt", "checkpoints.txt", "proof.json"
UNLIKE = f"The entries with {PROOFS} do not give the root that was signed."
NOTE_LINES = 4
"""Of `manifest.note`: format, hash, an empty one, one signature."""
MOST_NAMED = 20
"""Problems that are said; more of them are counted."""


class FileRow(msgspec.Struct, forbid_unknown_fields=True):
    """One file, as the manifest names it."""

    name: str
    size: int
    sha256: str


class PackRow(msgspec.Struct, forbid_unknown_fields=True):
    """One text of the rules: its hash, and the files that make it up, in order, with the names of their attachments."""

    ref: str
    sha256: str
    files: list[tuple[str, str]]


class Manifest(msgspec.Struct, forbid_unknown_fields=True):
    """What an evidence file says that it holds."""

    format: str
    agency: str
    about: dict[str, str]
    made_at: str
    origin: str
    size: int
    """Entries of the ledger that it was taken from."""
    entries: int
    """Entries that are here."""
    packs: list[PackRow]
    files: list[FileRow]


class Consistency(msgspec.Struct, forbid_unknown_fields=True):
    """That the ledger of `second` entries begins with that of `first` entries."""

    first: int
    second: int
    proof: list[str]


class Proof(msgspec.Struct, forbid_unknown_fields=True):
    """Which entries these are, and the hashes between them."""

    format: str
    size: int
    runs: list[tuple[int, int]]
    hashes: list[str]
    consistency: list[Consistency]


def check(path: Path, vkey: str) -> Checked:
    """Check an evidence PDF, ZIP or folder against this key."""
    verifier = Verifier.from_vkey(vkey)
    return check_opened(open_file(path, verifier), verifier)


def vkey_inside(path: Path) -> str:
    """The key that came with the file: it shows only that the parts agree with each other."""
    nobody = Verifier("nobody", bytes(32))
    found = open_file(path, nobody).files.get("vkey")
    if found is None:
        raise UnreadableError(
            f"{path.name} is no evidence file.", hint="It is a PDF, a ZIP or a folder that Proviso made."
        )
    return found.decode("utf-8", "replace").strip()


def check_opened(opened: Opened, verifier: Verifier) -> Checked:
    """The same for files that were read."""
    files, inside = opened.files, Found()
    if not {MANIFEST, NOTE, ENTRIES} & set(files) and not (opened.problems and files):
        raise UnreadableError("This is no evidence file: it has no manifest.")
    manifest = _manifest(files, verifier, inside)
    heads = _heads(files, verifier, inside)
    if heads:
        _entries(files, heads, inside)
    if manifest is not None:
        _packs(files, manifest, inside)
    problems = [*opened.problems, *inside.problems]
    if opened.problems and not inside.problems:
        problems.append(f"Every file inside is as it was signed. {FRAME[opened.kind]}")
    title = manifest.about.get("title", "") if manifest is not None else ""
    return Checked(title=title, facts=tuple(inside.facts), problems=_first(problems))


FRAME = {
    "pdf": "The change is in the pages, or in the frame of the PDF.",
    "zip": "The change is in the frame of the archive.",
    "folder": "",
}


@dataclass(slots=True)
class Found:
    """What the check saw so far."""

    facts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def _first(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - MOST_NAMED
    return (*problems[:MOST_NAMED], *((f"And {more:,} more.",) if more > 0 else ()))


def _manifest(files: Mapping[str, bytes], verifier: Verifier, found: Found) -> Manifest | None:
    """The manifest, signed; and every file against it."""
    content = files.get(MANIFEST)
    if content is None:
        found.problems.append(f"{MANIFEST} is missing.")
        return None
    try:
        note = files.get(NOTE, b"").decode()
        said = verifier.open_text(note)
    except (LedgerError, UnicodeDecodeError):
        found.problems.append(f"{NOTE} is missing, was changed, or was not signed by this ledger.")
        said = note = ""
    if said and (said != f"{FORMAT}\n{sha256(content).hexdigest()}\n" or note.count("\n") != NOTE_LINES):
        found.problems.append(f"{MANIFEST} was changed: it is not the one that was signed.")
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        found.problems.append(f"{MANIFEST} was changed: it cannot be read.")
        return None
    if manifest.format != FORMAT or manifest.origin != verifier.name:
        found.problems.append(f"{MANIFEST} is of another format, or of another ledger.")
    _each_file(files, manifest, found)
    return manifest


def _each_file(files: Mapping[str, bytes], manifest: Manifest, found: Found) -> None:
    named = {row.name: row for row in manifest.files}
    before = len(found.problems)
    for name, row in named.items():
        content = files.get(name)
        if content is None:
            found.problems.append(f"{name} is missing.")
        elif len(content) != row.size or sha256(content).hexdigest() != row.sha256:
            found.problems.append(f"{name} was changed.")
    for name in sorted(set(files) - set(named) - {MANIFEST, NOTE}):
        found.problems.append(f"{name} does not belong here: the manifest does not name it.")
    if len(found.problems) == before:
        found.facts.append(f"{len(named):,} files are those that the signed manifest names")


def _heads(files: Mapping[str, bytes], verifier: Verifier, found: Found) -> list[Checkpoint]:
    """The signed heads of the ledger, by size; the last one is what the entries are held against."""
    notes = [note for note in files.get(HEADS, b"").decode("utf-8", "replace").split(BREAK) if note]
    heads = []
    for number, note in enumerate(notes, 1):
        try:
            heads.append(verifier.open(note))
        except (LedgerError, ValueError) as fault:
            said = fault.message if isinstance(fault, LedgerError) else "It cannot be read."
            found.problems.append(f"{HEADS}, note {number}: {said}")
    if not notes:
        found.problems.append(f"{HEADS} is missing or empty.")
    return sorted(heads, key=lambda head: head.size)


def _entries(files: Mapping[str, bytes], heads: Sequence[Checkpoint], found: Found) -> None:
    """Every entry is in the ledger that was signed; if not, which one it is."""
    lines = files.get(ENTRIES, b"").split(b"\n")
    if lines.pop():
        found.problems.append(f"{ENTRIES} does not end with its last line.")
    leaves, head = [leaf_hash(line) for line in lines], heads[-1]
    most = max(len(leaves), files.get(LEAVES, b"").count(b"\n") + 1)
    try:
        proof = msgspec.json.decode(files.get(PROOFS, b""), type=Proof)
        if sum(stop - start for start, stop in proof.runs if start < stop) > most:  # else they would fill the memory
            found.problems.append(UNLIKE)
            return
        indexes = from_runs(proof.runs, proof.size)
        hashes = [b64decode(each, validate=True) for each in proof.hashes]
        is_of_head = proof.format == PROOF and proof.size == head.size
        _consistent(proof, heads, found)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, LedgerError):
        found.problems.append(f"{PROOFS} was changed: it cannot be read.")
        return
    if is_of_head and _root(leaves, indexes, proof.size, hashes) == head.root:
        found.facts.append(f"{len(leaves):,} entries are in the ledger of {head.size:,} entries that was signed")
        return
    stored = [_decoded(line) for line in files.get(LEAVES, b"").splitlines()]
    if not is_of_head or _root(stored, indexes, proof.size, hashes) != head.root:
        found.problems.append(UNLIKE)
    else:
        found.problems += _named(leaves, stored, indexes)


def _root(leaves: Sequence[bytes], indexes: Sequence[int], size: int, hashes: Sequence[bytes]) -> bytes:
    try:
        return root_of(leaves, indexes, size, hashes)
    except LedgerError:
        return b""


def _decoded(line: bytes) -> bytes:
    try:
        return b64decode(line, validate=True)
    except ValueError:
        return b""


def _named(leaves: Sequence[bytes], stored: Sequence[bytes], indexes: Sequence[int]) -> Iterator[str]:
    """The leaves beside the entries make up the signed root, so they tell which entries are others."""
    if len(leaves) < len(stored):
        yield f"{len(stored) - len(leaves):,} of {len(stored):,} entries are missing."
    for number, (leaf, signed) in enumerate(zip_longest(leaves, stored)):
        if leaf != signed:
            where = f"Entry {indexes[number]:,}" if number < len(indexes) else "An entry after the last one"
            yield f"{where} (line {number + 1:,} of {ENTRIES}) is not the one that was signed."


def _consistent(proof: Proof, heads: Sequence[Checkpoint], found: Found) -> None:
    """Each older head against the newest: nothing was taken out or changed in between (RFC 9162 2.1.4)."""
    known = {head.size: head for head in heads}
    shown = {each.first: each for each in proof.consistency}
    for head in heads[:-1]:
        each = shown.get(head.size)
        steps = [] if each is None else [b64decode(step, validate=True) for step in each.proof]
        newest = known[proof.size] if proof.size in known else heads[-1]
        if each is None or not is_consistent(head.size, newest.size, head.root, newest.root, steps):
            found.problems.append(f"The checkpoint of {head.size:,} entries and the newest one contradict each other.")
    if len(heads) > 1:
        found.facts.append(f"{len(heads):,} signed checkpoints continue each other")


def _packs(files: Mapping[str, bytes], manifest: Manifest, found: Found) -> None:
    """Each text of the rules is the one whose hash stands in the ledger's own entries (R-081)."""
    said = _recorded(files.get(ENTRIES, b""))
    for row in manifest.packs:
        digest = sha256()
        for name, attachment in row.files:
            content = files.get(attachment, b"")
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        if digest.hexdigest() != row.sha256 or row.sha256 not in said.get(row.ref, set()):
            found.problems.append(f"The text of the rules {row.ref} is not the one that the ledger names.")
        else:
            found.facts.append(f"the text of the rules {row.ref} is the one that the ledger names")


def _recorded(entries: bytes) -> dict[str, set[str]]:
    """Reference and hash of each pack, as entries say them."""
    found: dict[str, set[str]] = {}
    for line in entries.split(b"\n"):
        if b'"event":"Pack' in line:
            try:
                data = canonical.decode(line).data
            except LedgerError:  # said already: it is not the entry that was signed
                continue
            found.setdefault(str(data.get("pack")), set()).add(str(data.get("sha256")))
    return found
