"""The one question, asked and recorded: may this person use this tool for this purpose with this text, now?

INVARIANT: a `Permit` exists only after its decision is durable in the ledger, and only `conclude` makes one (139-07.3).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

from proviso import screening
from proviso.db import packs as packs_db
from proviso.db import uses as db
from proviso.db.packs import Period
from proviso.db.store import Tx
from proviso.decision import Screen, decide, masked_text
from proviso.errors import (
    LedgerError,
    NotAllowedError,
    NotFoundError,
    ProvisoError,
    ScreeningError,
    UnreadableError,
    UsageError,
)
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import (
    Answer,
    Channel,
    Decision,
    Event,
    Finding,
    FindingClass,
    Grounds,
    Part,
    Permit,
    Source,
    Standing,
    Use,
)
from proviso.model.events import AnswerFailed, AnswerReceived, HiddenShown
from proviso.policy import Pack

from . import kept_uses
from .agency import Agency
from .faults import deny_for_fault, part_of
from .halts import Noting
from .places import LastPlaceGoneError
from .wording import clean_line, says_something
from .written import place_of, put_down, written

DEMO_PROVIDER = "echo"
BROKEN = "program"
TYPED = "text"
"""Name of the part that was typed: it is under the digest, so each door says the same."""
ANSWER = "answer"
"""Name of the part that came back, under its digest as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one question."""

    decision: Decision
    permit: Permit | None = None
    """Only when it was allowed and that is on record."""
    index: int | None = field(default=None)
    """Where it stands in the ledger; None when it could not be recorded."""


def digest(agency: Agency, parts: Sequence[Part]) -> str:
    """The keyed digest of a text: equal texts have equal ones, and nobody without the key can try out numbers."""
    pieces = []
    for part in parts:
        for text in (part.name, part.text):
            encoded = text.encode("utf-8", "surrogatepass")
            pieces += [len(encoded).to_bytes(8, "big"), encoded]
    return hmac.digest(agency.digest_key, b"".join(pieces), "sha256").hex()


def prepare(
    agency: Agency,
    person_id: str,
    tool_id: str,
    purpose: str,
    text: str,
    channel: Channel,
    at: datetime,
    source: str = "",
    *,
    files: Sequence[Part] = (),
    is_own_draft: bool = False,
    is_not_published: bool = False,
    use_id: str = "",
) -> Use:
    """Make the question, the same way for every door: parts, keyed digest, a code."""
    parts = (*((Part(name=TYPED, text=text),) if text.strip() or not files else ()), *files)
    _check_size(agency, parts)
    return Use(
        id=use_id or new_id(),
        person_id=clean_line(person_id),
        tool_id=clean_line(tool_id),
        purpose=clean_line(purpose),
        channel=channel,
        parts=parts,
        at=at,
        digest=digest(agency, parts),
        source=Source(citation=clean_line(source)) if says_something(source) else None,
        is_own_draft=is_own_draft,
        is_not_published=is_not_published,
        has_attachment=bool(files),
    )


def prepare_call(
    agency: Agency,
    parts: tuple[Part, ...],
    *,
    person_id: str,
    system_id: str,
    tool_id: str,
    purpose: str,
    at: datetime,
    source: str,
    unscreened: tuple[str, ...],
    hardened: tuple[str, ...],
    use_id: str,
) -> Use:
    """The question of a caller of the gateway, whose texts are the passages of one request."""
    if not unscreened:
        _check_size(agency, parts)
    return Use(
        id=use_id,
        person_id=person_id,
        system_id=system_id,
        tool_id=tool_id,
        purpose=clean_line(purpose),
        channel=Channel.GATEWAY,
        parts=parts,
        at=at,
        digest=digest(agency, parts),
        source=Source(citation=clean_line(source)) if says_something(source) else None,
        unscreened=unscreened,
        hardened=hardened,
    )


def _check_size(agency: Agency, parts: Sequence[Part]) -> None:
    """There is a text, and it is not longer than what we check."""
    if not any(part.text.strip() for part in parts):
        raise UsageError("There is no text to check.", hint="Paste a text, or add a file that has one.")
    chars = chars_of(parts)
    if chars > agency.settings.max_text_chars:
        raise UnreadableError(
            f"This text has {chars:,} characters; the longest that we check is {agency.settings.max_text_chars:,}.",
            hint="Send the part that you need. What we cannot read, we do not send.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A use that was decided and is not on record yet: nothing may be sent for it."""

    use: Use
    decision: Decision
    standing: Standing | None
    """What the records said; None when they could not be read. Then there is nothing to record, and it is a denial."""
    pack: Pack | None = None
    """What it was judged by."""
    grounds: Grounds | None = None


def ask(agency: Agency, use: Use) -> Outcome:
    """Decide one use and put it on record; allowed only when both are done. A fault anywhere is a denial."""
    try:
        with agency.queues.of(chars_of(use.parts)):
            judged = consider(agency, use)
        try:
            index = kept(agency, judged)
        except LastPlaceGoneError:
            judged = consider(agency, use)
            index = kept(agency, judged)
    except Exception as fault:  # INVARIANT: whatever breaks, there is no permit
        return broken(use, fault)
    return conclude(judged, index)


def kept(agency: Agency, judged: Judged) -> int | None:
    """Put a decision on record, durably; None when the records could not be read."""
    if judged.standing is None:
        return None
    with marked(agency, judged):
        return agency.store.write(keeping(agency, judged))


def marked(agency: Agency, judged: Judged) -> AbstractContextManager[None]:
    """While a decision is written, and after it until something came of it: the use is on its way."""
    is_allowed = judged.decision.allowed
    return agency.under_way.beginning(agency.settings.home, judged.use.id, is_allowed=is_allowed)


def chars_of(parts: Sequence[Part]) -> int:
    """How many characters there are to screen."""
    return sum(len(part.text) for part in parts)


def consider(agency: Agency, use: Use) -> Judged:
    """Read what the records say now and decide; writes nothing. A fault anywhere is a denial."""
    try:
        seen = agency.memory.look(agency.store, use.person_id, use.tool_id, use.digest, use.system_id)
        standing = seen.standing
        pack = pack_among(agency, seen.periods, _component(standing), use.at)
        screen = Noting(agency.screen_of(use))
        decision = judge(use, standing, pack, screen)
        found = screen.found
        grounds = None if found is None else Grounds(use=use, standing=standing, found=found)
        return Judged(use=use, decision=decision, standing=standing, pack=pack, grounds=grounds)
    except Exception as fault:  # INVARIANT: whatever breaks, it is not allowed
        return Judged(use=use, decision=broken(use, fault).decision, standing=None)


def keeping(agency: Agency, judged: Judged) -> Callable[[Tx], int]:
    """The work that puts a decision on record, for the store's writer; with the words, if the pack keeps them."""
    if judged.standing is None:
        raise LedgerError("A use whose records could not be read has nothing to record.")
    made = written(judged.decision, judged.standing, judged.pack)
    held = kept_uses.class_of(judged.pack, judged.use.purpose, judged.use.system_id)
    if held is None:
        return lambda tx: put_down(tx, made)

    def both(tx: Tx) -> int:
        index = put_down(tx, made)
        kept_uses.keep_prompt(tx, agency, judged.use, judged.decision, held)
        return index

    return both


def conclude(judged: Judged, index: int | None) -> Outcome:
    """What comes of a use whose decision is durable at this entry of the ledger.

    INVARIANT: call it only after the write of `keeping` returned. Without an entry there is no permit.
    """
    use, decision, tool = judged.use, judged.decision, judged.standing.tool if judged.standing else None
    if not decision.allowed or tool is None or index is None:
        return Outcome(decision=decision, index=index)
    permit = Permit(
        decision_id=decision.id,
        tool=tool,
        text=masked_text(use, decision),
        purpose=use.purpose,
        at=use.at,
        pack=decision.pack,
        grounds=judged.grounds,
    )
    return Outcome(decision=decision, permit=permit, index=index)


def broken(use: Use, fault: Exception) -> Outcome:
    """The denial of a use that a fault stopped; the message of a stranger's exception may hold a text."""
    if isinstance(fault, ProvisoError):
        return Outcome(
            decision=deny_for_fault(use, part_of(fault), fault.message, fault.hint or "Try again in a minute.")
        )
    sentence = f"A part of Proviso broke ({type(fault).__name__}), so nothing was decided or sent."
    return Outcome(decision=deny_for_fault(use, BROKEN, sentence, "Try again in a minute, then tell the CIO's office."))


def pack_in_force(tx: Tx, agency: Agency, use: Use, standing: Standing) -> Pack | None:
    """The pack that judges this use: the one of its moment, with the overlay of the person's component."""
    return pack_at(tx, agency, _component(standing), use.at)


def _component(standing: Standing) -> str:
    return standing.person.component if standing.person else ""


def pack_at(tx: Tx, agency: Agency, component: str, at: datetime) -> Pack | None:
    """The pack of a moment, with the overlay of a component (139-07.7.b)."""
    return pack_among(agency, packs_db.history(tx), component, at)


def pack_among(agency: Agency, periods: Sequence[Period], component: str, at: datetime) -> Pack | None:
    """The same among these periods.

    After an act that ended it (139-07.9.a) it is the ended pack, which denies every use and says so.
    """
    ref = packs_db.ref_at(periods, at, component)
    if ref is not None:
        return agency.packs.by_ref(ref)
    ended = packs_db.ended_before(periods, at)
    return None if ended is None else agency.packs.by_ref(ended[0]).ended(ended[1])


def judge(use: Use, standing: Standing, pack: Pack | None, screen: Screen = screening.screen) -> Decision:
    """Decide under the pack in force; without one nothing is approved (139-07.1)."""
    if pack is None:
        return deny_for_fault(
            use, "pack", "No rules for AI tools are in force, so nothing is open.", "Ask the CIO's office what is next."
        )
    return decide(use, standing, pack, screen=screen)


def record_decision(tx: Tx, decision: Decision, standing: Standing) -> int:
    """Write one decision and its event in the caller's transaction; a classified text opens its incident (139-07.6)."""
    return put_down(tx, written(decision, standing))


def receive(agency: Agency, permit: Permit, text: str, at: datetime) -> Answer:
    """Screen the answer and record that it came (139-07.2.b); what cannot be checked is not shown."""
    parts = (Part(name=ANSWER, text=text),)
    try:
        findings = examine(agency, parts)
    except ProvisoError as fault:
        fail(agency, permit, "screening", at)
        raise unchecked(permit) from fault
    words = len(text.split())
    event = answered(permit, findings, words, digest(agency, parts))
    agency.store.write(lambda tx: received(tx, agency, permit, event, text, findings, at))
    agency.under_way.end(permit.decision_id)
    return answer_of(permit, text, findings, words)


def received(
    tx: Tx, agency: Agency, permit: Permit, event: AnswerReceived, text: str, findings: Sequence[Finding], at: datetime
) -> int:
    """Record that an answer came; its words are kept beside those of its question, if a rule kept these."""
    index = record(tx, at, event)
    if kept_uses.class_of(agency.packs.by_ref(permit.pack), permit.purpose) is not None:
        kept_uses.keep_answer(tx, agency, event.decision, text, findings, at)
    return index


def examine(agency: Agency, parts: Sequence[Part]) -> tuple[Finding, ...]:
    """What was found in an answer; an answer gives no orders, so what looks like one is none of our findings."""
    return tuple(f for f in agency.screen(parts).findings if f.cls is not FindingClass.INJECTION)


def unchecked(permit: Permit) -> ScreeningError:
    """The error for an answer that came and could not be checked."""
    return ScreeningError(
        f"{permit.tool.name} answered, and we could not check the answer.", hint="It is not shown. Try again."
    )


def answered(permit: Permit, findings: Sequence[Finding], words: int, text_digest: str) -> AnswerReceived:
    """The event of an answer that came: kinds, places and a keyed digest, never the text."""
    return AnswerReceived(
        actor="system",
        decision=permit.decision_id,
        tool=permit.tool.id,
        words=words,
        findings=tuple(map(place_of, findings)),
        digest=text_digest,
    )


def answer_of(permit: Permit, text: str, findings: tuple[Finding, ...], words: int) -> Answer:
    """The answer as a person sees it; call it after its event is durable."""
    return Answer(
        decision_id=permit.decision_id,
        text=text,
        findings=findings,
        words=words,
        is_demo=permit.tool.provider == DEMO_PROVIDER,
    )


def fail(agency: Agency, permit: Permit, fault: str, at: datetime) -> None:
    """Record that a tool did not answer."""
    _finish(agency, permit, unanswered(permit, fault), at)


def _finish(agency: Agency, permit: Permit, event: Event, at: datetime) -> None:
    agency.store.write(lambda tx: record(tx, at, event))
    agency.under_way.end(permit.decision_id)


def unanswered(permit: Permit, fault: str) -> AnswerFailed:
    """The event of a tool that did not answer."""
    return AnswerFailed(actor="system", decision=permit.decision_id, tool=permit.tool.id, fault=clean_line(fault))


def show_hidden(tx: Tx, decision_id: str, kind: str, *, actor: str, at: datetime) -> None:
    """A person looks at personal data that was hidden in an answer of their own (139-07.2.b)."""
    decision = db.get(tx, decision_id)
    if decision is None:
        raise NotFoundError(f"There is no decision {decision_id}.")
    if decision.person_id != actor:
        raise NotAllowedError("Only the person who asked can show what was hidden.")
    record(tx, at, HiddenShown(actor=actor, decision=decision_id, kind=clean_line(kind)))
