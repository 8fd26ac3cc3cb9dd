"""Ledger: is the record whole? The check, the entries as sentences, receipts, and one byte changed in a copy."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from proviso.db import copies, entries, tools, uses
from proviso.db.store import Store, Tx
from proviso.errors import NotAllowedError, NotFoundError
from proviso.ledger.tree import leaf_hash
from proviso.ledger.verification import Verification
from proviso.model import Decision, Role

from ..desk import Desk, Pages, at_desk
from ..history import sentence
from ..incident_sentences import withheld
from ..listing import address
from ..system_words import through
from .people import as_date

READERS = (Role.AUDITOR,)
CHECKED = "ledger_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One decision as a sentence, with its entry for machines."""

    number: int
    code: str
    href: str
    receipt: str
    when: str
    stamp: str
    sentence: str
    machine: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """The state of the ledger first, then the entries."""

    answer: str
    what_now: str
    heading: str
    shows: tuple[tuple[str, str], ...]
    tools: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    chosen: dict[str, str]
    rows: tuple[Row, ...]
    empty: str
    pages: Pages
    is_oldest_first: bool
    other_order: str
    """The address of the same list the other way round."""
    commands: tuple[tuple[str, str], ...]
    verifier_key: str
    is_demo: bool
    byte_result: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the last check of this process said, and when."""

    at: datetime
    said: Verification


OLDEST = "oldest"
_OUTCOMES = (("", "Allowed or not"), ("allowed", "Allowed"), ("denied", "Not sent"))
_SHOW = (("decisions", "Decisions"), ("everything", "Every entry"))


def show_ledger(request: Request) -> Response:
    """The state of the ledger, and its entries."""
    desk = at_desk(request)
    desk.only("auditors", *READERS)
    with desk.read() as tx:
        page = ledger_page(desk, tx)
    return desk.page("ledger.html", page, title="Ledger")


def ledger_page(desk: Desk, tx: Tx, byte_result: str = "") -> LedgerPage:
    """The answer first: whole or not, how many decisions, when it was checked."""
    checked: Checked | None = getattr(desk.request.app.state, CHECKED, None)
    chosen = asked_of(desk)
    chosen["show"] = chosen["show"] if chosen["show"] in dict(_SHOW) else "decisions"
    chosen["sort"] = OLDEST if chosen["sort"] == OLDEST else ""
    rows, heading, pages = (
        _everything(desk, tx, chosen) if chosen["show"] == "everything" else _decisions(desk, tx, chosen)
    )
    return LedgerPage(
        answer=_answer(desk, tx, checked),
        what_now="" if checked is None or checked.said.is_whole else "Do not repair it. Tell the CIO’s office.",
        heading=heading,
        shows=_SHOW,
        tools=(("", "Every tool"), *((t.id, t.name) for t in tools.all(tx))),
        rules=(("", "Every rule"), *sorted(_rules(desk, tx), key=lambda found: found[1])),
        outcomes=_OUTCOMES,
        chosen=chosen,
        rows=rows,
        empty="No entry matches. Take a filter away to see more.",
        pages=pages,
        is_oldest_first=bool(chosen["sort"]),
        other_order=address("/ledger", **{**chosen, "sort": "" if chosen["sort"] else OLDEST}),
        commands=commands(desk),
        verifier_key=desk.agency.journal.vkey,
        is_demo=desk.agency.settings.demo,
        byte_result=byte_result,
        done=desk.done,
    )


def asked_of(desk: Desk) -> dict[str, str]:
    """The filters of the address."""
    return {name: desk.asked(name) for name in ("person", "tool", "rule", "outcome", "since", "until", "show", "sort")}


def _rules(desk: Desk, tx: Tx) -> Iterator[tuple[str, str]]:
    """Each rule that led a denial, with the clause that it stands for: "139-07.2.a.2 No social media (social)"."""
    known = {rule.id: desk.pack.clause(rule.clause) for rule in desk.pack.rules}
    for rule in uses.rules(tx):
        words = rule.replace("-", " ")
        clause = known.get(rule)
        yield rule, f"{clause.id} {clause.title} ({words})" if clause else words


def _answer(desk: Desk, tx: Tx, checked: Checked | None) -> str:
    total = desk.count(uses.count(tx), "decision")
    if checked is None:
        return f"{total}, {desk.count(entries.size(tx), 'entry', 'entries')}. Not checked since this service started."
    at = desk.words.time(checked.at)
    if checked.said.is_whole:
        return f"Whole. {total}, last checked {at}."
    since = ""
    if checked.said.trusted_at:
        since = f" The last time that all was whole: {desk.when(datetime.fromisoformat(checked.said.trusted_at))}."
    return f"Not whole. {checked.said.sentence}{since} Checked {at}."


def _decisions(desk: Desk, tx: Tx, chosen: dict[str, str]) -> tuple[tuple[Row, ...], str, Pages]:
    filters = decision_filters(desk, chosen)
    total = uses.count(tx, **filters, most=uses.MOST + 1)
    pages = desk.pages("/ledger", total, **chosen)
    is_down = chosen["sort"] == OLDEST
    found = uses.search(tx, **filters, offset=pages.offset, limit=pages.size, oldest_first=is_down)
    is_more = total > uses.MOST and any(filters[name] for name in ("person", "since", "until"))
    heading = f"More than {desk.count(uses.MOST, 'decision')}" if is_more else desk.count(total, "decision")
    records = uses.records_of(tx, [decision.id for decision in found])
    return tuple(_row(desk, tx, d, *records[d.id]) for d in found), heading, pages


def decision_filters(desk: Desk, chosen: dict[str, str]) -> dict[str, Any]:
    """What `uses.search` looks for, as the filters of the address say."""
    return {
        **{name: chosen[name] for name in ("person", "tool", "rule")},
        "allowed": {"allowed": True, "denied": False}.get(chosen["outcome"]),
        "since": _moment(desk, chosen["since"]),
        "until": _moment(desk, chosen["until"], after=1),
    }


def _moment(desk: Desk, raw: str, after: int = 0) -> datetime | None:
    """The start of a day in the agency's zone, or of the day after it."""
    day = as_date(raw)
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=after), datetime.min.time(), tzinfo=desk.words.zone)


def _row(desk: Desk, tx: Tx, decision: Decision, number: int, record: bytes | None) -> Row:
    return Row(
        number=number,
        code=desk.code(decision.id),
        href=f"/decisions/{decision.id}",
        receipt=f"/ledger/entries/{number}/receipt",
        when=desk.when(decision.at),
        stamp=desk.stamp(decision.at),
        sentence=as_sentence(desk, tx, decision),
        machine=_machine(number, record, decision),
    )


def as_sentence(desk: Desk, tx: Tx, decision: Decision) -> str:
    """ "Maya Okafor asked Northlight Chat (Research). Allowed." """
    asked = f"{desk.name(tx, decision.person_id)} asked {desk.tool(tx, decision.tool_id)}"
    asked += f" {way}" if (way := through(tx, decision)) else ""
    asked += f" for “{desk.purpose(decision.purpose)}”."
    if decision.allowed:
        return f"{asked} Allowed."
    if decision.fault:
        return f"{asked} Not sent, because a part did not answer: {decision.fault}."
    lead = decision.reasons[0] if decision.reasons else None
    return f"{asked} Not sent: {lead.headline.rstrip('.')} ({lead.clause})." if lead else f"{asked} Not sent."


def _machine(number: int, record: bytes | None, decision: Decision | None = None) -> tuple[tuple[str, str], ...]:
    facts = [("Entry", f"{number:,}")]
    if record is not None:
        facts.append(("Leaf hash", leaf_hash(record).hex()))
    if decision is not None:
        facts += [
            ("Keyed digest of the text", decision.digest or "None"),
            ("Rules", f"{decision.pack} {decision.pack_sha256}".strip() or "None in force"),
        ]
    return tuple(facts)


def _everything(desk: Desk, tx: Tx, chosen: dict[str, str]) -> tuple[tuple[Row, ...], str, Pages]:
    total = entries.size(tx)
    pages = desk.pages("/ledger", total, show="everything", sort=chosen["sort"])
    found = entries.page(tx, pages.offset, pages.size, newest_first=chosen["sort"] != OLDEST)
    return tuple(_entry_row(desk, tx, e) for e in found), desk.count(total, "entry", "entries"), pages


def _entry_row(desk: Desk, tx: Tx, entry: entries.Entry) -> Row:
    record = entry.record
    decision = uses.get(tx, str(record.data.get("decision", ""))) if record.event == "UseDecided" else None
    at = datetime.fromisoformat(record.at)
    return Row(
        number=entry.index,
        code=desk.code(decision.id) if decision else f"entry {entry.index:,}",
        href=f"/decisions/{decision.id}" if decision else "",
        receipt=f"/ledger/entries/{entry.index}/receipt",
        when=desk.when(at),
        stamp=desk.stamp(at),
        sentence=as_sentence(desk, tx, decision) if decision else sentence(record, desk, tx),
        machine=_machine(entry.index, entry.raw, decision),
    )


def commands(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Three commands for somebody who does not trust this page; the program shares no code with us."""
    key = desk.agency.journal.vkey
    return (
        ("proviso ledger export ./for-the-auditor", "Writes the ledger as four text files."),
        (
            f"verify/proviso-verify ledger ./for-the-auditor -vkey '{key}'",
            "Reads every entry, and names the first one that is not as it was signed.",
        ),
        (
            f"verify/proviso-verify receipt receipt.json -vkey '{key}' -ledger ./for-the-auditor",
            "Checks one receipt, and that this ledger holds it.",
        ),
    )


def check(request: Request) -> Response:
    """Check now: read the whole ledger, hold it against every signed checkpoint."""
    desk = at_desk(request)
    desk.only("auditors", *READERS)
    said = desk.agency.journal.verify(desk.agency.store)
    setattr(desk.request.app.state, CHECKED, Checked(at=desk.now, said=said))
    return desk.go("/ledger", said.sentence)


def receipt(request: Request) -> Response:
    """The receipt of one entry: the record, its inclusion proof and a signed checkpoint (RFC 9162, C2SP)."""
    desk = at_desk(request)
    desk.only("auditors", *READERS)
    index = request.path_params["index"]
    with desk.read() as tx:
        entry = entries.get(tx, index)
        if entry is None:
            raise NotFoundError("There is no such entry.", hint="The ledger lists all of them.")
        if withheld(entry.record, desk, tx):
            raise NotAllowedError("This entry is of an incident whose details are with the cleared office only.")
        made = desk.agency.journal.receipt(tx, index)
    headers = {"Content-Disposition": f'attachment; filename="receipt-{index}.json"'}
    return Response(made.to_json(), media_type="application/json", headers=headers)


def change_a_byte(request: Request) -> Response:
    """The tour's last stop: change one byte in a copy, and let the same check say which entry it was (demo only)."""
    desk = at_desk(request)
    desk.only("auditors", *READERS)
    if not desk.agency.settings.demo:
        raise NotFoundError("Nothing is here. It may have moved.")
    result = _change_a_byte(desk)
    with desk.read() as tx:
        page = ledger_page(desk, tx, result)
    return desk.page("ledger.html", page, title="The changed entry was found: Ledger")


def _change_a_byte(desk: Desk) -> str:
    store = desk.agency.store
    with desk.read() as tx:
        entry = secrets.randbelow(entries.size(tx))
    with TemporaryDirectory(prefix="proviso-copy-") as folder:
        path = copies.copy(store, Path(folder))
        changed = copies.change_one_byte(path, entry, real=store)
        copy = Store.open(path)
        try:
            said = desk.agency.journal.verify(copy)
        finally:
            copy.close()
    return (
        f"We changed byte {changed.byte:,} of entry {changed.entry:,} in the copy. The check of the copy says: "
        f"{said.sentence} The copy is gone; the real ledger was not touched."
    )
