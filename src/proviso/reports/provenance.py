"""Is this the approved text? The words of a file or of a paste against the statement, its signature and the ledger.

A file that came from us is checked without us: with the agency's public key and the ledger's key alone. What has no
statement is looked for in the ledger by the hash of its words. No word of it is kept (139-07.4, R-073).
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from proviso.db import agency, expert_reviews, people, tools
from proviso.db.store import Tx
from proviso.errors import LedgerError, UsageError
from proviso.identity.signatures import ALGORITHM, FILE, PROVENANCE, is_signed, thumbprint
from proviso.ledger import canonical
from proviso.ledger.receipts import Receipt
from proviso.model import ExpertReview, ExpertState, OfficialForm, fingerprint
from proviso.model.approved_words import words_of
from proviso.model.official import about_words, code_words, note_words
from proviso.policy.words import say_day

from .brought import Brought
from .legible import printable
from .typesetting import legible

_NOTE = re.compile(
    r"\b(?:Drafted|Changed) with AI help\. Reviewed by [^\n]{1,300}?\bReceipt ([0-9A-Z]{4})-([0-9A-Z]{4})\."
)


class Outcome(StrEnum):
    """What the answer is."""

    APPROVED = "approved"
    WORDS = "words"
    """The words are the approved ones; the file is not as it was made."""
    TAKEN_BACK = "taken_back"
    """They were approved, and are no longer."""
    DIFFERS = "differs"
    BROKEN = "broken"
    """The statement with it does not hold."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The answer, what was checked, and what the statement says."""

    outcome: Outcome
    checks: tuple[tuple[str, bool], ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    """`title`, `agency`, `review`, `receipt`, `note`, `approved_at`, as far as they are known and hold."""

    @property
    def is_good(self) -> bool:
        """Whether this is the approved text."""
        return self.outcome in {Outcome.APPROVED, Outcome.WORDS}


class _Manifest(msgspec.Struct):
    format: str
    statement: dict[str, Any]
    jws: str
    key: dict[str, Any]
    ledger: dict[str, Any]


def check_file(brought: Brought, *, key: dict[str, Any] | None = None, vkey: str | None = None) -> Provenance:
    """Check a file that has a statement with it, without us; give the keys that you trust, not the file's."""
    manifest = _read(brought.manifest)
    statement = manifest.statement
    about = tuple(_about(brought.manifest, manifest, key, vkey))
    sha256 = _hash_of(statement)
    seal = ("The file is as it was made, to the last byte", _is_sealed(brought, manifest, key))
    is_seen = seal[1] or _is_seen(brought, statement)
    holds_text = bool(sha256) and fingerprint(brought.text) == sha256 and is_seen
    words = ("The words are the approved ones", holds_text)
    if not all(holds for _, holds in about):
        outcome = Outcome.BROKEN
    elif not holds_text:
        outcome = Outcome.DIFFERS
    else:
        outcome = Outcome.APPROVED if seal[1] else Outcome.WORDS
    facts = _facts(statement) if outcome is not Outcome.BROKEN else {}
    return Provenance(outcome=outcome, checks=(*about, words, seal), facts=facts)


def check_manifest(content: bytes, *, key: dict[str, Any] | None = None, vkey: str | None = None) -> Provenance:
    """Check a statement by itself, as it is attached to a PDF: it says which words were approved."""
    manifest = _read(content)
    about = tuple(_about(content, manifest, key, vkey))
    good = all(holds for _, holds in about)
    return Provenance(
        outcome=Outcome.APPROVED if good else Outcome.BROKEN,
        checks=about,
        facts=_facts(manifest.statement) if good else {},
    )


def look_up(tx: Tx, text: str, zone: ZoneInfo) -> Provenance:
    """Words without a statement: whether the ledger has their hash, as they are or between the title and the note."""
    found = expert_reviews.by_hash(tx, fingerprint(text)) if text.strip() else []
    if found:
        return _of_review(found[-1], Outcome.APPROVED)
    note = max(_NOTE.finditer(text), key=lambda one: one.start(), default=None)
    named = expert_reviews.by_code(tx, note[1] + note[2]) if note else None
    if note is None or named is None:
        return Provenance(outcome=Outcome.UNKNOWN)
    words = _without_frame(tx, text, note.start(), named, zone)
    is_it = fingerprint(words) == named.official_sha256
    return _of_review(named, Outcome.APPROVED if is_it else Outcome.DIFFERS)


def _without_frame(tx: Tx, text: str, note_at: int, named: ExpertReview, zone: ZoneInfo) -> str:
    """The words without what we put around them ourselves: the agency and the title before, the note behind.

    INVARIANT: only what is exactly ours is taken off, so that nothing can be said in our name.
    """
    house = agency.name(tx)
    about = _about_of(tx, named, house, zone)
    if words_of(text[note_at:]) not in {words_of(about[0]), words_of("\n".join(about))}:
        return text
    words = text[:note_at].rstrip().removesuffix("---")
    for frame in (house, named.subject):
        first, _, rest = words.lstrip().partition("\n")
        if frame and fingerprint(words) != named.official_sha256 and words_of(first) == words_of(frame):
            words = rest
    return words


def _about_of(tx: Tx, named: ExpertReview, house: str, zone: ZoneInfo) -> tuple[str, ...]:
    """The lines that stand behind this text in our own files."""
    held = [people.get(tx, reading.reviewer_id) for reading in named.approvals]
    names = [p.name if p else r.reviewer_id for p, r in zip(held, named.approvals, strict=True)]
    day = (named.settled_at or named.asked_at).astimezone(zone).date()
    tool = tools.get(tx, named.tool_id) if named.tool_id else None
    return about_words(
        note=note_words(is_ai=named.is_ai, names=names, day=say_day(day, day.replace(year=1)), code=named.code),
        tools=[tool.name if tool else named.tool_id] if named.tool_id else [],
        audience=named.audience.value,
        agency=house,
        sha256=named.official_sha256,
    )


def with_record(tx: Tx, found: Provenance) -> Provenance:
    """The same with what the record says today: an approval can have been taken back since the file was made."""
    if not found.is_good:
        return found
    review = expert_reviews.get(tx, found.facts.get("review", ""))
    stands = review is not None and review.state is ExpertState.APPROVED and review.code == found.facts.get("receipt")
    check = ("The approval stands today", stands)
    return Provenance(
        outcome=found.outcome if stands else Outcome.TAKEN_BACK, checks=(*found.checks, check), facts=found.facts
    )


def _of_review(review: ExpertReview, outcome: Outcome) -> Provenance:
    at = canonical.stamp(review.settled_at) if review.settled_at else ""
    facts = {"review": review.id, "receipt": review.code, "approved_at": at}
    held = outcome is Outcome.APPROVED
    return Provenance(outcome=outcome, checks=(("The words are the approved ones", held),), facts=facts)


def _read(content: bytes) -> _Manifest:
    try:
        read = msgspec.json.decode(content, type=_Manifest)
    except (ValueError, msgspec.DecodeError, RecursionError) as fault:
        raise LedgerError("The statement of where this text comes from is damaged.") from fault
    if read.format != PROVENANCE:
        raise LedgerError(f"This is a statement of another format: {read.format[:40]}.")
    return read


def _about(
    content: bytes, manifest: _Manifest, key: dict[str, Any] | None, vkey: str | None
) -> Iterator[tuple[str, bool]]:
    statement = _canonical(manifest.statement)
    public = manifest.key if key is None else key
    is_ours = bool(statement) and _is_strict(manifest.jws) and is_signed(manifest.jws, statement, public)
    # INVARIANT: a manifest has one form, so that a change of a byte that changes no value is seen, too.
    has_form = content == msgspec.json.encode(manifest, order="sorted")
    yield "The statement has the form in which it was made", has_form and _is_key(manifest.key, public)
    yield "The statement is signed with this key", is_ours
    yield _ledger_says(manifest, vkey)


def _is_key(found: Mapping[str, Any], public: Mapping[str, Any]) -> bool:
    """Whether the key that came along is the one that is trusted, with its own name."""
    try:
        same = all(found[name] == public[name] for name in ("crv", "kty", "x"))
        return same and found == {"alg": ALGORITHM, "kid": thumbprint(dict(found)), **_bones(found)}
    except (KeyError, UsageError):
        return False


def _bones(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: key[name] for name in ("crv", "kty", "x")}


def _canonical(statement: Mapping[str, Any]) -> bytes:
    try:
        return bytes(canonical.part(dict(statement)))
    except (LedgerError, RecursionError):
        return b""


def _is_strict(jws: str) -> bool:
    """Base64 has spellings of the same bytes that differ in their last letter; one of them counts."""
    try:
        return all(
            urlsafe_b64encode(urlsafe_b64decode(part + "=" * (-len(part) % 4))).rstrip(b"=").decode() == part
            for part in jws.split(".")
        )
    except ValueError:
        return False


def _ledger_says(manifest: _Manifest, vkey: str | None) -> tuple[str, bool]:
    """Whether the approval is in the signed ledger, and is the approval of these very words."""
    sentence = "The approval is an entry of the ledger"
    try:
        raw = msgspec.json.encode(manifest.ledger)
        held = Receipt.from_json(raw)
        head = held.check(vkey)
        entry = canonical.decode(held.record)
        has_form = msgspec.json.decode(held.to_json()) == manifest.ledger and vkey in {None, held.vkey}
    except (LedgerError, ValueError, TypeError, RecursionError):
        return sentence, False
    said = manifest.statement
    names = (
        ("review", "review"),
        ("sha256", ""),
        ("code", "receipt"),
        ("audience", "audience"),
        ("version", "version"),
    )
    wanted = {name: _hash_of(said) if not key else said.get(key) for name, key in names}
    is_it = entry.event == "ExpertReviewApproved" and all(entry.data.get(name) == wanted[name] for name in wanted)
    is_here = said.get("ledger") == head.origin
    return f"{sentence}: {held.index:,} of {head.size:,} in {head.origin}", is_it and is_here and has_form


def _hash_of(statement: Mapping[str, Any]) -> str:
    assertions = statement.get("assertions")
    for one in assertions if isinstance(assertions, list) else ():
        if isinstance(one, dict) and one.get("label") == "c2pa.hash.data" and isinstance(one.get("data"), dict):
            return str(one["data"].get("hash", ""))
    return ""


def _facts(statement: Mapping[str, Any]) -> dict[str, str]:
    names = ("title", "agency", "review", "receipt", "note", "approved_at")
    facts = {name: str(statement.get(name, "")) for name in names}
    tools = statement.get("tools")
    return {**facts, "tools": ", ".join(map(str, tools)) if isinstance(tools, list) else ""}


def _is_seen(brought: Brought, statement: Mapping[str, Any]) -> bool:
    """Whether what a reader sees are the words that came with the file, with our own around them and no others."""
    frame = _frame_of(statement)
    if brought.form is OfficialForm.PDF:
        return _is_set(brought, frame, str(statement.get("agency", "")))
    clean = printable if brought.form is OfficialForm.WORD else str
    if brought.beside or list(brought.frame) != [clean(line) for line in frame]:
        return False
    return words_of(brought.seen) == words_of(clean(brought.text))


def _frame_of(statement: Mapping[str, Any]) -> list[str]:
    """The title, and the lines behind the text."""
    named = statement.get("tools")
    about = about_words(
        note=str(statement.get("note", "")),
        tools=[str(tool) for tool in named] if isinstance(named, list) else [],
        audience=str(statement.get("audience", "")),
        agency=str(statement.get("agency", "")),
        sha256=_hash_of(statement),
    )
    return [str(statement.get("title", "")), *about]


def _is_set(brought: Brought, frame: list[str], house: str) -> bool:
    """The pages of a PDF without what stands on each of them. Lines are broken anywhere, so white space is not looked
    at; a sealed file need not be read this way."""
    title, note, *more = frame
    foot = re.compile(re.escape(_bare(legible(note))) + r"Page\d+of\d+")
    pages = foot.sub("", _bare(brought.seen))
    return pages == _bare("".join(map(legible, (house, title)))) + _bare(legible(brought.text)) + "".join(
        _bare(legible(line)) for line in (note, *more)
    )


def _bare(text: str) -> str:
    return re.sub(r"[\s•‣–]", "", words_of(text))


def _is_sealed(brought: Brought, manifest: _Manifest, key: dict[str, Any] | None) -> bool:
    statement = _canonical({"format": FILE, "review": manifest.statement.get("review"), "sha256": brought.sha256})
    public = manifest.key if key is None else key
    return bool(brought.seal) and _is_strict(brought.seal) and is_signed(brought.seal, statement, public)


def sentence(found: Provenance) -> str:
    """The answer in words, for the shell and the page."""
    code = found.facts.get("receipt", "")
    receipt = f"receipt {code_words(code)}" if len(code) == 8 else "no receipt"
    review = f"review {code_words(found.facts['review'])}" if len(found.facts.get("review", "")) == 8 else "no review"
    match found.outcome:
        case Outcome.APPROVED:
            return f"This is the approved text, {review}, {receipt}."
        case Outcome.WORDS:
            return f"The words are the approved ones, {review}, {receipt}. The file is not as it was made."
        case Outcome.TAKEN_BACK:
            return f"This text was approved, {review}, {receipt}. The approval was taken back."
        case Outcome.DIFFERS:
            return f"This text differs from the approved one, {review}, {receipt}."
        case Outcome.BROKEN:
            return "The statement with this text does not hold."
        case Outcome.UNKNOWN:
            return "There is no record of this text."
